"""The Berkeley DB hash file ``Packages`` that rpm wrote until 2020: RHEL 8, Amazon Linux 2.

Page layouts are those of Berkeley DB's db_page.h, as far as rpm's own reader (bdb_ro.c in its
source) relies on them. Pages are taken in file order: which bucket a key is in does not matter.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from archcompat.errors import FormatError

ORDERS = {b"\x61\x15\x06\x00": "<", b"\x00\x06\x15\x61": ">"}
"""The byte order of a hash database by the four bytes at offset 12."""

_PAGE_HEADER = 26
_HASH_PAGES = (2, 13)  # unsorted, sorted
_OVERFLOW_PAGE = 7
_INLINE, _OVERFLOWS = 1, 3  # first byte of an item


def bdb_blobs(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield the header of each package in a database of ``size`` bytes.

    Raises FormatError (``rpmdb-damaged``), after everything readable was yielded.
    """
    stream.seek(0)
    meta = stream.read(72)
    order = ORDERS.get(meta[12:16])
    if order is None or len(meta) < 72:
        raise FormatError("rpmdb-damaged", "no Berkeley DB hash file")
    (page_size,) = struct.unpack_from(order + "I", meta, 20)
    (last,) = struct.unpack_from(order + "I", meta, 32)
    if not 512 <= page_size <= 65536 or page_size & (page_size - 1):
        raise FormatError("rpmdb-damaged", f"a Berkeley DB of pages of {page_size:,} bytes")
    pages = _Pages(stream, order, page_size, size)
    damaged = 0
    there = size // page_size
    for number in range(1, min(last + 1, there)):
        for item in pages.values(number):
            blob = pages.content(item)
            if blob is None:
                damaged += 1
            else:
                yield blob
    if damaged or last >= there:
        raise FormatError("rpmdb-damaged", f"{damaged:,} values of the rpm database lead nowhere")


@dataclass(slots=True)
class _Pages:
    """The pages of the file."""

    stream: BinaryIO
    order: str
    page_size: int
    left: int
    """Bytes of values yet to be read: an overflow page belongs to one value only."""

    def values(self, number: int) -> Iterator[bytes]:
        """The items of a hash page that are values; none of any other page."""
        page = self._page(number)
        if len(page) < self.page_size or page[25] not in _HASH_PAGES:
            return
        (count,) = struct.unpack_from(self.order + "H", page, 20)
        count = min(count, (self.page_size - _PAGE_HEADER) // 2)
        starts = struct.unpack_from(f"{self.order}{count}H", page, _PAGE_HEADER)
        ends = (self.page_size, *starts)  # items fill the page from its end
        for index in range(1, count, 2):
            key = page[starts[index - 1] : ends[index - 1]]
            # Under number 0 rpm keeps the last number it gave.
            if key[1:] != b"\0\0\0\0":
                yield page[starts[index] : ends[index]]

    def content(self, item: bytes) -> bytes | None:
        """What an item holds, on its page or on those it leads to; None when they are not there."""
        if item[:1] == bytes((_INLINE,)):
            return item[1:]
        if item[:1] != bytes((_OVERFLOWS,)) or len(item) != 12:
            return None
        number, length = struct.unpack_from(self.order + "II", item, 4)
        self.left -= length
        if self.left < 0:
            return None
        pieces = []
        while length > 0:
            page = self._page(number) if number else b""
            if len(page) < self.page_size or page[25] != _OVERFLOW_PAGE:
                return None
            number, _, used = struct.unpack_from(self.order + "IHH", page, 16)
            if not 0 < used <= min(length, self.page_size - _PAGE_HEADER):
                return None
            pieces.append(page[_PAGE_HEADER : _PAGE_HEADER + used])
            length -= used
        return b"".join(pieces)

    def _page(self, number: int) -> bytes:
        self.stream.seek(number * self.page_size)
        return self.stream.read(self.page_size)
