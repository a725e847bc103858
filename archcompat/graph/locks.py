"""Joins lock files with themselves and with the pyproject.toml beside them."""

import re
from collections import defaultdict
from collections.abc import Sequence

from archcompat.formats.distfile import normalized
from archcompat.graph.markers import applies, may_apply, read_edge
from archcompat.model.pythonfacts import Requirement
from archcompat.model.target import Target
from archcompat.model.where import Where

_LOCK = re.compile(r"uv\.lock|poetry\.lock|Pipfile\.lock|pylock(?:\.[^.]+)?\.toml")
_PROJECT = "pyproject.toml"


def locked(lines: Sequence[Requirement], target: Target) -> list[Requirement]:
    """The lines that apply to the target, without those of a lock that nothing needs there.

    A lock answers for the pyproject.toml beside it. The project itself, which a lock may list too,
    is none of its packages.
    """
    by_file = defaultdict[Where, list[Requirement]](list)
    for line in lines:
        by_file[line.where].append(line)
    pinned: set[tuple[str, str]] = set()
    kept: set[int] = set()
    for where, own in by_file.items():
        applying = [line for line in own if applies(line.marker, target)]
        unneeded = _unneeded(own, applying, target)
        for line in applying:
            name = normalized(line.name)
            if name not in unneeded:
                kept.add(id(line))
                if is_lock(where):
                    pinned.add((where.folder, name))
    return [
        line
        for line in lines
        if id(line) in kept
        and not _is_own(line)
        and not (
            line.where.name == _PROJECT and (line.where.folder, normalized(line.name)) in pinned
        )
    ]


def is_lock(file: Where) -> bool:
    """Whether a file is a lock file, by its name."""
    return _LOCK.fullmatch(file.name) is not None


def _is_own(line: Requirement) -> bool:
    """Whether an entry is the project the lock is of, or a part of its workspace."""
    local = bool(line.url) and "://" not in line.url
    return line.where.name == "uv.lock" and local and not line.files


def _unneeded(
    lines: Sequence[Requirement], applying: Sequence[Requirement], target: Target
) -> set[str]:
    """Names of what others of a file require, but none that applies does on the target.

    What nothing requires is asked for itself; what requires each other in a circle stays. Which
    extras are asked for a lock mostly does not say: what one of them requires is taken as needed.
    """
    required = {read_edge(text)[0] for line in lines for text in line.requires}
    needs: dict[str, set[str]] = defaultdict(set)
    needers: dict[str, set[str]] = defaultdict(set)
    for line in applying:
        own = normalized(line.name)
        for text in line.requires:
            name, marker = read_edge(text)
            if name not in needs[own] and may_apply(marker, target):
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
    return gone
