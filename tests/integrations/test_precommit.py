"""The hooks of this repository, run by pre-commit itself."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from samples.build import REQUIREMENTS
from tests.cli.running import ROOT
from tests.make.ziparchive import jar
from tests.need import need, need_network

FILE = ROOT / ".pre-commit-hooks.yaml"
HOOKS: list[dict[str, Any]] = yaml.safe_load(FILE.read_text("utf-8"))


def git(folder: Path, *args: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@b.invalid", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(folder), *identity, *args], check=True, capture_output=True)


def repository(folder: Path) -> Path:
    """A new repository of all files in a folder."""
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "first")
    return folder


def precommit(folder: Path, *args: str, cache: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *args],
        check=False,
        cwd=folder,
        env=os.environ | {"PRE_COMMIT_HOME": str(cache)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.network
def test_a_commit_fails_until_the_pins_are_raised(tmp_path: Path) -> None:
    """pre-commit installs the hooks from a clone of this checkout, and one fails for a pin of 2020.

    The other one finds no file that is its own.
    """
    need("git")
    need_network()
    hooks = tmp_path / "archcompat"
    hooks.mkdir()
    for name in ("archcompat", "rules"):
        shutil.copytree(ROOT / name, hooks / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE", FILE.name):
        shutil.copy(ROOT / name, hooks)
    project = tmp_path / "project"
    project.mkdir()
    pins = project / "requirements.txt"
    pins.write_text(REQUIREMENTS)
    repository(project)

    command = ("try-repo", str(repository(hooks)), "--all-files")
    done = precommit(project, *command, cache=tmp_path / "cache")
    assert done.returncode == 1, done.stdout
    assert re.search(r"^archcompat\.+Failed", done.stdout, re.MULTILINE), done.stdout
    assert "- exit code: 1" in done.stdout
    assert "numpy 1.18.1" in done.stdout
    assert re.search(r"wheels\)\.+\(no files to check\)Skipped", done.stdout), done.stdout

    pins.write_text("Flask==1.1.2\n")
    (project / "lib.jar").write_bytes(jar({"app/Main.class": b""}))
    git(project, "add", "-A")
    done = precommit(project, *command, cache=tmp_path / "cache")
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("Passed") == len(HOOKS)


def test_pre_commit_takes_the_hooks() -> None:
    """Oracle: pre-commit's own check of the file."""
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(FILE)],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("path", "hook"),
    [
        ("requirements.txt", "archcompat"),
        ("service/requirements-dev.txt", "archcompat"),
        ("pylock.toml", "archcompat"),
        ("pylock.arm.toml", "archcompat"),
        ("uv.lock", "archcompat"),
        ("a/poetry.lock", "archcompat"),
        ("Pipfile.lock", "archcompat"),
        ("lib/driver.jar", "archcompat-binaries"),
        ("a-1-py3-none-any.whl", "archcompat-binaries"),
        ("my-requirements.txt.md", None),
        ("Cargo.lock", None),
        ("jar.py", None),
    ],
)
def test_which_files_a_hook_takes(path: str, hook: str | None) -> None:
    """Each file goes to the hook that can read it, as pre-commit searches its pattern."""
    taking = [one["id"] for one in HOOKS if re.search(one["files"], path)]
    assert taking == ([hook] if hook else [])
