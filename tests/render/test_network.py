"""The dependency graph in each language."""

import io
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.render.network import FORMATS, as_json, dot, graphml, mermaid
from archcompat.render.safe import encodable, printable
from tests.render.reports import HOSTILE

if TYPE_CHECKING:
    Graph = nx.DiGraph[str]

LABELS = st.text(st.characters(codec=None), max_size=40)


def graph_of(*labels: str) -> "Graph":
    """A subject that contains a unit a label, each with a native that needs the next one's."""
    graph: Graph = nx.DiGraph()
    graph.add_node("", kind="subject", label="app.tar")
    for number, label in enumerate(labels):
        unit, native = f"pkg:{number}{label}", f"{number}{label}.so"
        graph.add_node(unit, kind="unit", label=label)
        graph.add_node(native, kind="native", label=f"{label}.so")
        graph.add_edge("", unit, kind="contains")
        graph.add_edge(unit, native, kind="provides")
    for number in range(len(labels) - 1):
        graph.add_edge(
            f"{number}{labels[number]}.so", f"{number + 1}{labels[number + 1]}.so", kind="needs"
        )
    return graph


Drawn = tuple[list[str], list[tuple[str, str, str]]]
"""The labels of the nodes, and the edges as labels of their ends and their kind; both sorted."""


def drawn(graph: "Graph") -> Drawn:
    """What a picture of a graph must show."""
    label = {node: printable(graph.nodes[node]["label"]) for node in graph}
    edges = [(label[edge[0]], label[edge[1]], graph.edges[edge]["kind"]) for edge in graph.edges]
    return sorted(label.values()), sorted(edges)


GRAPHS = [
    pytest.param(graph_of(), id="subject-only"),
    pytest.param(graph_of("numpy 1.18.1", "lib"), id="plain"),
    pytest.param(
        graph_of(HOSTILE, "a&lt;b", 'x"] n0 -> n1 [label="', "\\", "\\N\\G"), id="hostile"
    ),
    pytest.param(graph_of("日本語", "é", "end", "#35;", "`x`", "%% x", "<b>"), id="words"),
]
every_graph = pytest.mark.parametrize("graph", GRAPHS)


def read_dot(text: str) -> Drawn:
    """The graph in DOT of one statement a line, by the grammar's quoted strings."""
    quoted = r'"((?:[^"\\]|\\["\\])*)"'
    names: dict[str, str] = {}
    edges = []
    head, rank, *lines, foot = text.splitlines()
    assert (head, rank, foot) == ("digraph archcompat {", "  rankdir=LR;", "}")
    for line in lines:
        node = re.fullmatch(rf"  (n\d+) \[label={quoted}, shape=(?:folder|box|note)\];", line)
        edge = re.fullmatch(rf"  (n\d+) -> (n\d+) \[label={quoted}\];", line)
        if node:
            names[node[1]] = re.sub(r"\\(.)", r"\1", node[2]).replace("&amp;", "&")
            assert not re.search(r"&(?!amp;)", node[2])
        else:
            assert edge, line
            edges.append((names[edge[1]], names[edge[2]], edge[3]))
    return sorted(names.values()), sorted(edges)


@every_graph
def test_dot(graph: "Graph") -> None:
    """Every node with its label and every edge with its kind, one statement a line."""
    assert read_dot(dot(graph)) == drawn(graph)


@given(st.lists(LABELS, max_size=3))
def test_dot_of_any_labels(labels: list[str]) -> None:
    """No label breaks out of its quotes."""
    graph = graph_of(*labels)
    assert read_dot(dot(graph)) == drawn(graph)


