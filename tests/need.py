"""What a test compares with: without it the test is skipped, in CI that is a failure."""

import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest


def need(tool: str) -> None:
    """Skip without a program; with the environment variable CI set, fail."""
    if shutil.which(tool) is None:
        _lacks(f"{tool} is not installed")


def run(*command: str) -> str:
    """What a program that is compared with says on stdout; it must end well."""
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def need_path(path: Path, made_by: str) -> None:
    """Skip without a file or folder, likewise; ``made_by`` is the command that makes it."""
    if not path.exists():
        _lacks(f"{path} is missing: {made_by}")


def _lacks(what: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


def need_network(host: str = "pypi.org") -> None:
    """Skip where a host, the Python Package Index's unless told, cannot be reached, likewise."""
    try:
        with socket.create_connection((host, 443), timeout=10):
            pass
    except OSError as error:
        _lacks(f"{host} cannot be reached: {error}")
