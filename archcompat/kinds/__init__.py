"""The artifact kinds: one a file, found by being in this folder."""

import importlib
import pkgutil
from collections.abc import Iterator
from typing import Protocol

from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import BEGINNING, HEAD, Marks


class Kind(Protocol):
    """How one kind of file is recognised and read.

    A kind looks at one entry and at nothing else: what it yields is a pure function of the
    entry's path and bytes. It never recurses, limits, or catches: the walker does.
    """

    name: str
    """Unique, ``[a-z-]+``."""
    marks: Marks
    """What every file that is claimed shows at a glance: no other is put to ``claims``."""

    def claims(self, entry: Entry) -> bool:
        """Whether ``read`` is worth calling; looks at the place and the head only.

        Called for every file with one of the marks: it must be cheap and must not open the entry.
        """
        ...

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield facts, and entries inside this one to descend into. Raises FormatError."""
        ...


def load_kinds() -> tuple[Kind, ...]:
    """Every kind in this folder, by name of its module."""
    modules = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(importlib.import_module(f"{__name__}.{name}").KIND for name in modules)


class Glance:
    """Finds the kinds to ask about a file by a few look-ups, whatever the number of kinds.

    A layer has tens of thousands of files, and nearly all of them are of no kind.
    """

    def __init__(self, kinds: tuple[Kind, ...]) -> None:
        """Index ``kinds`` by their marks."""
        self._kinds = kinds
        self._always = 0  # kinds are bits of a number here, the first one the lowest
        self._names: dict[str, int] = {}
        self._suffixes: dict[str, int] = {}
        self._beginnings: dict[str, int] = {}
        self._folders: dict[str, int] = {}
        self._heads: dict[bytes, int] = {}
        self._chosen: dict[int, tuple[Kind, ...]] = {}
        for index, kind in enumerate(kinds):
            bit, marks = 1 << index, kind.marks
            if marks == Marks():
                self._always |= bit
            for name in marks.names:
                self._names[name] = self._names.get(name, 0) | bit
            for suffix in marks.suffixes:
                self._suffixes[suffix] = self._suffixes.get(suffix, 0) | bit
            for beginning in marks.beginnings:
                start = beginning[:BEGINNING]
                self._beginnings[start] = self._beginnings.get(start, 0) | bit
            for folder in marks.folders:
                self._folders[folder] = self._folders.get(folder, 0) | bit
            for head in marks.heads:
                self._heads[head[:HEAD]] = self._heads.get(head[:HEAD], 0) | bit

    def kinds(self, entry: Entry) -> tuple[Kind, ...]:
        """Those that may claim ``entry``, in the order they were given."""
        if entry.role:  # it is asked for as what it is, whatever its name
            return self._kinds
        path = entry.where.parts[-1]
        slash = path.rfind("/")
        name = path[slash + 1 :]
        folded = name.lower()
        bits = (
            self._always
            | self._names.get(name, 0)
            | self._suffixes.get(folded[folded.rfind(".") + 1 :], 0)
            | self._beginnings.get(folded[:BEGINNING], 0)
            # Without a folder that is the name but for its last letter: then one asks in vain.
            | self._folders.get(path[path.rfind("/", 0, slash) + 1 : slash], 0)
            | self._heads.get(entry.head[:HEAD], 0)
        )
        chosen = self._chosen.get(bits)
        if chosen is None:
            chosen = tuple(kind for index, kind in enumerate(self._kinds) if bits >> index & 1)
            self._chosen[bits] = chosen
        return chosen
