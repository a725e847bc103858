"""All rules in a table and as JSON."""

import datetime as dt
import json

import pytest
from rich.cells import cell_len

from archcompat.model.report import Impact, Verdict
from archcompat.model.rule import Evidence, EvidenceKind, Rule
from archcompat.render.page import Page
from archcompat.render.rules import as_json, best, table
from archcompat.rulebook.load import load_rules
from tests.render.reports import HOSTILE, spoiled

WIDE = Page(10_000)


def seen(kind: EvidenceKind, day: int = 1) -> Evidence:
    return Evidence(f"https://example.org/{day}", dt.date(2026, 3, day), "looked", kind)


def rule(name: str = "thing", supported: str = ">=1.2|<2", *evidence: Evidence) -> Rule:
    """A rule of a PyPI package, without examples."""
    return Rule(
        package=f"pkg:pypi/{name}",
        supported=supported,
        otherwise=Verdict.UPGRADE,
        impact=Impact.FALLS_BACK,
        evidence=evidence,
        example=(),
    )


OBSERVED, UPSTREAM, CLAIMED = EvidenceKind
RULES = (
    rule("a", "*", seen(CLAIMED, 9), seen(OBSERVED, 2), seen(OBSERVED, 3), seen(UPSTREAM, 8)),
    rule("long-name", "", seen(CLAIMED)),
    rule("none"),
)


def test_best() -> None:
    """What was observed comes before what is claimed, the latest of equals first."""
    assert best(RULES[0].evidence) == seen(OBSERVED, 3)
    assert best(RULES[1].evidence) == seen(CLAIMED)
    assert best(()) is None


def test_table() -> None:
    """A line a rule under a headline, in columns."""
    assert table(RULES, WIDE).splitlines() == [
        "Rule            Otherwise  Impact      Evidence  Seen        Supported",
        "pypi/a          upgrade    falls-back  observed  2026-03-03  all",
        "pypi/long-name  upgrade    falls-back  claimed   2026-03-01  none",
        "pypi/none       upgrade    falls-back  none                  >=1.2|<2",
    ]


def test_table_on_a_narrow_page() -> None:
    """Two lines a rule, without a headline."""
    assert table(RULES[:2], Page(60)).splitlines() == [
        "pypi/a",
        "  all, else upgrade, falls-back (observed 2026-03-03)",
        "pypi/long-name",
        "  none, else upgrade, falls-back (claimed 2026-03-01)",
    ]


@pytest.mark.parametrize("width", [20, 40, 80, 100, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_width(width: int, encoding: str) -> None:
    """No line is wider than the page, of no shipped rule and of no hostile or foreign one."""
    rules = [*load_rules().rules(), spoiled(RULES[0], HOSTILE), spoiled(RULES[1], "日本é")]
    text = table(rules, Page(width, encoding=encoding))
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert text.replace("\n", "").isprintable()
    assert text.encode(encoding)


def test_nothing() -> None:
    """No rules, no headline; an empty array."""
    assert table((), WIDE) == ""
    assert json.loads(as_json(())) == []


def test_as_json() -> None:
    """The same fields, the range as the rule has it."""
    assert json.loads(as_json(RULES)) == [
        {
            "id": f"pypi/{name}",
            "supported": supported,
            "otherwise": "upgrade",
            "impact": "falls-back",
            "evidence": evidence,
            "seen": day,
        }
        for name, supported, evidence, day in (
            ("a", "*", "observed", "2026-03-03"),
            ("long-name", "", "claimed", "2026-03-01"),
            ("none", ">=1.2|<2", "", ""),
        )
    ]
    assert as_json([spoiled(RULES[0], HOSTILE)]).replace("\n", "").isprintable()
