"""A report as text, JSON or another format; nothing here decides anything."""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from archcompat.model.report import Report
    from archcompat.render.page import Page

    Renderer = Callable[[Sequence[Report], Page], str]

# Name of the format to the module that has its ``render``; loaded when it is asked for.
FORMATS = {"table": "text", "json": "as_json"}


def load_renderer(name: str) -> "Renderer":
    """The function that writes reports in a format of ``FORMATS``, with a last line end."""
    renderer: Renderer = importlib.import_module(f"{__name__}.{FORMATS[name]}").render
    return renderer
