"""A file compressed by itself, gzip, xz, zstd or bzip2, if what is in it may hold native code."""

import os
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from typing import BinaryIO

from archcompat.errors import FormatError
from archcompat.formats.compression import STARTS, chunks, expand, peek, sniff
from archcompat.formats.fileview import open_view
from archcompat.model.budget import Budget
from archcompat.model.entry import HEAD_SIZE, Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.problem import Problem, Severity

_SUFFIXES = {  # and what to put in their place
    **dict.fromkeys((".gz", ".xz", ".zst", ".bz2"), ""),
    **dict.fromkeys((".tgz", ".txz", ".tzst", ".tbz2", ".tbz"), ".tar"),
}
_EXPECTED = (".so", ".tar", ".jar", ".node", ".ko")  # damaged, such a file is missed by somebody

# What another kind may want: ELF, zip, jmod, PE, Mach-O of every sort, ar, cpio, rpm.
_MAGICS = (
    *(b"\x7fELF", b"PK\x03\x04", b"JM\x01\x00", b"MZ"),
    *(b"\xca\xfe\xba\xbe", b"\xca\xfe\xba\xbf", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf"),
    *(b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe"),
    *(b"!<arch>\n", b"070701", b"070702", b"\xed\xab\xee\xdb"),
)
_USTAR = slice(257, 262)
_ENOUGH = _USTAR.stop
_BUDGET = Budget()

# Native code shrinks to a half or a fifth. What grows far beyond that when unpacked is a bomb,
# and the whole layer costs no more than this many times its size.
_RATIO = 250
_FLOOR = 64 << 20


class CompressedFile:
    """Yields the content as one entry; man pages and change logs are only looked at."""

    name = "compressed-file"
    marks = Marks(heads=STARTS)

    def claims(self, entry: Entry) -> bool:
        """By magic bytes."""
        return sniff(entry.head) != ""

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the plain file if it is native code or an archive."""
        name = _plain_name(entry.where.name)
        try:
            head = _plain_head(entry)
        except FormatError as error:
            if name.endswith(_EXPECTED) or ".so." in name:
                yield Problem(entry.where, error.code, error.detail, Severity.WARNING)
            return
        if not head.startswith(_MAGICS) and head[_USTAR] != b"ustar":
            return
        limit = min(_BUDGET.entry_bytes, max(_FLOOR, _RATIO * entry.size))
        where, compression = entry.where.inside(name), sniff(entry.head)
        try:
            # Unpacked before it is yielded: only then is its size known to whoever counts.
            with entry.open() as packed:
                plain = expand(packed, limit=limit)
        except FormatError as error:
            yield Entry(
                where, len(head), head, partial(_fail, error.code, error.detail), compression
            )
            return
        with plain:
            size = plain.seek(0, os.SEEK_END)
            plain.seek(0)
            held = size <= _BUDGET.memory_bytes
            again = partial(BytesIO, plain.read()) if held else partial(open_view, plain.fileno())
            yield Entry(where, size, head, again, compression)


def _plain_head(entry: Entry) -> bytes:
    """The first plain bytes; for most files the compressed ones in ``head`` are enough."""
    found = peek(BytesIO(entry.head), HEAD_SIZE)
    if len(found) >= _ENOUGH:
        return found
    try:
        with entry.open() as stream:
            return next(chunks(stream, limit=_BUDGET.entry_bytes), b"")[:HEAD_SIZE]
    except FormatError:
        if not found:
            raise
        return found


def _fail(code: str, detail: str) -> BinaryIO:
    raise FormatError(code, detail)


def _plain_name(name: str) -> str:
    """The name without what says how it is compressed."""
    for suffix, instead in _SUFFIXES.items():
        if name.lower().endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)] + instead
    return name


KIND = CompressedFile()
