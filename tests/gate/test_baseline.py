"""What counts as new since an earlier report."""

import msgspec
import pytest

from archcompat.gate.baseline import baseline_of, compared
from archcompat.model.report import (
    Component,
    Finding,
    Impact,
    Report,
    ReportLayer,
    Suppression,
    SuppressionKind,
    Verdict,
)
from tests.make.report import component, finding, ignored, problem, report

NUMPY = component()
SCIPY = component("scipy")


def new(made: Report, baseline: Report) -> list[str]:
    """The components whose findings the baseline does not have."""
    return [
        one.component
        for one in compared(made, baseline, "base.json").findings
        if one.suppressed is None
    ]


def gone(made: Report, baseline: Report) -> list[str]:
    """The components of the baseline's findings that are no more."""
    return [one.component for one in compared(made, baseline, "base.json").fixed]


def _file(path: str) -> Component:
    return msgspec.structs.replace(
        component(path, ecosystem="file", version=""), id=f"file:{path}", purl=""
    )


@pytest.mark.parametrize(
    ("before", "now", "fresh"),
    [
        pytest.param((NUMPY,), (NUMPY,), 0, id="the-same"),
        pytest.param((NUMPY, SCIPY), (SCIPY, NUMPY), 0, id="another-order"),
        pytest.param((NUMPY,), (component(version="1.18.2"),), 0, id="another-version"),
        pytest.param((NUMPY,), (component(where=("srv",)),), 0, id="another-place"),
        pytest.param((NUMPY,), (component(layer=7),), 0, id="another-layer"),
        pytest.param((NUMPY,), (NUMPY, SCIPY), 1, id="another-package"),
        pytest.param((), (NUMPY,), 1, id="empty-baseline"),
        pytest.param(
            (NUMPY,), (component(ecosystem="maven"),), 1, id="same-name-of-another-ecosystem"
        ),
        pytest.param((NUMPY,), (NUMPY, component(version="1.17")), 1, id="one-more"),
        pytest.param(
            (component(version="1"), component(version="2")),
            (component(version="3"), component(version="4")),
            0,
            id="as-many",
        ),
        pytest.param(
            (_file("usr/lib/python3.11/x.so.1.2"),),
            (_file("usr/lib/python3.12/x.so.1.3"),),
            0,
            id="versions-in-paths",
        ),
        pytest.param((_file("opt/a"),), (_file("opt/b"),), 1, id="another-file"),
        pytest.param((_file("opt/a1"),), (_file("opt/a2"),), 1, id="a-number-is-no-version"),
    ],
)
def test_identity(before: tuple[Component, ...], now: tuple[Component, ...], fresh: int) -> None:
    """A package is known without its version, a file by its path; numbers count."""
    assert len(new(report(*now), report(*before))) == fresh


_ORDER = ("reinstall", "unknown", "rebuild", "upgrade", "replace", "blocked")


@pytest.mark.parametrize("before", _ORDER)
@pytest.mark.parametrize("now", _ORDER)
def test_a_worse_verdict_is_new(before: str, now: str) -> None:
    """More work than before is new; less is not, and not fixed either."""
    made, baseline = (report(component(verdict=Verdict(one))) for one in (now, before))
    worse = _ORDER.index(now) > _ORDER.index(before)
    assert bool(new(made, baseline)) is worse
    assert gone(made, baseline) == []


@pytest.mark.parametrize("before", Impact)
@pytest.mark.parametrize("now", Impact)
def test_a_worse_impact_is_new(before: Impact, now: Impact) -> None:
    """What fell back and now fails is new."""
    order = (Impact.NONE, Impact.FALLS_BACK, Impact.FEATURE, Impact.FAILS)
    made, baseline = (report(component(impact=one)) for one in (now, before))
    assert bool(new(made, baseline)) is (order.index(now) > order.index(before))


def test_the_worst_is_paired_with_the_worst() -> None:
    """Two of a package, both of other versions than before, are as bad as they were."""
    before = (component(version="1"), component(version="2", verdict=Verdict.BLOCKED))
    now = (component(version="3", verdict=Verdict.BLOCKED), component(version="4"))
    assert new(report(*now), report(*before)) == []
    assert new(report(*before), report(*now)) == []


def test_the_same_version_is_paired_first() -> None:
    """A second version that is worse does not hide behind the first."""
    known, added = component(version="2"), component(version="1", verdict=Verdict.BLOCKED)
    assert new(report(known, added), report(known)) == [added.id]


def test_libraries() -> None:
    """Each library of a JAR is known by itself."""
    one, other = (finding(NUMPY, library=name) for name in ("x", "y"))
    newer = component(version="2")
    before = report(NUMPY, findings=(one,))
    made = report(newer, findings=(finding(newer, library="x"), finding(newer, library="y")))
    outcome = compared(made, before, "base.json")
    assert [judged.suppressed is None for judged in outcome.findings] == [False, True]
    assert gone(made, report(NUMPY, findings=(one, other))) == []


