"""Findings sorted into what a reader looks for."""

import pytest

from archcompat.model.report import Impact, Report, Verdict
from archcompat.render.sections import sections, steps
from tests.make.report import component, finding, ignored, native, report, service
from tests.render.reports import REPORTS


@pytest.mark.parametrize("made", [pytest.param(one, id=name) for name, one in REPORTS.items()])
def test_every_finding_once(made: Report) -> None:
    """Each finding is in exactly one section, in the report's order."""
    found = sections(made)
    piles = (found.work, found.groups, found.unjudged, found.remarks, found.left_out)
    assert sorted(one.id for pile in piles for one in pile) == sorted(
        one.id for one in made.findings
    )
    for pile in piles:
        assert list(pile) == [one for one in made.findings if one in pile]


def test_which_section() -> None:
    """A judgement, a group, what nobody knows, and what else was seen."""
    found = sections(service())
    assert [one.component for one in found.work] == [
        "pkg:pypi/numpy@1.18.1",
        "pkg:file/agent@",
        "pkg:maven/netty-transport-native-epoll@4.1.30.Final",
    ]
    assert [one.id for one in found.groups] == ["os-packages/pkg:deb/libc6@2.36"]
    assert [one.id for one in found.unjudged] == ["architecture/pkg:pypi/odd@1"]
    assert [one.id for one in found.remarks] == ["missing-library/pkg:file/agent@"]


def test_left_out() -> None:
    """What is suppressed is in no other section, whatever it speaks of."""
    odd = component("odd", verdict=Verdict.UNKNOWN)
    made = tuple(finding(odd, topic=topic, suppressed=ignored()) for topic in ("architecture", "x"))
    found = sections(report(odd, findings=made))
    assert found.left_out == made


def test_files() -> None:
    """The native files of a component, or of every member of a group; of a stranger none."""
    several = component("several", natives=(native("a"), native("b")))
    single = component("single", natives=(native("c"),))
    group = finding(single, topic="os-packages", members=(several.id, single.id, "pkg:deb/gone@1"))
    alone, stranger = finding(several), finding(component("stranger"))
    found = sections(report(several, single, findings=(group, alone, stranger)))
    assert [found.files(one) for one in (group, alone, stranger)] == [3, 2, 0]
    assert found.named((group, alone)) == {several.id, single.id, "pkg:deb/gone@1"}


def test_steps() -> None:
    """What fails before what loses a feature, the image it stands on before what is in it.

    Of those the worst verdict comes first, then the most files.
    """
    made = (
        component("base", ecosystem="docker"),
        component("feature", verdict=Verdict.BLOCKED, impact=Impact.FEATURE),
        component("small", natives=(native("a"),)),
        component("large", natives=(native("b"), native("c"))),
        component("worst", verdict=Verdict.REPLACE),
        component("slower", impact=Impact.FALLS_BACK),
        component("fine", verdict=Verdict.READY),
    )
    found = sections(report(*made, findings=tuple(finding(one) for one in made)))
    names = [one.component.rpartition("/")[2].partition("@")[0] for one in steps(found)]
    assert names == ["base", "worst", "large", "small", "feature"]
