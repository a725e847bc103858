"""Runs what a CI service would run of a recipe: its shell lines, with the values filled in."""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")


@dataclass(frozen=True)
class Step:
    """What a run of some shell lines gave."""

    code: int
    out: str
    outputs: Mapping[str, str]
    """What was written to ``GITHUB_OUTPUT``."""
    summary: str
    """What was written to ``GITHUB_STEP_SUMMARY``."""


def shell(script: str, env: Mapping[str, str], folder: Path) -> subprocess.CompletedProcess[str]:
    """A script as GitHub's and GitLab's runners start bash."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    return subprocess.run(
        command,
        check=False,
        cwd=folder,
        env=dict(env),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def values_of(action: Mapping[str, Any], inputs: Mapping[str, str]) -> dict[str, str]:
    """``inputs.NAME`` of every input, the default where none is given."""
    defaults = {name: str(one.get("default", "")) for name, one in action["inputs"].items()}
    return {f"inputs.{name}": value for name, value in (defaults | dict(inputs)).items()}


def run_step(
    step: Mapping[str, Any], values: Mapping[str, str], env: Mapping[str, str], folder: Path
) -> Step:
    """A ``run`` step of an action; an expression is taken from ``values``, else it is empty."""
    files = {name: folder / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for path in files.values():
        path.write_text("")
    own = {name: _filled(value, values) for name, value in step["env"].items()}
    named = {name: str(path) for name, path in files.items()}
    done = shell(_filled(step["run"], values), {**env, **own, **named}, folder)
    lines = files["GITHUB_OUTPUT"].read_text("utf-8").splitlines()
    outputs = dict(line.split("=", 1) for line in lines)
    summary = files["GITHUB_STEP_SUMMARY"].read_text("utf-8")
    return Step(done.returncode, done.stdout, outputs, summary)


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _EXPRESSION.sub(lambda found: values.get(found[1], ""), text)
