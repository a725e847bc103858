"""Maven and Gradle builds that fail for a native, and pass when it is raised as the report says."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.integrations.conftest import RECIPES
from tests.need import need, need_network

pytestmark = pytest.mark.network

MAVEN = ("mvn", "-B", "-ntp", "verify")
GRADLE = ("gradle", "--no-daemon", "--console=plain", "check")


@pytest.mark.parametrize(
    ("recipe", "command", "raised", "written", "reason"),
    [
        ("maven", MAVEN, "-Dsqlite.version=", "target/archcompat.json", "exec returned: 1"),
        (
            "gradle",
            GRADLE,
            "-PsqliteVersion=",
            "build/reports/archcompat/archcompat.json",
            "finished with non-zero exit value 1",
        ),
    ],
    ids=["maven", "gradle"],
)
def test_a_build_fails_until_the_library_is_raised(
    recipe: str,
    command: tuple[str, ...],
    raised: str,
    written: str,
    reason: str,
    environ: Mapping[str, str],
    tmp_path: Path,
) -> None:
    """Real builds: the first fails for the driver's C library, the version it names lets it pass.

    Both times the build tool itself has packed what is scanned and has seen the exit code.
    """
    need(command[0])
    need_network("repo.maven.apache.org")
    project = tmp_path / "project"
    shutil.copytree(RECIPES / recipe, project)

    def build(*more: str) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
        done = subprocess.run(
            [*command, *more],
            check=False,
            cwd=project,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert (project / written).exists(), done.stdout
        return done, json.loads((project / written).read_text("utf-8"))

    done, report = build()
    assert done.returncode == 1, done.stdout
    assert reason in done.stdout
    [finding] = report["findings"]
    assert f"Upgrade sqlite-jdbc {finding['remediation']['from_version']} to" in done.stdout

    done, report = build(f"{raised}{finding['remediation']['to_version']}")
    assert done.returncode == 0, done.stdout
    assert report["verdict"] == "ready"
    assert "Ready for linux/arm64" in done.stdout