@every_graph
@pytest.mark.skipif(shutil.which("dot") is None, reason="graphviz is not installed")
def test_dot_as_graphviz_reads_it(graph: "Graph") -> None:
    """Oracle: Graphviz draws the same labels, without a complaint."""
    run = subprocess.run(
        ["dot", "-Tsvg"], input=dot(graph), capture_output=True, text=True, check=True
    )
    texts = [
        [element.text for element in group.iter("{http://www.w3.org/2000/svg}text")]
        for group in ET.fromstring(run.stdout).iter("{http://www.w3.org/2000/svg}g")  # noqa: S314 - Graphviz wrote it
        if group.get("class") == "node"
    ]
    shown = sorted("".join(filter(None, parts)).replace("\xa0", " ") for parts in texts)
    assert shown == drawn(graph)[0]
    assert not [line for line in run.stderr.splitlines() if line and "fontname" not in line]


def read_mermaid(text: str) -> Drawn:
    """The graph in a flowchart of one statement a line, numbered entities read as Mermaid does."""

    def read(label: str) -> str:
        assert re.fullmatch(r"(?:[\w ./:,=+!-]|#\d+;)*", label), label
        return re.sub(r"#(\d+);", lambda found: chr(int(found[1])), label)

    names: dict[str, str] = {}
    edges = []
    head, *lines = text.splitlines()
    assert head == "flowchart LR"
    for line in lines:
        node = re.fullmatch(r'  (n\d+)\["(.*)"\]', line)
        edge = re.fullmatch(r"  (n\d+) -->\|(\w+)\| (n\d+)", line)
        if node:
            names[node[1]] = read(node[2])
        else:
            assert edge, line
            edges.append((names[edge[1]], names[edge[3]], edge[2]))
    return sorted(names.values()), sorted(edges)


@every_graph
def test_mermaid(graph: "Graph") -> None:
    """Every node and edge, with nothing in a label that Mermaid or HTML would read."""
    assert read_mermaid(mermaid(graph)) == drawn(graph)


@given(st.lists(LABELS, max_size=3))
def test_mermaid_of_any_labels(labels: list[str]) -> None:
    """No label breaks out of its quotes."""
    graph = graph_of(*labels)
    assert read_mermaid(mermaid(graph)) == drawn(graph)


def read_graphml(text: str) -> "Graph":
    read: nx.Graph[str] = nx.read_graphml(io.BytesIO(text.encode()))
    assert read.is_directed()
    return read.to_directed()


def _kinds(graph: "Graph") -> list[str]:
    return sorted(graph.nodes[node]["kind"] for node in graph)


@every_graph
def test_graphml(graph: "Graph") -> None:
    """Oracle: networkx reads the same graph, with ids, kinds and labels."""
    read = read_graphml(graphml(graph))
    assert drawn(read) == drawn(graph)
    assert sorted(read.nodes[node]["id"] for node in read) == sorted(map(printable, graph))
    assert _kinds(read) == _kinds(graph)


@given(st.lists(LABELS, max_size=3))
def test_graphml_of_any_labels(labels: list[str]) -> None:
    """No label makes it bad XML."""
    graph = graph_of(*labels)
    read = read_graphml(graphml(graph))
    assert drawn(read) == drawn(graph)


@every_graph
def test_json(graph: "Graph") -> None:
    """Ids and labels as they are, as far as UTF-8 has them; edges by ids."""
    document = json.loads(as_json(graph))
    assert {node["id"]: (node["kind"], node["label"]) for node in document["nodes"]} == {
        encodable(node): (data["kind"], encodable(data["label"]))
        for node, data in graph.nodes(data=True)
    }
    assert {(edge["source"], edge["target"], edge["kind"]) for edge in document["edges"]} == {
        (encodable(edge[0]), encodable(edge[1]), graph.edges[edge]["kind"]) for edge in graph.edges
    }


@pytest.mark.parametrize("name", FORMATS)
@every_graph
def test_every_language(name: str, graph: "Graph") -> None:
    """The order in which a graph was made does not show; no text acts on a terminal."""
    again: Graph = nx.DiGraph()
    again.add_nodes_from(reversed(list(graph.nodes(data=True))))
    again.add_edges_from(reversed(list(graph.edges(data=True))))
    text = FORMATS[name](graph)
    assert FORMATS[name](again) == text
    assert text.endswith("\n")
    assert text.replace("\n", "").isprintable()
