"""What tests of the integrations share: the program as others start it, by its name."""

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.running import ROOT

FOLDER = ROOT / "samples/integrations"


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """``archcompat`` of this checkout, as an installation puts it into a folder of programs."""
    path = tmp_path / "programs" / "archcompat"
    path.parent.mkdir()
    start = f"PYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)} -m archcompat"
    path.write_text(f'#!/bin/sh\n{start} "$@"\n')
    path.chmod(0o755)
    return path


@pytest.fixture
def environ(program: Path) -> Mapping[str, str]:
    """An environment in which the program is found."""
    return os.environ | {"PATH": f"{program.parent}:{os.environ['PATH']}"}