def test_another_way_to_mend_it() -> None:
    """What was known to need another version is known when a lock alone stands in the way."""
    before = report(NUMPY, findings=(finding(NUMPY),))
    assert new(report(NUMPY, findings=(finding(NUMPY, topic="rehash"),)), before) == []


def test_kinds_of_findings() -> None:
    """A remark does not make the judgement of the same component known."""
    remark = finding(NUMPY, topic="missing-library")
    judged = finding(NUMPY)
    before = report(NUMPY, findings=(remark,))
    outcome = compared(report(NUMPY, findings=(judged, remark)), before, "base.json")
    assert [one.suppressed is None for one in outcome.findings] == [True, False]


def _group(*members: Component) -> Finding:
    made = finding(members[0], topic="os-packages", members=tuple(one.id for one in members))
    return msgspec.structs.replace(made, id="os-packages/deb/debian")


def test_groups() -> None:
    """The packages of a distribution are one thing to do, whichever they are."""
    old = component("libssl1.1", ecosystem="deb", verdict=Verdict.REINSTALL)
    other = component("libssl3", ecosystem="deb", verdict=Verdict.REINSTALL)
    before = report(old, findings=(_group(old),))
    assert new(report(other, old, findings=(_group(other, old),)), before) == []
    worse = component("libssl3", ecosystem="deb", verdict=Verdict.REBUILD)
    assert new(report(worse, findings=(_group(worse),)), before) == [worse.id]


def test_fixed() -> None:
    """What is gone is told with what it was, by id; but not if it may only be unread."""
    made = report()
    outcome = compared(made, report(SCIPY, NUMPY), "base.json")
    assert [msgspec.to_builtins(one) for one in outcome.fixed] == [
        {
            "id": f"architecture/{one.id}",
            "component": one.id,
            "verdict": "upgrade",
            "impact": "fails",
            "title": f"{one.name}: upgrade",
        }
        for one in (NUMPY, SCIPY)
    ]
    assert gone(report(problems=(problem(),)), report(NUMPY)) == []


def test_marks() -> None:
    """A mark names the baseline; verdict, components and other marks stay."""
    own = ignored()
    made = report(NUMPY, SCIPY, findings=(finding(NUMPY), finding(SCIPY, suppressed=own)))
    outcome = compared(made, report(NUMPY, SCIPY), "base.json")
    mark = Suppression(SuppressionKind.BASELINE, "it was there before", "base.json")
    assert [one.suppressed for one in outcome.findings] == [mark, own]
    assert (outcome.verdict, outcome.components) == (made.verdict, made.components)
    assert outcome.fixed == ()


def test_a_baseline_of_a_baseline() -> None:
    """What the baseline knew is known; what an entry left out of it is not, entries end."""
    first = compared(report(NUMPY), report(NUMPY), "first.json")
    assert new(report(NUMPY), first) == []
    entry = report(NUMPY, findings=(finding(NUMPY, suppressed=ignored()),))
    assert new(report(NUMPY), entry) == [NUMPY.id]


def test_problems() -> None:
    """What could not be read before need not be now; anything else must."""
    known, other = problem(), problem(where="opt/other.jar")
    outcome = compared(report(problems=(known, other)), report(problems=(known,)), "base.json")
    assert [one.suppressed is None for one in outcome.problems] == [False, True]
    left_out = report(problems=(problem(suppressed=ignored()),))
    outcome = compared(report(problems=(known,)), left_out, "base.json")
    assert outcome.problems[0].suppressed is None


@pytest.mark.parametrize(
    ("name", "found"),
    [
        pytest.param("team/app:2", "team/app:2", id="same-name"),
        pytest.param("team/app:3", "team/app:1", id="another-tag"),
        pytest.param("docker.io/team/app@sha256:" + "0" * 64, "team/app:1", id="another-spelling"),
        pytest.param("team/other:1", None, id="another-image"),
    ],
)
def test_baseline_of(name: str, found: str | None) -> None:
    """Of several reports the one of the same image is taken."""
    several = [report(name=one) for one in ("x", "team/app:1", "team/app:2")]
    chosen = baseline_of(report(name=name), several)
    assert (chosen.subject.name if chosen is not None else None) == found


def test_layers_do_not_matter() -> None:
    """A build from the same sources has other digests and history, and nothing is new."""
    made = [
        report(NUMPY, layers=(ReportLayer(0, f"sha256:{digit * 64}", f"RUN {digit}"),))
        for digit in "ab"
    ]
    assert new(*made) == []
