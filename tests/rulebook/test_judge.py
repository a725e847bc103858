"""What a rule answers for a version, on a target."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.model.report import Impact, Verdict
from archcompat.model.rule import Rule
from archcompat.model.target import Libc, Target
from archcompat.rulebook.judge import Judgement, judge, known_issues, late_files, ranges_for
from tests.make.rulefiles import rule

READY, UPGRADE, UNKNOWN = Verdict.READY, Verdict.UPGRADE, Verdict.UNKNOWN
LIBC = '[libc]\nmusl = ">=1.5"\n'
PYTHON = '[python]\n"3.8" = ">=1.2|<1.9"\n"3.12" = ">=2.5"\n'
OTHER = '[[alternative]]\npackage = "pkg:pypi/other"\n'
CLASSIFIERS = """
[[classifier]]
range = ">=1.2|<2"
classifier = "linux-aarch64"
[[classifier]]
range = ">=2.3"
classifier = "linux-aarch_64"
"""
ISSUE = """
[[known_issue]]
range = ">=1.4|<1.6"
what = "crashes at the start"
"""
PAGES = """
[[known_issue]]
range = ">=1.2|<1.7"
what = "its allocator asks for small pages"
page_size = 65536
"""


def ask(asked: Rule, version: str, **target: str | int) -> Judgement:
    libc = target.get("libc")
    return judge(
        asked,
        version,
        Target(
            libc=Libc.parse(str(libc)) if libc else None,
            python=str(target.get("python", "")),
            page_size=int(target.get("page_size", 4096)),
        ),
    )


@pytest.mark.parametrize(
    ("version", "verdict", "to_version"),
    [
        pytest.param("1.0", UPGRADE, "1.2", id="before"),
        pytest.param("1.2", READY, "", id="the-first"),
        pytest.param("1.9.9", READY, "", id="the-last"),
        pytest.param("2", UPGRADE, "2.3", id="in-the-hole"),
        pytest.param("2.2.9", UPGRADE, "2.3", id="at-its-end"),
        pytest.param("2.3", READY, "", id="behind-it"),
        pytest.param("99", READY, "", id="far-behind-it"),
        pytest.param("1.2rc1", UPGRADE, "1.2", id="pre-release"),
        pytest.param("1.2.post1", READY, "", id="post-release"),
    ],
)
def test_range(tmp_path: Path, version: str, verdict: Verdict, to_version: str) -> None:
    """A range with a hole: not every later version is a better one."""
    assert ask(rule(tmp_path), version) == Judgement(verdict, to_version)


@pytest.mark.parametrize(
    ("libc", "version", "verdict", "to_version"),
    [
        pytest.param("musl", "1.2", UPGRADE, "1.5", id="musl-needs-more"),
        pytest.param("musl:1.2", "1.5", READY, "", id="musl-has-it"),
        pytest.param("musl", "2.1", UPGRADE, "2.3", id="both-ranges-count"),
        pytest.param("glibc:2.36", "1.2", READY, "", id="glibc-is-not-asked"),
        pytest.param("", "1.2", READY, "", id="libc-unknown"),
    ],
)
def test_libc(tmp_path: Path, libc: str, version: str, verdict: Verdict, to_version: str) -> None:
    """libc.musl narrows the range where the target has musl."""
    assert ask(rule(tmp_path, LIBC), version, libc=libc) == Judgement(verdict, to_version)


@pytest.mark.parametrize(
    ("python", "version", "verdict", "to_version"),
    [
        pytest.param("3.8", "1.2", READY, "", id="in-its-range"),
        pytest.param("3.8", "1.1", UPGRADE, "1.2", id="before-its-range"),
        pytest.param("3.8", "1.9", Verdict.BLOCKED, "", id="behind-its-range"),
        pytest.param("3.12", "1.2", UPGRADE, "2.5", id="newer-interpreter"),
        pytest.param("3.10", "1.2", READY, "", id="interpreter-without-a-range"),
        pytest.param("", "1.9", READY, "", id="interpreter-unknown"),
    ],
)
def test_python(
    tmp_path: Path, python: str, version: str, verdict: Verdict, to_version: str
) -> None:
    """An interpreter has a range of its own: wheels for it begin and end."""
    assert ask(rule(tmp_path, PYTHON), version, python=python) == Judgement(verdict, to_version)


def test_every_range_counts(tmp_path: Path) -> None:
    """The rule's own, its C library's and its interpreter's are asked together."""
    asked = rule(tmp_path, LIBC + PYTHON)
    target = Target(libc=Libc("musl"), python="3.8")
    assert ranges_for(asked, target) == [">=1.2|<2|>=2.3", ">=1.5", ">=1.2|<1.9"]
    assert ask(asked, "1.2", libc="musl", python="3.8") == Judgement(UPGRADE, "1.5")
    assert ranges_for(asked, Target()) == [">=1.2|<2|>=2.3"]


