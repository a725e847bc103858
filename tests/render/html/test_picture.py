"""The dependency graph of the page: what brought what, and what is shown from the start."""

import msgspec
import pytest

from archcompat.model.report import Component, Report, ReportLayer, Verdict
from archcompat.render.html.allowance import Allowance
from archcompat.render.html.picture import Picture, picture
from archcompat.render.html.rows import table
from archcompat.render.sections import sections
from tests.make.report import component, finding, ignored, report


def brought(one: Component, *ways: tuple[Component | str, ...]) -> Component:
    """A component that came in by these ways, named by components or ids."""
    ids = tuple(
        tuple(step if isinstance(step, str) else step.id for step in (*way, one)) for way in ways
    )
    return msgspec.structs.replace(one, introduced_by=ids)


def ready(name: str, **more: int | None) -> Component:
    return component(name, version="", verdict=Verdict.READY, **more)  # type: ignore[arg-type]  # only layers are given


def bad(name: str, **more: int | None) -> Component:
    return component(name, version="", **more)  # type: ignore[arg-type]  # likewise


def drawn(made: Report) -> Picture:
    found = sections(made)
    return picture(made, table(made, found, "r1", Allowance(100_000)).rows)


def parents(made: Picture) -> dict[str, list[str]]:
    """Of each node what brought it, by their labels."""
    return {
        node.label: [made.nodes[other].label for other in made.parents.get(key, ())]
        for key, node in enumerate(made.nodes)
    }


A, B, C, D = (bad(name) for name in "abcd")

CASES: dict[str, tuple[tuple[Component, ...], dict[str, list[str]]]] = {
    "nothing": ((), {}),
    "a root": ((A,), {"a": ["s"]}),
    "a way": ((A, brought(B, (A,))), {"a": ["s"], "b": ["a"]}),
    "a longer way": (
        (A, brought(B, (A,)), brought(C, (A, B))),
        {"a": ["s"], "b": ["a"], "c": ["b"]},
    ),
    "two ways": (
        (A, B, brought(C, (A,), (B,))),
        {"a": ["s"], "b": ["s"], "c": ["a", "b"]},
    ),
    "the shorter way first": (
        (A, brought(B, (A,)), brought(C, (A, B), (A,))),
        {"a": ["s"], "b": ["a"], "c": ["a", "b"]},
    ),
    "a ring": (
        (brought(A, (B,)), brought(B, (A,))),
        {"a": ["s", "b"], "b": ["a"]},
    ),
    "itself": ((brought(A, (A,)),), {"a": ["s"]}),
    "by what is not there": ((brought(A, ("pkg:gone",)),), {"a": ["s"]}),
    "over what is not there": ((A, brought(B, (A, "pkg:gone"))), {"a": ["s"], "b": ["a"]}),
}


@pytest.mark.parametrize(
    ("components", "expected"), [pytest.param(*case, id=name) for name, case in CASES.items()]
)
def test_what_brought_what(
    components: tuple[Component, ...], expected: dict[str, list[str]]
) -> None:
    """Everything hangs on the subject, by its nearest way first."""
    assert parents(drawn(report(*components, name="s"))) == {"s": [], **expected}


def test_layers() -> None:
    """What nothing brought hangs on its layer, and layers come in their order."""
    made = report(
        bad("x", layer=2),
        bad("y", layer=0),
        brought(bad("z", layer=1), (bad("x"),)),
        bad("w"),
        name="s",
        layers=(ReportLayer(2, "sha256:0", "COPY x /"),),
    )
    found = drawn(made)
    assert parents(found) == {
        "s": [],
        "x": ["layer 2: COPY x /"],
        "y": ["layer 0"],
        "w": ["s"],
        "z": ["x"],
        "layer 0": ["s"],
        "layer 2: COPY x /": ["s"],
    }
    kinds = [node.kind for node in found.nodes]
    assert kinds == ["subject", *["component"] * 4, "layer", "layer"]


def test_a_group_is_one_node() -> None:
    """All members of a group are one node, in the layer of any of them."""
    members = (bad("x"), bad("y", layer=3), bad("z", layer=3))
    group = finding(members[0], topic="os", members=tuple(one.id for one in members), title="g: 3")
    made = drawn(report(*members, findings=(group,), name="s"))
    assert parents(made) == {"s": [], "g: 3": ["layer 3"], "layer 3": ["s"]}
    assert made.more == 0


def test_what_is_shown_from_the_start() -> None:
    """What asks for work, and everything on any way to it."""
    made = report(
        ready("root"),
        brought(ready("between"), (ready("root"),)),
        brought(bad("work"), (ready("root"), ready("between")), (ready("other"),)),
        ready("other"),
        brought(ready("below"), (bad("work"),)),
        ready("apart"),
        name="s",
    )
    found = drawn(made)
    assert {found.nodes[key].label for key in found.first} == {
        "s", "root", "between", "work", "other",
    }  # fmt: skip
    keys = {node.label: key for key, node in enumerate(found.nodes)}
    branches = found.branches()
    assert branches[keys["work"]] == ([], [keys["below"]])
    assert branches[keys["s"]][1] == [keys["apart"]]


def test_what_is_left_out_asks_for_nothing() -> None:
    """A finding that does not count at the gate is no work in the picture."""
    made = report(A, findings=(finding(A, suppressed=ignored()),), name="s")
    assert [drawn(made).nodes[key].label for key in drawn(made).first] == ["s"]


def test_remarks_are_no_nodes() -> None:
    """A remark is about a component that has its own node."""
    made = report(A, findings=(finding(A), finding(A, topic="known-issue")), name="s")
    assert [node.label for node in drawn(made).nodes] == ["s", "a"]


def test_a_deep_way() -> None:
    """Lists in lists end where a browser would give up; all nodes are there."""
    chain = [ready(f"n{number}") for number in range(300)]
    deep = [brought(one, tuple(chain[:number])) for number, one in enumerate(chain) if number]
    made = drawn(report(chain[0], *deep, bad("w"), name="s"))
    depth = {0: 0}
    for key in made.parents:
        way = [key]
        while way[-1]:
            way.append(made.parents[way[-1]][0])
        depth[key] = len(way)
    assert max(depth.values()) <= 42
    assert len(made.parents) == 301


def test_a_large_graph_is_cut() -> None:
    """Beyond some thousand nodes the rest, which asks for nothing, is counted."""
    many = [ready(f"n{number}") for number in range(2500)]
    made = drawn(report(*many, bad("w"), name="s"))
    assert len(made.nodes) == 2000
    assert made.more == 2501 - 1999
    assert "w" in {node.label for node in made.nodes}
