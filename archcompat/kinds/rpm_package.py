"""rpm packages as files: the package that it is, and its content."""

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from archcompat.formats.compression import sniff
from archcompat.formats.fileview import open_tail
from archcompat.formats.rpmpackage import MAGIC, read_rpm
from archcompat.model.entry import HEAD_SIZE, Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.native import Archive
from archcompat.model.osfacts import PackageFile

_SUFFIXES = {"gzip": ".gz", "xz": ".xz", "zstd": ".zst", "bzip2": ".bz2", "": ""}


class RpmPackage:
    """Yields the payload, a cpio archive, which others unpack."""

    name = "rpm-package"
    marks = Marks(heads=(MAGIC,))

    def claims(self, entry: Entry) -> bool:
        """By the lead's magic number."""
        return entry.head.startswith(MAGIC)

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the package and its payload."""
        with entry.open() as stream:
            package, start = read_rpm(stream)
            stream.seek(start)
            head = stream.read(HEAD_SIZE)
        if package.name:
            yield PackageFile(entry.where, "rpm", package.name, package.version, package.arch)
        where = entry.where.inside(f"payload.cpio{_SUFFIXES[sniff(head)]}")
        yield Entry(where, max(0, entry.size - start), head, partial(_payload, entry, start))
        yield Archive(entry.where, "rpm", 1)


def _payload(entry: Entry, start: int) -> BinaryIO:
    return open_tail(entry.open(), start)


KIND = RpmPackage()