@pytest.mark.parametrize(
    ("version", "verdict", "to_version", "classifier"),
    [
        pytest.param("1.2", READY, "", "linux-aarch64", id="the-old-name"),
        pytest.param("2.3", READY, "", "linux-aarch_64", id="the-new-name"),
        pytest.param("1.0", UPGRADE, "1.2", "linux-aarch64", id="of-the-suggested-version"),
        pytest.param("2.1", UPGRADE, "2.3", "linux-aarch_64", id="of-the-other-suggested-version"),
    ],
)
def test_classifier(
    tmp_path: Path, version: str, verdict: Verdict, to_version: str, classifier: str
) -> None:
    """A classifier that was renamed: the one of the version to be used."""
    found = ask(rule(tmp_path, CLASSIFIERS), version)
    assert found == Judgement(verdict, to_version, classifier)


def test_no_classifier_without_a_version(tmp_path: Path) -> None:
    """Where there is nothing to upgrade to, no artifact is named either."""
    asked = rule(tmp_path, CLASSIFIERS, supported='">=1.2|<2"')
    assert ask(asked, "3") == Judgement(Verdict.BLOCKED)


@pytest.mark.parametrize(
    ("more", "version", "answer"),
    [
        pytest.param(ISSUE, "1.4", (UPGRADE, "1.6", 1), id="in-it"),
        pytest.param(ISSUE, "1.3", (READY, "", 0), id="before-it"),
        pytest.param(ISSUE, "1.6", (READY, "", 0), id="behind-it"),
        pytest.param(
            ISSUE.replace("1.4|<1.6", "1.2|<1.6"), "1.0", (UPGRADE, "1.6", 0), id="not-into-it"
        ),
        pytest.param(ISSUE.replace("<1.6", "<2.1"), "1.5", (UPGRADE, "2.3", 1), id="to-its-hole"),
        pytest.param(ISSUE.replace("|<1.6", ""), "1.5", (UPGRADE, "", 1), id="without-an-end"),
        pytest.param(ISSUE.replace(">=1.4|<1.6", "*"), "1.5", (UPGRADE, "", 1), id="in-all"),
        pytest.param(
            ISSUE.replace(">=1.4|<1.6", "*"), "1.0", (UPGRADE, "1.2", 0), id="in-all-from-before"
        ),
        pytest.param(
            ISSUE + ISSUE.replace(">=1.4|<1.6", ">=2.5|<2.6"),
            "1.4",
            (UPGRADE, "1.6", 1),
            id="a-later-issue-is-left-alone",
        ),
        pytest.param(
            ISSUE + ISSUE.replace(">=1.4|<1.6", ">=1.6|<1.7"), "1.4", (UPGRADE, "1.7", 1), id="row"
        ),
        pytest.param(ISSUE + ISSUE, "1.4", (UPGRADE, "1.6", 2), id="twice"),
    ],
)
def test_known_issue(
    tmp_path: Path, more: str, version: str, answer: tuple[Verdict, str, int]
) -> None:
    """A version that goes wrong on the target is no good, and none is suggested."""
    found = ask(rule(tmp_path, more), version)
    assert (found.verdict, found.to_version, len(found.issues)) == answer


@pytest.mark.parametrize(
    ("page_size", "verdict", "to_version"),
    [
        pytest.param(4096, READY, "", id="4k"),
        pytest.param(16384, READY, "", id="16k"),
        pytest.param(131072, UPGRADE, "1.7", id="more-than-the-issue-asks-for"),
        pytest.param(65536, UPGRADE, "1.7", id="64k"),
    ],
)
def test_issue_of_a_page_size(
    tmp_path: Path, page_size: int, verdict: Verdict, to_version: str
) -> None:
    """Some things go wrong with large pages only, and only there are they avoided."""
    found = ask(rule(tmp_path, PAGES), "1.5", page_size=page_size)
    assert (found.verdict, found.to_version) == (verdict, to_version)
    before = ask(rule(tmp_path, PAGES), "1.0", page_size=page_size)
    assert before.to_version == (to_version or "1.2")


LATE = '[[known_issue]]\nrange = "=1.5"\nwhat = "came late"\nhashes = ["sha256:a", "sha256:b"]\n'


