"""Edges between units and files, and the ways in that follow from them."""

import pytest

from archcompat.graph.edges import SUBJECT, Edge, EdgeKind, edges, introductions
from archcompat.graph.linker import Links
from archcompat.graph.unit import Unit
from archcompat.model.report import Provenance
from archcompat.model.target import Target
from tests.make.inventory import at, native

NONE = Links((), ())


def unit(
    name: str,
    *requires: str,
    ecosystem: str = "pypi",
    parents: tuple[str, ...] = ("",),
    namespace: str = "",
    python: str = "",
    natives: tuple[str, ...] = (),
) -> Unit:
    """A package whose id is its name."""
    return Unit(
        name,
        ecosystem,
        name,
        "1",
        Provenance.LANGUAGE_PACKAGE,
        (at(name),),
        tuple(native(place) for place in natives),
        namespace=namespace,
        python=python,
        requires=requires,
        parents=parents,
    )


def between(kind: EdgeKind, *units: Unit, target: Target | None = None) -> list[tuple[str, str]]:
    """The edges of one kind."""
    found = edges(units, NONE, target or Target(python="3.8"))
    return [(edge.source, edge.target) for edge in found if edge.kind is kind]


def test_what_lies_in_the_subject_hangs_on_it() -> None:
    """Containment: the subject or the enclosing units, each of them."""
    found = between(
        EdgeKind.CONTAINS, unit("app"), unit("other"), unit("lib", parents=("app", "other", ""))
    )

    assert found == [
        ("app", "lib"), ("other", "lib"), (SUBJECT, "app"), (SUBJECT, "lib"), (SUBJECT, "other"),
    ]  # fmt: skip


def test_a_unit_is_not_in_itself() -> None:
    """A JAR that holds a copy of itself is one unit by its purl."""
    assert between(EdgeKind.CONTAINS, unit("x", parents=("", "x"))) == [(SUBJECT, "x")]


def test_a_unit_provides_its_native_files() -> None:
    """By their places."""
    found = between(EdgeKind.PROVIDES, unit("x", natives=("a.jar!/x.so", "b.so")))

    assert found == [("x", "a.jar!/x.so"), ("x", "b.so")]


def test_a_file_needs_what_the_linker_answers() -> None:
    """A library that needs its own soname has no edge to itself."""
    tool, libz = native("bin/tool"), native("lib/libz.so")
    links = Links(((tool, "libz.so", "lib/libz.so"), (libz, "libz.so", "lib/libz.so")), ())

    assert edges([], links, Target()) == (Edge("bin/tool", "lib/libz.so", EdgeKind.NEEDS),)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        pytest.param("numpy", ["numpy"], id="name"),
        pytest.param("NumPy>=1.0,<2", ["numpy"], id="versions"),
        pytest.param("numpy (>=1.0)", ["numpy"], id="old-spelling"),
        pytest.param("numpy[extra]>=1", ["numpy"], id="extras"),
        pytest.param("numpy @ https://h/x;y.whl", ["numpy"], id="url"),
        pytest.param('numpy @ https://h/x.whl ; python_version < "3"', [], id="url-and-marker"),
        pytest.param('numpy ; python_version < "3.9"', ["numpy"], id="marker-holds"),
        pytest.param('numpy ; python_version < "3.8"', [], id="marker-does-not"),
        pytest.param('numpy; extra == "fast"', [], id="extra-not-asked-for"),
        pytest.param('numpy; platform_machine == "x86_64"', [], id="only-on-the-source"),
        pytest.param("numpy; what is this", ["numpy"], id="no-marker"),
        pytest.param("numpy ==== ", ["numpy"], id="no-version"),
        pytest.param("; numpy", [], id="no-name"),
        pytest.param("", [], id="nothing"),
        pytest.param("-e .", [], id="an-option"),
        pytest.param("pandas", [], id="not-installed"),
    ],
)
def test_a_distribution_requires_what_is_installed(line: str, names: list[str]) -> None:
    """Requires-Dist, with markers for the target; a line that is none has no edge."""
    found = between(EdgeKind.REQUIRES, unit("app", line), unit("numpy"))

    assert found == [("app", name) for name in names]


def test_the_python_it_is_installed_for_counts_where_the_target_has_none() -> None:
    """Two interpreters in one image: each has its own markers."""
    line = 'numpy ; python_version < "3.8"'
    found = between(
        EdgeKind.REQUIRES,
        unit("old", line, python="3.7"),
        unit("new", line, python="3.9"),
        unit("numpy"),
        target=Target(),
    )

    assert found == [("old", "numpy")]


def test_npm_packages_require_by_whole_name() -> None:
    """With the scope, in the same ecosystem only."""
    found = between(
        EdgeKind.REQUIRES,
        unit("app", "@img/sharp", "semver", ecosystem="npm"),
        unit("sharp", ecosystem="npm", namespace="@img"),
        unit("semver"),
    )

    assert found == [("app", "sharp")]


def test_edges_are_sorted_and_each_is_told_once() -> None:
    """Whatever the order of the units."""
    units = [unit("b", "a", "a"), unit("a", "b")]

    found = edges(units, NONE, Target())

    assert list(found) == sorted(set(found))
    assert found == edges(units[::-1], NONE, Target())


def ways(*units: Unit) -> dict[str, list[tuple[str, ...]]]:
    """The ways in of units, by the edges they have."""
    return dict(introductions(units, edges(units, NONE, Target(python="3.8"))))


def test_a_way_in_is_the_shortest_from_each_root() -> None:
    """A root is what nothing contains and nothing requires."""
    found = ways(unit("app", "lib", "mid"), unit("mid", "lib"), unit("lib"), unit("tool", "mid"))

    assert found == {
        "mid": [("app", "mid"), ("tool", "mid")],
        "lib": [("app", "lib"), ("tool", "mid", "lib")],
    }


def test_ways_lead_through_containers() -> None:
    """A JAR in a JAR: the outer one is the way in."""
    assert ways(unit("app"), unit("lib", parents=("app",))) == {"lib": [("app", "lib")]}


def test_a_circle_ends() -> None:
    """Two packages that require each other, and one that requires itself."""
    found = ways(unit("app", "a"), unit("a", "b", "a"), unit("b", "a"))

    assert found == {"a": [("app", "a")], "b": [("app", "a", "b")]}


def test_a_circle_that_nothing_leads_to_has_no_way_in() -> None:
    """Both are what the user has; neither is blamed on the other."""
    assert ways(unit("a", "b"), unit("b", "a")) == {}


def test_a_report_shows_ten_ways_at_most() -> None:
    """A library that everything requires."""
    found = ways(*(unit(f"app{n:02}", "lib") for n in range(30)), unit("lib"))

    assert found == {"lib": [(f"app{n:02}", "lib") for n in range(10)]}
