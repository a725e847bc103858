"""Requirements of past years, planned with the Python Package Index and taken by uv."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from archcompat.analysis import Options, read_subject
from archcompat.cli import main
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.pythonindex import PYPI, Locations, PythonIndex
from archcompat.indexes.uvcompile import opinion
from archcompat.model.plan import ChangeKind, Plan
from archcompat.model.report import Basis
from archcompat.model.target import Libc, Target
from archcompat.plan.reading import read_request
from archcompat.plan.whole import Wanted, plan
from archcompat.rulebook.load import load_rules
from tests.need import need_network

SETS = Path(__file__).parents[2] / "samples/real/sets"
PLACES = Locations((PYPI,))


def planned(file: Path, python: str, libc: str) -> Plan:
    """The plan for a requirements file, by the index itself."""
    there = Target(libc=Libc.parse(libc), python=python)
    inventory, target = read_subject(str(file), Options(target=there))
    with Fetcher("1.0", connections=8) as fetcher, PythonIndex(fetcher, PLACES) as index:
        return plan(
            file.name,
            read_request(inventory, target),
            target,
            index,
            Wanted(load_rules(), alternatives=False),
        )


@pytest.mark.network
@pytest.mark.parametrize(
    ("name", "python", "most", "unserved"),
    [
        pytest.param("web", "3.8", 8, ["uwsgi"], id="web"),
        pytest.param("api", "3.9", 5, [], id="api"),
        pytest.param("learning", "3.9", 0, [], id="learning"),
        pytest.param("data", "3.9", 7, [], id="data"),
    ],
)
def test_real_sets(tmp_path: Path, name: str, python: str, most: int, unserved: list[str]) -> None:
    """No more changes than the smallest sets that are known, verified, and uv takes them.

    The counts are those of an exact search over PyPI of 2026-11, with uv as its oracle.
    """
    need_network()
    made = planned(SETS / f"{name}.txt", python, "glibc:2.28")
    assert (made.complete, made.basis) == (True, Basis.RESOLVED)
    changed = [one for one in made.changes if one.to_version]
    assert len(changed) <= most
    assert [one.package for one in made.changes if one.kind is ChangeKind.BUILD] == unserved
    lines = [f"{one.package}=={one.version}" for one in made.packages if one.file]
    environ = {**os.environ, "UV_CACHE_DIR": str(tmp_path / "cache")}
    there = Target(libc=Libc.parse("glibc:2.28"), python=python)
    said = opinion(lines, there, PLACES, environ)
    assert said.agrees, said.detail


@pytest.mark.network
def test_a_large_library_is_read_by_ranges(tmp_path: Path) -> None:
    """The glibc of z3's 23 MiB is in no tag and no head; Z3Prover/z3 issue 7232 tells of it."""
    need_network()
    file = tmp_path / "requirements.txt"
    file.write_text("z3-solver==4.13.0.0\n")
    made = planned(file, "3.9", "glibc:2.28")
    (change,) = made.changes
    assert "needs glibc 2.34" in change.reason
    assert planned(file, "3.9", "glibc:2.34").changes == ()


@pytest.mark.network
def test_pip_takes_the_written_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Oracle: pip installs the file as it was written, from wheels, none of another machine."""
    need_network()
    file, written = tmp_path / "requirements.txt", tmp_path / "arm64.txt"
    file.write_text("uvicorn[standard]==0.13.4\norjson==3.5.1\nasyncpg==0.22.0\n")
    target = ["--python", "3.9", "--libc", "glibc:2.28"]
    folder = ["-o", str(tmp_path / "plan"), "--no-alternatives", "--no-offline", "-q"]
    assert main(["plan", str(file), *target, *folder, "--write", str(written)]) == 1
    assert capsys.readouterr().out == ""
    report = tmp_path / "report.json"
    command = [sys.executable, "-m", "pip", "install", "-q", "--dry-run", "--report", str(report)]
    command += ["--target", str(tmp_path / "site"), "--only-binary", ":all:"]
    command += ["--python-version", "3.9", "-r", str(written)]
    for platform in ("manylinux_2_28", "manylinux_2_24", "manylinux_2_17", "manylinux2014"):
        command += ["--platform", f"{platform}_aarch64"]
    subprocess.run(command, check=True, capture_output=True)
    found = [one["download_info"]["url"] for one in json.loads(report.read_text())["install"]]
    assert not [url for url in found if "x86_64" in url]
    native = {url.rpartition("/")[2].partition("-")[0] for url in found if "aarch64" in url}
    assert native >= {"asyncpg", "httptools", "orjson", "uvloop"}
