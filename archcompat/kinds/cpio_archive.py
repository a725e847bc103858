"""cpio archives: the content of rpm packages, and initial RAM disks."""

from collections.abc import Iterator

from archcompat.formats.cpioarchive import MAGICS, read_cpio
from archcompat.formats.streamedarchive import read_streamed
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks


class CpioArchive:
    """Yields every file in the order of the archive, and one Archive fact at the end."""

    name = "cpio-archive"
    marks = Marks(heads=MAGICS)

    def claims(self, entry: Entry) -> bool:
        """By the magic number, which is text: the fields behind it are digits, too."""
        return entry.head.startswith(MAGICS) and entry.head[6:110].isalnum()

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the files; damage ends them and is raised after the Archive fact."""
        yield from read_streamed(entry, read_cpio, "cpio")


KIND = CpioArchive()
