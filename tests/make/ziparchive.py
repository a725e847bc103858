"""Makes zips byte by byte, honest or lying: JARs, wheels, zip64, prefixes, overlaps, damage."""

import bz2
import lzma
import struct
import sys
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

STORED, DEFLATED, DEFLATE64, BZIP2, LZMA, ZSTD, XZ = 0, 8, 9, 12, 14, 93, 95
CLASS = bytes.fromhex("cafebabe 0000 0034") + b"\0\x10" + b"a class" * 20
"""What begins as a Java 8 class file does."""


@dataclass(frozen=True)
class Item:
    """One member; what is left None is said truthfully."""

    name: str | bytes
    data: bytes = b""
    method: int = DEFLATED
    flags: int = 0
    size: int | None = None
    crc: int | None = None
    packed: bytes | None = None
    """The compressed bytes themselves, for data that no compressor makes."""
    shares: int | None = None
    """Has no bytes of its own: its row points to the local header of the item of that index."""
    sizes_follow: bool = False
    """Local header without sizes, a data descriptor behind the data, as ``jar`` writes."""
    local_extra: bytes = b""

    @property
    def raw_name(self) -> bytes:
        return self.name.encode() if isinstance(self.name, str) else self.name


def pack(method: int, data: bytes) -> bytes:
    """``data`` compressed as a zip holds it."""
    if method == STORED:
        return data
    if method == DEFLATED:
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        return packer.compress(data) + packer.flush()
    if method == BZIP2:
        return bz2.compress(data)
    if method == LZMA:
        alone = lzma.compress(data, lzma.FORMAT_ALONE)
        return b"\x09\x14\5\0" + alone[:5] + alone[13:]
    if method == XZ:
        return lzma.compress(data, lzma.FORMAT_XZ)
    if method == ZSTD:
        return zstd.compress(data)
    return data


def zip_of(
    items: Iterable[Item],
    *,
    prefix: bytes = b"",
    adjusted: bool = False,
    comment: bytes = b"",
    trailing: bytes = b"",
    zip64: bool = False,
    gap: bytes = b"",
) -> bytes:
    """A zip of ``items``.

    ``adjusted`` offsets count the prefix; ``gap`` stands between the central directory and its
    end; ``zip64`` puts every size and offset where zip64 has them.
    """
    base = len(prefix) if adjusted else 0
    body = bytearray()
    rows = bytearray()
    offsets: list[int] = []
    count = 0
    for item in items:
        count += 1
        packed = pack(item.method, item.data) if item.packed is None else item.packed
        crc = zlib.crc32(item.data) if item.crc is None else item.crc
        size = len(item.data) if item.size is None else item.size
        flags = item.flags | (0x800 if isinstance(item.name, str) else 0)
        flags |= 8 if item.sizes_follow else 0
        if item.shares is None:
            offsets.append(len(body) + base)
            said = (0, 0, 0) if item.sizes_follow else (crc, len(packed), size)
            body += b"PK\x03\x04" + struct.pack("<HHHHH", 20, flags, item.method, 0, 0x21)
            body += struct.pack("<III", *(value & 0xFFFFFFFF for value in said))
            body += struct.pack("<HH", len(item.raw_name), len(item.local_extra))
            body += item.raw_name + item.local_extra + packed
            if item.sizes_follow:
                body += b"PK\x07\x08" + struct.pack("<III", crc, len(packed), size)
        else:
            offsets.append(offsets[item.shares])
        offset = offsets[-1]
        extra = b""
        told = (len(packed), size, offset)
        if zip64 or max(told) > 0xFFFFFFFF:
            extra = struct.pack("<HHQQQ", 1, 24, size, len(packed), offset)
            told = (0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
        rows += b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, flags, item.method, 0, 0x21)
        rows += struct.pack("<III", crc, *told[:2])
        rows += struct.pack("<HHHHHII", len(item.raw_name), len(extra), 0, 0, 0, 0, told[2])
        rows += item.raw_name + extra
    end = end_record(count, len(rows), len(body) + base, comment=comment, zip64=zip64)
    return prefix + bytes(body) + bytes(rows) + gap + end + trailing


