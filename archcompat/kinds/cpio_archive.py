"""cpio archives: the content of rpm packages, and initial RAM disks."""

from collections.abc import Iterator
from functools import partial

from archcompat.errors import FormatError
from archcompat.formats.cpioarchive import MAGICS, read_cpio
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.layer import MemberType
from archcompat.model.marks import Marks
from archcompat.model.native import Archive

_CHUNK = 1 << 20


class CpioArchive:
    """Yields every file in the order of the archive, and one Archive fact at the end."""

    name = "cpio-archive"
    marks = Marks(heads=MAGICS)

    def claims(self, entry: Entry) -> bool:
        """By the magic number, which is text: the fields behind it are digits, too."""
        return entry.head.startswith(MAGICS) and entry.head[6:110].isalnum()

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the files; damage ends them and is raised after the Archive fact."""
        damage: tuple[str, str] | None = None
        members = 0
        with entry.open() as stream:
            try:
                for member in read_cpio(partial(stream.read, _CHUNK)):
                    members += 1
                    if member.type is MemberType.FILE and member.open is not None:
                        where = entry.where.inside(member.path or "(no name)")
                        yield Entry(where, member.size, member.head, member.open)
            except FormatError as error:
                damage = (error.code, error.detail)  # not the error: it would hold this frame
        yield Archive(entry.where, "cpio", members)
        if damage is not None:
            raise FormatError(*damage)


KIND = CpioArchive()
