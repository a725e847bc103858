"""``archcompat graph``."""

import io
import json
from pathlib import Path

import networkx as nx
import pytest

from archcompat.analysis import analyze_graph
from archcompat.render.network import FORMATS
from samples.build import fat_jar
from tests.cli.running import Run


@pytest.fixture
def jar(tmp_path: Path) -> Path:
    path = tmp_path / "orders.jar"
    path.write_bytes(fat_jar())
    return path


@pytest.mark.parametrize("name", FORMATS)
def test_format(run: Run, jar: Path, name: str) -> None:
    """Each language, to stdout or to a file, is what the renderer makes of the graph."""
    ran = run("graph", "orders.jar", "-f", name)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == FORMATS[name](analyze_graph("orders.jar"))
    assert run("graph", "orders.jar", "-f", name, "-o", "out").out == ""
    assert (jar.parent / "out").read_text("utf-8") == ran.out


def test_dot_is_the_default(run: Run, jar: Path) -> None:
    """What most tools draw."""
    assert run("graph", "orders.jar") == run("graph", "orders.jar", "-f", "dot")


def test_what_is_in_it(run: Run, jar: Path) -> None:
    """The subject, the JARs and the natives, and what lies in what; oracle: networkx."""
    document = json.loads(run("graph", "orders.jar", "-f", "json").out)
    kinds = {node["label"]: node["kind"] for node in document["nodes"]}
    assert kinds["orders.jar"] == "subject"
    assert kinds["snappy-java 1.1.7.3"] == "unit"
    ends = {node["id"] for node in document["nodes"] if node["kind"] == "native"}
    assert len(ends) == 4
    assert ends <= {edge["target"] for edge in document["edges"]}
    read = nx.read_graphml(io.BytesIO(run("graph", "orders.jar", "-f", "graphml").out.encode()))
    assert len(read) == len(document["nodes"])
    assert read.number_of_edges() == len(document["edges"])


def test_table_is_no_graph(run: Run, jar: Path) -> None:
    """A format of reports is refused in one line."""
    ran = run("graph", "orders.jar", "-f", "table")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
