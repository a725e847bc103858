"""A planned set on a real arm64 Python: what the plan says is installed, and imported there."""

from pathlib import Path

import pytest

from samples.real.imports import IMAGE, QEMU, imported, python_of
from tests.need import need, need_network, need_path


@pytest.mark.real
@pytest.mark.network
def test_a_planned_set_is_imported(tmp_path: Path) -> None:
    """Pins of 2021, none of which has an aarch64 wheel for that Python, and what they become.

    Oracles: pip installs the wheels, and CPython for arm64 loads their code under qemu.
    """
    need(QEMU)
    need_path(IMAGE, "samples/real/build.sh")
    need_network()
    file = tmp_path / "requirements.txt"
    file.write_text("orjson==3.5.1\nasyncpg==0.22.0\nhttptools==0.1.2\n")
    root, site = tmp_path / "root", tmp_path / "site"
    root.mkdir()
    found = imported(file, python_of(IMAGE, root), site)
    assert found.changes == 3
    assert set(found.modules) >= {"asyncpg", "httptools", "orjson"}
    assert found.failed == {}
