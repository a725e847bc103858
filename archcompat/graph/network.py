"""The graph as networkx has it, for `why` and `graph`."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from archcompat.graph.edges import SUBJECT, Edge, EdgeKind
from archcompat.graph.unit import Unit

if TYPE_CHECKING:
    import networkx as nx


def network(subject: str, units: Sequence[Unit], found: Iterable[Edge]) -> "nx.DiGraph[str]":
    """Build a directed graph: nodes have a kind (subject, unit, native) and label, edges a kind."""
    import networkx as nx  # noqa: PLC0415 - 250 ms that a scan need not pay

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_node(SUBJECT, kind="subject", label=subject)
    for unit in units:
        graph.add_node(unit.id, kind="unit", label=f"{unit.full_name} {unit.version}".strip())
        for native in unit.natives:
            graph.add_node(
                str(native.where), kind="native", label=f"{native.where} ({native.machine})"
            )
    for edge in found:
        if edge.source in graph and edge.target in graph:
            graph.add_edge(edge.source, edge.target, kind=edge.kind.value)
    return graph


def paths_to(graph: "nx.DiGraph[str]", name: str, most: int = 20) -> list[list[str]]:
    """The ways from the subject to each node whose id or label contains ``name``, shortest first.

    At most ``most`` a node. Only containment, provision and requirement lead in: what needs a
    library did not bring it.
    """
    import networkx as nx  # noqa: PLC0415 - as above

    wanted = name.lower()
    brought: nx.DiGraph[str] = nx.DiGraph()
    brought.add_edges_from(
        edge for edge in graph.edges if graph.edges[edge]["kind"] != EdgeKind.NEEDS.value
    )
    ends = [
        node
        for node, label in graph.nodes(data="label")
        if node != SUBJECT and (wanted in node.lower() or wanted in str(label).lower())
    ]
    # A unit of that name is the answer; its files only when no unit has it.
    units = [node for node in ends if graph.nodes[node]["kind"] == "unit"]
    paths: list[list[str]] = []
    for end in units or ends:
        if end in brought:
            ways = nx.shortest_simple_paths(brought, SUBJECT, end)
            paths += islice(ways, most)
    return sorted(paths, key=lambda path: (path[-1], len(path), path))
