"""Makes rpm headers, and databases of them in the file formats rpm has had."""

import sqlite3
import struct
import zlib
from collections.abc import Iterable, Sequence

_STRING, _STRING_ARRAY, _INT32 = 6, 8, 4


def header(
    name: str = "bash",
    version: str = "5.2.15",
    release: str = "3.el9",
    *,
    arch: str = "x86_64",
    epoch: int | None = None,
    source: str = "",
    files: Sequence[str] = (),
    old: bool = False,
) -> bytes:
    """A header as a database holds it; ``old`` lists whole paths as rpm 3 did."""
    tags: dict[int, tuple[int, list[str] | list[int]]] = {
        1000: (_STRING, [name]),
        1001: (_STRING, [version]),
        1002: (_STRING, [release]),
    }
    if epoch is not None:
        tags[1003] = (_INT32, [epoch])
    tags[1005] = (8, ["a description", "deren Übersetzung"])
    if arch:
        tags[1022] = (_STRING, [arch])
    if source:
        tags[1044] = (_STRING, [source])
    if files and old:
        tags[1027] = (_STRING_ARRAY, list(files))
    elif files:
        parts = [path.rpartition("/") for path in files]
        folders = sorted({folder + "/" for folder, _, _ in parts})
        tags[1116] = (_INT32, [folders.index(folder + "/") for folder, _, _ in parts])
        tags[1117] = (_STRING_ARRAY, [base for _, _, base in parts])
        tags[1118] = (_STRING_ARRAY, folders)
    return table(tags)


def table(tags: dict[int, tuple[int, list[str] | list[int]]]) -> bytes:
    """A header of any tags: their type and values."""
    index, data = b"", b""
    for tag, (kind, values) in tags.items():
        if kind == _INT32:
            data += b"\0" * (-len(data) % 4)
        index += struct.pack(">4I", tag, kind, len(data), len(values))
        for value in values:
            if isinstance(value, int):
                data += struct.pack(">I", value)
            else:
                data += value.encode("utf-8", "surrogateescape") + b"\0"
    return struct.pack(">2I", len(tags), len(data)) + index + data


def sqlite(headers: Iterable[bytes], *, log: bool = False) -> bytes:
    """rpmdb.sqlite; with ``log`` marked as rpm leaves it, to be used with a write-ahead log."""
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)"
    )
    connection.execute("CREATE TABLE 'Name' (key TEXT NOT NULL, hnum INTEGER, idx INTEGER)")
    connection.executemany("INSERT INTO Packages (blob) VALUES (?)", [(blob,) for blob in headers])
    connection.commit()
    data = bytearray(connection.serialize())
    connection.close()
    if log:
        data[18:20] = b"\2\2"
    return bytes(data)


def ndb(headers: Sequence[bytes]) -> bytes:
    """Packages.db."""
    slots, blobs = b"", b""
    start = 4096 // 16
    for number, blob in enumerate(headers, 1):
        size = -(-(16 + len(blob) + 12) // 16) * 16
        head = struct.pack("<4s3I", b"BlbS", number, 1, len(blob))
        body = (head + blob).ljust(size - 12, b"\0")
        slots += struct.pack("<4s3I", b"Slot", number, start + len(blobs) // 16, size // 16)
        blobs += body + struct.pack("<2I4s", zlib.adler32(body), len(blob), b"BlbE")
        slots += struct.pack("<4s3I", b"Slot", 0, 0, 0)  # one that is free
    page = struct.pack("<4s4I", b"RpmP", 0, 1, 1, len(headers) + 1).ljust(32, b"\0") + slots
    return page + struct.pack("<4s3I", b"Slot", 0, 0, 0) * ((4096 - len(page)) // 16) + blobs


def bdb(headers: Sequence[bytes], *, order: str = "<", page_size: int = 4096) -> bytes:
    """Packages: a Berkeley DB hash of one bucket on one page, and overflow pages."""
    items = [(b"\0\0\0\0", struct.pack(order + "I", len(headers) + 1))]
    items += [(struct.pack(order + "I", n), blob) for n, blob in enumerate(headers, 1)]
    room = page_size - 26
    pages: list[bytes] = []

    def page(number: int, kind: int, following: int, counts: tuple[int, int], body: bytes) -> bytes:
        head = struct.pack(order + "8sIIIHHBB", b"", number, 0, following, *counts, 0, kind)
        return (head + body).ljust(page_size, b"\0")

    offsets: list[int] = []
    content = b""
    for key, value in items:
        stored = b"\x01" + value
        if len(stored) > 64:
            first = 2 + len(pages)
            pieces = [value[at : at + room] for at in range(0, len(value), room)]
            for index, piece in enumerate(pieces):
                following = first + index + 1 if index + 1 < len(pieces) else 0
                pages.append(page(first + index, 7, following, (1, len(piece)), piece))
            stored = struct.pack(order + "B3xII", 3, first, len(value))
        for item in (b"\x01" + key, stored):
            content = item + content
            offsets.append(page_size - len(content))
    free = room - 2 * len(offsets) - len(content)
    layout = struct.pack(f"{order}{len(offsets)}H", *offsets) + b"\0" * free + content
    bucket = page(1, 13, 0, (len(offsets), page_size - len(content)), layout)
    meta = struct.pack(
        order + "8sIIIIBBBxIIIIII",
        *(b"", 0, 0x061561, 9, page_size, 0, 8, 0, 0, 1 + len(pages), 0, len(items), len(items), 0),
    ).ljust(72, b"\0")
    meta += struct.pack(order + "6I", 0, 0, 0, 0, len(items), 0) + struct.pack(
        order + "32I", *[1] * 32
    )
    return meta.ljust(page_size, b"\0") + bucket + b"".join(pages)
