"""Makes tars header by header, wrong ones too; what tarfile writes well is left to it."""

from collections.abc import Iterable
from typing import NamedTuple

POSIX = b"ustar\x0000"
GNU = b"ustar  \0"
V7 = bytes(8)
END = bytes(1024)


def header(
    name: bytes,
    *,
    kind: bytes = b"0",
    size: int | bytes = 0,
    link: bytes = b"",
    magic: bytes = POSIX,
    prefix: bytes = b"",
    fields: Iterable[tuple[int, bytes]] = (),
    checksum: bytes | None = None,
) -> bytes:
    """One header block; ``fields`` are (offset, bytes) written last, before the checksum."""
    block = bytearray(512)

    def put(at: int, value: bytes) -> None:
        block[at : at + len(value)] = value

    put(0, name)
    put(100, b"0000644\00000000\00000000\0")
    put(124, size if isinstance(size, bytes) else b"%011o\0" % size)
    put(136, b"00000000000\0")
    put(156, kind)
    put(157, link)
    put(257, magic)
    put(345, prefix)
    for at, value in fields:
        put(at, value)
    put(148, checksum or checksum_of(bytes(block)))
    return bytes(block)


def checksum_of(block: bytes) -> bytes:
    """What belongs in the checksum field of a header."""
    return b"%06o\0 " % (sum(block[:148]) + 8 * 32 + sum(block[156:512]))


def reseal(block: bytes) -> bytes:
    """The header with the checksum that its other fields ask for."""
    return block[:148] + checksum_of(block) + block[156:]


def padded(data: bytes) -> bytes:
    """Content, filled up to whole blocks."""
    return data + bytes(-len(data) % 512)


def member(name: bytes, data: bytes = b"", **fields: object) -> bytes:
    """A header with its content; the header says how long that is unless told otherwise."""
    return header(name, **{"size": len(data), **fields}) + padded(data)  # type: ignore[arg-type]  # header's own


def pax(records: Iterable[tuple[bytes, bytes]], kind: bytes = b"x") -> bytes:
    """A pax header for the member after it, or for all with kind ``g``."""
    return member(b"pax", b"".join(map(pax_record, *zip(*records, strict=True))), kind=kind)


def pax_record(key: bytes, value: bytes) -> bytes:
    """A line that begins with the count of its own bytes."""
    rest = b" %s=%s\n" % (key, value)
    length = len(rest)
    while len(b"%d" % length) + len(rest) != length:
        length = len(b"%d" % length) + len(rest)
    return b"%d%s" % (length, rest)


def gnu_long(text: bytes, kind: bytes = b"L") -> bytes:
    """A GNU header with the name (``L``) or link target (``K``) of the member after it."""
    return member(b"././@LongLink", text + b"\0", kind=kind, magic=GNU)


def base256(value: int, width: int = 12) -> bytes:
    """A number as GNU tar writes it where octal digits do not suffice, negative ones too."""
    return bytes((0xFF if value < 0 else 0x80,)) + value.to_bytes(width - 1, "big", signed=True)


class Hard(NamedTuple):
    """A hardlink, in place of a file's bytes."""

    target: str


class Soft(NamedTuple):
    """A symlink, in place of a file's bytes."""

    target: str


class Node(NamedTuple):
    """Any other entry, by its type and content, in place of a file's bytes."""

    kind: bytes
    content: bytes = b""
    link: str = ""


FOLDER = Node(b"5")
Content = bytes | Hard | Soft | Node


def layer(*entries: tuple[str, Content]) -> bytes:
    """A layer's tar with those entries in that order, any of them as often as it is there."""
    return b"".join(_entry(*entry) for entry in entries) + END


def _entry(path: str, content: Content) -> bytes:
    if isinstance(content, Node):
        kind, data, link = content
    elif isinstance(content, bytes):
        kind, data, link = b"0", content, ""
    else:
        kind, data, link = (b"1" if isinstance(content, Hard) else b"2"), b"", content.target
    fields = [(100, b"0000755\0")]
    return member(path.encode(), data, kind=kind, link=link.encode(), fields=fields)