def end_record(
    count: int, length: int, offset: int, *, comment: bytes = b"", zip64: bool = False
) -> bytes:
    """The end record of a central directory, with zip64's before it if wanted or needed."""
    far = b""
    if zip64 or count > 0xFFFE or offset > 0xFFFFFFFE:
        far = b"PK\x06\x06" + struct.pack("<QHHIIQQ", 44, 45, 45, 0, 0, count, count)
        far += struct.pack("<QQ", length, offset)
        far += b"PK\x06\x07" + struct.pack("<IQI", 0, offset + length, 1)
        count, length, offset = 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF
    fields = struct.pack("<HHHHIIH", 0, 0, count, count, length, offset, len(comment))
    return far + b"PK\x05\x06" + fields + comment


def archive(files: Mapping[str, bytes], *, method: int = DEFLATED) -> bytes:
    """A plain zip of ``files``, in their order."""
    return zip_of(Item(name, data, method) for name, data in files.items())


def jar(
    files: Mapping[str, bytes] | None = None,
    *,
    maven: tuple[str, str, str] | None = None,
    manifest: Mapping[str, str] | None = None,
    method: int = DEFLATED,
) -> bytes:
    """A JAR with a manifest; ``maven`` is (group, artifact, version) of its pom.properties."""
    lines = {"Manifest-Version": "1.0", **(manifest or {})}
    text = "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
    members = {"META-INF/": b"", "META-INF/MANIFEST.MF": text.encode()}
    if maven is not None:
        group, artifact, version = maven
        pom = f"#Generated\nversion={version}\ngroupId={group}\nartifactId={artifact}\n"
        members[f"META-INF/maven/{group}/{artifact}/pom.properties"] = pom.encode()
    return archive({**members, **(files or {})}, method=method)


def wheel(
    name: str, version: str, tag: str, files: Mapping[str, bytes], *, method: int = DEFLATED
) -> bytes:
    """A wheel with METADATA, WHEEL and a RECORD without hashes; ``tag`` as in its file name."""
    folder = f"{name}-{version}.dist-info"
    python, abi, platforms = tag.split("-")
    tags = "".join(f"Tag: {python}-{abi}-{platform}\n" for platform in platforms.split("."))
    pure = "true" if platforms == "any" else "false"
    members = {
        **files,
        f"{folder}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{folder}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: {pure}\n{tags}".encode(),
    }
    record = "".join(f"{path},,{len(data)}\n" for path, data in members.items())
    members[f"{folder}/RECORD"] = (record + f"{folder}/RECORD,,\n").encode()
    return archive(members, method=method)


def overlapping(count: int, kernel: bytes) -> bytes:
    """A bomb of the kind known as zbsm: ``count`` rows, each a name for one and the same data."""
    first = Item("0.so", kernel)
    packed = pack(DEFLATED, kernel)
    rest = [Item(f"{index}.so", kernel, packed=packed, shares=0) for index in range(1, count)]
    return zip_of([first, *rest])


def quoted_overlapping(count: int, kernel: bytes) -> bytes:
    """A bomb that gives every member a local header of its own inside the data of the one before.

    Each member begins with a stored deflate block that quotes the next local header; all end
    in the one compressed ``kernel``.
    """
    packed = pack(DEFLATED, kernel)
    content = kernel
    whole = b""
    members: list[tuple[bytes, bytes, bytes]] = []
    for index in reversed(range(count)):
        name = f"{index}.so".encode()
        if members:
            quoted = members[-1][1]
            packed = struct.pack("<BHH", 0, len(quoted), len(quoted) ^ 0xFFFF) + whole
            content = quoted + content
        numbers = struct.pack("<III", zlib.crc32(content), len(packed), len(content))
        header = b"PK\x03\x04" + struct.pack("<HHHHH", 20, 0, DEFLATED, 0, 0x21) + numbers
        header += struct.pack("<HH", len(name), 0) + name
        whole = header + packed
        members.append((name, header, numbers))
    rows = b""
    for name, header, numbers in reversed(members):
        rows += b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, DEFLATED, 0, 0x21) + numbers
        rows += struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, whole.index(header)) + name
    return whole + rows + end_record(count, len(rows), len(whole))
