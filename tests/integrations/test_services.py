"""GitLab's and Jenkins's recipes: their shell lines run, and what they keep is there."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import junitparser
import pytest
import yaml

from tests.cli.running import ROOT
from tests.integrations.conftest import FOLDER
from tests.integrations.runner import shell

WHEEL = next((ROOT / "samples/wheel").glob("*.whl"))
JOB: dict[str, Any] = yaml.safe_load(
    (FOLDER / "gitlab/archcompat.gitlab-ci.yml").read_text("utf-8")
)["archcompat"]
JENKINSFILE = (FOLDER / "jenkins/Jenkinsfile").read_text("utf-8")


@pytest.mark.parametrize(
    ("target", "code"),
    [("linux/arm64", 1), ("linux/amd64", 0)],
    ids=["findings", "none"],
)
def test_gitlab(target: str, code: int, environ: Mapping[str, str], tmp_path: Path) -> None:
    """The job ends as the scan does, and every file that GitLab is told to keep is there."""
    env = {**environ, "SCAN": str(WHEEL), "ARCHCOMPAT_TARGET": target}
    done = shell("\n".join(JOB["script"]), env, tmp_path)
    assert done.returncode == code, done.stdout
    reports = JOB["artifacts"]["reports"]
    quality = json.loads((tmp_path / reports["codequality"]).read_text("utf-8"))
    tests = junitparser.JUnitXml.fromfile(str(tmp_path / reports["junit"]))
    assert bool(tests.failures) is (code == 1)
    assert {entry["severity"] for entry in quality} == ({"critical"} if code else {"info"})
    assert all((tmp_path / path).exists() for path in JOB["artifacts"]["paths"])


def test_gitlab_installs_before_it_scans() -> None:
    """The program is installed by pip, and then found by its name."""
    *_, install, path = JOB["before_script"]
    assert install.startswith("/tmp/archcompat/bin/pip install")
    assert path == 'export PATH="/tmp/archcompat/bin:$PATH"'


def test_jenkins(program: Path, environ: Mapping[str, str], tmp_path: Path) -> None:
    """The shell step ends as the scan does and leaves what is archived and read as tests."""
    _, scan = re.findall(r"sh '''\n(.*?)'''", JENKINSFILE, re.DOTALL)
    place = tmp_path / ".archcompat/bin/archcompat"
    place.parent.mkdir(parents=True)
    place.symlink_to(program)
    done = shell(scan, {**environ, "SCAN": str(WHEEL)}, tmp_path)
    assert done.returncode == 1, done.stdout
    [results] = re.findall(r"testResults: '(.*?)'", JENKINSFILE)
    assert junitparser.JUnitXml.fromfile(str(tmp_path / results)).failures == 1
    [kept] = re.findall(r"artifacts: '(.*?)'", JENKINSFILE)
    assert len(list(tmp_path.glob(kept))) == 3
