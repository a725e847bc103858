"""Which exit code a report, and a run over several, gets."""

import signal
from itertools import permutations

import pytest

from archcompat.cli.exitcodes import EXPLAINED, ExitCode, of_report, worst
from archcompat.cli.settings import FAIL_ON, FAIL_ON_IMPACT
from archcompat.model.problem import Severity
from archcompat.model.report import Impact, Report, Verdict
from tests.make.report import component, finding, ignored, problem, report

READY = component("fine", verdict=Verdict.READY, impact=Impact.NONE)
UNKNOWN = component("odd", verdict=Verdict.UNKNOWN)
SLOWER = component("slower", verdict=Verdict.UPGRADE, impact=Impact.FALLS_BACK)
FEATURE = component("feature", verdict=Verdict.UPGRADE, impact=Impact.FEATURE)
BROKEN = component("broken", verdict=Verdict.UPGRADE)
AGAIN = component("again", verdict=Verdict.REINSTALL)
UNREAD = (problem(),)
IGNORED_UNREAD = (problem(suppressed=ignored()),)
PASSED = finding(BROKEN, suppressed=ignored())
PASSED_UNKNOWN = finding(UNKNOWN, suppressed=ignored())
ODD = (problem(severity=Severity.WARNING),)


@pytest.mark.parametrize(
    ("made", "plain", "strict", "allow_unknown"),
    [
        pytest.param(report(), 0, 0, 0, id="nothing"),
        pytest.param(report(READY), 0, 0, 0, id="ready"),
        pytest.param(report(AGAIN), 0, 0, 0, id="below"),
        pytest.param(report(BROKEN), 1, 1, 1, id="fails"),
        pytest.param(report(FEATURE), 1, 1, 1, id="feature"),
        pytest.param(report(SLOWER), 0, 1, 0, id="falls-back"),
        pytest.param(report(READY, UNKNOWN), 3, 3, 0, id="unknown"),
        pytest.param(report(SLOWER, UNKNOWN), 3, 1, 0, id="falls-back-and-unknown"),
        pytest.param(report(BROKEN, UNKNOWN), 1, 1, 1, id="fails-and-unknown"),
        pytest.param(report(problems=UNREAD), 3, 3, 3, id="incomplete"),
        pytest.param(report(UNKNOWN, problems=UNREAD), 3, 3, 3, id="incomplete-and-unknown"),
        pytest.param(report(BROKEN, problems=UNREAD), 1, 1, 1, id="incomplete-and-fails"),
        pytest.param(report(READY, problems=ODD), 0, 0, 0, id="warning"),
        pytest.param(report(BROKEN, findings=(PASSED,)), 0, 0, 0, id="ignored"),
        pytest.param(report(UNKNOWN, findings=(PASSED_UNKNOWN,)), 0, 0, 0, id="ignored-unknown"),
        pytest.param(report(problems=IGNORED_UNREAD), 0, 0, 0, id="ignored-unread"),
        pytest.param(report(problems=IGNORED_UNREAD + UNREAD), 3, 3, 3, id="one-unread-ignored"),
    ],
)
def test_of_report(made: Report, plain: int, strict: int, allow_unknown: int) -> None:
    """Findings decide, then what was not read, then what was not judged."""
    assert of_report(made, Verdict.REBUILD) == plain
    assert of_report(made, Verdict.REBUILD, fail_on_impact=Impact.FALLS_BACK) == strict
    assert of_report(made, Verdict.REBUILD, allow_unknown=True) == allow_unknown


@pytest.mark.parametrize("least", FAIL_ON)
@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict.rank >= 0])
def test_fail_on(least: str, verdict: Verdict) -> None:
    """A verdict counts from the one that was asked for on, in the order of the work it makes."""
    order = ["ready", *FAIL_ON]
    counts = order.index(verdict.value) >= order.index(least)
    assert of_report(report(component(verdict=verdict)), Verdict(least)) == int(counts)


@pytest.mark.parametrize("impact", Impact)
@pytest.mark.parametrize("least", FAIL_ON_IMPACT)
def test_fail_on_impact(least: str, impact: Impact) -> None:
    """`fails` takes nothing milder, `falls-back` everything; by default all else but that."""
    counted = {
        "fails": {Impact.FAILS},
        "feature": {Impact.FAILS, Impact.FEATURE, Impact.NONE},
        "falls-back": set(Impact),
    }
    made = report(component(impact=impact))
    code = of_report(made, Verdict.REBUILD, fail_on_impact=Impact(least))
    assert code == int(impact in counted[least])


def test_worst() -> None:
    """Bad input hides nothing but an interrupt; findings come before what is unsure."""
    order = (ExitCode.USAGE, ExitCode.FINDINGS, ExitCode.UNSURE, ExitCode.OK)
    for position, code in enumerate(order):
        for codes in permutations(order[position:]):
            assert worst(codes) is code
    assert worst([]) is ExitCode.OK


def test_codes_are_explained() -> None:
    """`--help` names every code that a caller decides by."""
    for code in (ExitCode.OK, ExitCode.FINDINGS, ExitCode.USAGE, ExitCode.UNSURE):
        assert f"\n  {code:d}  " in EXPLAINED
    assert ExitCode.PIPE_CLOSED == ExitCode.SIGNALLED + signal.SIGPIPE
