"""What of a report counts at the gate."""

import pytest

from archcompat.cli.exitcodes import ExitCode, of_report
from archcompat.gate.counting import all_read, counted
from archcompat.model.problem import Severity
from archcompat.model.report import Finding, Impact, ReportProblem, Verdict
from tests.make.report import component, finding, ignored, problem, report

A, B = component("a"), component("b")
WISH = ignored()


@pytest.mark.parametrize(
    ("findings", "counts"),
    [
        pytest.param((finding(A), finding(B)), "ab", id="nothing-suppressed"),
        pytest.param((finding(A, suppressed=WISH), finding(B)), "b", id="one"),
        pytest.param(
            (finding(A, topic="missing-library", suppressed=WISH), finding(B)), "ab", id="remark"
        ),
        pytest.param(
            (finding(A, suppressed=WISH), finding(A, topic="missing-library"), finding(B)),
            "b",
            id="remark-remains",
        ),
        pytest.param(
            (finding(A, topic="os-packages", members=(A.id, B.id), suppressed=WISH),),
            "",
            id="group",
        ),
        pytest.param(
            (
                finding(A, topic="os-packages", members=(A.id, B.id), suppressed=WISH),
                finding(B),
            ),
            "b",
            id="judged-twice",
        ),
        pytest.param((), "ab", id="no-finding"),
    ],
)
def test_counted(findings: tuple[Finding, ...], counts: str) -> None:
    """A component counts unless everything that judges it is suppressed."""
    names = {getattr(one, "component", one.id) for one in counted(report(A, B, findings=findings))}
    assert names == {one.id for one in (A, B) if one.name in counts}


def test_one_of_several_judgements() -> None:
    """What is left of a JAR's libraries counts by itself, not as the worst of all."""
    worst, mild = component("a", verdict=Verdict.BLOCKED), component("a", impact=Impact.FALLS_BACK)
    left_out = finding(worst, suppressed=WISH, library="x")
    left = finding(mild, library="y")
    assert counted(report(worst, findings=(left_out, left))) == (left,)
    made = report(worst, findings=(left_out, left))
    assert of_report(made, Verdict.REBUILD) == ExitCode.OK
    assert of_report(made, Verdict.REBUILD, fail_on_impact=Impact.FALLS_BACK) == ExitCode.FINDINGS


@pytest.mark.parametrize(
    ("problems", "read"),
    [
        pytest.param((), True, id="none"),
        pytest.param((problem(),), False, id="error"),
        pytest.param((problem(suppressed=WISH),), True, id="ignored"),
        pytest.param((problem(suppressed=WISH), problem()), False, id="one-of-two"),
        pytest.param((problem(severity=Severity.WARNING),), True, id="warning"),
    ],
)
def test_all_read(problems: tuple[ReportProblem, ...], *, read: bool) -> None:
    """Something unread that nobody left out keeps the report from passing."""
    assert all_read(report(problems=problems)) is read
