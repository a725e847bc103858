"""The kind that tells of archives which are not opened."""

import subprocess
from pathlib import Path

import pytest

from archcompat.analysis import analyze
from archcompat.kinds.closed_archive import KIND
from archcompat.model.problem import Problem
from archcompat.model.report import Verdict
from tests.make.elf import SO64
from tests.make.packages import entry
from tests.need import need


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (b"7z\xbc\xaf\x27\x1c\0\4", "7z"),
        (b"Rar!\x1a\x07\x01\0", "RAR"),
        (b"hsqs" + bytes(8), "squashfs"),
        (b"MSCF" + bytes(8), "cabinet"),
        (b"xar!\0\x1c\0\1", "xar"),
        (b"\x04\x22\x4d\x18d@", "lz4"),
        (b"LZIP\1\x0c", "lzip"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_formats(head: bytes, says: str) -> None:
    """A warning names the format."""
    one = entry("opt/x.tar.x", data=head)
    assert KIND.claims(one)
    (problem,) = KIND.read(one)
    assert isinstance(problem, Problem)
    assert says in problem.detail


def test_never_an_all_clear(tmp_path: Path) -> None:
    """A library that lz4 compressed: nobody knows what is in it, wherever it lies."""
    need("lz4")
    plain, packed = tmp_path / "libx.so", tmp_path / "libx.so.lz4"
    plain.write_bytes(SO64)
    subprocess.run(["lz4", "-q", "--rm", plain, packed], check=True)
    for target in (tmp_path, packed):
        report = analyze(str(target))
        assert (report.verdict, report.complete) == (Verdict.UNKNOWN, False)
        assert [problem.code for problem in report.problems] == ["archive-closed"]


def test_data_is_data() -> None:
    """Package lists, as apt keeps them, are not looked for code."""
    assert not KIND.claims(entry("var/lib/apt/lists/x_Packages.lz4", data=b"\x04\x22\x4d\x18d@"))
