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


def _json(run: Run, path: Path, *args: str) -> None:
    run("scan", *args, "-f", "json", "-o", str(path))


def test_baseline(image: Run, run: Run, tmp_path: Path) -> None:
    """What was there passes, what came since fails, and what is gone is told."""
    base = tmp_path / "base.json"
    _json(run, base, "image.tar")
    ran = image("--baseline", "base.json")
    assert (ran.code, ran.err) == (0, "")
    assert "entries of the baseline base.json" in ran.out
    document = json.loads(base.read_text())
    lost = [one for one in document["findings"] if "numpy" in one["component"]]
    document["findings"] = [one for one in document["findings"] if one not in lost]
    base.write_text(json.dumps(document))
    ran = image("--baseline", "base.json")
    assert ran.code == 1
    assert ran.out.split("Needs work")[1].split("Left out")[0].count("numpy 1.18.1") == 1
    (tmp_path / "empty").mkdir()
    ran = run("scan", "empty", "--baseline", "base.json")
    assert ran.code == 0
    assert "Fixed since the baseline" in ran.out


def test_baseline_of_several_targets(image: Run, run: Run, tmp_path: Path) -> None:
    """Each is compared with its own; one that is not there is new as a whole, and told."""
    (tmp_path / "app").mkdir()
    _json(run, tmp_path / "base.json", "image.tar", "app")
    assert run("scan", "app", "image.tar", "--baseline", "base.json").code == 0
    _json(run, tmp_path / "base.json", "app", "app")
    ran = image("--baseline", "base.json")
    assert (ran.code, ran.err) == (
        1,
        "archcompat: warning: base.json: it has no report of orders:2.3.0: all there is new\n",
    )


def test_baseline_of_what_was_not_read(run: Run, tmp_path: Path) -> None:
    """A file that could not be read before does not fail, and nothing is called fixed."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "bad.jar").write_bytes(b"PK\x03\x04 and then nothing")
    _json(run, tmp_path / "base.json", "app")
    ran = run("scan", "app", "--baseline", "base.json")
    assert ran.code == 0
    assert "archcompat: warning: app: not everything was read, so nothing is said to be fixed" in (
        ran.err.splitlines()
    )


@pytest.mark.parametrize(
    ("text", "args", "said"),
    [
        pytest.param(
            None,
            (),
            "base.json: there is no such file: write one with"
            " archcompat scan ... -f json -o base.json",
            id="missing",
        ),
        pytest.param("{}", (), "base.json: this is no archcompat report: ", id="no-report"),
        pytest.param("[]", (), "base.json: this is no archcompat report: ", id="empty-array"),
        pytest.param(
            "",
            ("-t", "linux/riscv64"),
            "base.json: it was judged for linux/arm64, and not for linux/riscv64: give a baseline"
            " of the same target",
            id="other-target",
        ),
    ],
)
def test_wrong_baseline(
    image: Run, tmp_path: Path, text: str | None, args: tuple[str, ...], said: str
) -> None:
    """One line before anything is scanned; exit code 2."""
    if text == "":
        image("-f", "json", "-o", "base.json")
    elif text is not None:
        (tmp_path / "base.json").write_text(text)
    ran = image("--baseline", "base.json", *args)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"archcompat: error: {said}")
    assert ran.err.count("\n") == 1
