"""Maven and Gradle builds that fail for a native, and pass when it is raised as the report says."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.integrations.conftest import FOLDER
from tests.need import need, need_network

pytestmark = pytest.mark.network


@dataclass(frozen=True)
class Recipe:
    """A folder of ``samples/integrations`` and how its build is run."""

    folder: str
    command: tuple[str, ...]
    raised: str
    """The argument that sets the driver's version, without it."""
    written: str
    """The report."""
    reason: str
    """What the build tool says of the exit code."""


RECIPES = (
    Recipe(
        folder="maven",
        command=("mvn", "-B", "-ntp", "verify"),
        raised="-Dsqlite.version=",
        written="target/archcompat.json",
        reason="exec returned: 1",
    ),
    Recipe(
        folder="gradle",
        command=("gradle", "--no-daemon", "--console=plain", "check"),
        raised="-PsqliteVersion=",
        written="build/reports/archcompat/archcompat.json",
        reason="finished with non-zero exit value 1",
    ),
)


@pytest.mark.parametrize("recipe", RECIPES, ids=[recipe.folder for recipe in RECIPES])
def test_a_build_fails_until_the_library_is_raised(
    recipe: Recipe, environ: Mapping[str, str], tmp_path: Path
) -> None:
    """Real builds: the first fails for the driver's C library, the version it names lets it pass.

    Both times the build tool itself has packed what is scanned and has seen the exit code.
    """
    need(recipe.command[0])
    need_network("repo.maven.apache.org")
    project = tmp_path / "project"
    shutil.copytree(FOLDER / recipe.folder, project)

    def build(*more: str) -> tuple[subprocess.CompletedProcess[str], dict[str, Any]]:
        done = subprocess.run(
            [*recipe.command, *more],
            check=False,
            cwd=project,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert (project / recipe.written).exists(), done.stdout
        return done, json.loads((project / recipe.written).read_text("utf-8"))

    done, report = build()
    assert done.returncode == 1, done.stdout
    assert recipe.reason in done.stdout
    [finding] = report["findings"]
    assert f"Upgrade sqlite-jdbc {finding['remediation']['from_version']} to" in done.stdout

    done, report = build(f"{recipe.raised}{finding['remediation']['to_version']}")
    assert done.returncode == 0, done.stdout
    assert report["verdict"] == "ready"
    assert "Ready for linux/arm64" in done.stdout
