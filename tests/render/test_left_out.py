"""What the text says of findings that do not count."""

import pytest

from archcompat.model.report import Report, Suppression, SuppressionKind
from archcompat.render.page import Page
from archcompat.render.text import render
from tests.make.report import component, finding, ignored, report
from tests.render.reports import REPORTS


def _text(made: Report) -> str:
    return " ".join(render([made], Page()).split())


def test_reasons_are_shown() -> None:
    """Ignored ones are named with reason and end, known ones counted, fixed ones told."""
    text = _text(REPORTS["left-out"])
    assert "1 component fails; 2 findings left out" in text
    assert (
        "Left out, by your wish - 1 entry of the baseline base.json"
        " - tests 1.18.1: tests only (until 2031-01-02)"
        " - x/bad.jar: it ends early (zip-truncated): a damaged fixture"
        " Fixed since the baseline - a: upgrade"
    ) in text
    work = text.partition("Needs work")[2].partition("Left out")[0]
    assert "new 1.18.1" in work
    assert "old 1.18.1" not in work
    assert "Problems" not in text


@pytest.mark.parametrize(
    ("number", "said"),
    [
        pytest.param(1, "- lib0 1.18.1: tests only", id="one"),
        pytest.param(3, "- lib0 1.18.1; lib1 1.18.1; lib2 1.18.1: tests only", id="three"),
        pytest.param(
            5, "- lib0 1.18.1; lib1 1.18.1; lib2 1.18.1; and 2 more: tests only", id="many"
        ),
    ],
)
def test_many_of_one_entry(number: int, said: str) -> None:
    """Some are named, the others counted."""
    made = tuple(component(f"lib{one}") for one in range(number))
    findings = tuple(finding(one, suppressed=ignored()) for one in made)
    assert said in _text(report(*made, findings=findings))


def test_known_ones_are_counted() -> None:
    """A baseline of hundreds is one line."""
    known = Suppression(SuppressionKind.BASELINE, "it was there before", "base.json")
    made = tuple(component(f"lib{one}") for one in range(200))
    findings = tuple(finding(one, suppressed=known) for one in made)
    assert "- 200 entries of the baseline base.json" in _text(report(*made, findings=findings))
