"""The kind that opens rpm packages."""

from pathlib import Path

import pytest

from archcompat.analysis import analyze
from archcompat.model.report import Impact, Verdict
from tests.make.elf import SO64, SOARM
from tests.make.packagefiles import rpm
from tests.need import run

FILES = {"usr/bin/agent": SO64, "usr/lib/agent/libx.so": SO64 + b"x", "usr/share/agent/a": b"text"}


@pytest.mark.parametrize("payload", ["w9.gzdio", "w6.xzdio", "w3.zstdio", "w9.bzdio"])
def test_as_rpm_says(tmp_path: Path, payload: str) -> None:
    """Oracle: rpmbuild built the package, and rpm names it and lists its files likewise."""
    package = rpm(tmp_path, FILES, payload)
    report = analyze(str(package))
    (component,) = report.components
    said = run("rpm", "-qp", "--queryformat", "%{NAME} %{EVR} %{ARCH}", str(package))
    assert f"{component.name} {component.version} x86_64" == said
    assert (component.verdict, component.impact) == (Verdict.REBUILD, Impact.FAILS)
    listed = set(run("rpm", "-qpl", str(package)).split())
    found = {f"/{native.path.rpartition('!/')[2]}" for native in component.natives}
    assert found == {"/usr/bin/agent", "/usr/lib/agent/libx.so"} <= listed
    assert report.complete


def test_for_the_target(tmp_path: Path) -> None:
    """By its bytes, whatever architecture it says it is for."""
    assert (
        analyze(str(rpm(tmp_path, {"usr/bin/agent": SOARM}, "w3.zstdio"))).verdict is Verdict.READY
    )


def test_cut_off(tmp_path: Path) -> None:
    """A download that broke off is told as such."""
    package = rpm(tmp_path, FILES, "w9.gzdio")
    package.write_bytes(package.read_bytes()[:-60])
    report = analyze(str(package))
    assert not report.complete
