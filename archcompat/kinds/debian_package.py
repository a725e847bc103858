"""Debian packages as files (.deb): what is in them, and the package that they are."""

from collections.abc import Iterator

from archcompat.formats.ararchive import MAGIC, begins_deb, read_ar
from archcompat.formats.dpkg import read_status
from archcompat.formats.streamedarchive import read_streamed
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.osfacts import PackageFile

_CONTROL = "control"


class DebianPackage:
    """Yields the two tars; the file ``control`` in one of them says which package it is."""

    name = "debian-package"
    marks = Marks(names=(_CONTROL,), heads=(MAGIC,))

    def claims(self, entry: Entry) -> bool:
        """By the magic number and the first member's name, or by the place in such a package."""
        if entry.head.startswith(MAGIC):
            return begins_deb(entry.head)
        parts = entry.where.parts
        # x.deb!/control.tar.xz!/control.tar!/control, one less where the tar is not compressed
        return parts[-1] == _CONTROL and len(parts) > 2 and parts[-2] == "control.tar"

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the members, or the package."""
        if entry.head.startswith(MAGIC):
            yield from read_streamed(entry, read_ar, "ar")
            return
        where = entry.where.container
        while where is not None and where.name.startswith("control.tar"):
            where = where.container
        with entry.open() as stream:
            for found in read_status(stream, status=False):
                if where is not None:
                    yield PackageFile(where, "deb", found.name, found.version, found.arch)


KIND = DebianPackage()
