"""Makes Mach-O, PE and XCOFF headers byte by byte, and the Java class file that looks like one."""

import struct

MACH_CPU = {
    "i386": 7,
    "x86_64": 0x01000007,
    "arm": 12,
    "aarch64": 0x0100000C,
    "arm64_32": 0x0200000C,
    "ppc": 18,
    "ppc64": 0x01000012,
}
PE_MACHINE = {"i386": 0x14C, "x86_64": 0x8664, "aarch64": 0xAA64, "arm": 0x1C4, "ia64": 0x200}


def macho(cpu: str | int, *, bits: int = 64, order: str = "<", filetype: int = 6) -> bytes:
    """A thin Mach-O: its header and one LC_UUID."""
    number = MACH_CPU[cpu] if isinstance(cpu, str) else cpu
    command = struct.pack(order + "II", 0x1B, 24) + bytes(range(16))
    magic = 0xFEEDFACF if bits == 64 else 0xFEEDFACE
    header = struct.pack(order + "IIIIIII", magic, number, 0, filetype, 1, len(command), 0)
    return header + (bytes(4) if bits == 64 else b"") + command


def fat(*slices: tuple[str | int, bytes], wide: bool = False, align: int = 12) -> bytes:
    """A universal file of (cpu, thin file or anything else); ``wide`` has 64-bit offsets."""
    step = 1 << align
    body, rows, at = b"", b"", step
    for cpu, data in slices:
        number = MACH_CPU[cpu] if isinstance(cpu, str) else cpu
        row = (number, 0, at, len(data), align)
        rows += struct.pack(">IIQQII", *row, 0) if wide else struct.pack(">IIIII", *row)
        padded = data.ljust(-(-len(data) // step) * step, b"\0")
        body, at = body + padded, at + len(padded)
    head = struct.pack(">II", 0xCAFEBABF if wide else 0xCAFEBABE, len(slices)) + rows
    return head.ljust(step, b"\0") + body


def java_class(major: int = 52, minor: int = 0) -> bytes:
    """The beginning of a Java class file of a version, and enough behind it."""
    return struct.pack(">IHH", 0xCAFEBABE, minor, major) + bytes(600)


def pe(machine: str | int, *, bits: int = 64, dll: bool = True, subsystem: int = 3) -> bytes:
    """A PE file with a DOS stub, its headers and one empty section."""
    number = PE_MACHINE[machine] if isinstance(machine, str) else machine
    stub = b"MZ".ljust(60, b"\0") + struct.pack("<I", 128) + b"not for DOS".ljust(64, b"\0")
    size = 240 if bits == 64 else 224
    flags = 0x0022 | (0x2000 if dll else 0)
    header = struct.pack("<HHIIIHH", number, 1, 0, 0, 0, size, flags)
    optional = bytearray(size)
    struct.pack_into("<H", optional, 0, 0x20B if bits == 64 else 0x10B)
    struct.pack_into("<II", optional, 32, 0x1000, 0x200)  # section and file alignment
    struct.pack_into("<II", optional, 56, 0x2000, 0x200)  # size of the image, of the headers
    struct.pack_into("<H", optional, 68, subsystem)
    struct.pack_into("<I", optional, size - 16 * 8 - 4, 16)  # data directories
    section = struct.pack("<8sIIIIIIHHI", b".text", 16, 0x1000, 512, 512, 0, 0, 0, 0, 0x60000020)
    headers = stub + b"PE\0\0" + header + optional + section
    return headers.ljust(512, b"\0") + bytes(512)


def xcoff(*, bits: int = 64, shared: bool = True, sections: int = 2, stamp: int = 0) -> bytes:
    """An XCOFF header with its sections' empty headers."""
    flags = 0x0002 | (0x2000 if shared else 0)
    if bits == 64:
        head = struct.pack(">HHIQHHI", 0x01F7, sections, stamp, 0, 0, flags, 0)
    else:
        head = struct.pack(">HHIIIHH", 0x01DF, sections, stamp, 0, 0, 0, flags)
    return head + bytes(sections * (72 if bits == 64 else 40))
