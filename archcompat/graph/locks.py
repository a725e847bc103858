"""Joins lock files with themselves and with the pyproject.toml beside them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from archcompat.formats.distfile import normalized
from archcompat.graph.markers import applies, read_edge
from archcompat.model.facts import Requirement
from archcompat.model.target import Target
from archcompat.model.where import Where

_LOCK = re.compile(r"uv\.lock|poetry\.lock|Pipfile\.lock|pylock(?:\.[^.]+)?\.toml")
_PROJECT = "pyproject.toml"


def locked(lines: Sequence[Requirement], target: Target) -> list[Requirement]:
    """The lines without those that a lock file beside them answers, or that nothing needs.

    The project itself, which a lock may list too, is none.
    """
    by_file = defaultdict[Where, list[Requirement]](list)
    pinned: set[tuple[str, str]] = set()
    for line in lines:
        by_file[line.where].append(line)
        if _LOCK.fullmatch(line.where.name):
            pinned.add((line.where.folder, normalized(line.name)))
    unneeded = {id(line) for file in by_file.values() for line in _unneeded(file, target)}
    return [
        line
        for line in lines
        if id(line) not in unneeded
        and not _is_own(line)
        and not (
            line.where.name == _PROJECT and (line.where.folder, normalized(line.name)) in pinned
        )
    ]


def _is_own(line: Requirement) -> bool:
    """Whether an entry is the project the lock is of, or a part of its workspace."""
    local = bool(line.url) and "://" not in line.url
    return line.where.name == "uv.lock" and local and not line.files


def _unneeded(lines: Sequence[Requirement], target: Target) -> Iterator[Requirement]:
    """Entries of one file that others require, but none does on the target.

    What nothing requires is asked for itself; what requires each other in a circle stays.
    """
    if not any(line.requires for line in lines):
        return
    needs: dict[str, set[str]] = defaultdict(set)
    needers: dict[str, set[str]] = defaultdict(set)
    required: set[str] = set()
    for line in lines:
        own = normalized(line.name)
        for text in line.requires:
            name, marker = read_edge(text)
            required.add(name)
            if name not in needs[own] and applies(marker, target):
                needs[own].add(name)
                needers[name].add(own)
    todo = [name for name in required if not needers[name]]
    gone = set(todo)
    while todo:
        name = todo.pop()
        for other in needs[name]:
            needers[other].discard(name)
            if not needers[other] and other not in gone:
                gone.add(other)
                todo.append(other)
    yield from (line for line in lines if normalized(line.name) in gone)