@pytest.mark.parametrize(
    ("version", "locked", "late"),
    [
        pytest.param("1.5", ("sha256:x",), True, id="none-of-them"),
        pytest.param("1.5", ("sha256:x", "sha256:b"), False, id="one-of-them"),
        pytest.param("1.5", (), False, id="no-lock"),
        pytest.param("1.4", ("sha256:x",), False, id="another-version"),
    ],
)
def test_late_files(version: str, locked: tuple[str, ...], *, late: bool, tmp_path: Path) -> None:
    """Files that came later than a lock: the version itself is as good as any."""
    asked = rule(tmp_path, ISSUE.replace("1.4|<1.6", "1.6") + LATE)
    found = late_files(asked, version, locked)
    assert (found is not None) is late
    assert ask(asked, version).verdict is READY
    assert known_issues(asked, version, Target()) == ()


@pytest.mark.parametrize(
    ("more", "otherwise", "version", "verdict"),
    [
        pytest.param("", "upgrade", "2", Verdict.BLOCKED, id="newer-than-all"),
        pytest.param(OTHER, "upgrade", "2", Verdict.REPLACE, id="newer-than-all-but-another"),
        pytest.param("", "upgrade", "1", UPGRADE, id="older"),
        pytest.param(OTHER, "upgrade", "1", UPGRADE, id="older-though-there-is-another"),
        pytest.param(OTHER, "replace", "1", Verdict.REPLACE, id="replace"),
        pytest.param("", "blocked", "1", Verdict.BLOCKED, id="blocked"),
        pytest.param("", "rebuild", "2", Verdict.REBUILD, id="rebuild"),
    ],
)
def test_otherwise(
    tmp_path: Path, more: str, otherwise: str, version: str, verdict: Verdict
) -> None:
    """The rule's other verdict, unless it asks for a version that does not exist."""
    asked = rule(tmp_path, more, supported='">=1.2|<2"', otherwise=f'"{otherwise}"')
    assert ask(asked, version).verdict is verdict


@pytest.mark.parametrize(
    ("supported", "otherwise", "judgement"),
    [
        pytest.param(">=1.2", "upgrade", Judgement(READY), id="what-comes-next-serves"),
        pytest.param("*", "upgrade", Judgement(READY), id="all-serve"),
        pytest.param("", "replace", Judgement(Verdict.REPLACE), id="none-serves"),
        pytest.param(">=1.2|<2", "blocked", Judgement(Verdict.BLOCKED), id="the-newest-does-not"),
        pytest.param(
            ">=1.2|<2",
            "upgrade",
            Judgement(UNKNOWN, reason="no version is named, and not every one will do"),
            id="it-depends",
        ),
    ],
)
def test_no_version(tmp_path: Path, supported: str, otherwise: str, judgement: Judgement) -> None:
    """What is not pinned will be the newest version."""
    asked = rule(tmp_path, supported=f'"{supported}"', otherwise=f'"{otherwise}"')
    assert ask(asked, "") == judgement


def test_no_version_on_musl(tmp_path: Path) -> None:
    """Every range that counts has to be open."""
    asked = rule(tmp_path, '[libc]\nmusl = ">=1.5|<3"\n')
    assert ask(asked, "").verdict is READY
    assert ask(asked, "", libc="musl").verdict is UNKNOWN


def test_version_of_another_kind(tmp_path: Path) -> None:
    """What cannot be placed is unknown, with the reason."""
    found = ask(rule(tmp_path), "1.2-jre")
    assert found == Judgement(UNKNOWN, reason="'1.2-jre' is no PEP 440 version")


def test_range_that_cannot_be_read(tmp_path: Path) -> None:
    """A rule that the check would refuse answers unknown, and never fails."""
    assert ask(rule(tmp_path, supported='"||"'), "1.2").verdict is UNKNOWN


VERSIONS = st.from_regex(r"[0-9]\.[0-9]((rc|\.post)[0-9])?", fullmatch=True)
RANGES = st.lists(st.tuples(VERSIONS, VERSIONS), max_size=3).map(
    lambda pairs: "|".join(f">={low}|<{high}" for low, high in pairs)
)


@given(VERSIONS | st.text(max_size=8), RANGES | st.text(max_size=8), RANGES)
def test_any_version(version: str, supported: str, issue: str) -> None:
    """Any version and any range are answered; a version is suggested only if it serves."""
    asked = Rule(
        package="pkg:pypi/thing",
        supported=supported,
        otherwise=UPGRADE,
        impact=Impact.FAILS,
        evidence=(),
        example=(),
        libc={"musl": issue},
    )
    for target in (Target(), Target(libc=Libc("musl"))):
        found = judge(asked, version, target)
        if found.to_version:
            assert judge(asked, found.to_version, target).verdict is READY
