"""ELF headers and dynamic sections, as a program loader reads them: by program headers only.

System V gABI (ELF header, program header, dynamic section), the LSB's symbol versions, and for
notes each system's own. Section headers are never looked at: a stripped file without them runs,
and hostile ones are where parsers break. Nothing is allocated by a size the file declares.
"""

import re
import struct
from dataclasses import dataclass
from typing import BinaryIO

from archcompat.errors import FormatError
from archcompat.formats.elfsymbols import exported_names
from archcompat.formats.elfsystem import Signs, os_of_notes, system
from archcompat.formats.jni import identities
from archcompat.model.arch import Arch, arch_of_elf
from archcompat.model.facts import NativeType

_PT_LOAD, _PT_DYNAMIC, _PT_INTERP, _PT_NOTE = 1, 2, 3, 4
_DT_NEEDED, _DT_STRTAB, _DT_STRSZ, _DT_SONAME, _DT_RPATH = 1, 5, 10, 14, 15
_DT_RUNPATH, _DT_FLAGS_1 = 29, 0x6FFFFFFB
_DT_VERDEF, _DT_VERDEFNUM, _DT_VERNEED, _DT_VERNEEDNUM = (
    0x6FFFFFFC, 0x6FFFFFFD, 0x6FFFFFFE, 0x6FFFFFFF,
)  # fmt: skip
_DF_1_PIE = 0x08000000

_MAX_PHDRS = 512  # 65,535 fit in the field; real files have under 20
_MAX_DYNAMIC = 1 << 16  # bytes of the dynamic section; real ones are under 1 KiB
_MAX_STRINGS = 16 << 20  # bytes of the dynamic string table; the largest seen is 9 MiB
_MAX_STRING = 4096
_MAX_VERSIONS = 4096
_MAX_NOTES = 1 << 16

_TYPES = {
    1: NativeType.RELOCATABLE,
    2: NativeType.EXECUTABLE,
    3: NativeType.SHARED,
    4: NativeType.CORE,
}


