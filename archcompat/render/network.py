"""The dependency graph as DOT, Mermaid, GraphML or JSON, the same text for the same graph."""

import json
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from archcompat.render.safe import encodable, printable, printable_json

if TYPE_CHECKING:
    import networkx as nx

    Graph = nx.DiGraph[str]

_MERMAID_PLAIN = frozenset(" ._-/:,=+!")
_DOT_SHAPE = {"subject": "folder", "unit": "box", "native": "note"}


def dot(graph: "Graph") -> str:
    """Graphviz's language (https://graphviz.org/doc/info/lang.html)."""
    lines = ["digraph archcompat {", "  rankdir=LR;"]
    names = _names(graph)
    for node, name in names.items():
        label, kind = _label(graph, node), graph.nodes[node]["kind"]
        shape = _DOT_SHAPE.get(kind, "box")
        lines.append(f'  {name} [label="{_dot(label)}", shape={shape}];')
    for source, target, kind in _edges(graph):
        lines.append(f'  {names[source]} -> {names[target]} [label="{_dot(kind)}"];')
    return "\n".join((*lines, "}\n"))


def mermaid(graph: "Graph") -> str:
    """A Mermaid flowchart (https://mermaid.js.org/syntax/flowchart.html)."""
    names = _names(graph)
    lines = ["flowchart LR"]
    lines += [f'  {name}["{_mermaid(_label(graph, node))}"]' for node, name in names.items()]
    for source, target, kind in _edges(graph):
        lines.append(f"  {names[source]} -->|{_mermaid(kind)}| {names[target]}")
    return "\n".join((*lines, ""))


def graphml(graph: "Graph") -> str:
    """GraphML (http://graphml.graphdrawing.org/specification.html); the id is an attribute."""
    import networkx as nx  # noqa: PLC0415 - only this format needs its writer

    plain: nx.DiGraph[str] = nx.DiGraph()
    names = _names(graph)
    for node, name in names.items():
        label, kind = _label(graph, node), printable(graph.nodes[node]["kind"])
        plain.add_node(name, id=printable(node), kind=kind, label=label)
    for source, target, kind in _edges(graph):
        plain.add_edge(names[source], names[target], kind=printable(kind))
    head = '<?xml version="1.0" encoding="utf-8"?>'
    return "\n".join((head, *nx.generate_graphml(plain, named_key_ids=True), ""))


def as_json(graph: "Graph") -> str:
    """``nodes`` with id, kind and label, ``edges`` with source, target and kind."""
    nodes = [
        {
            "id": encodable(node),
            "kind": graph.nodes[node]["kind"],
            "label": encodable(graph.nodes[node]["label"]),
        }
        for node in sorted(graph)
    ]
    edges = [
        {"source": encodable(source), "target": encodable(target), "kind": kind}
        for source, target, kind in _edges(graph)
    ]
    text = json.dumps({"nodes": nodes, "edges": edges}, indent=2, ensure_ascii=False)
    return printable_json(text) + "\n"


FORMATS: dict[str, Callable[["Graph"], str]] = {
    "dot": dot,
    "mermaid": mermaid,
    "graphml": graphml,
    "json": as_json,
}


def _names(graph: "Graph") -> dict[str, str]:
    """A short name for each node: ids come from the artifact and fit no language."""
    return {node: f"n{number}" for number, node in enumerate(sorted(graph))}


def _edges(graph: "Graph") -> Iterator[tuple[str, str, str]]:
    yield from sorted(graph.edges(data="kind"))


def _label(graph: "Graph", node: str) -> str:
    return printable(graph.nodes[node]["label"])


def _dot(text: str) -> str:
    """Quoted as an escString, in which Graphviz reads HTML's entities besides."""
    return text.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')


def _mermaid(text: str) -> str:
    """Everything that Mermaid or the HTML behind it could read, as a numbered entity."""
    return "".join(
        char if char.isalnum() or char in _MERMAID_PLAIN else f"#{ord(char)};" for char in text
    )
