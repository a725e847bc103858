"""The edges between the units and files of a subject, as plain values."""

import enum
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from archcompat.graph.linker import Links
from archcompat.graph.unit import Unit
from archcompat.model.target import Target

SUBJECT = "subject"


class EdgeKind(enum.StrEnum):
    """What one node has to do with another."""

    CONTAINS = "contains"
    """An archive or the subject holds it."""
    PROVIDES = "provides"
    """A unit brought the native file."""
    NEEDS = "needs"
    """DT_NEEDED."""
    REQUIRES = "requires"
    """Requires-Dist, an npm dependency, or what a bill of materials says."""


class Edge(NamedTuple):
    """One edge; nodes are unit ids, places of native files, or ``subject``."""

    source: str
    target: str
    kind: EdgeKind


def edges(units: Sequence[Unit], links: Links, target: Target) -> tuple[Edge, ...]:
    """Every edge, sorted."""
    found = [*_requires(units, target)]
    for unit in units:
        found += [
            Edge(parent or SUBJECT, unit.id, EdgeKind.CONTAINS)
            for parent in unit.parents
            if parent != unit.id
        ]
        found += [Edge(unit.id, str(native.where), EdgeKind.PROVIDES) for native in unit.natives]
        found += [Edge(unit.id, other, EdgeKind.REQUIRES) for other in unit.needs]
    found += [
        Edge(str(native.where), path, EdgeKind.NEEDS)
        for native, _, path in links.needs
        if str(native.where) != path
    ]
    return tuple(sorted(set(found)))


def introductions(units: Sequence[Unit], found: Iterable[Edge]) -> dict[str, list[tuple[str, ...]]]:
    """For each unit the shortest way in from each root: containing units, then requiring ones.

    A root is a unit that nothing contains and nothing requires. At most ``_MOST`` ways a unit.
    """
    onward: dict[str, list[str]] = defaultdict(list)
    inward: set[str] = set()
    for edge in found:
        between_units = edge.kind in (EdgeKind.CONTAINS, EdgeKind.REQUIRES)
        if between_units and edge.source not in (SUBJECT, edge.target):
            onward[edge.source].append(edge.target)
            inward.add(edge.target)
    ways: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for root in (unit.id for unit in units if unit.id not in inward):
        came: dict[str, str] = {root: ""}
        queue = [root]
        for here in queue:
            for there in onward[here]:
                if there not in came:
                    came[there] = here
                    queue.append(there)
        for there in queue[1:]:
            if len(ways[there]) < _MOST:
                ways[there].append(_way(there, came))
    return ways


_MOST = 10  # ways in that are kept for one unit: a report is read by people


def _way(end: str, came: dict[str, str]) -> tuple[str, ...]:
    way = [end]
    while came[way[-1]]:
        way.append(came[way[-1]])
    return tuple(reversed(way))


def _requires(units: Sequence[Unit], target: Target) -> Iterable[Edge]:
    by_name: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in units:
        by_name[unit.ecosystem, f"{unit.namespace}/{unit.name}".lstrip("/")].append(unit)
    for unit in units:
        if not unit.requires:
            continue
        named = unit.ecosystem in ("npm", "conda")
        names = unit.requires if named else _python_names(unit, target)
        for name in names:
            for other in by_name.get((unit.ecosystem, name), ()):
                yield Edge(unit.id, other.id, EdgeKind.REQUIRES)


def _python_names(unit: Unit, target: Target) -> Iterable[str]:
    from archcompat.graph.markers import applies, read_edge  # noqa: PLC0415 - 40 ms, only where Python is

    where = replace(target, python=target.python or unit.python)
    for line in unit.requires:
        name, marker = read_edge(line)
        if name and applies(marker, where):
            yield name
