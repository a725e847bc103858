"""Where a zip's central directory is: the end record, zip64, and what stands before and after.

Source: PKWARE APPNOTE 6.3.10, 4.3.14 to 4.3.16,
https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from archcompat.formats.zipbytes import Bytes

END = b"PK\x05\x06"
END64 = b"PK\x06\x06"
CENTRAL = b"PK\x01\x02"
_LOCATOR64 = b"PK\x06\x07"
_END_FIELDS = struct.Struct("<4s6xHIIH")
_TAIL = 22 + 0xFFFF  # the record and the longest comment; a JVM looks no farther either


class Table(NamedTuple):
    """A central directory."""

    start: int
    """From the start of the file."""
    length: int
    """Bytes."""
    shift: int
    """What has to be added to offsets: the length of a prefix they do not count."""


def find_table(data: Bytes) -> Table | None:
    """The central directory that the last valid end record names, None without one.

    A prefix (a launch script, an executable) is found whether or not the offsets count it.
    Anything may follow the end record, comment included, up to 64 KiB.
    """
    base = max(0, data.size - _TAIL)
    tail = data.at(base, _TAIL)
    position = tail.rfind(END)
    while position >= 0:
        for table in _tables(data, base + position, tail[position : position + 22]):
            if table.length == 0 or data.at(table.start, 4) == CENTRAL:
                return table
        position = tail.rfind(END, 0, position)
    return None


def _tables(data: Bytes, position: int, record: bytes) -> Iterator[Table]:
    """The places where the table of the end record at ``position`` may be, likeliest first."""
    if len(record) < 22:
        return
    _, count, length, offset, _ = _END_FIELDS.unpack(record)
    end = position
    if count == 0xFFFF or 0xFFFFFFFF in (length, offset):
        locator = data.at(position - 20, 20)
        if locator[:4] == _LOCATOR64:
            (far,) = struct.unpack_from("<Q", locator, 8)
            # The record stands right before its locator, unless it was extended. The offset in
            # the locator is wrong behind a prefix.
            for place in (position - 20 - 56, far):
                record64 = data.at(place, 56)
                if record64[:4] == END64 and len(record64) == 56:
                    length, offset = struct.unpack_from("<QQ", record64, 40)
                    end = place
                    break
    if length == 0 and count:
        return
    if 0 <= offset <= end - length:
        yield Table(end - length, length, end - length - offset)
    if 0 < offset < end:  # something stands between the table and its end record
        yield Table(offset, min(length, end - offset), 0)
