"""Sparse files in tars: where the stored bytes lie in the file (GNU tar manual, appendix D)."""

import io
import os
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from typing import BinaryIO

from archcompat.errors import FormatError
from archcompat.formats.tarheader import decimal, number

_MOST_SEGMENTS = 1 << 16
_MOST_BYTES = 1 << 30  # a file that expands beyond this is not expanded
_FIELD = "a number of a sparse map"


@dataclass(frozen=True, slots=True)
class SparseMap:
    """The segments of a sparse file; what lies between them is zero bytes."""

    size: int
    """Bytes of the file with its holes."""
    segments: tuple[tuple[int, int], ...]
    """(offset in the file, stored bytes), in order."""

    def check(self, stored: int) -> None:
        """Raise FormatError unless segments follow each other, and ``stored`` bytes fill them."""
        end = total = 0
        for offset, length in self.segments:
            if offset < end:
                raise FormatError("tar-corrupt", "the segments of a sparse file overlap")
            end = offset + length
            total += length
        if end > self.size or total > stored:
            raise FormatError("tar-corrupt", "the segments of a sparse file are beyond its end")

    def head(self, stored: bytes, count: int) -> bytes:
        """The first ``count`` bytes of the file, from the first stored ones."""
        out = bytearray(min(count, self.size))
        position = 0
        for offset, length in self.segments:
            if offset >= len(out):
                break
            piece = stored[position : position + min(length, len(out) - offset)]
            out[offset : offset + len(piece)] = piece
            position += length
        return bytes(out)

    def expand(self, open_stored: Callable[[], BinaryIO]) -> BinaryIO:
        """The whole file as a seekable stream; its holes take no memory.

        Raises FormatError ``sparse-too-large`` when it is larger than is worth reading.
        """
        if self.size > _MOST_BYTES:
            raise FormatError("sparse-too-large", f"a sparse file of {self.size:,} bytes")
        return io.BufferedReader(_Expanded(self, open_stored()))


class _Expanded(io.RawIOBase):
    """Reads stored bytes where the map has any, and zeros elsewhere."""

    def __init__(self, sparse: SparseMap, stored: BinaryIO) -> None:
        super().__init__()
        self._size = sparse.size
        self._offsets = [offset for offset, _ in sparse.segments]
        self._ends = [offset + length for offset, length in sparse.segments]
        self._starts = list(accumulate((length for _, length in sparse.segments), initial=0))
        self._stored = stored
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # as io calls it
        here = self._position
        index = bisect_right(self._offsets, here) - 1
        if index >= 0 and here < self._ends[index]:
            wanted = min(len(buffer), self._ends[index] - here)
            self._stored.seek(self._starts[index] + here - self._offsets[index])
            piece = self._stored.read(wanted)
        else:
            following = self._offsets[index + 1 : index + 2] or [self._size]
            piece = bytes(max(0, min(len(buffer), following[0] - here)))
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def close(self) -> None:
        self._stored.close()
        super().close()


def old_gnu_map(header: bytes, next_block: Callable[[], bytes]) -> SparseMap:
    """The map of a type ``S`` header and its extension blocks. Raises FormatError."""
    segments = _pairs(header[386:482])
    extended = header[482:483] == b"\x01"
    while extended:
        block = next_block()
        segments += _pairs(block[:504])
        extended = block[504:505] == b"\x01"
        if len(segments) > _MOST_SEGMENTS:
            raise FormatError("tar-corrupt", "a sparse file has too many segments")
    return SparseMap(number(header[483:495], _FIELD), tuple(segments))


def pax_map(pax: dict[str, str], next_block: Callable[[], bytes]) -> SparseMap:
    """The map of pax sparse formats 0.0, 0.1 (in the header) and 1.0 (before the content).

    Raises FormatError.
    """
    size = decimal(pax.get("GNU.sparse.realsize") or pax.get("GNU.sparse.size") or "0", _FIELD)
    if "GNU.sparse.map" in pax:
        numbers = [decimal(value, _FIELD) for value in pax["GNU.sparse.map"].split(",") if value]
    else:
        numbers = _numbers_before_content(next_block)
    return SparseMap(size, tuple(zip(numbers[::2], numbers[1::2], strict=False)))


def _numbers_before_content(next_block: Callable[[], bytes]) -> list[int]:
    """Decimal lines, the count of segments first, padded to whole blocks."""
    data = b""
    wanted = 1
    numbers: list[int] = []
    while len(numbers) < wanted:
        data += next_block()
        *lines, data = data.split(b"\n")
        numbers += [decimal(line.decode("ascii", "replace"), _FIELD) for line in lines]
        if numbers:
            wanted = 1 + 2 * numbers[0]
        if wanted > 2 * _MOST_SEGMENTS or len(data) > 512:
            raise FormatError("tar-corrupt", "a sparse map is damaged")
    return numbers[1:wanted]


def _pairs(raw: bytes) -> list[tuple[int, int]]:
    found = []
    for at in range(0, len(raw) - 23, 24):
        if raw[at] == 0:
            break
        pair = raw[at : at + 24]
        found.append((number(pair[:12], _FIELD), number(pair[12:], _FIELD)))
    return found
