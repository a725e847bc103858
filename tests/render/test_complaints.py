"""Mistakes in rule files, with their lines."""

import datetime as dt
from pathlib import Path

import pytest

from archcompat.render.complaints import complaint_line, line_of, shown, summary
from archcompat.rulebook.lint import Complaint, check_file
from tests.make.rulefiles import EVIDENCE, EXAMPLES, TODAY, rule_text, write_rule

SEVERAL = """\
[[example]]
version = "1.1"
expect  = "upgrade"
to      = "1.2"

[[example]]
version = "1.2"
expect  = "blocked"

[libc]
"musl"  = ">=2|<1"
glibc   = ">=1.2"

[python]
"3.8"   = ">=1.2|>=2"

[[classifier]]
classifier = "linux-a"
range      = ">=1.2"

[[classifier]]
classifier = "linux-b"
range      = ">=x"

[[known_issue]]
what    = "stops when it starts and never again"
range   = "<2|<3"
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("package = \n\nimpact", ["package = "], id="no-toml"),
        pytest.param('package = "x', ['package = "x'], id="end-of-document"),
        pytest.param(rule_text(severity='"x"'), ['severity = "x"'], id="key-unknown"),
        pytest.param(rule_text(supported="1.2"), ["supported = 1.2"], id="no-text"),
        pytest.param(rule_text(otherwise='"up"'), ['otherwise = "up"'], id="no-verdict"),
        pytest.param(
            rule_text(evidence=EVIDENCE + EVIDENCE.replace("2026-03-01", '"x"')),
            ['seen = "x"'],
            id="second-evidence",
        ),
        pytest.param(
            rule_text(examples=EXAMPLES.replace('"ready"', "3")), ["expect  = 3"], id="example-type"
        ),
        pytest.param(
            rule_text(examples=EXAMPLES + "hint = 1\n"), ["hint = 1"], id="key-unknown-in-example"
        ),
        pytest.param(
            rule_text(package='"pkg:pypi/other"'), ['package = "pkg:pypi/other"'], id="place"
        ),
        pytest.param(
            rule_text(evidence=EVIDENCE.replace("https", "http")),
            ['url  = "http://example.org/thing"'],
            id="address",
        ),
        pytest.param(
            rule_text(evidence=EVIDENCE.replace("2026", "2020")), ["seen = 2020-03-01"], id="stale"
        ),
        pytest.param(rule_text(impact='"feature"'), ['impact = "feature"'], id="impact"),
        pytest.param(rule_text(target='"arm64"'), ['target = "arm64"'], id="platform"),
        pytest.param(
            rule_text(jni='["Java_a", "b"]'), ['jni = ["Java_a", "b"]'], id="one-of-a-list"
        ),
        pytest.param(
            rule_text('[[alternative]]\npackage = "x"\n'), ['package = "x"'], id="alternative"
        ),
        pytest.param(rule_text('[libc]\nuclibc = ">=1.2"\n'), ['uclibc = ">=1.2"'], id="no-libc"),
        pytest.param(rule_text('[python]\ncp38 = ">=1.2"\n'), ['cp38 = ">=1.2"'], id="no-python"),
        pytest.param(
            rule_text(SEVERAL, examples=""),
            [
                '"musl"  = ">=2|<1"',
                '"3.8"   = ">=1.2|>=2"',
                'classifier = "linux-b"',
                'what    = "stops when it starts and never again"',
            ],
            id="ranges",
        ),
        pytest.param(
            rule_text(examples=SEVERAL.partition("[libc]")[0]),
            ['package = "pkg:pypi/thing"', 'version = "1.2"'],
            id="examples",
        ),
        pytest.param(
            rule_text(evidence="evidence = []"), ['package = "pkg:pypi/thing"'], id="whole-file"
        ),
    ],
)
def test_lines_of_what_is_found(tmp_path: Path, text: str, found: list[str]) -> None:
    """The line of each complaint is the one a person would mend; the first for a whole file."""
    path = write_rule(tmp_path, text)
    complaints = list(check_file(path, tmp_path, TODAY))
    lines = text.splitlines()
    assert [lines[line_of(text, one.what) - 1] for one in complaints] == found


@pytest.mark.parametrize("text", ["", "\n", "# a\n[x]\n", "\0(" * 9])
@pytest.mark.parametrize(
    "what",
    ["", ":", " ", "it", "'(' [", "`$.a[7].b`", "`$.x[...]`", ".", "python.", "libc.(: x"],
)
def test_any_text(text: str, what: str) -> None:
    """What cannot be found is on line 1, whatever signs are in it."""
    assert 1 <= line_of(text, what) <= max(len(text.splitlines()), 1)


def test_complaint_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """File, line, what and mend on one line; warnings say that they are."""
    monkeypatch.chdir(tmp_path)
    path = write_rule(tmp_path / "rules", rule_text())
    said = complaint_line(Complaint(str(path), "impact is odd\n", "mend it"))
    assert said == r"rules/pypi/thing.toml:4: impact is odd\n; mend it"
    warning = Complaint(str(path), "evidence was seen on 2026-03-01", "look again", warning=True)
    assert complaint_line(warning) == (
        "rules/pypi/thing.toml:8: warning: evidence was seen on 2026-03-01; look again"
    )


@pytest.mark.parametrize("data", [b"\xff", None], ids=["no-text", "gone"])
def test_complaint_of_an_unreadable_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes | None
) -> None:
    """Where there are no lines it is the first."""
    monkeypatch.chdir(tmp_path)
    if data is not None:
        Path("x.toml").write_bytes(data)
    assert complaint_line(Complaint("x.toml", "it cannot be read", "see")) == (
        "x.toml:1: it cannot be read; see"
    )


def test_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Short below the working folder, whole elsewhere."""
    inside = tmp_path / "a"
    inside.mkdir()
    monkeypatch.chdir(inside)
    assert shown(inside / "b" / "x.toml") == "b/x.toml"
    assert shown(Path("b/x.toml")) == "b/x.toml"
    assert shown(tmp_path / "x.toml") == str(tmp_path / "x.toml")


@pytest.mark.parametrize(
    ("rules", "mistakes", "warnings", "text"),
    [
        (0, 0, 0, "0 rules checked: no mistakes"),
        (1, 0, 0, "1 rule checked: no mistakes"),
        (1200, 1, 0, "1,200 rules checked: 1 mistake"),
        (2, 3, 1, "2 rules checked: 3 mistakes, 1 warning"),
        (2, 0, 2, "2 rules checked: no mistakes, 2 warnings"),
    ],
)
def test_summary(rules: int, mistakes: int, warnings: int, text: str) -> None:
    """How many were checked, and how many complaints there are of each sort."""
    found = [Complaint("x", "y", "z")] * mistakes
    found += [Complaint("x", "y", "z", warning=True)] * warnings
    assert summary(rules, found) == text


def test_dates_are_of_the_check(tmp_path: Path) -> None:
    """A rule that was looked at today is never stale."""
    path = write_rule(tmp_path, rule_text())
    assert not list(check_file(path, tmp_path, dt.date(2026, 3, 1)))
