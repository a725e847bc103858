"""Archives in formats that are not opened: said, so that nobody takes them for read."""

import re
from collections.abc import Iterator

from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.problem import Problem

_ARCHIVES = {
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a RAR archive",
    b"hsqs": "a squashfs file system",
    b"MSCF\0\0\0\0": "a cabinet file",
    b"xar!\0\x1c": "a xar archive",
}
# Lists and data are compressed with these everywhere; what is called like code or a tar counts.
_COMPRESSED = {b"\x04\x22\x4d\x18": "compressed with lz4", b"LZIP\1": "compressed with lzip"}
_FORMATS = {**_ARCHIVES, **_COMPRESSED}
_CODE = re.compile(r"\.(?:so(?:\.\d+)*|tar|jar|node|ko)\.\w+$|\.tlz4?$")


class ClosedArchive:
    """Tells that there is more in a file than was looked at."""

    name = "closed-archive"
    marks = Marks(heads=tuple(_FORMATS))

    def claims(self, entry: Entry) -> bool:
        """By magic numbers, and what is only compressed by its name as well."""
        if entry.head.startswith(tuple(_ARCHIVES)):
            return True
        named = _CODE.search(entry.where.name) is not None
        return named and entry.head.startswith(tuple(_COMPRESSED))

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield a problem: whether what is in it is native code nobody knows."""
        told = next(told for magic, told in _FORMATS.items() if entry.head.startswith(magic))
        yield Problem(entry.where, "archive-closed", f"it is {told}: what is in it was not read")


KIND = ClosedArchive()
