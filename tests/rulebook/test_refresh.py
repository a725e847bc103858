"""New dates in rule files: which evidence gets one, and that nothing else changes."""

import datetime as dt
from pathlib import Path

import pytest

from archcompat.errors import RuleError
from archcompat.rulebook.load import read_rule, shipped_rules
from archcompat.rulebook.refresh import confirmed, refreshed
from archcompat.rulebook.verify.outcome import Outcome
from tests.make.rulefiles import rule_text, write_rule

TODAY = dt.date(2026, 7, 8)
AGREES = Outcome(("1.2", "2.3"))
LAID_OUT = """\
# a comment
package   = "pkg:pypi/thing"   # another, with seen = 2026-03-01
supported = ">=1.2"
otherwise = "upgrade"
impact    = "fails"
example   = []
advice    = '''
seen = 2026-03-01
'''

[[ evidence ]]  # first
kind = "observed"
how  = "seen = 2026-03-01"
url  = "https://example.org/a"
  seen   =  2026-03-01   # the day of the storm

[[evidence]]
url  = "https://example.org/b"
seen = 2026-03-01
how  = "second"
kind = "claimed"
"""


def entry(url: str, kind: str = "observed") -> str:
    return f'[[evidence]]\nurl = "{url}"\nseen = 2026-03-01\nhow = "looked"\nkind = "{kind}"\n'


@pytest.mark.parametrize(
    ("package", "url", "kind", "expected"),
    [
        ("pypi/thing", "https://pypi.org/project/thing/", "observed", True),
        ("pypi/thing", "https://pypi.org/project/thing/1.2/#files", "observed", True),
        ("pypi/thing", "https://pypi.org/simple/thing/", "observed", True),
        ("pypi/thing", "https://pypi.org/project/thing/1.1/#files", "observed", False),
        ("pypi/thing", "https://pypi.org/project/thing-more/", "observed", False),
        ("pypi/thing", "https://pypi.org/project/thing/1.2/", "claimed", False),
        ("pypi/thing", "https://pypi.org/project/thing/1.2/", "upstream", False),
        ("pypi/thing", "https://example.org/project/thing/1.2/", "observed", False),
        (
            "maven/org.example/lib",
            "https://central.sonatype.com/artifact/org.example/lib/2.3",
            "observed",
            True,
        ),
        (
            "maven/org.example/lib",
            "https://central.sonatype.com/artifact/org.example/lib/2.4",
            "observed",
            False,
        ),
        ("npm/%40a/b", "https://www.npmjs.com/package/@a/b/v/1.2", "observed", True),
        ("npm/%40a/b", "https://www.npmjs.com/package/%40a/b", "observed", True),
        ("npm/%40a/b", "https://www.npmjs.com/package/@a/bc/v/1.2", "observed", False),
    ],
)
def test_which_evidence_is_confirmed(
    tmp_path: Path, package: str, url: str, kind: str, *, expected: bool
) -> None:
    """What somebody saw on the index's own page of a version that was compared just now."""
    text = rule_text(package=f'"pkg:{package}"', evidence=entry(url, kind))
    rule = read_rule(write_rule(tmp_path, text, package.replace("%40", "@")), tmp_path)
    assert confirmed(rule, AGREES) == (frozenset((0,)) if expected else frozenset())


@pytest.mark.parametrize("outcome", [Outcome(), Outcome(("1.2",), ("1.2: wrong",))], ids=repr)
def test_nothing_without_agreement(tmp_path: Path, outcome: Outcome) -> None:
    """A rule that the index disagrees with, or is silent about, keeps its dates."""
    text = rule_text(evidence=entry("https://pypi.org/project/thing/1.2/"))
    rule = read_rule(write_rule(tmp_path, text), tmp_path)
    assert not confirmed(rule, outcome)


@pytest.mark.parametrize(
    ("places", "lines"),
    [((), []), ((0,), [15]), ((1,), [19]), ((0, 1), [15, 19])],
    ids=str,
)
def test_only_dates_change(places: tuple[int, ...], lines: list[int]) -> None:
    """Comments, spaces, order and all that only looks like a date stay as they are."""
    before = LAID_OUT.splitlines()
    after = refreshed(LAID_OUT, places, TODAY).splitlines()
    changed = [number for number, (a, b) in enumerate(zip(before, after, strict=True), 1) if a != b]
    assert changed == lines
    for number in changed:
        assert after[number - 1] == before[number - 1].replace("2026-03-01", "2026-07-08")


def test_line_ends_stay() -> None:
    """Those of Windows too."""
    text = LAID_OUT.replace("\n", "\r\n")
    assert refreshed(text, (1,), TODAY) == refreshed(LAID_OUT, (1,), TODAY).replace("\n", "\r\n")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            LAID_OUT.partition("[[ evidence")[0]
            + 'evidence = [{url = "https://a", seen = 2026-03-01, how = "x", kind = "observed"}]\n',
            id="on one line",
        ),
        pytest.param(
            LAID_OUT.replace('how  = "second"', "how  = '''\nseen = 2026-03-01\n'''"),
            id="in a text",
        ),
        pytest.param("package = ", id="no TOML"),
    ],
)
def test_other_layouts_are_refused(text: str) -> None:
    """Better no new date than a wrong file."""
    with pytest.raises(RuleError):
        refreshed(text, (0, 1), TODAY)


def test_shipped_rules_can_be_refreshed() -> None:
    """Every one of them is laid out so that its dates can be."""
    root = shipped_rules()
    for path in root.rglob("*.toml"):
        places = range(len(read_rule(path, root).evidence))
        text = refreshed(path.read_text("utf-8"), places, TODAY)
        assert text.count(TODAY.isoformat()) == len(places), path
