"""The graph behind `why` and `graph`."""

from archcompat.graph.edges import SUBJECT, edges
from archcompat.graph.linker import Links
from archcompat.graph.network import network, paths_to
from archcompat.graph.unit import Unit
from archcompat.model.native import NativeObject
from archcompat.model.report import Provenance
from archcompat.model.target import Target
from tests.make.inventory import at, native


def unit(
    name: str,
    *requires: str,
    parents: tuple[str, ...] = ("",),
    natives: tuple[NativeObject, ...] = (),
) -> Unit:
    """A Python distribution."""
    return Unit(
        f"pkg:pypi/{name}@1", "pypi", name, "1", Provenance.LANGUAGE_PACKAGE, (at(name),), natives,
        requires=requires, parents=parents,
    )  # fmt: skip


LIBZ, CORE = native("lib/libz.so"), native("site/numpy/core.so")
UNITS = (
    unit("app", "numpy", "pandas"),
    unit("pandas", "numpy"),
    unit("numpy", natives=(CORE,)),
    unit("zlib", natives=(LIBZ,)),
)
LINKS = Links(((CORE, "libz.so", "lib/libz.so"),), ())
GRAPH = network("made", UNITS, edges(UNITS, LINKS, Target(python="3.8")))


def paths(name: str) -> list[list[str]]:
    """The ways to a name, with ids cut to what tells them apart."""
    short = {node: node.removeprefix("pkg:pypi/").removesuffix("@1") for node in GRAPH}
    return [[short[node] for node in path] for path in paths_to(GRAPH, name)]


def test_nodes_and_edges_say_what_they_are() -> None:
    """Kinds and labels are what the commands show."""
    assert GRAPH.nodes[SUBJECT] == {"kind": "subject", "label": "made"}
    assert GRAPH.nodes["pkg:pypi/numpy@1"] == {"kind": "unit", "label": "numpy 1"}
    assert GRAPH.nodes["lib/libz.so"] == {"kind": "native", "label": "lib/libz.so (x86_64)"}
    assert {GRAPH.edges[edge]["kind"] for edge in GRAPH.edges} == {
        "contains", "provides", "needs", "requires",
    }  # fmt: skip


def test_every_way_leads_from_the_subject_shortest_first() -> None:
    """Through containers and what requires it."""
    assert paths("numpy") == [
        [SUBJECT, "numpy"],
        [SUBJECT, "app", "numpy"],
        [SUBJECT, "pandas", "numpy"],
        [SUBJECT, "app", "pandas", "numpy"],
    ]


def test_a_file_is_reached_through_what_brought_it() -> None:
    """What needs a library did not bring it; capitals do not matter."""
    assert paths("LIBZ") == [[SUBJECT, "zlib", "lib/libz.so"]]


def test_a_unit_of_the_name_comes_before_its_files() -> None:
    """``numpy`` is the package, though its file has the name in its path too."""
    assert {path[-1] for path in paths("numpy")} == {"numpy"}


def test_a_name_that_nothing_has_has_no_ways() -> None:
    """And the subject itself is no answer."""
    assert paths("nothing") == []
    assert paths("made") == []


def test_circles_and_many_ways_end() -> None:
    """Twenty packages that all require each other: no way visits one twice, and few are told."""
    names = [f"p{n}" for n in range(20)]
    units = [unit(name, *names) for name in names]
    graph = network("made", units, edges(units, Links((), ()), Target()))

    found = paths_to(graph, "p7", most=5)

    assert len(found) == 5
    assert all(len(set(path)) == len(path) for path in found)
