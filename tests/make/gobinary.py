"""Makes ELF programs with Go build information, in the encodings of old and new linkers."""

import struct
from itertools import accumulate

_BASE = 0x400000
_MARKS = b"\x30\x77\xaf\x0c\x92\x74\x08\x02\x41\xe1\xc1\x07\xe6\xd6\x18\xe6", b"\xf9" * 16

TEXT = (
    "path\texample.com/tool/cmd/tool\n"
    "mod\texample.com/tool\tv1.4.2\th1:abc=\n"
    "dep\tgithub.com/mattn/go-sqlite3\tv1.14.22\th1:def=\n"
    "dep\texample.com/forked\tv1.0.0\n"
    "=>\texample.com/fork\tv1.0.1\th1:ghi=\n"
    "dep\texample.com/local\tv0.1.0\n"
    "=>\t../local\t(devel)\t\n"
    "build\t-compiler=gc\n"
    "build\tCGO_ENABLED=1\n"
    "build\tGOARCH=amd64\n"
)
"""What Go 1.18 and later write; until 1.17 there were no ``build`` lines."""


def framed(text: str) -> bytes:
    """The text between its marks, as the linker stores it; nothing for no text."""
    return text.encode().join(_MARKS) if text else b""


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def inline(version: str = "go1.21.3", text: str = TEXT) -> bytes:
    """The build information of Go 1.18 and later."""
    strings = [version.encode(), framed(text)]
    header = b"\xff Go buildinf:" + b"\x08\x02"
    return header.ljust(32, b"\0") + b"".join(_varint(len(part)) + part for part in strings)


def pointers(
    version: str = "go1.17", text: str = TEXT, *, bits: int = 64, order: str = "<", at: int
) -> bytes:
    """The build information of Go until 1.17, to be placed at the address ``at``."""
    pair = struct.Struct(order + ("QQ" if bits == 64 else "II"))
    strings = [version.encode(), framed(text)]
    first = at + 32 + 2 * pair.size  # behind the header and the two Go strings
    starts = accumulate([first, len(strings[0])])
    descriptors = [pair.pack(*row) for row in zip(starts, map(len, strings), strict=True)]
    header = b"\xff Go buildinf:" + bytes([bits // 8, order == ">"])
    header += pair.pack(at + 32, at + 32 + pair.size)
    return header.ljust(32, b"\0") + b"".join((*descriptors, *strings))


def program(
    data: bytes = b"", *, bits: int = 64, order: str = "<", sections: bool = True, before: int = 0
) -> bytes:
    """An ELF program of x86-64 whose data segment is ``before`` zero bytes and ``data``.

    ``data`` starts at ``address(before)``; with ``sections`` it is one, ``.go.buildinfo``.
    """
    wide = bits == 64
    ehsize, phsize, shsize = (64, 56, 64) if wide else (52, 32, 40)
    start = 0x200
    body = bytes(before) + data
    names = b"\0.shstrtab\0.go.buildinfo\0"
    names_at = start + len(body)
    headers_at = -(-(names_at + len(names)) // 8) * 8 if sections else 0
    ident = (b"\x7fELF" + bytes([1 + wide, 1 + (order == ">"), 1])).ljust(16, b"\0")
    head = ident + struct.pack(
        order + ("HHIQQQIHHHHHH" if wide else "HHIIIIIHHHHHH"),
        *(2, 62, 1, _BASE, ehsize, headers_at, 0, ehsize, phsize, 2, shsize),
        *((3, 2) if sections else (0, 0)),
    )
    for flags, offset, address, size in (
        (5, 0, _BASE, start),
        (6, start, _BASE + start, len(body)),
    ):
        if wide:
            head += struct.pack(
                order + "IIQQQQQQ", 1, flags, offset, address, address, size, size, 4096
            )
        else:
            head += struct.pack(
                order + "IIIIIIII", 1, offset, address, address, size, size, flags, 4096
            )
    whole = head.ljust(start, b"\0") + body
    if not sections:
        return whole
    table = [
        (0, 0, 0, 0, 0, 0),
        (11, 1, 3, _BASE + start + before, start + before, len(data)),
        (1, 3, 0, 0, names_at, len(names)),
    ]
    layout = order + ("IIQQQQIIQQ" if wide else "IIIIIIIIII")
    whole = (whole + names).ljust(headers_at, b"\0")
    return whole + b"".join(struct.pack(layout, *row, 0, 0, 16, 0) for row in table)


def address(before: int = 0) -> int:
    """Where ``program`` puts its data."""
    return _BASE + 0x200 + before
