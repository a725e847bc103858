"""A report as text, JSON or another format; nothing here decides anything."""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from archcompat.model.report import Report
    from archcompat.render.page import Page

    Renderer = Callable[[Sequence[Report], Page], str]

# Name of the format to the module that has its ``render``; loaded when it is asked for.
FORMATS = {
    "table": "text",
    "json": "as_json",
    "sarif": "sarif",
    "cyclonedx": "cyclonedx",
    "junit": "junit",
    "markdown": "markdown",
    "github": "github",
    "gitlab": "gitlab",
    "html": "html",
}
# How the names of files of a format end, the longer ending before the shorter.
_ENDINGS = {
    ".cdx.json": "cyclonedx",
    ".sarif.json": "sarif",
    ".json": "json",
    ".sarif": "sarif",
    ".xml": "junit",
    ".md": "markdown",
    ".html": "html",
    ".htm": "html",
    ".txt": "table",
}


def load_renderer(name: str) -> "Renderer":
    """The function that writes reports in a format of ``FORMATS``, with a last line end."""
    renderer: Renderer = importlib.import_module(f"{__name__}.{FORMATS[name]}").render
    return renderer


def format_of(file: str) -> str:
    """The format that a file's name asks for; empty where it says none."""
    return next((name for end, name in _ENDINGS.items() if file.lower().endswith(end)), "")
