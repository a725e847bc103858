"""``archcompat convert``, and the outputs it shares with ``scan``."""

import io
import json
from pathlib import Path

import pytest

from archcompat.render import FORMATS, load_renderer
from archcompat.render.as_json import encode_report
from archcompat.render.as_json import render as render_json
from archcompat.render.page import Page
from tests.cli.running import Run
from tests.make.report import service
from tests.render.reports import REPORTS

SEVERAL = (service(), REPORTS["ready"])


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "report.json"
    path.write_bytes(encode_report(service()))
    return path


@pytest.mark.parametrize("name", FORMATS)
def test_every_format(run: Run, saved: Path, name: str) -> None:
    """It writes what a scan would have, and says that went well, whatever the report says."""
    ran = run("convert", saved, "-f", name)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == load_renderer(name)([service()], Page())


@pytest.mark.parametrize("name", FORMATS)
def test_the_array_of_several(run: Run, tmp_path: Path, name: str) -> None:
    """The reports of several targets are written together, one of several too."""
    path = tmp_path / "reports.json"
    for reports in (SEVERAL, SEVERAL[:1]):
        path.write_text(render_json(reports, Page(several=True)), "utf-8")
        ran = run("convert", path, "-f", name)
        assert (ran.code, ran.out) == (0, load_renderer(name)(reports, Page(several=True)))


def test_stdin(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """``-`` is stdin, and is called so when it is no report."""
    for data, code in ((encode_report(service()), 0), (b"{}", 2)):
        stdin = io.TextIOWrapper(io.BytesIO(data))
        monkeypatch.setattr("sys.stdin", stdin)
        ran = run("convert", "-", "-f", "json")
        assert ran.code == code
        assert (ran.out.encode() == data) if code == 0 else "stdin: this is no" in ran.err


@pytest.mark.parametrize(
    ("data", "said"),
    [
        pytest.param(b"", "this is no archcompat report: ", id="empty"),
        pytest.param(b"<html>", "this is no archcompat report: ", id="no-json"),
        pytest.param(b"[]", "it is an array with nothing in it", id="empty-array"),
        pytest.param(b"[{}]", "missing required field `schema_version`", id="array-of-others"),
        pytest.param(b"[" * 100_000, "this is no archcompat report: ", id="deep"),
        pytest.param(b'{"runs": []}', "missing required field `schema_version`", id="sarif"),
        pytest.param(
            encode_report(service()).replace(b'"1.0.0"', b'"2.0.0"', 1),
            "the report has schema version 2.0.0, and this archcompat reads 1.x up to 1.0.0",
            id="newer",
        ),
        pytest.param(
            encode_report(service()).replace(b'"1.0.0"', b'"1.1.0"', 1),
            "the report has schema version 1.1.0, and",
            id="little-newer",
        ),
        pytest.param(
            encode_report(service()).replace(b'"1.0.0"', b'"one"', 1),
            "the report has schema version one, and",
            id="no-version",
        ),
        pytest.param(encode_report(service())[:-99], "this is no archcompat report", id="cut-off"),
    ],
)
def test_refuses_other_files(run: Run, tmp_path: Path, data: bytes, said: str) -> None:
    """Anything else is one sentence with the file's name, and exit code 2."""
    path = tmp_path / "x.json"
    path.write_bytes(data)
    ran = run("convert", path, "-f", "sarif")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"archcompat: error: {path}: ")
    assert said in ran.err
    assert ran.err.count("\n") == 1


def test_refuses_what_cannot_be_read(run: Run, tmp_path: Path) -> None:
    """A file that is not there, and a folder."""
    assert run("convert", tmp_path / "none.json").err.endswith("No such file or directory\n")
    assert run("convert", tmp_path).code == 2


