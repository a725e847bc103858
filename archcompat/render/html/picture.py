"""The dependency graph as it is drawn, and as a tree: what the subject holds and who brought it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from archcompat.model.report import Component, Report, Verdict
from archcompat.render import words
from archcompat.render.html.rows import Row
from archcompat.render.safe import printable

_NODES = 2000
_DEEPEST = 40  # lists in lists: a browser gives up at some hundreds
_SUBJECT = 0


@dataclass(frozen=True, slots=True)
class Node:
    """Something in the picture; its key is its index."""

    label: str
    kind: str
    """``subject``, ``layer``, ``group`` or ``component``."""
    verdict: Verdict | None = None
    note: str = ""
    """What helps."""
    row: str = ""
    """The anchor of its row."""
    work: bool = False
    """It asks for work."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A graph in which the subject leads to every node."""

    nodes: tuple[Node, ...]
    """The subject first."""
    parents: Mapping[int, tuple[int, ...]]
    """What brought each node, the one it hangs on in the tree first; none of the subject."""
    first: frozenset[int]
    """What asks for work or brings something that does: all of it is shown from the start."""
    more: int
    """Components without a node."""

    def branches(self) -> dict[int, tuple[list[int], list[int]]]:
        """Of each node in the tree what hangs on it: what is shown from the start, and the rest."""
        found: dict[int, tuple[list[int], list[int]]] = {
            key: ([], []) for key in range(len(self.nodes))
        }
        for key in sorted(self.parents):
            found[self.parents[key][0]][key not in self.first].append(key)
        return found

    def data(self) -> list[dict[str, object]]:
        """The nodes as JSON values, for the script that draws them."""
        return [
            {
                "label": printable(node.label),
                "kind": node.kind,
                "verdict": node.verdict or "",
                "note": printable(node.note),
                "work": node.work,
                "row": node.row,
                "parents": self.parents.get(key, ()),
                "first": key in self.first,
            }
            for key, node in enumerate(self.nodes)
        ]


def picture(report: Report, rows: Sequence[Row]) -> Picture:
    """The graph of the components that have rows; those of a group are one node."""
    nodes = [Node(report.subject.name, "subject")]
    keys: dict[str, int] = {}
    for row in rows:
        new = [one for one in _ids(row) if one not in keys]
        if new and len(nodes) < _NODES:
            keys |= dict.fromkeys(new, len(nodes))
            nodes.append(_node(row))
    components = [component for component in report.components if component.id in keys]
    edges = list(dict.fromkeys(_brought(components, keys)))
    inner = {end for _, end in edges}
    roots = [component for component in components if keys[component.id] not in inner]
    layers: dict[int | None, int] = {None: _SUBJECT}
    for index in sorted({root.layer for root in roots if root.layer is not None}):
        layers[index] = len(nodes)
        edges.append((_SUBJECT, len(nodes)))
        nodes.append(Node(words.layer(report, index), "layer"))
    layered = {keys[root.id] for root in roots if root.layer is not None}
    edges += [
        (layers[root.layer], keys[root.id])
        for root in roots
        if root.layer is not None or keys[root.id] not in layered
    ]
    tree = _nearest_first(len(nodes), dict.fromkeys(edges))
    work = (key for key, node in enumerate(nodes) if node.work)
    return Picture(
        tuple(nodes), tree, _with_all_above(work, tree), len(report.components) - len(components)
    )


def _ids(row: Row) -> tuple[str, ...]:
    """The components that the row's node stands for; a remark has none."""
    if row.component is not None:
        return (row.component.id,)
    return row.finding.members if row.finding is not None else ()


def _node(row: Row) -> Node:
    return Node(
        label=row.name,
        kind="component" if row.component is not None else "group",
        verdict=row.verdict,
        note=row.fix,
        row=row.anchor,
        work=row.finding is not None and row.finding.suppressed is None,
    )


def _brought(components: Iterable[Component], keys: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """From what brought something to what it brought, as the components tell."""
    for component in components:
        for way in component.introduced_by:
            known = [keys[one] for one in way if one in keys]
            yield from ((start, end) for start, end in pairwise(known) if start != end)


def _nearest_first(number: int, edges: Iterable[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    """The parents of each node, first the one on a shortest way from the subject.

    What only a ring of others leads to hangs on the subject. What lies deeper than ``_DEEPEST``
    hangs on the last that does not.
    """
    down: dict[int, list[int]] = defaultdict(list)
    up: dict[int, list[int]] = defaultdict(list)
    for start, end in edges:
        down[start].append(end)
        up[end].append(start)
    depth = {_SUBJECT: 0}
    tree: dict[int, int] = {}
    for begin in range(number):
        if begin not in depth:
            tree[begin], depth[begin] = _SUBJECT, 1
        queue = [begin]
        for here in queue:
            for there in down[here]:
                if there not in depth:
                    deep = depth[here] >= _DEEPEST
                    tree[there] = tree[here] if deep else here
                    depth[there] = depth[here] + (not deep)
                    queue.append(there)
    return {
        key: (near, *(other for other in up[key] if other != near)) for key, near in tree.items()
    }


def _with_all_above(keys: Iterable[int], parents: Mapping[int, tuple[int, ...]]) -> frozenset[int]:
    found = {_SUBJECT}
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += parents[key]
    return frozenset(found)
