"""Wheels on the Python Package Index whose tags say other things than their bytes."""

import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archcompat.cli import main
from tests.need import need, need_network

pytestmark = pytest.mark.network

SDBUS = "sdbus-0.14.1-cp39-abi3-manylinux_2_28_aarch64.whl"
NUMPY = "numpy-1.19.0-cp38-cp38-manylinux2014_aarch64.whl"
NUMPY_LATER = "numpy-1.19.3-cp38-cp38-manylinux2014_aarch64.whl"
SKLEARN = "scikit_learn-1.0.2-cp38-cp38-manylinux_2_17_aarch64.manylinux2014_aarch64.whl"
DEBUGPY = "debugpy-1.8.11-py2.py3-none-any.whl"
SELENIUM = "selenium-4.27.1-py3-none-any.whl"
Z3 = "z3_solver-4.13.0.0-py2.py3-none-manylinux2014_aarch64.whl"


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that the wheels are downloaded to."""
    need_network()
    return tmp_path_factory.mktemp("wheels")


def fetched(folder: Path, name: str) -> Path:
    """One wheel, by pip."""
    if (folder / name).exists():
        return folder / name
    project, version, python, _, platform = name.removesuffix(".whl").split("-")
    minor = f"3.{python[3:]}" if python.startswith("cp3") else "3.12"
    command = ["download", "-q", "--no-deps", "--only-binary", ":all:", "-d", str(folder)]
    options = [
        "--python-version",
        minor,
        "--platform",
        platform.partition(".")[2] or platform,
        f"{project}=={version}",
    ]
    subprocess.run([sys.executable, "-m", "pip", *command, *options], check=True)
    return folder / name


def scanned(path: Path, capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, Any]:
    """The report of a scan that asks nothing."""
    main(["scan", "--offline", "-q", "-f", "json", str(path), *args])
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def readelf(path: Path, folder: Path, *options: str) -> dict[str, str]:
    """Oracle: what readelf tells of each ELF file of a wheel."""
    need("readelf")
    told = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if archive.open(name).read(4) == b"\x7fELF":
                (folder / "one.so").write_bytes(archive.read(name))
                told[name] = subprocess.run(
                    ["readelf", "-W", *options, folder / "one.so"],
                    check=False,
                    capture_output=True,
                    text=True,
                ).stdout
    return told


@dataclass(frozen=True)
class Lie:
    """What is wrong with a wheel, and what readelf says of a file that is at fault."""

    wheel: str
    options: tuple[str, ...]
    verdict: str
    impact: str
    asked: str
    words: str


X86 = "Machine: Advanced Micro Devices X86-64"
LIES = {
    "no machine at all": Lie(SDBUS, (), "rebuild", "fails", "-h", "Machine: None"),
    "a newer glibc": Lie(Z3, ("--libc", "glibc:2.28"), "rebuild", "fails", "-V", "GLIBC_2.34"),
    "musl": Lie(Z3, ("--libc", "musl:1.2"), "rebuild", "fails", "-d", "libc.so.6"),
    "a helper in a plain wheel": Lie(SELENIUM, (), "rebuild", "feature", "-h", X86),
    "helpers in a plain wheel": Lie(DEBUGPY, (), "rebuild", "feature", "-h", X86),
    "small pages": Lie(NUMPY, ("--page-size", "64k"), "upgrade", "fails", "-l", "R E 0x1000"),
}


@pytest.mark.parametrize("name", LIES)
def test_the_bytes_count(
    wheels: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    """What readelf shows to be wrong is what the verdict says."""
    lie = LIES[name]
    path = fetched(wheels, lie.wheel)
    (component,) = scanned(path, capsys, *lie.options)["components"]
    assert (component["verdict"], component["impact"]) == (lie.verdict, lie.impact)
    told = readelf(path, tmp_path, lie.asked)
    elf = {native["path"] for native in component["natives"] if native["format"] == "elf"}
    assert elf == set(told)
    assert any(lie.words in " ".join(text.split()) for text in told.values())


@pytest.mark.parametrize(
    ("name", "options"),
    [
        pytest.param(NUMPY, (), id="small pages are the target's"),
        pytest.param(NUMPY_LATER, ("--page-size", "64k"), id="large pages are thought of"),
        pytest.param(Z3, ("--libc", "glibc:2.34"), id="the glibc is new enough"),
    ],
)
def test_ready(
    wheels: Path, capsys: pytest.CaptureFixture[str], name: str, options: tuple[str, ...]
) -> None:
    """The same wheels, or the next ones, where nothing is wrong."""
    report = scanned(fetched(wheels, name), capsys, *options)
    assert report["verdict"] == "ready"


@pytest.mark.parametrize(
    ("name", "options", "verdict"),
    [
        pytest.param(NUMPY_LATER, ("--python", "3.9"), "reinstall", id="another Python"),
        pytest.param(NUMPY_LATER, ("--python", "3.12"), "upgrade", id="a Python that came later"),
    ],
)
def test_refused(
    wheels: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    options: tuple[str, ...],
    verdict: str,
) -> None:
    """Good code in a wheel that installers do not take there."""
    report = scanned(fetched(wheels, name), capsys, *options)
    assert report["verdict"] == verdict


@pytest.mark.parametrize(
    ("name", "remarks"),
    [
        pytest.param(Z3, {"wheel-tag", "wheel-tag-libstdcxx"}, id="glibc"),
        pytest.param(SKLEARN, {"static-tls"}, id="thread-local storage"),
    ],
)
def test_remarks(
    wheels: Path, capsys: pytest.CaptureFixture[str], name: str, remarks: set[str]
) -> None:
    """What the tags promise too much, and what may not load late."""
    report = scanned(fetched(wheels, name), capsys)
    assert {finding["id"].partition("/")[0] for finding in report["findings"]} == remarks


def test_which_library_may_not_load_late(
    wheels: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Oracle: readelf finds those relocations in the same file and in no other."""
    path = fetched(wheels, SKLEARN)
    (finding,) = scanned(path, capsys)["findings"]
    told = readelf(path, tmp_path, "-r")
    assert [name for name, text in told.items() if "R_AARCH64_TLS_TPREL" in text] == finding[
        "where"
    ]
