"""The kind that opens cpio archives."""

import gzip
from pathlib import Path

from archcompat.analysis import analyze
from archcompat.kinds.cpio_archive import KIND
from archcompat.model.entry import Entry
from archcompat.model.native import Archive
from archcompat.model.report import Verdict
from tests.formats.test_cpioarchive import END, member
from tests.make.elf import SO64
from tests.make.packages import entry


def test_entries_and_damage() -> None:
    """Each file is an entry; what ends the archive early comes after the Archive fact."""
    one = entry("initrd", data=member("./bin/x", SO64) + member("./dev", mode=0o020600) + END)
    assert KIND.claims(one)
    found, archive = KIND.read(one)
    assert isinstance(found, Entry)
    assert str(found.where) == "initrd!/bin/x"
    assert archive == Archive(one.where, "cpio", 2)


def test_text_that_begins_so() -> None:
    """A number is no archive."""
    assert not KIND.claims(entry("x", data=b"070701 is a number\n"))


def test_initial_ram_disk(tmp_path: Path) -> None:
    """Compressed, as a boot loader loads it."""
    disk = tmp_path / "initrd.img"
    disk.write_bytes(gzip.compress(member("bin/x", SO64) + END))
    assert analyze(str(disk)).verdict is Verdict.REBUILD
