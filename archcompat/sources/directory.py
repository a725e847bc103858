"""A folder or root file system: every file below it, in the same order on every machine."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archcompat.model.budget import Budget
from archcompat.model.layer import Layer, Member, MemberType, Subject
from archcompat.model.problem import Problem
from archcompat.sources import Source
from archcompat.sources.disk_file import file_member, unreadable


@dataclass(eq=False)
class DirectorySource(Source):
    """A tree on disk, as one layer; nothing in it is written, executed or followed."""

    subject: Subject
    root: str
    """Absolute."""
    layers: tuple[Layer, ...] = (Layer(0),)
    problems: tuple[Problem, ...] = ()

    def members(self, layer: Layer, budget: Budget) -> Iterator[Member | Problem]:  # noqa: ARG002
        # There is one layer only; the argument is the protocol's.
        """Walk the tree: each folder before its content, names in code point order.

        Symlinks stay links, a file with several names is several files, devices and pipes are
        never opened. What cannot be read is a problem, and the rest is still read.
        """
        skip = len(self.root.rstrip("/")) + 1
        yield Member("", MemberType.DIRECTORY)
        todo: list[Iterator[os.DirEntry[str]]] = []
        try:
            todo.append(_listed(self.root))
        except OSError as error:
            yield unreadable(".", error)
        while todo:
            entry = next(todo[-1], None)
            if entry is None:
                todo.pop()
                continue
            path = entry.path[skip:]
            try:
                member = _member(entry, path, budget)
            except OSError as error:
                # Still a name in the tree that links may lead to.
                yield Member(path, MemberType.FILE)
                yield unreadable(path, error)
                continue
            yield member
            if member.type is MemberType.DIRECTORY:
                try:
                    todo.append(_listed(entry.path))
                except OSError as error:
                    yield unreadable(path, error)


def open_directory(path: Path, target: str) -> DirectorySource:
    """Open the folder at ``path``, which the user called ``target``. Raises OSError."""
    root = str(path.resolve())
    os.scandir(root).close()
    return DirectorySource(Subject("directory", target), root)


def _listed(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return iter(sorted(entries, key=_name))


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _member(entry: os.DirEntry[str], path: str, budget: Budget) -> Member:
    if entry.is_symlink():
        text = os.readlink(entry.path)  # noqa: PTH115 - a Path would not keep it as written
        return Member(path, MemberType.SYMLINK, 0, text)
    if entry.is_dir(follow_symlinks=False):
        return Member(path, MemberType.DIRECTORY)
    if entry.is_file(follow_symlinks=False):
        return file_member(path, entry.path, budget)
    return Member(path, MemberType.OTHER)
