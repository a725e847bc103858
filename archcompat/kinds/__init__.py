"""The artifact kinds: one a file, found by being in this folder."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Protocol

from archcompat.model.entry import Entry
from archcompat.model.facts import Fact


class Kind(Protocol):
    """How one kind of file is recognised and read.

    A kind looks at one entry and at nothing else: what it yields is a pure function of the
    entry's path and bytes. It never recurses, limits, or catches: the walker does.
    """

    name: str
    """Unique, ``[a-z-]+``."""

    def claims(self, entry: Entry) -> bool:
        """Whether ``read`` is worth calling; looks at the place and the head only.

        Called for every file of every layer: it must be cheap and must not open the entry.
        """
        ...

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield facts, and entries inside this one to descend into. Raises FormatError."""
        ...


def load_kinds() -> tuple[Kind, ...]:
    """Every kind in this folder, by name of its module."""
    modules = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(importlib.import_module(f"{__name__}.{name}").KIND for name in modules)
