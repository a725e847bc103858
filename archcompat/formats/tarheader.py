"""The fields of a tar header and the records that extend it (POSIX.1-2008 pax, GNU tar manual)."""

import zlib
from collections.abc import Iterator

from archcompat.errors import FormatError

_FARTHEST = 1 << 62  # beyond any file
_KEPT = {
    key.encode(): key
    for key in (
        *("path", "linkpath", "size", "GNU.sparse.map", "GNU.sparse.major"),
        *("GNU.sparse.name", "GNU.sparse.realsize", "GNU.sparse.size"),
    )
}


def text(raw: bytes) -> str:
    """A name as Python's file functions spell it, whatever its encoding."""
    return raw.decode("utf-8", "surrogateescape")


def name(header: bytes) -> str:
    """The name field, behind the prefix field in a POSIX header; GNU has other things there."""
    found = header[:100].partition(b"\0")[0]
    if header[257:263] == b"ustar\0":
        prefix = header[345:500].partition(b"\0")[0]
        if prefix:
            found = prefix + b"/" + found
    return text(found)


def number(raw: bytes, what: str, last: str = "") -> int:
    """An octal field, or GNU's base-256 with the top bit set; blank is 0.

    Raises FormatError ``tar-corrupt``, which names ``what`` and the path ``last`` before it.
    """
    if raw[0] & 0x80:
        value = int.from_bytes(bytes((raw[0] & 0x7F,)) + raw[1:], "big")
        if raw[0] & 0x40 or value >= _FARTHEST:  # bit 6 is the sign
            raise FormatError("tar-corrupt", f"{what}{_after(last)} is out of range")
        return value
    digits = raw.strip(b" \0").partition(b"\0")[0]
    if not digits:
        return 0
    try:
        if digits.isdigit():  # int() would take a sign and underscores as well
            return int(digits, 8)
    except ValueError:  # it has an 8 or a 9
        pass
    raise FormatError("tar-corrupt", f"{what}{_after(last)} is no number")


def decimal(value: str, what: str, last: str = "") -> int:
    """A number in a pax record. Raises FormatError as ``number`` does."""
    if not value.isdigit() or not value.isascii() or len(value) > 18:
        raise FormatError("tar-corrupt", f"{what}{_after(last)} is out of range")
    return int(value)


def _after(last: str) -> str:
    return f" after {last!r}" if last else ""


def pax_records(data: bytes, last: str) -> Iterator[tuple[str, str]]:
    """The records that matter here, of lines like ``25 path=some/long/name``.

    The number counts the bytes of the line, its own included. Sparse format 0.0 repeats two keys
    instead of having a map; they come as one. Others are dropped: a stream could fill the memory
    with them. Raises FormatError ``tar-corrupt``, after the path ``last``.
    """
    position = 0
    sparse_map: list[bytes] = []
    while position < len(data) and data[position] != 0:
        digits, space, _ = data[position : position + 20].partition(b" ")
        length = int(digits) if space and digits.isdigit() else 0
        record = data[position : position + length]
        if length < 5 or not record.endswith(b"\n"):
            raise FormatError("tar-corrupt", f"a pax header after {last!r} is damaged")
        key, _, value = record[len(digits) + 1 : -1].partition(b"=")
        if key in (b"GNU.sparse.offset", b"GNU.sparse.numbytes"):
            sparse_map.append(value)
        elif key in _KEPT:
            yield _KEPT[key], text(value)
        position += length
    if sparse_map:
        yield "GNU.sparse.map", text(b",".join(sparse_map))


def checksum_holds(header: bytes) -> bool:
    """The header's byte sum, its own field counted as spaces, is what the field says.

    Adler-32's low half is 1 + the byte sum modulo 65521: the sum at a fraction of its cost.
    """
    stored = header[148:156]
    try:
        wanted = int(stored.strip(b" \0") or b"0", 8)
    except ValueError:
        return False
    low = (zlib.adler32(header) & 0xFFFF) - 1
    if (low - sum(stored) + 256 - wanted) % 65521 == 0:
        return True
    # Some old tars summed signed characters.
    signed = sum(byte - 256 if byte > 127 else byte for byte in header)
    return signed - sum(b - 256 if b > 127 else b for b in stored) + 256 == wanted
