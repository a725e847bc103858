"""The kind that opens Debian packages."""

from pathlib import Path

import pytest

from archcompat.analysis import analyze
from archcompat.kinds.debian_package import KIND
from archcompat.model.report import Impact, Verdict
from tests.make.elf import SO64, SOARM
from tests.make.packagefiles import deb, static
from tests.make.packages import entry
from tests.need import run

FILES = {"usr/bin/agent": SO64, "usr/share/doc/agent/copyright": b"text"}


@pytest.mark.parametrize("compression", ["xz", "gzip", "zstd", "none"])
def test_as_dpkg_deb_says(tmp_path: Path, compression: str) -> None:
    """Oracle: dpkg-deb built the package, and lists and names the same."""
    package = deb(tmp_path, FILES, f"-Z{compression}")
    report = analyze(str(package))
    (component,) = report.components
    said = run("dpkg-deb", "--show", "--showformat", "${Package} ${Version}", str(package))
    assert f"{component.name} {component.version}" == said
    assert component.purl == "pkg:deb/agent@1.2-3?arch=amd64"
    assert (component.verdict, component.impact) == (Verdict.REBUILD, Impact.FAILS)
    listed = [line.split()[-1] for line in run("dpkg-deb", "--contents", str(package)).splitlines()]
    (native,) = component.natives
    assert f"./{native.path.rpartition('!/')[2]}" in listed
    assert report.complete


def test_for_the_target(tmp_path: Path) -> None:
    """By its bytes, whatever architecture it says it is for."""
    assert analyze(str(deb(tmp_path, {"usr/bin/agent": SOARM}))).verdict is Verdict.READY


def test_claims(tmp_path: Path) -> None:
    """A static library begins likewise and is none; a file called control is one only in it."""
    library = static(tmp_path, {"a.o": SO64}).read_bytes()
    assert not KIND.claims(entry("x.deb", data=library))
    assert not KIND.claims(entry("control", data=b"Package: x"))
    assert not KIND.claims(entry("x.tar", "control", data=b"Package: x"))


def test_cut_off(tmp_path: Path) -> None:
    """Of a download that broke off what is there is judged, and the rest is missing aloud."""
    package = deb(tmp_path, FILES)
    package.write_bytes(package.read_bytes()[:-40])
    report = analyze(str(package))
    assert not report.complete
    assert report.problems