@dataclass(frozen=True, slots=True)
class ElfFile:
    """What the loader would learn; see ``NativeObject`` for the fields' meaning."""

    arch: Arch
    machine: str
    bits: int
    os: str
    type: NativeType
    libc: str
    soname: str
    needed: tuple[str, ...]
    interpreter: str
    rpath: tuple[str, ...]
    runpath: tuple[str, ...]
    min_glibc: str
    min_glibcxx: str
    own_glibc: str
    alignment: int
    jni: tuple[str, ...]
    packed: str
    damage: tuple[tuple[str, str], ...]
    """(code, detail) of what could not be read behind a good header."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """How one class and byte order packs its structures."""

    order: str
    bits: int

    @property
    def program(self) -> struct.Struct:
        return struct.Struct(self.order + ("IIQQQQQQ" if self.bits == 64 else "IIIIIIII"))

    @property
    def dynamic(self) -> struct.Struct:
        return struct.Struct(self.order + ("QQ" if self.bits == 64 else "II"))


@dataclass(frozen=True, slots=True)
class _Segment:
    type: int
    offset: int
    address: int
    size: int
    align: int


def read_elf(stream: BinaryIO, size: int) -> ElfFile:
    """Read one ELF file of ``size`` bytes.

    Raises FormatError (``elf-truncated``, ``elf-malformed``) when the header or the program
    headers cannot be read; anything damaged behind them is named in ``damage``.
    """
    stream.seek(0)
    head = stream.read(64)
    layout = _layout(head)
    machine, e_type, segments = _program_headers(head, layout, stream, size)
    reader = _Reader(stream, size, layout, segments)
    dynamic = reader.dynamic()
    needed = tuple(filter(None, (reader.string(value) for value in dynamic.get(_DT_NEEDED, ()))))
    soname = reader.first_string(dynamic, _DT_SONAME)
    interpreter = reader.interpreter()
    versions = reader.versions_needed(dynamic)
    glibc = _highest(versions, "GLIBC_")
    arch = arch_of_elf(machine, layout.bits, little_endian=layout.order == "<")
    os, libc = system(
        Signs(head[7], reader.note_os(), interpreter, frozenset((*needed, soname)), bool(glibc))
    )
    flags = next(iter(dynamic.get(_DT_FLAGS_1, ())), 0)
    return ElfFile(
        arch=arch,
        machine=f"EM_{machine}" if arch is Arch.OTHER else arch.value,
        bits=layout.bits,
        os=os,
        type=_type(e_type, soname, interpreter, flags),
        libc=libc,
        soname=soname,
        needed=needed,
        interpreter=interpreter,
        rpath=_split(reader.first_string(dynamic, _DT_RPATH)),
        runpath=_split(reader.first_string(dynamic, _DT_RUNPATH)),
        min_glibc=glibc,
        min_glibcxx=_highest(versions, "GLIBCXX_"),
        own_glibc=_highest(reader.versions_defined(dynamic), "GLIBC_"),
        alignment=min(
            (segment.align for segment in segments if segment.type == _PT_LOAD), default=0
        ),
        jni=identities(reader.jni_names(dynamic)),
        packed="upx" if reader.is_upx() else "",
        damage=tuple(reader.damage),
    )


def _layout(head: bytes) -> _Layout:
    if len(head) < 20 or not head.startswith(b"\x7fELF"):
        raise FormatError("elf-truncated", f"only {len(head)} bytes of an ELF header are there")
    if head[4] not in (1, 2) or head[5] not in (1, 2):
        raise FormatError(
            "elf-malformed", f"ELF class {head[4]}, byte order {head[5]} do not exist"
        )
    layout = _Layout("<" if head[5] == 1 else ">", 64 if head[4] == 2 else 32)
    if len(head) < (64 if layout.bits == 64 else 52):
        raise FormatError("elf-truncated", f"only {len(head)} bytes of an ELF header are there")
    return layout


def _program_headers(
    head: bytes, layout: _Layout, stream: BinaryIO, size: int
) -> tuple[int, int, list[_Segment]]:
    """(e_machine, e_type, segments); a relocatable file has none."""
    e_type, machine = struct.unpack_from(layout.order + "HH", head, 16)
    if layout.bits == 64:
        (offset,) = struct.unpack_from(layout.order + "Q", head, 32)
        entry_size, count = struct.unpack_from(layout.order + "HH", head, 54)
    else:
        (offset,) = struct.unpack_from(layout.order + "I", head, 28)
        entry_size, count = struct.unpack_from(layout.order + "HH", head, 42)
    program = layout.program
    if not count:
        return machine, e_type, []
    if entry_size < program.size:
        raise FormatError("elf-malformed", f"program headers of {entry_size} bytes do not exist")
    if offset + entry_size * min(count, _MAX_PHDRS) > size:
        raise FormatError("elf-truncated", "its program headers lie beyond the end of the file")
    stream.seek(offset)
    table = stream.read(entry_size * min(count, _MAX_PHDRS))
    segments = []
    for at in range(0, len(table) - program.size + 1, entry_size):
        values = program.unpack_from(table, at)
        if layout.bits == 64:
            p_type, _, p_offset, address, _, file_size, _, align = values
        else:
            p_type, p_offset, address, _, file_size, _, _, align = values
        segments.append(_Segment(p_type, p_offset, address, file_size, align))
    return machine, e_type, segments


class _Reader:
    """Reads bounded pieces of the file by address, and remembers what was damaged."""

    def __init__(
        self, stream: BinaryIO, size: int, layout: _Layout, segments: list[_Segment]
    ) -> None:
        self._stream = stream
        self._size = size
        self._layout = layout
        self._segments = segments
        self._loads = [segment for segment in segments if segment.type == _PT_LOAD]
        self._strings = b""
        self.damage: list[tuple[str, str]] = []

    def at(self, address: int, count: int) -> bytes:
        """Up to ``count`` bytes at a virtual address; fewer at the end of segment or file."""
        for load in self._loads:
            if load.address <= address < load.address + load.size:
                inside = address - load.address
                return self._read(load.offset + inside, min(count, load.size - inside))
        return b""

    def _read(self, offset: int, count: int) -> bytes:
        if offset >= self._size or count <= 0:
            return b""
        self._stream.seek(offset)
        return self._stream.read(count)

    def dynamic(self) -> dict[int, list[int]]:
        """The dynamic section: values by tag, in order. Also loads its string table."""
        found: dict[int, list[int]] = {}
        segment = next((entry for entry in self._segments if entry.type == _PT_DYNAMIC), None)
        if segment is None:
            return found
        layout = self._layout.dynamic
        data = self._read(segment.offset, min(segment.size, _MAX_DYNAMIC))
        whole = len(data) - len(data) % layout.size
        for tag, value in layout.iter_unpack(data[:whole]):
            if tag == 0:
                break
            found.setdefault(tag, []).append(value)
        else:
            self.damage.append(("elf-damaged-dynamic", "its dynamic section has no end"))
        self._load_strings(found)
        return found

    def _load_strings(self, dynamic: dict[int, list[int]]) -> None:
        address = next(iter(dynamic.get(_DT_STRTAB, ())), 0)
        size = next(iter(dynamic.get(_DT_STRSZ, ())), 0)
        if not address:
            return
        self._strings = self.at(address, min(size, _MAX_STRINGS))
        if len(self._strings) < min(size, _MAX_STRINGS):
            self.damage.append(
                ("elf-damaged-strings", "its dynamic string table is larger than what is there")
            )

    def string(self, offset: int) -> str:
        """A string of the dynamic string table; empty, and said, when it is not one."""
        end = self._strings.find(b"\0", offset, offset + _MAX_STRING + 1)
        if offset >= len(self._strings) or end < 0:
            complaint = ("elf-damaged-strings", "a name lies outside its dynamic string table")
            if complaint not in self.damage:
                self.damage.append(complaint)
            return ""
        return self._strings[offset:end].decode("utf-8", "surrogateescape")

    def first_string(self, dynamic: dict[int, list[int]], tag: int) -> str:
        values = dynamic.get(tag)
        return self.string(values[0]) if values else ""

    def interpreter(self) -> str:
        segment = next((entry for entry in self._segments if entry.type == _PT_INTERP), None)
        if segment is None:
            return ""
        data = self._read(segment.offset, min(segment.size, _MAX_STRING))
        return data.partition(b"\0")[0].decode("utf-8", "surrogateescape")

    def note_os(self) -> str:
        """The operating system a note names; empty if none does."""
        for segment in self._segments:
            if segment.type == _PT_NOTE:
                data = self._read(segment.offset, min(segment.size, _MAX_NOTES))
                os = os_of_notes(data, self._layout.order)
                if os:
                    return os
        return ""

    def versions_needed(self, dynamic: dict[int, list[int]]) -> list[str]:
        """Every symbol version wanted of another library (Elfxx_Verneed, Elfxx_Vernaux)."""
        names: list[str] = []
        address = next(iter(dynamic.get(_DT_VERNEED, ())), 0)
        count = next(iter(dynamic.get(_DT_VERNEEDNUM, ())), 0)
        table = self.at(address, _MAX_VERSIONS * 16) if address else b""
        need, more = (
            struct.Struct(self._layout.order + "HHIII"),
            struct.Struct(self._layout.order + "IHHII"),
        )
        at = 0
        for _ in range(min(count, _MAX_VERSIONS)):
            if at + 16 > len(table):
                break
            _, entries, _, first, following = need.unpack_from(table, at)
            aux = at + first
            for _ in range(min(entries, _MAX_VERSIONS)):
                if aux + 16 > len(table) or len(names) >= _MAX_VERSIONS:
                    break
                _, _, _, name, onward = more.unpack_from(table, aux)
                names.append(self.string(name))
                if not onward:
                    break
                aux += onward
            if not following:
                break
            at += following
        return names

    def versions_defined(self, dynamic: dict[int, list[int]]) -> list[str]:
        """Every symbol version the file defines (Elfxx_Verdef), by its first name."""
        names: list[str] = []
        address = next(iter(dynamic.get(_DT_VERDEF, ())), 0)
        count = next(iter(dynamic.get(_DT_VERDEFNUM, ())), 0)
        table = self.at(address, _MAX_VERSIONS * 28) if address else b""
        entry = struct.Struct(self._layout.order + "HHHHIII")
        at = 0
        for _ in range(min(count, _MAX_VERSIONS)):
            if at + 20 > len(table):
                break
            *_, aux, following = entry.unpack_from(table, at)
            if at + aux + 8 <= len(table):
                (name,) = struct.unpack_from(self._layout.order + "I", table, at + aux)
                names.append(self.string(name))
            if not following:
                break
            at += following
        return names

    def jni_names(self, dynamic: dict[int, list[int]]) -> list[str]:
        """Names of exported JNI functions; the symbols are only walked where a name could be."""
        if b"Java_" not in self._strings and b"JNI_OnLoad_" not in self._strings:
            return []
        single = {tag: values[0] for tag, values in dynamic.items()}
        return [
            name.decode("ascii", "replace")
            for name in exported_names(
                single, self._strings, self.at, self._layout.order, self._layout.bits
            )
            if name.startswith((b"Java_", b"JNI_OnLoad_"))
        ]

    def is_upx(self) -> bool:
        """Whether the UPX packer's mark stands behind the program headers."""
        return not self._strings and b"UPX!" in self._read(0, 1024)


def _type(e_type: int, soname: str, interpreter: str, flags: int) -> NativeType:
    """ET_DYN is a program when it is marked as one; a library may have an interpreter too."""
    if e_type == 3 and not soname and (interpreter or flags & _DF_1_PIE):
        return NativeType.EXECUTABLE
    return _TYPES.get(e_type, NativeType.OTHER)


def _split(path: str) -> tuple[str, ...]:
    return tuple(part for part in path.split(":") if part)


def _highest(versions: list[str], prefix: str) -> str:
    """The highest dotted version behind a prefix, ``2.17`` of ``GLIBC_2.17``; empty for none."""
    found = [
        text
        for text in (name[len(prefix) :] for name in versions if name.startswith(prefix))
        if re.fullmatch(r"\d{1,4}(?:\.\d{1,6}){1,3}", text)
    ]
    return max(found, key=lambda text: [int(part) for part in text.split(".")], default="")
