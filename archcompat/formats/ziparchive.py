"""Zip archives by their central directory; what it does not give is recovered, and told.

Source: PKWARE APPNOTE 6.3.10 (its section numbers stand below),
https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

import struct
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import BinaryIO

from msgspec import Struct

from archcompat.errors import FormatError
from archcompat.formats import zipcontent
from archcompat.formats.zipbytes import Bytes, access
from archcompat.formats.zipend import CENTRAL, END, END64, Table, find_table
from archcompat.model.budget import Budget

LOCAL = b"PK\x03\x04"
JMOD = b"JM\x01\x00"  # a JDK module: these four bytes, then a zip

_CENTRAL_FIELDS = struct.Struct("<4s4xHH4xIIIHHH8xI")  # 4.3.12
_LOCAL_FIELDS = struct.Struct("<4s2xHH4xIIIHH")  # 4.3.7
_NAME_LENGTHS = struct.Struct("<HH")  # of the name and of the extra field, at 26 of it
_FAR = 0xFFFFFFFF  # the value is in the zip64 extra field, 4.5.3
_ENCRYPTED, _SIZES_FOLLOW, _UTF8, _MASKED = 1, 1 << 3, 1 << 11, 1 << 13  # 4.4.4

_METHODS = 99  # the highest method, 4.4.5
_TABLE_LIMIT = 128 << 20
_HEAD_BLOCK = 2048  # a local header, its name, and packed bytes enough for nearly every head
_HEAD_INPUT = 64 << 10
_SLOW_INPUT = 1 << 20  # a bzip2 block of 900 kB is read before its first byte comes out
_SLOW_HEADS = 20_000  # those cost milliseconds, a deflated head some microseconds
_READINGS = 8  # how often the bytes of an honest archive are unpacked: once by each kind
_REPEATED = 256 << 20  # bytes that may still be unpacked after that many readings
_KEPT = 32 << 20
_CHUNK = 1 << 20
_LARGE_PIECE = 8 << 20
_TOGETHER = 4 << 20  # bytes
_MARGIN = 1 << 17


class ZipMember(Struct, frozen=True):
    """One member as the archive lists it."""

    name: str
    """As written: it may be absolute, hold ``..``, backslashes or NUL. Never empty."""
    method: int
    flags: int
    crc: int
    """CRC-32 of the content, -1 if unknown (recovered members only)."""
    packed: int
    """Compressed bytes."""
    size: int
    """Bytes of content as declared, -1 if unknown (recovered members only)."""
    offset: int
    """Of the local header, from the start of the file."""


def read_zip(stream: BinaryIO, budget: Budget) -> "ZipDirectory":
    """Open the archive in a seekable stream, which is read until the directory is dropped.

    Of ``budget`` the members (``entries``), the size of one member, all output and the bytes to
    hold in memory are heeded. Raises FormatError ``archive-corrupt`` if it is no zip at all.
    """
    data = access(stream, budget.memory_bytes)
    table = find_table(data)
    if table is not None and table.shift and _starts_a_member(data.at(0, 30)):
        table = None  # of a stored archive inside this one, which was cut off before its own
    if table is None and data.find(LOCAL, 0) < 0:
        start = data.at(0, 64).strip()[:16]
        told = f"is not a zip archive: it begins with {repr(start)[1:]}" if start else "is empty"
        raise FormatError("archive-corrupt", told)
    return ZipDirectory(data, table, budget)


def ends_as_zip(stream: BinaryIO) -> bool:
    """Whether a seekable stream ends with a zip, whatever it begins with; reads only its tail."""
    return find_table(access(stream, 0)) is not None


class ZipDirectory:
    """An archive that was opened: iterate over the members, then look at ``damage``.

    A member listed twice comes twice, and members may overlap: both occur in honest archives.
    """

    def __init__(self, data: Bytes, table: Table | None, budget: Budget) -> None:
        """Use ``read_zip``."""
        self._data = data
        self._table = table
        self._budget = budget
        self._slow_heads = 0
        self._unpacked = 0
        self._readings = 0
        self._repeated = 0
        self._kept: tuple[ZipMember, bytes] | None = None
        self._damage: tuple[str, str] | None = None

    @property
    def format(self) -> str:
        """``zip`` or ``jmod``."""
        return "jmod" if self._data.at(0, 4) == JMOD else "zip"

    @property
    def damage(self) -> FormatError | None:
        """Why members may be missing; known once all were seen.

        Those that are not were recovered from their local headers, which a JVM would not do. It
        is a new error each time: one that was raised before would keep the archive in memory.
        """
        return FormatError(*self._damage) if self._damage is not None else None

    def __iter__(self) -> Iterator[ZipMember]:
        """Members in the order of the directory, then recovered ones.

        Raises FormatError ``limit-members`` when there are more than the budget has entries.
        """
        self._damage = None
        for count, member in enumerate(self._members()):
            if count == self._budget.entries:
                raise FormatError("limit-members", f"more than {count:,} members in one archive")
            yield member

    def head(self, member: ZipMember, length: int) -> bytes:
        """The first ``length`` bytes of content, fewer if there are no more.

        Declared size and checksum are not heeded. Raises FormatError as ``open`` does.
        """
        block = self._data.at(member.offset, _HEAD_BLOCK)
        start = _content_start(member, block)
        slow = member.method not in (zipcontent.STORED, zipcontent.DEFLATED)
        if slow:
            self._slow_heads += 1
            if self._slow_heads > _SLOW_HEADS:
                raise FormatError("limit-output", "too many members in slow compressions")
        else:
            packed = block[start : start + member.packed]
            found = zipcontent.head(member.method, packed, length, member.size)
            if len(found) >= length or len(packed) >= member.packed:
                return found
        wanted = min(member.packed, _SLOW_INPUT if slow else _HEAD_INPUT)
        packed = self._data.at(member.offset + start, wanted)
        return zipcontent.head(member.method, packed, length, member.size)

    def fetch(self, members: Sequence[ZipMember]) -> None:
        """Have the bytes of members that will be opened read at once, where they lie together.

        For archives on a server, which keep what was read: each reading is a request there.
        """
        if members:
            start = min(member.offset for member in members)
            end = max(member.offset + member.packed for member in members)
            if end - start <= min(_TOGETHER, 2 * sum(member.packed for member in members)):
                self._data.at(start, end - start + _HEAD_BLOCK)

    def beginning(self, member: ZipMember, length: int) -> BinaryIO:
        """The first ``length`` bytes of content as a seekable stream, fewer if there are no more.

        As few packed bytes are read as that takes, in large pieces: for archives on a server.
        Declared size and checksum are not heeded. Raises FormatError as ``open`` does.
        """
        start = member.offset + _content_start(member, self._data.at(member.offset, 30))
        # Packed as evenly as the whole, the first piece or two are enough.
        share = member.packed * length // max(member.size, 1) + _MARGIN
        step = min(max(share, _CHUNK), _LARGE_PIECE)
        pieces = self._pieces(start, member.packed, step)
        limit = self._charge(member)
        return zipcontent.beginning(
            member.method, pieces, min(length, limit), self._budget.memory_bytes
        )

    def open(self, member: ZipMember) -> BinaryIO:
        """The content as a seekable stream at its start.

        Raises FormatError: ``entry-corrupt`` (it does not unpack, or not to the declared size
        and checksum), ``entry-encrypted``, ``entry-method``, ``limit-size`` (of one member),
        ``limit-output`` (of all, or of members that share the same bytes).
        """
        if self._kept is not None and self._kept[0] == member:
            return BytesIO(self._kept[1])
        start = member.offset + _content_start(member, self._data.at(member.offset, 30))
        stream = zipcontent.content(
            member.method,
            self._pieces(start, member.packed),
            size=member.size,
            crc=member.crc,
            memory=self._budget.memory_bytes,
            limit=self._charge(member),
        )
        if 0 <= member.size <= min(_KEPT, self._budget.memory_bytes):
            self._kept = (member, stream.read())  # several kinds may ask for it, one by one
            stream.seek(0)
        return stream

    def _charge(self, member: ZipMember) -> int:
        """Count an opening against the budget; gives how many bytes it may unpack.

        Members of an honest archive are no larger together than the archive. Once many times
        its bytes were read its members overlap, and what they still give is kept short.
        """
        size = max(member.size, member.packed)
        self._readings += member.packed
        left = self._budget.output_bytes - self._unpacked
        if self._readings > _READINGS * self._data.size:
            left = min(left, _REPEATED - self._repeated)
            self._repeated += size
        self._unpacked += size
        if size > left:
            raise FormatError("limit-output", "its archive already gave more than is allowed")
        return min(left, self._budget.entry_bytes)

    def _pieces(self, start: int, length: int, step: int = _CHUNK) -> Iterator[bytes]:
        while length > 0 and (piece := self._data.at(start, min(length, step))):
            yield piece
            start += len(piece)
            length -= len(piece)

    def _members(self) -> Iterator[ZipMember]:
        seen: set[int] = set()
        if self._table is not None:
            yield from self._listed(self._table)
            if self._damage is None:
                return
            seen.update(member.offset for member in self._listed(self._table))
        yield from self._recovered(seen)

    def _listed(self, table: Table) -> Iterator[ZipMember]:
        """What the central directory lists, up to where it is damaged."""
        rows = self._data.at(table.start, min(table.length, _TABLE_LIMIT))
        unpack, shift = _CENTRAL_FIELDS.unpack_from, table.shift  # JARs have a hundred thousand
        position, last = 0, len(rows) - 46
        while position <= last:
            (signature, flags, method, crc, packed, size, name_length, extra, comment, offset) = (
                unpack(rows, position)
            )
            start = position + 46
            name_end = start + name_length
            following = name_end + extra + comment
            if signature != CENTRAL or following > len(rows):
                break
            if _FAR in (packed, size, offset):
                size, packed, offset = _far_values(
                    rows[name_end : name_end + extra], (size, packed, offset)
                )
            name = _name(rows[start:name_end], flags)
            yield ZipMember(name, method, flags, crc, packed, size, offset + shift)
            position = following
        if table.length > _TABLE_LIMIT:
            raise FormatError(
                "limit-members", f"a table of {table.length:,} bytes is over the limit"
            )
        rest = rows[position : position + 4]
        if len(rows) < table.length or (rest and rest not in (b"PK\x05\x05", END64, END)):
            self._damage = ("archive-corrupt", "its central directory is damaged")

    def _recovered(self, seen: set[int]) -> Iterator[ZipMember]:
        """Members by their local headers, in the order of the file."""
        position = self._data.find(LOCAL, 0)
        last = 0
        while position >= 0:
            header = self._data.at(position, 30)
            if len(header) < 30:
                break
            _, flags, method, crc, packed, size, name_length, extra = _LOCAL_FIELDS.unpack(header)
            start = position + 30 + name_length + extra
            if not name_length or method > _METHODS:  # these four bytes were content
                position = self._data.find(LOCAL, position + 4)
                continue
            name_and_extra = self._data.at(position + 30, name_length + extra)
            if _FAR in (packed, size):
                size, packed, _ = _far_values(name_and_extra[name_length:], (size, packed, 0))
            if flags & _SIZES_FOLLOW and not packed:
                end = self._data.find(LOCAL, start)
                packed = (end if end >= 0 else self._data.size) - start
                size = crc = -1
            last = position
            if flags & _MASKED:
                self._damage = ("entry-encrypted", "its table of contents is encrypted")
            if position not in seen:
                name = _name(name_and_extra[:name_length], flags)
                yield ZipMember(name, method, flags, crc, packed, size, position)
            following = start + packed
            position = self._data.find(LOCAL, following if following <= self._data.size else start)
        if self._damage is None and self._data.find(END, last) < 0:
            self._damage = ("archive-truncated", "ends before its central directory")
        elif self._damage is None:
            self._damage = ("archive-corrupt", "its central directory is not to be found")


def _starts_a_member(header: bytes) -> bool:
    """Whether these are a local header, and not other bytes that begin with its signature.

    By what APPNOTE.TXT 4.4.2 and 4.4.5 leave room for: versions and systems are small numbers.
    """
    if len(header) < 30 or header[:4] != LOCAL:
        return False
    _, _, method, *_, name_length, _ = _LOCAL_FIELDS.unpack(header)
    version, system = header[4:6]
    return bool(name_length) and method <= _METHODS and version <= 63 and system <= 30


def _content_start(member: ZipMember, header: bytes) -> int:
    """Where the content starts, from the local header's start."""
    if member.flags & _ENCRYPTED:
        raise FormatError("entry-encrypted", "is encrypted: it cannot be read without a password")
    if header[:4] != LOCAL or len(header) < 30:
        raise FormatError("entry-corrupt", "is not where the central directory says")
    name_length, extra = _NAME_LENGTHS.unpack_from(header, 26)
    return 30 + int(name_length) + int(extra)


def _far_values(extra: bytes, values: tuple[int, int, int]) -> list[int]:
    """Size, packed size and offset with those that are too large taken from the extra field."""
    found = list(values)
    position = 0
    while position + 4 <= len(extra):
        tag, length = struct.unpack_from("<HH", extra, position)
        position += 4
        if tag == 1:
            field = extra[position : position + length]
            for index, value in enumerate(values):
                if value == _FAR and len(field) >= 8:
                    found[index] = int.from_bytes(field[:8], "little")
                    field = field[8:]
            break
        position += length
    return found


def _name(raw: bytes, flags: int) -> str:
    """UTF-8 where it is said or looks so (as a JVM reads it), else code page 437 (APPENDIX D)."""
    try:
        name = raw.decode()
    except UnicodeDecodeError:
        name = raw.decode("utf-8", "surrogateescape") if flags & _UTF8 else raw.decode("cp437")
    return name or "(no name)"
