"""The GitHub Action: its steps run as scripts with the inputs that a workflow gives."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.cli.running import ROOT
from tests.integrations.conftest import FOLDER
from tests.integrations.runner import Step, run_step, values_of
from tests.need import need_network

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
INSTALL, SCAN = (step for step in ACTION["runs"]["steps"] if "run" in step)
JAR = ROOT / "samples/jar/orders.jar"
WHEEL = next((ROOT / "samples/wheel").glob("*.whl"))

Scan = Callable[..., Step]


@pytest.fixture
def scan(program: Path, environ: Mapping[str, str], tmp_path: Path) -> Scan:
    """Runs the scan of the action with some inputs, in an empty folder."""
    place = tmp_path / "runner/archcompat/bin/archcompat"
    place.parent.mkdir(parents=True)
    place.symlink_to(program)

    def scan(**inputs: str) -> Step:
        given = values_of(ACTION, {name.replace("_", "-"): text for name, text in inputs.items()})
        values = given | {"runner.temp": str(tmp_path / "runner")}
        folder = tmp_path / "work"
        folder.mkdir(exist_ok=True)
        return run_step(SCAN, values, environ, folder)

    return scan


@pytest.mark.parametrize(
    ("inputs", "ended", "code"),
    [
        ({"targets": str(WHEEL)}, 1, "1"),
        ({"targets": str(WHEEL), "fail_on": "blocked"}, 0, "0"),
        ({"targets": str(WHEEL), "fail_on": "never"}, 0, "1"),
        ({"targets": str(WHEEL), "target": "linux/amd64"}, 0, "0"),
        ({"targets": str(WHEEL), "args": "--ignore-file\nignore.toml"}, 2, "2"),
        ({"targets": "missing.jar"}, 2, "2"),
        ({"targets": "missing.jar", "fail_on": "never"}, 2, "2"),
        ({"targets": str(WHEEL), "fail_on": "nonsense"}, 2, "2"),
        ({"targets": ""}, 2, "2"),
    ],
    ids=[
        "findings",
        "none-at-the-gate",
        "never",
        "its-own-platform",
        "arguments",
        "missing",
        "missing-and-never",
        "no-verdict",
        "none",
    ],
)
def test_the_exit_code(inputs: dict[str, str], ended: int, code: str, scan: Scan) -> None:
    """The step ends as the program does, and the output says how that was; never lets findings."""
    step = scan(**inputs)
    assert (step.code, step.outputs["exit-code"]) == (ended, code), step.out


def test_what_is_written(scan: Scan, tmp_path: Path) -> None:
    """One scan gives the SARIF file, annotations in the log and a summary of the job."""
    step = scan(targets=f"\n  {JAR}  \r\n\n{WHEEL}\n")
    assert step.outputs["report"] == "archcompat.sarif"
    sarif = json.loads((tmp_path / "work" / step.outputs["report"]).read_text("utf-8"))
    assert (sarif["version"], len(sarif["runs"])) == ("2.1.0", 2)
    assert "::error " in step.out
    assert "numpy" in step.summary


def test_another_format(scan: Scan, tmp_path: Path) -> None:
    """The format counts, whatever the report's name ends with."""
    scan(targets=str(WHEEL), format="markdown", report="--notes 1.json")
    text = (tmp_path / "work/--notes 1.json").read_text("utf-8")
    assert "### " in text


HOSTILE = "$(touch pwned)`touch pwned`\"; touch pwned; '; touch pwned; #"


@pytest.mark.parametrize(
    "names",
    [["targets"], ["args", "fail_on", "target"], ["report", "format"]],
    ids="+".join,
)
def test_an_input_is_no_script(names: list[str], scan: Scan, tmp_path: Path) -> None:
    """Whatever an input holds, the shell does not run it."""
    scan(**({"targets": str(WHEEL)} | dict.fromkeys(names, HOSTILE)))
    assert "pwned" not in [path.name for path in (tmp_path / "work").rglob("*")]


def test_a_report_is_one_line(scan: Scan) -> None:
    """A line end in the report's name cannot add an output."""
    step = scan(targets=str(WHEEL), report="x\nreport=/etc/passwd")
    assert step.code == 2
    assert step.outputs == {}


def test_no_script_has_an_expression() -> None:
    """An expression in a script would be filled in before the shell reads it."""
    for step in (INSTALL, SCAN):
        assert "${{" not in step["run"]


@pytest.mark.network
def test_the_installed_program_runs(environ: Mapping[str, str], tmp_path: Path) -> None:
    """The first step makes the program that the second one starts."""
    need_network()
    values = {
        "runner.temp": str(tmp_path / "runner"),
        "github.action_path": str(ROOT),
        "steps.python.outputs.python-path": sys.executable,
    }
    installed = run_step(INSTALL, values, environ, tmp_path)
    assert installed.code == 0, installed.out
    given = values_of(ACTION, {"targets": str(WHEEL)})
    scanned = run_step(SCAN, given | values, environ, tmp_path)
    assert scanned.outputs["exit-code"] == "1", scanned.out


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("github-actions", ROOT / "action.yml"),
        ("github-workflows", FOLDER / "github/archcompat.yml"),
        ("gitlab-ci", FOLDER / "gitlab/archcompat.gitlab-ci.yml"),
    ],
    ids=["action", "workflow", "gitlab"],
)
def test_the_schema(schema: str, path: Path) -> None:
    """Oracle: check-jsonschema with the schemas that the services' files have."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    done = subprocess.run([*command, str(path)], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_workflow_gives_what_the_action_takes() -> None:
    """The workflow that users copy names only inputs and outputs that are there."""
    text = (FOLDER / "github/archcompat.yml").read_text("utf-8")
    [job] = yaml.safe_load(text)["jobs"].values()
    [used] = [step for step in job["steps"] if "archcompat@" in step.get("uses", "")]
    assert set(used["with"]) <= set(ACTION["inputs"])
    assert "steps.archcompat.outputs.report" in text
    assert "report" in ACTION["outputs"]
