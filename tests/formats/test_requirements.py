"""The reader of requirements files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.requirements import parse_requirements
from archcompat.model.facts import Fact
from archcompat.model.problem import Problem, Severity
from archcompat.model.pythonfacts import Requirement, RequirementsInclude, RequirementsOption
from archcompat.model.where import Where

HERE = Where(("app/requirements.txt",))
NUMPY = Requirement(HERE, 1, "numpy", "==1.18.1")


def _parse(text: str) -> list[Fact]:
    return list(parse_requirements(text.encode(), HERE))


def _problem(detail: str, code: str, severity: Severity = Severity.WARNING) -> Problem:
    return Problem(HERE, code, detail, severity)


INVALID = ("requirement-invalid", Severity.ERROR)
NAMELESS, OPTION = "requirement-nameless", "requirement-option-invalid"


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        pytest.param("numpy==1.18.1\n", [NUMPY], id="pin"),
        pytest.param("# nothing\n\n", [], id="nothing"),
        pytest.param(
            "--pre\n-i https://u:p@x/simple\n",
            [
                RequirementsOption(HERE, 1, "--pre", ""),
                RequirementsOption(HERE, 2, "--index-url", "https://u:p@x/simple"),
            ],
            id="options",
        ),
        pytest.param(
            "a>=1,<2 ; python_version<'3' \\\n --hash=sha256:0a \\\n --hash sha512:0b\nb",
            [
                Requirement(
                    HERE,
                    1,
                    "a",
                    ">=1,<2",
                    marker='python_version < "3"',
                    hashes=("sha256:0a", "sha512:0b"),
                ),
                Requirement(HERE, 4, "b", ""),
            ],
            id="hashes",
        ),
        pytest.param(
            "-r base.txt\n-c ../limits.txt\n",
            [
                RequirementsInclude(HERE, 1, "base.txt", constraint=False),
                RequirementsInclude(HERE, 2, "../limits.txt", constraint=True),
            ],
            id="includes",
        ),
        pytest.param(
            "numpy==1.18.1\nwhat is this\nb\n",
            [
                NUMPY,
                _problem("line 2: what is this is no requirement", *INVALID),
                Requirement(HERE, 3, "b", ""),
            ],
            id="invalid-line",
        ),
        pytest.param(
            "-e .[dev]\n",
            [
                Requirement(HERE, 1, "", "", ("dev",), url=".[dev]"),
                _problem("line 1: .[dev] does not say which package it is", NAMELESS),
            ],
            id="own-project",
        ),
        pytest.param(
            "https://user:secret@x/a-1-py3-none-any.whl",
            [Requirement(HERE, 1, "a", "==1", url="https://****@x/a-1-py3-none-any.whl")],
            id="password",
        ),
        pytest.param(
            "git+https://secret@x/y\n",
            [
                Requirement(HERE, 1, "", "", url="git+https://****@x/y"),
                _problem("line 1: git+https://****@x/y does not say which package it is", NAMELESS),
            ],
            id="password-in-a-problem",
        ),
        pytest.param(
            "a @ git+ssh://git@x/a\nb @ https://${U}:${T}@x/b.zip",
            [
                Requirement(HERE, 1, "a", "", url="git+ssh://git@x/a"),
                Requirement(HERE, 2, "b", "", url="https://${U}:${T}@x/b.zip"),
            ],
            id="no-password",
        ),
        pytest.param(
            "pytz>dev",
            [
                Requirement(HERE, 1, "pytz", ">dev"),
                _problem(
                    "line 1: pytz>dev has a version that Python packaging does not know",
                    "requirement-version-invalid",
                ),
            ],
            id="unknown-version",
        ),
        pytest.param(
            "numpy==1.18.1 --hash=md5:00 --what",
            [
                NUMPY,
                _problem("line 1: numpy==1.18.1 has a hash that pip does not know", OPTION),
                _problem("line 1: pip has no option --what", OPTION),
            ],
            id="odd-options",
        ),
    ],
)
def test_lines(text: str, facts: list[Fact]) -> None:
    """Each line tells its own, and what is wrong in one costs no other."""
    assert _parse(text) == facts


def test_web_page() -> None:
    """Of many lines that are none, twenty are told and the others counted."""
    *told, rest = _parse("<p>\n" * 1000)
    assert [fact.code for fact in told if isinstance(fact, Problem)] == ["requirement-invalid"] * 20
    assert rest == _problem("and 980 more lines alike", *INVALID)


def test_long_line() -> None:
    """A line is quoted as far as a person reads."""
    (problem,) = _parse("what " * 1000)
    assert isinstance(problem, Problem)
    assert len(problem.detail) < 150


PARTS = ["a", "==1", ">=7.*", "\\", "\n", " ", "#", "-r ", "-e ", "--hash=", "sha256:0", "'", ";"]
PARTS += ["https://", "/", "@", ".", "é", "--what", "[", "]"]


@given(st.binary() | st.lists(st.sampled_from(PARTS)).map(lambda parts: "".join(parts).encode()))
def test_any_bytes(data: bytes) -> None:
    """Any bytes give facts of this file, or a FormatError."""
    try:
        facts = list(parse_requirements(data, HERE))
    except FormatError:
        return
    assert {fact.where for fact in facts} <= {HERE}
