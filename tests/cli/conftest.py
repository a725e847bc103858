"""What tests of the command line share."""

import os
from pathlib import Path

import pytest

from archcompat.cli import main
from archcompat.cli.settings import PREFIX
from tests.cli.running import Ran, Run

OFFLINE = f"{PREFIX}OFFLINE"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs archcompat with some arguments, from an empty folder, in this process.

    A scan asks nothing but of an index that its arguments name.
    """
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)

    def run(*args: str | Path) -> Ran:
        capsys.readouterr()
        with monkeypatch.context() as during:
            if args[:1] == ("scan",) and "--index-url" not in args:
                during.setenv(OFFLINE, "true")
            try:
                code = main([str(arg) for arg in args])
            except SystemExit as stop:
                code = int(stop.code or 0)
        captured = capsys.readouterr()
        return Ran(code, captured.out, captured.err)

    return run
