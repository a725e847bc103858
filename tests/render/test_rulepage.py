"""One rule as a page."""

import datetime as dt

import msgspec
import pytest
from rich.cells import cell_len

from archcompat.model.report import Impact, Verdict
from archcompat.model.rule import (
    Alternative,
    ClassifierRange,
    Evidence,
    EvidenceKind,
    Example,
    KnownIssue,
    Rule,
)
from archcompat.render.page import Page
from archcompat.render.rulepage import explained
from archcompat.rulebook.load import load_rules
from tests.render.reports import HOSTILE, spoiled

FULL = Rule(
    package="pkg:maven/org.example/thing",
    supported=">=1.2|<2|>=2.3",
    otherwise=Verdict.UPGRADE,
    impact=Impact.FALLS_BACK,
    fallback="pure Java",
    advice="Take the newest.",
    evidence=(
        Evidence("https://a.org/b", dt.date(2026, 3, 1), "its JAR", EvidenceKind.OBSERVED),
        Evidence("https://a.org/c", dt.date(2025, 2, 1), "a list", EvidenceKind.CLAIMED),
    ),
    example=(
        Example("1.0", Verdict.UPGRADE, "1.2", classifier="linux-aarch_64"),
        Example("2.4", Verdict.READY, libc="musl", python="3.8"),
        Example("", Verdict.READY),
    ),
    libc={"musl": ">=2.5"},
    python={"3.8": ">=1.2|<1.5"},
    classifier=(ClassifierRange(">=2.3", "linux-aarch_64"),),
    known_issue=(
        KnownIssue("<1.3", "it crashes"),
        KnownIssue(">=2.3|<2.4", "it hangs", page_size=65536),
    ),
    alternative=(
        Alternative("pkg:maven/org.example/other", "3.0", "the same API"),
        Alternative("pkg:maven/org.example/third"),
    ),
    jni=("Java_org_example_",),
)
BARE = Rule("pkg:pypi/thing", "*", Verdict.BLOCKED, Impact.FAILS, evidence=(), example=())


def test_everything() -> None:
    """Every part of a rule, each in a section of its own."""
    assert (
        explained(FULL, "rules/x.toml", Page())
        == """\
maven/org.example/thing
What runs on linux/arm64, as rules/x.toml has it

Versions that run there
  -            1.2 to before 2, 2.3 and newer (>=1.2|<2|>=2.3)
  musl:        2.5 and newer
  Python 3.8:  1.2 to before 1.5

Any other version
  upgrade  it falls back to pure Java

Advice
  -  Take the newest.

Classifier of the native code
  linux-aarch_64  2.3 and newer

Goes wrong there all the same
  -  older than 1.3: it crashes
  -  2.3 to before 2.4 with pages of 64k or more: it hangs

What to take instead
  -  pkg:maven/org.example/other since 3.0: the same API
  -  pkg:maven/org.example/third

Known by what its native code exports
  -  Java_org_example_

Evidence
  observed  2026-03-01: its JAR
            https://a.org/b
  claimed   2025-02-01: a list
            https://a.org/c

Examples, checked by `archcompat rules check`
  1.0  upgrade to 1.2, classifier linux-aarch_64
  2.4  with musl, Python 3.8: ready
  any  ready
"""
    )


def test_nothing_more_than_there_is() -> None:
    """What a rule does not say has no section."""
    assert (
        explained(BARE, "x", Page())
        == """\
pypi/thing
What runs on linux/arm64, as x has it

Versions that run there
  -  every version (*)

Any other version
  blocked  it fails
"""
    )


@pytest.mark.parametrize(
    ("impact", "fallback", "said"),
    [
        (Impact.FAILS, "", "it fails"),
        (Impact.FAILS, "at once", "it fails: at once"),
        (Impact.FEATURE, "", "one feature fails"),
        (Impact.FEATURE, "TLS", "only this fails: TLS"),
        (Impact.FALLS_BACK, "", "it falls back"),
        (Impact.FALLS_BACK, "NIO", "it falls back to NIO"),
        (Impact.NONE, "", "it runs all the same"),
        (Impact.NONE, "slower", "it runs all the same: slower"),
    ],
)
def test_impact(impact: Impact, fallback: str, said: str) -> None:
    """What happens with another version, in a sentence."""
    changed = msgspec.structs.replace(BARE, impact=impact, fallback=fallback)
    assert f"\n  blocked  {said}\n" in explained(changed, "x", Page())


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
@pytest.mark.parametrize(
    "made",
    [
        pytest.param(FULL, id="full"),
        pytest.param(spoiled(FULL, HOSTILE), id="hostile"),
        pytest.param(spoiled(FULL, "日本é" * 50), id="wide"),
    ],
)
def test_width(made: Rule, encoding: str, width: int) -> None:
    """No line is wider than the page, and none acts on the terminal."""
    text = explained(made, HOSTILE, Page(width, encoding=encoding))
    assert max(cell_len(line) for line in text.splitlines()) <= width
    assert text.replace("\n", "").isprintable()
    assert text.encode(encoding)


def test_every_shipped_rule() -> None:
    """Every piece of evidence of every rule is shown with its address and date."""
    for rule in load_rules().rules():
        text = explained(rule, "x", Page(10_000))
        for one in rule.evidence:
            assert f"{one.seen}: " in text
            assert f" {one.url}\n" in text
        assert rule.advice in text
