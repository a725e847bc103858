"""Sparse files in tars: where the stored bytes lie in the file (GNU tar manual, appendix D)."""

from collections.abc import Callable
from dataclasses import dataclass

from archcompat.errors import FormatError

_MOST_SEGMENTS = 1 << 16
_MOST_BYTES = 1 << 30  # a file that expands beyond this is not expanded


@dataclass(frozen=True, slots=True)
class SparseMap:
    """The segments of a sparse file; what lies between them is zero bytes."""

    size: int
    """Bytes of the file with its holes."""
    segments: tuple[tuple[int, int], ...]
    """(offset in the file, stored bytes), in order."""

    def head(self, stored: bytes, count: int) -> bytes:
        """The first ``count`` bytes of the file, from the first stored ones."""
        return self._place(stored, min(count, self.size))

    def expand(self, stored: bytes) -> bytes:
        """The whole file. Raises FormatError when it is larger than is worth expanding."""
        if self.size > _MOST_BYTES:
            raise FormatError("sparse-too-large", f"a sparse file of {self.size:,} bytes")
        return self._place(stored, self.size)

    def _place(self, stored: bytes, count: int) -> bytes:
        out = bytearray(count)
        position = 0
        for offset, length in self.segments:
            if offset >= count:
                break
            piece = stored[position : position + min(length, count - offset)]
            out[offset : offset + len(piece)] = piece
            position += length
        return bytes(out)


def old_gnu_map(header: bytes, next_block: Callable[[], bytes]) -> SparseMap:
    """The map of a type ``S`` header and its extension blocks."""
    segments = _pairs(header[386:482])
    extended = header[482:483] == b"\x01"
    while extended:
        block = next_block()
        segments += _pairs(block[:504])
        extended = block[504:505] == b"\x01"
        if len(segments) > _MOST_SEGMENTS:
            raise FormatError("tar-corrupt", "a sparse file has too many segments")
    return SparseMap(_field(header[483:495]), tuple(segments))


def pax_map(pax: dict[str, str], next_block: Callable[[], bytes]) -> SparseMap:
    """The map of pax sparse formats 0.0, 0.1 (in the header) and 1.0 (before the content)."""
    size = _decimal(pax.get("GNU.sparse.realsize") or pax.get("GNU.sparse.size") or "0")
    if "GNU.sparse.map" in pax:
        numbers = [_decimal(text) for text in pax["GNU.sparse.map"].split(",") if text]
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
        numbers += [_decimal(line.decode("ascii", "replace")) for line in lines]
        if numbers:
            wanted = 1 + 2 * numbers[0]
        if wanted > _MOST_SEGMENTS or len(data) > 512:
            raise FormatError("tar-corrupt", "a sparse map is damaged")
    return numbers[1:wanted]


def _pairs(raw: bytes) -> list[tuple[int, int]]:
    found = []
    for at in range(0, len(raw) - 23, 24):
        if raw[at] == 0:
            break
        found.append((_field(raw[at : at + 12]), _field(raw[at + 12 : at + 24])))
    return found


def _field(raw: bytes) -> int:
    if raw[0] & 0x80:
        return int.from_bytes(raw[1:], "big")
    try:
        return int(raw.strip(b" \0") or b"0", 8)
    except ValueError:
        raise FormatError("tar-corrupt", "a sparse map is damaged") from None


def _decimal(text: str) -> int:
    if not text.isdigit() or len(text) > 18 or not text.isascii():
        raise FormatError("tar-corrupt", "a sparse map is damaged")
    return int(text)
