"""An rpm package file: a lead, a header with signatures, the header, and the payload.

Source: https://rpm-software-management.github.io/rpm/manual/format_v4.html.
"""

from typing import BinaryIO

from archcompat.errors import FormatError
from archcompat.formats.rpmheader import RpmPackage, parse_header

MAGIC = b"\xed\xab\xee\xdb"
_LEAD = 96
_HEADER = b"\x8e\xad\xe8\x01"  # the magic with the version, then four reserved bytes
_MAX_HEADER = 256 << 20  # bytes, as rpm itself


def read_rpm(stream: BinaryIO) -> tuple[RpmPackage, int]:
    """The package, and where in the seekable stream its payload begins.

    Raises FormatError: ``rpm-truncated``, ``rpm-header-damaged``.
    """
    stream.seek(_LEAD)
    signatures = _header(stream)
    stream.seek(-len(signatures) % 8, 1)  # only this one is padded
    header = _header(stream)
    return parse_header(header), stream.tell()


def _header(stream: BinaryIO) -> bytes:
    """A header without its magic: two counts, the index and the data."""
    start = stream.read(16)
    if len(start) < 16:
        raise FormatError("rpm-truncated", "it ends before its header")
    if start[:4] != _HEADER:
        raise FormatError("rpm-header-damaged", "an rpm header is damaged: it has no magic number")
    size = 16 * int.from_bytes(start[8:12], "big") + int.from_bytes(start[12:16], "big")
    if size > _MAX_HEADER:
        raise FormatError("rpm-header-damaged", "an rpm header is larger than rpm allows")
    rest = stream.read(size)
    if len(rest) < size:
        raise FormatError("rpm-truncated", "it ends in its header")
    return start[8:] + rest
