"""Runs archcompat as a shell would: in this process, in one of its own, or in a terminal."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ran:
    """What a command gave."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]
"""The fixture ``run``: takes the arguments, as text or paths."""


def environment(**more: str) -> dict[str, str]:
    """The process's own, without what changes how Python or a terminal writes."""
    left_out = ("PYTHONUNBUFFERED", "NO_COLOR", "TERM", "COLUMNS", "LINES", "PYTHONIOENCODING")
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return kept | {"PYTHONPATH": str(ROOT)} | more


def command(*args: str | Path) -> list[str]:
    """The program as a process is started with it."""
    return [sys.executable, "-m", "archcompat", *map(str, args)]


def run_in_terminal(*args: str | Path, env: Mapping[str, str], cwd: Path) -> str:
    """What a terminal is sent, stdout and stderr together, lines ended as on others."""
    master, slave = pty.openpty()
    with subprocess.Popen(
        command(*args), stdin=slave, stdout=slave, stderr=slave, env=dict(env), cwd=cwd
    ) as process:
        os.close(slave)
        pieces = []
        while True:
            try:
                piece = os.read(master, 65536)
            except OSError:  # Linux's way to say that the other end is closed
                break
            if not piece:
                break
            pieces.append(piece)
        os.close(master)
        process.wait()
    return b"".join(pieces).decode().replace("\r\n", "\n")