@pytest.mark.parametrize(
    ("args", "files"),
    [
        pytest.param(["-o", "r.sarif"], {"r.sarif": "sarif"}, id="by-name"),
        pytest.param(["-o", "r.sarif", "-f", "json"], {"r.sarif": "json"}, id="format-wins"),
        pytest.param(["-o", "report"], {"report": "table"}, id="nameless"),
        pytest.param(
            ["-o", "r.sarif", "-o", "r.xml", "-o", "r.md"],
            {"r.sarif": "sarif", "r.xml": "junit", "r.md": "markdown"},
            id="several",
        ),
        pytest.param(
            ["-o", "r.sarif", "-o", "r.log", "-o", "-", "-f", "github"],
            {"r.sarif": "sarif", "r.log": "github", "": "github"},
            id="format-for-the-rest",
        ),
        pytest.param(
            ["-o", "-", "-o", "r.cdx.json"],
            {"": "table", "r.cdx.json": "cyclonedx"},
            id="stdout-too",
        ),
    ],
)
def test_outputs(
    run: Run, saved: Path, tmp_path: Path, args: list[str], files: dict[str, str]
) -> None:
    """A single file is of ``-f``; one of several is of what its name ends with, else of ``-f``."""
    ran = run("convert", saved, *args)
    assert (ran.code, ran.err) == (0, "")
    for file, name in files.items():
        written = (tmp_path / file).read_text("utf-8") if file else ran.out
        assert written == load_renderer(name)([service()], Page())
    assert {path.name for path in tmp_path.iterdir()} == files.keys() - {""} | {"report.json"}


@pytest.mark.parametrize(
    ("config", "args", "name"),
    [
        pytest.param('format = "json"', ["-o", "r.sarif"], "sarif", id="name-over-file"),
        pytest.param('format = "json"', ["-o", "report"], "json", id="file-without-a-name"),
        pytest.param('output = ["r.sarif"]', ["-f", "junit"], "junit", id="format-over-file"),
        pytest.param('output = ["r.sarif"]\nformat = "junit"', [], "junit", id="both-in-file"),
    ],
)
def test_outputs_of_the_config_file(
    run: Run, saved: Path, config: str, args: list[str], name: str
) -> None:
    """A name on the command line comes before a format in the config file, not the other way."""
    (saved.parent / ".archcompat.toml").write_text(f"{config}\n")
    assert run("convert", saved, *args).code == 0
    written = next(
        path for path in saved.parent.iterdir() if path.stem in ("r", "report") and path != saved
    )
    assert written.read_text("utf-8") == load_renderer(name)([service()], Page())


def test_scan_writes_as_convert_does(run: Run, tmp_path: Path) -> None:
    """A scan takes the same outputs, and its exit code is still the gate's."""
    (tmp_path / "requirements.txt").write_text("numpy==1.18.1\n")
    ran = run("scan", "requirements.txt", "-o", "r.json", "-o", "r.sarif", "-o", "-", "-q")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("requirements.txt (file), judged for linux/arm64")
    again = run("convert", "r.json", "-o", "again.sarif")
    assert again.code == 0
    assert (tmp_path / "again.sarif").read_bytes() == (tmp_path / "r.sarif").read_bytes()


def test_one_output_fails(run: Run, saved: Path, tmp_path: Path) -> None:
    """What can be written is; what cannot is told, and the exit code is 2."""
    ran = run("convert", saved, "-o", "no/a.xml", "-o", "b.sarif", "-o", "no/c.md")
    assert ran.code == 2
    assert json.loads((tmp_path / "b.sarif").read_text("utf-8"))["version"] == "2.1.0"
    assert ran.err.splitlines() == [
        "archcompat: error: no/c.md: No such file or directory",
        "archcompat: error: no/a.xml: No such file or directory",
    ]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        pytest.param("", None, id="none"),
        pytest.param("0", "1970-01-01T00:00:00+00:00", id="zero"),
        pytest.param("1700000000", "2023-11-14T22:13:20+00:00", id="some"),
    ],
)
def test_source_date_epoch(
    run: Run, saved: Path, monkeypatch: pytest.MonkeyPatch, text: str, time: str | None
) -> None:
    """The time of a report is that of the build's sources, where the build says it."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    ran = run("convert", saved, "-f", "cyclonedx")
    assert json.loads(ran.out)["metadata"].get("timestamp") == time


@pytest.mark.parametrize("text", ["soon", "9" * 40, "1.5"])
def test_wrong_source_date_epoch(
    run: Run, saved: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """What is no number of seconds is refused by name."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", text)
    ran = run("convert", saved, "-f", "cyclonedx")
    assert (ran.code, ran.out) == (2, "")
    assert "SOURCE_DATE_EPOCH" in ran.err
