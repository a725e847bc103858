"""The rows of the page's table."""

import msgspec

from archcompat.model.report import Basis, EvidenceLine, Impact, Provenance, Verdict
from archcompat.render.html.allowance import Allowance
from archcompat.render.html.rows import Link, Table, table
from archcompat.render.sections import sections
from tests.make.report import component, finding, native, remedy, report, service


def rows_of(made: object, lines: int = 10_000) -> Table:
    made = msgspec.convert(made, type(report()))
    return table(made, sections(made), "r1", Allowance(lines))


def test_order() -> None:
    """Findings in their order, then the other components, the worst first."""
    found = rows_of(service())
    assert [(row.name, row.verdict.value) for row in found.rows] == [
        ("numpy 1.18.1", "upgrade"),
        ("agent", "rebuild"),
        ("Debian GNU/Linux 12: 1 packages to install for the target", "reinstall"),
        ("agent: needs libfoo.so.1", "rebuild"),
        ("netty-transport-native-epoll 4.1.30.Final", "upgrade"),
        ("odd 1", "unknown"),
        ("libc6 2.36", "reinstall"),
        ("requests 2.0", "ready"),
    ]
    assert found.findings == 6
    assert [row.anchor for row in found.rows] == [f"r1-{number}" for number in range(1, 9)]


def test_links() -> None:
    """A member names its group, a remark its component, a group its members."""
    rows = rows_of(service()).rows
    by_name = {row.name.split()[0]: row for row in rows}
    assert by_name["libc6"].see == Link(
        "Debian GNU/Linux 12: 1 packages to install for the target", "r1-3"
    )
    assert by_name["Debian"].members.items == (Link("libc6 2.36", "r1-7"),)
    assert by_name["agent:"].see == Link("agent", "r1-2")
    assert by_name["numpy"].see is None


def test_ways_in_are_links() -> None:
    """Each step of a way leads to its row; what the report does not hold is named by its id."""
    root, end = component("root"), component("end")
    end = msgspec.structs.replace(end, introduced_by=((root.id, "pkg:gone", end.id),))
    rows = rows_of(report(root, end)).rows
    assert rows[1].ways.items == (
        (Link("root 1.18.1", "r1-1"), Link("pkg:gone"), Link("end 1.18.1", "r1-2")),
    )


def test_what_a_finding_says_is_in_its_row() -> None:
    """Verdict, basis, fix, sentences, commands, evidence and every place come from the finding."""
    one = component(where=("a", "b"), natives=(native("a/x.so"), native("b/x.so")))
    line = EvidenceLine(Basis.OBSERVED, "x.so: x86_64")
    fix = remedy(Verdict.UPGRADE, "2", commands=("c",), advice="Take it.")
    judged = msgspec.structs.replace(
        finding(one, message="It is old.", evidence=(line,), remediation=fix),
        impact=Impact.FEATURE,
        basis=Basis.OBSERVED,
    )
    (row,) = rows_of(report(one, findings=(judged,))).rows
    assert (row.impact, row.basis, row.fix) == (Impact.FEATURE, Basis.OBSERVED, "to 2")
    assert row.said == ("It is old.", "Take it.")
    assert row.commands.items == ("c",)
    assert row.evidence.items == (line,)
    assert row.places.items == ("a", "b")
    assert row.provenance is Provenance.LANGUAGE_PACKAGE
    assert row.files == 2


def test_a_component_judged_twice() -> None:
    """The first finding has its files; the other, about one library, leads there."""
    one = component(natives=(native("a/x.so"),))
    second = msgspec.structs.replace(finding(one), id="architecture/b", library="y")
    rows = rows_of(report(one, findings=(finding(one), second))).rows
    assert [(row.name, row.natives.all, row.fix != "") for row in rows] == [
        ("numpy 1.18.1", 1, True),
        ("numpy 1.18.1 (y)", 0, True),
    ]
    assert rows[1].see == Link("numpy 1.18.1", "r1-1")


def test_a_remark_has_no_fix() -> None:
    """The fix of its component is told there."""
    one = component()
    rows = rows_of(report(one, findings=(finding(one), finding(one, topic="known-issue")))).rows
    assert [bool(row.fix) for row in rows] == [True, False]


def test_a_finding_about_nothing() -> None:
    """A report may speak of a component that it does not hold."""
    (row,) = rows_of(report(findings=(finding(component()),))).rows
    assert row.name == "pkg:pypi/numpy@1.18.1"
    assert row.provenance is None


def test_what_comes_first_is_shown() -> None:
    """With few lines left the findings have theirs, and the rest is counted."""
    found = rows_of(service(), 33)
    assert found.findings == 6
    assert found.more == 2
    assert found.rows[0].evidence.items
    assert sum(row.natives.more for row in found.rows) > 0
