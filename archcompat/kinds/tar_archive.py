"""Plain tars inside images and archives; compressed ones come here unpacked."""

from collections.abc import Iterator

from archcompat.formats.streamedarchive import read_streamed
from archcompat.formats.tararchive import read_tar
from archcompat.model.entry import HEAD_SIZE, Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks

_USTAR = slice(257, 262)  # POSIX and GNU tar; what follows tells them apart
_CHECKSUM = slice(148, 156)


class TarArchive:
    """Yields every file in the order of the tar, and one Archive fact at the end.

    Links have no content, and Java classes are not counted: they come as entries.
    """

    name = "tar-archive"
    marks = Marks()  # the magic is far from the start

    def claims(self, entry: Entry) -> bool:
        """By the ustar magic; older tars have none: by name and the header's own checksum."""
        if entry.head[_USTAR] == b"ustar":
            return True
        return entry.where.parts[-1].lower().endswith(".tar") and _is_v7(entry.head)

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the files; damage ends them and is raised after the Archive fact."""
        yield from read_streamed(entry, read_tar, "tar")


def _is_v7(head: bytes) -> bool:
    """Whether the checksum of a header holds, its own field counted as spaces (tar(5))."""
    digits = head[_CHECKSUM].strip(b" \0")
    if len(head) < HEAD_SIZE or not digits or digits.strip(b"01234567"):
        return False
    return sum(head) - sum(head[_CHECKSUM]) + 8 * ord(" ") == int(digits, 8)


KIND = TarArchive()
