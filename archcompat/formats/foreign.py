"""Mach-O, PE and XCOFF headers: enough to tell whose code it is, so that none is taken for ELF.

Mach-O: loader.h and fat.h of Apple's cctools; PE: the PE/COFF specification, section 2 and 3.3;
XCOFF: the AIX file format reference. lief reads the same (the tests compare), but takes half a
second to import and can bring the whole process down on hostile bytes.
"""

import struct
from dataclasses import dataclass
from typing import BinaryIO

from archcompat.errors import FormatError
from archcompat.model.arch import Arch
from archcompat.model.native import NativeFormat, NativeType

_MACH_CPU = {
    7: Arch.I386,
    0x01000007: Arch.X86_64,
    12: Arch.ARM,
    0x0100000C: Arch.AARCH64,
    0x0200000C: Arch.AARCH64,  # arm64_32
    18: Arch.PPC,
    0x01000012: Arch.PPC64,
}
_MACH_TYPE = {
    1: NativeType.RELOCATABLE,
    2: NativeType.EXECUTABLE,
    4: NativeType.CORE,
    6: NativeType.SHARED,
    8: NativeType.SHARED,  # a bundle, loaded by dlopen
}
_MACH_THIN = {
    b"\xfe\xed\xfa\xce": (">", 32),
    b"\xce\xfa\xed\xfe": ("<", 32),
    b"\xfe\xed\xfa\xcf": (">", 64),
    b"\xcf\xfa\xed\xfe": ("<", 64),
}
_MACH_HEADER = {32: 28, 64: 32}
_MACH_FAT = {b"\xca\xfe\xba\xbe": 20, b"\xca\xfe\xba\xbf": 32}  # bytes of one fat_arch
_MAX_SLICES = 30  # Java class files share the magic; there the next word is a version of 45 on
_MAX_OFFSET = 1 << 40  # beyond any file; a seek by a hostile 64-bit number would overflow
_PE_MACHINE = {
    0x014C: Arch.I386,
    0x8664: Arch.X86_64,
    0xAA64: Arch.AARCH64,
    0x01C0: Arch.ARM,
    0x01C2: Arch.ARM,
    0x01C4: Arch.ARM,
    0x0200: Arch.IA64,
    0x5064: Arch.RISCV64,
}
_EFI = (10, 11, 12, 13)  # subsystems: application, boot and runtime driver, ROM
_XCOFF = {b"\x01\xdf": (Arch.PPC, 32), b"\x01\xf7": (Arch.PPC64, 64)}
STARTS = (b"MZ", *_MACH_THIN, *_MACH_FAT, *_XCOFF)
"""How the binaries read here begin; other files begin so as well."""


@dataclass(frozen=True, slots=True)
class ForeignFile:
    """A binary of another operating system than Linux."""

    format: NativeFormat
    os: str
    archs: tuple[Arch, ...]
    """More than one for a fat Mach-O."""
    bits: int
    """Of the first."""
    type: NativeType


def may_be_foreign(head: bytes) -> bool:
    """Whether the first bytes are worth a look by ``read_foreign``."""
    magic = head[:4]
    if magic in _MACH_FAT:
        return len(head) >= 8 and 0 < int.from_bytes(head[4:8], "big") <= _MAX_SLICES
    return magic in _MACH_THIN or head[:2] == b"MZ" or (head[:2] in _XCOFF and len(head) >= 20)


def read_foreign(stream: BinaryIO) -> ForeignFile | None:
    """The binary's header; None when its first bytes only looked like one.

    Raises FormatError for a Mach-O that ends within its header.
    """
    stream.seek(0)
    head = stream.read(1024)
    if head[:4] in _MACH_THIN:
        return _thin(head)
    if head[:4] in _MACH_FAT:
        return _fat(head, stream)
    if head[:2] == b"MZ":
        return _pe(head, stream)
    if head[:2] in _XCOFF and len(head) >= 20:
        return _xcoff(head)
    return None


def _thin(head: bytes) -> ForeignFile:
    order, bits = _MACH_THIN[head[:4]]
    if len(head) < _MACH_HEADER[bits]:
        raise FormatError("macho-truncated", f"only {len(head)} bytes of a Mach-O header are there")
    cpu, _, kind = struct.unpack_from(order + "III", head, 4)
    return ForeignFile(
        NativeFormat.MACHO,
        "macos",
        (_MACH_CPU.get(cpu, Arch.OTHER),),
        bits,
        _MACH_TYPE.get(kind, NativeType.OTHER),
    )


def _fat(head: bytes, stream: BinaryIO) -> ForeignFile | None:
    entry = _MACH_FAT[head[:4]]
    count = int.from_bytes(head[4:8], "big")
    if not 0 < count <= _MAX_SLICES or len(head) < 8 + entry:
        return None
    archs = [
        _MACH_CPU.get(int.from_bytes(head[at : at + 4], "big"), Arch.OTHER)
        for at in range(8, min(8 + count * entry, len(head) - 3), entry)
    ]
    wide = entry == 32
    offset = int.from_bytes(head[16:24] if wide else head[16:20], "big")
    stream.seek(min(offset, _MAX_OFFSET))
    inner = stream.read(_MACH_HEADER[64])
    kind, bits = NativeType.OTHER, 0
    if inner[:4] in _MACH_THIN and len(inner) == _MACH_HEADER[64]:
        first = _thin(inner)
        kind, bits = first.type, first.bits
    elif all(arch is Arch.OTHER for arch in archs):
        return None
    return ForeignFile(NativeFormat.MACHO, "macos", tuple(archs), bits, kind)


def _pe(head: bytes, stream: BinaryIO) -> ForeignFile | None:
    if len(head) < 64:
        return None
    (at,) = struct.unpack_from("<I", head, 60)
    stream.seek(at)
    header = stream.read(24 + 70)  # with the optional header up to its subsystem
    if len(header) < 26 or not header.startswith(b"PE\0\0"):
        return None  # a DOS program, or text that begins with MZ
    machine, _, _, _, _, _, flags = struct.unpack_from("<HHIIIHH", header, 4)
    (magic,) = struct.unpack_from("<H", header, 24)
    (subsystem,) = struct.unpack("<H", header[24 + 68 :].ljust(2, b"\0"))
    kind = NativeType.SHARED if flags & 0x2000 else NativeType.EXECUTABLE
    return ForeignFile(
        NativeFormat.PE,
        "none" if subsystem in _EFI else "windows",  # the Linux kernel is an EFI application
        (_PE_MACHINE.get(machine, Arch.OTHER),),
        64 if magic == 0x20B else 32,
        kind,
    )


def _xcoff(head: bytes) -> ForeignFile | None:
    arch, bits = _XCOFF[head[:2]]
    sections, stamp = struct.unpack_from(">HI", head, 2)
    # Two bytes are little of a magic: a real one has some sections and a date before 2100.
    if not 0 < sections < 1000 or stamp > 0xF4865700:
        return None
    (flags,) = struct.unpack_from(">H", head, 18)
    kind = NativeType.SHARED if flags & 0x2000 else NativeType.EXECUTABLE
    return ForeignFile(NativeFormat.XCOFF, "aix", (arch,), bits, kind)
