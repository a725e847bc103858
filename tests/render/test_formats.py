"""What holds for every format alike: names do no harm, and the same report gives the same bytes."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from archcompat.analysis import Options, analyze
from archcompat.model.report import Report
from archcompat.render import FORMATS, format_of, load_renderer
from archcompat.render.as_json import read_reports
from archcompat.render.as_json import render as render_json
from archcompat.render.page import Page
from tests.make.report import service
from tests.render.reports import HOSTILE, REPORTS, of_manifests, spoiled, with_some_left_out
from tests.render.structure import mentions_in, shape
from tests.test_real_images import image

ROOT = Path(__file__).parents[2]
SAVED = ("service", "left-out", "hostile")
WIDE = Page(10_000, tree=True, verbose=True)
SAMPLE = ROOT / "samples/service/image.tar"

every_format = pytest.mark.parametrize("name", FORMATS)
made_hostile = pytest.mark.parametrize(
    "made",
    [
        pytest.param(service(), id="service"),
        pytest.param(with_some_left_out(), id="gated"),
        pytest.param(of_manifests(), id="manifests"),
    ],
)


@every_format
@made_hostile
def test_names_change_no_structure(name: str, made: Report) -> None:
    """With whatever names, a reader of the format finds the elements it finds with plain ones."""
    render = load_renderer(name)
    hostile, plain = (render([spoiled(made, tail)], WIDE) for tail in (HOSTILE, " x"))
    assert hostile != plain
    assert shape(name, hostile) == shape(name, plain)


@every_format
@made_hostile
def test_names_do_nothing_in_a_log(name: str, made: Report) -> None:
    """A terminal, and a build service that looks for commands in a log, see visible text only."""
    text = load_renderer(name)([spoiled(made, HOSTILE)], WIDE)
    assert text.replace("\n", "").isprintable()
    assert not re.search(r"##\[|##vso|##teamcity", text)
    commands = re.findall(r"^\s*::([a-z-]+)", text, re.MULTILINE)
    assert set(commands) <= ({"error", "warning", "notice"} if name == "github" else set())


@pytest.mark.parametrize("width", [20, 80, 100])
def test_folded_names_do_nothing_in_a_log(width: int) -> None:
    """However lines are broken, none of a table begins as a command does."""
    text = load_renderer("table")([REPORTS["hostile"]], Page(width, tree=True, verbose=True))
    assert not re.search(r"^\s*::|##\[", text, re.MULTILINE)


@made_hostile
def test_names_call_nobody(made: Report) -> None:
    """Neither people nor issues are mentioned in a comment, and no name becomes a link."""
    text = load_renderer("markdown")([spoiled(made, HOSTILE)], WIDE)
    assert mentions_in("hello @everyone, see #1") == ["@everyone", "#1"]
    assert mentions_in(text) == []
    assert "a" not in {tag[0] for tag in shape("markdown", text) if type(tag) is tuple}


@every_format
@pytest.mark.parametrize("made", [pytest.param(REPORTS[key], id=key) for key in SAVED])
def test_a_saved_report_says_the_same(name: str, made: Report) -> None:
    """What is written of a report is written of the one that was saved as JSON and read again."""
    saved, several = read_reports(render_json([made], Page()).encode())
    assert not several
    assert load_renderer(name)(saved, WIDE) == load_renderer(name)([made], WIDE)


_WRITE = """
import sys
from archcompat.analysis import Options, analyze
from archcompat.render import FORMATS, load_renderer
from archcompat.render.page import Page
report = analyze(sys.argv[1], Options(jobs=int(sys.argv[2])))
for name in FORMATS:
    with open(f"{sys.argv[3]}/{name}", "w", encoding="utf-8") as file:
        file.write(load_renderer(name)([report, report], Page()))
"""


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Folders with every format, of one process and of another that hashes and works otherwise."""
    folders = []
    for number in ("1", "2"):
        folder = tmp_path_factory.mktemp("formats")
        subprocess.run(
            [sys.executable, "-c", _WRITE, str(SAMPLE), number, str(folder)],
            check=True,
            env={**os.environ, "PYTHONHASHSEED": number, "PYTHONPATH": str(ROOT)},
        )
        folders.append(folder)
    return folders[0], folders[1]


@every_format
def test_two_runs_one_job_or_two(name: str, written: tuple[Path, Path]) -> None:
    """Two processes, with another hash seed and another number of jobs, write the same bytes."""
    first, second = (folder / name for folder in written)
    assert first.read_bytes() == second.read_bytes() != b""


@pytest.fixture(scope="module", params=["amd64", "arm64"])
def scanned(request: pytest.FixtureRequest) -> list[Report]:
    target = f"{image(request.param)}:app"
    return [analyze(target, Options(jobs=jobs)) for jobs in (1, 2)]


@pytest.mark.real
@every_format
def test_a_real_image_one_job_or_two(name: str, scanned: list[Report]) -> None:
    """So it is with hundreds of packages."""
    first, second = (load_renderer(name)([report], Page()) for report in scanned)
    assert first == second


@pytest.mark.parametrize(
    ("file", "name"),
    [
        pytest.param("report.json", "json", id="json"),
        pytest.param("Report.SARIF", "sarif", id="case"),
        pytest.param("report.sarif.json", "sarif", id="sarif-json"),
        pytest.param("image.cdx.json", "cyclonedx", id="cyclonedx"),
        pytest.param("TEST-archcompat.xml", "junit", id="junit"),
        pytest.param("comment.md", "markdown", id="markdown"),
        pytest.param("report.txt", "table", id="table"),
        pytest.param("report.html", "html", id="html"),
        pytest.param("report", "", id="none"),
        pytest.param("sarif", "", id="no-ending"),
    ],
)
def test_format_of(file: str, name: str) -> None:
    """A file's name asks for a format by its ending."""
    assert format_of(file) == name
    assert not name or name in FORMATS
