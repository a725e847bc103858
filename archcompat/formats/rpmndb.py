"""rpm's own database file, Packages.db (``ndb``): SUSE's.

Documented by rpm's source, lib/backend/ndb/rpmpkg.c. Pages of slots at the start lead to blobs in
units of 16 bytes; everything is little-endian.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO

from archcompat.errors import FormatError

MAGIC = b"RpmP"
_SLOT, _HEAD = struct.Struct("<4s3I"), struct.Struct("<4s3I")
_TAIL = struct.Struct("<2I4s")
_UNIT = 16
_PAGE = 4096


def ndb_blobs(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield the header of each package in a database of ``size`` bytes, in the order of its slots.

    Raises FormatError (``rpmdb-damaged``), after everything readable was yielded.
    """
    stream.seek(0)
    head = stream.read(32)
    if len(head) < 32:
        raise FormatError("rpmdb-damaged", "an rpm database of less than 32 bytes")
    version, _, pages = struct.unpack_from("<3I", head, 4)
    if version != 0:
        raise FormatError("rpmdb-unknown", f"an rpm database of the unknown version {version}")
    damaged = 0
    left = size  # blobs do not overlap, so together they are smaller than the file
    for page in range(min(pages, size // _PAGE)):
        stream.seek(page * _PAGE)
        slots = stream.read(_PAGE)
        for at in range(0 if page else 32, len(slots) - _SLOT.size + 1, _SLOT.size):
            magic, number, offset, count = _SLOT.unpack_from(slots, at)
            if magic == b"Slot" and not offset:
                continue  # free
            left -= count * _UNIT
            blob = None
            if magic == b"Slot" and left >= 0:
                blob = _blob(stream, number, offset * _UNIT, count * _UNIT)
            if blob is None:
                damaged += 1
            else:
                yield blob
    if damaged or pages > size // _PAGE:
        raise FormatError("rpmdb-damaged", f"{damaged:,} slots of the rpm database lead nowhere")


def _blob(stream: BinaryIO, number: int, offset: int, size: int) -> bytes | None:
    """The content of a blob, None when it is not the one the slot means."""
    stream.seek(offset)
    data = stream.read(size)
    if len(data) < max(size, _HEAD.size + _TAIL.size):
        return None
    magic, found, _, length = _HEAD.unpack_from(data)
    _, again, end = _TAIL.unpack_from(data, size - _TAIL.size)
    whole = magic == b"BlbS" and end == b"BlbE" and found == number and length == again
    if not whole or _HEAD.size + length + _TAIL.size > size:
        return None
    return data[_HEAD.size : _HEAD.size + length]
