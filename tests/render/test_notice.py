"""A finding as a notice: its message, and how it is known again in a later build."""

import msgspec
import pytest

from archcompat.model.report import Report, Verdict
from archcompat.render.notice import Level, Notice, notices
from tests.make.report import component, finding, remedy, report, service


def of(made: Report) -> dict[str, Notice]:
    """The notices of one report, by the component they are about."""
    return {one.finding.component.partition("@")[0]: one for one in notices([made])[0]}


def test_message() -> None:
    """What, why, where, through which layer, and the command, which nothing follows."""
    numpy = component(where=("opt/app.jar!/numpy/METADATA",), layer=1)
    told = finding(numpy, message="Why.", remediation=remedy(commands=("pip install x", "more")))
    made = report(numpy, findings=(told,), layers=service().subject.layers)
    assert notices([made])[0][0].message == (
        "numpy: upgrade. Why. In opt/app.jar!/numpy/METADATA, layer 1: COPY jars /opt."
        " Do: pip install x"
    )


def test_line() -> None:
    """Of a text the line is told, of the first place."""
    told = msgspec.structs.replace(finding(component(where=("r.txt", "s.txt"))), lines=(7, 9))
    notice = notices([report(component(), findings=(told,))])[0][0]
    assert notice.line == 7
    assert notice.message.endswith(" In r.txt, line 7.")
    assert {one.line for one in notices([service()])[0]} == {0}


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        pytest.param({}, {"version": "1.18.5"}, True, id="another-version"),
        pytest.param({"layer": 1}, {"layer": 4}, True, id="another-layer"),
        pytest.param(
            {"where": ("opt/app-1.0.jar!/a.jar",)},
            {"where": ("opt/app-1.1.jar!/b/a.jar",)},
            True,
            id="another-place",
        ),
        pytest.param({}, {"name": "scipy"}, False, id="another-package"),
        pytest.param({}, {"ecosystem": "npm"}, False, id="another-ecosystem"),
    ],
)
def test_fingerprint(before: dict[str, object], after: dict[str, object], same: bool) -> None:
    """Versions, layers and places change from build to build; what it is about does not."""
    prints = [
        notices([report(component(**changed))])[0][0].fingerprint  # type: ignore[arg-type]  # a table
        for changed in (before, after)
    ]
    assert (prints[0] == prints[1]) is same


def test_fingerprints_differ_in_a_run() -> None:
    """Two versions of a package are two findings, in one target and over several."""
    both = report(component(version="1"), component(version="2"))
    found = [one.fingerprint for of_report in notices([both, both]) for one in of_report]
    assert len(set(found)) == 4
    assert {len(one) for one in found} == {32}


def test_fingerprint_of_a_group() -> None:
    """A group is known by what it is of, not by whichever package is its first."""
    one, other = component("a", ecosystem="deb"), component("b", ecosystem="deb")
    prints = set()
    for first in (one, other):
        group = finding(first, topic="os-packages", members=(one.id, other.id))
        group = msgspec.structs.replace(group, id="os-packages/deb/debian")
        prints.add(notices([report(one, other, findings=(group,))])[0][0].fingerprint)
    assert len(prints) == 1


def test_worst_first() -> None:
    """Errors before warnings before notes, in the report's order among their like."""
    levels = [one.level for one in notices([service()])[0]]
    assert levels == sorted(levels, key=list(Level).index)
    assert {Level.ERROR, Level.NOTE, Level.WARNING} == set(levels)


def test_rule() -> None:
    """The rule that answered, else what the finding is about."""
    found = [one.rule for one in notices([service()])[0]]
    assert set(found) == {"architecture", "missing-library", "os-packages"}
    ruled = msgspec.structs.replace(finding(component()), rule="pypi/numpy")
    assert notices([report(component(), findings=(ruled,))])[0][0].rule == "pypi/numpy"
    assert of(service())["pkg:pypi/odd"].finding.verdict is Verdict.UNKNOWN
