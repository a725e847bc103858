"""Ignore files and what they do to a scan."""

import json
from pathlib import Path

import pytest

from samples.build import service
from tests.cli.running import Run

IGNORE_ALL = """\
[[ignore]]
purl = "pkg:pypi/*"
reason = "goes away with the next release"
until = 2999-01-31

[[ignore]]
path = "opt/vendor/**"
reason = "not started there"
"""


@pytest.fixture
def image(run: Run, tmp_path: Path) -> Run:
    """Scans a real image, with the arguments given."""
    (tmp_path / "image.tar").write_bytes(service())
    return lambda *args: run("scan", "image.tar", *args)


@pytest.mark.parametrize(
    "args", [(), ("--ignore", "mine.toml"), ("--ignore-file", "mine.toml")], ids=" ".join
)
def test_what_is_ignored_passes(image: Run, tmp_path: Path, args: tuple[str, ...]) -> None:
    """The exit code leaves it out; the report still holds it, with the reasons."""
    assert image().code == 1
    (tmp_path / (args[1] if args else ".archcompat.toml")).write_text(IGNORE_ALL)
    ran = image(*args)
    assert (ran.code, ran.err) == (0, "")
    text = " ".join(ran.out.split())
    assert "Not ready for linux/arm64" in text
    assert "3 findings left out" in text
    assert "goes away with the next release (until 2999-01-31)" in text
    report = json.loads(image("-f", "json", *args).out)
    assert report["verdict"] == "upgrade"
    marks = {one["component"]: one["suppressed"] for one in report["findings"]}
    assert marks["pkg:pypi/numpy@1.18.1"] == {
        "kind": "ignored",
        "reason": "goes away with the next release",
        "by": "purl pkg:pypi/*",
        "until": "2999-01-31",
    }
    assert sum(mark is not None for mark in marks.values()) == 3


def test_warnings(image: Run, tmp_path: Path) -> None:
    """An entry that ended or does nothing is told with its place; that of another image is not."""
    (tmp_path / ".archcompat.toml").write_text(
        """\
[[ignore]]
purl = "pkg:pypi/numpy"
reason = "over"
until = 2020-01-31
[[ignore]]
rule = "pypi/gone"
reason = "nothing has it"
[[ignore]]
image = "another"
path = "opt"
reason = "of another image"
"""
    )
    ran = image()
    assert ran.code == 1
    warning = "archcompat: warning: .archcompat.toml"
    assert ran.err == (
        f"{warning}:1: this entry ended on 2020-01-31, it leaves out nothing\n"
        f"{warning}:5: this entry leaves out nothing here (rule pypi/gone)\n"
    )
    assert image("-q").err == ""


def test_pyproject(image: Run, tmp_path: Path) -> None:
    """Entries can stand in pyproject.toml, and `archcompat config` shows where."""
    (tmp_path / "pyproject.toml").write_text(
        IGNORE_ALL.replace("[[ignore]]", "[[tool.archcompat.ignore]]")
    )
    assert image().code == 0


def test_shown_by_config(run: Run, tmp_path: Path) -> None:
    """Each entry is a line behind the options."""
    (tmp_path / "pyproject.toml").write_text(
        IGNORE_ALL.replace("[[ignore]]", "[[tool.archcompat.ignore]]")
    )
    (tmp_path / "more.toml").write_text('ignore = [{ path = "x", reason = "y" }]')
    lines = run("config", "--ignore", "more.toml").out.splitlines()[-3:]
    assert [line.split("  ")[0] for line in lines] == ["ignore"] * 3
    assert [line.split()[-1] for line in lines] == [
        "pyproject.toml:1",
        "pyproject.toml:6",
        "more.toml:1",
    ]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        pytest.param(
            ".archcompat.toml",
            '# why\n[[ignore]]\npurl = "numpy"\nreason = "x"',
            ".archcompat.toml:3: purl: 'numpy' is no purl: write pkg:pypi/numpy, or"
            " pkg:maven/io.netty/*",
            id="config-file",
        ),
        pytest.param(
            "mine.toml",
            '[[ignore]]\npurl = "pkg:pypi/numpy"',
            'mine.toml:1: this entry gives no reason: add reason = "why it may be left out"',
            id="ignore-file",
        ),
        pytest.param(
            "mine.toml",
            'fail-on = "upgrade"',
            "mine.toml:1: only [[ignore]] belongs into an ignore file",
            id="option-in-an-ignore-file",
        ),
        pytest.param(
            "mine.toml",
            '[[ignored]]\npath = "x"',
            "mine.toml:1: 'ignored' is no option; did you mean ignore?",
            id="other-table",
        ),
    ],
)
def test_wrong_entries(image: Run, tmp_path: Path, name: str, text: str, said: str) -> None:
    """One line with file, line and mend before anything is scanned; exit code 2."""
    (tmp_path / name).write_text(text)
    ran = image("--ignore", name) if name == "mine.toml" else image()
    assert (ran.code, ran.out, ran.err) == (2, "", f"archcompat: error: {said}\n")


def test_missing_file(image: Run) -> None:
    """An ignore file that was asked for must be there."""
    ran = image("--ignore", "gone.toml")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "archcompat: error: gone.toml: No such file or directory\n"


def test_unread_fixture(run: Run, tmp_path: Path) -> None:
    """A damaged file that is meant to be damaged lets a scan pass, if an entry says so."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "bad.jar").write_bytes(b"PK\x03\x04 and then nothing")
    assert run("scan", "app").code == 3
    (tmp_path / ".archcompat.toml").write_text(
        '[[ignore]]\nproblem = "*"\npath = "bad.jar"\nreason = "a fixture of our tests"'
    )
    ran = run("scan", "app")
    assert ran.code == 0
    assert "a fixture of our tests" in ran.out
    assert "Incomplete" in ran.out
