"""ELF headers and dynamic sections, as a program loader reads them: by program headers only.

System V gABI: ELF header, program header, dynamic section. What section headers say is never
looked at: a stripped file without them runs, and hostile ones are where parsers break. Nothing is
allocated by a size the file declares.
"""

import os
import struct
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from archcompat.errors import FormatError
from archcompat.formats.elfimports import NO_IMPORTS, Imports, Loaded, glibc_imports
from archcompat.formats.elfsymbols import exported_names
from archcompat.formats.elfsystem import Signs, os_of_notes, system
from archcompat.formats.elftls import uses_static_tls
from archcompat.formats.elfversions import highest, versions_defined, versions_needed
from archcompat.formats.jni import identities
from archcompat.model.arch import Arch, arch_of_elf
from archcompat.model.native import NativeType

_ET_REL, _ET_EXEC, _ET_DYN, _ET_CORE = 1, 2, 3, 4
_PT_LOAD, _PT_DYNAMIC, _PT_INTERP, _PT_NOTE, _PT_TLS = 1, 2, 3, 4, 7
_DT_NEEDED, _DT_STRTAB, _DT_STRSZ, _DT_SONAME, _DT_RPATH = 1, 5, 10, 14, 15
_DT_RUNPATH, _DT_FLAGS_1 = 29, 0x6FFFFFFB
_DF_1_PIE = 0x08000000

_MAX_PHDRS = 512  # 65,535 fit in the field; real files have under 20
_MAX_DYNAMIC = 1 << 16  # bytes of the dynamic section; real ones are under 1 KiB
_MAX_STRINGS = 16 << 20  # bytes of the dynamic string table; the largest seen is 9 MiB
_MAX_STRING = 4096
_MAX_NOTES = 1 << 16

_TYPES = {
    _ET_REL: NativeType.RELOCATABLE,
    _ET_EXEC: NativeType.EXECUTABLE,
    _ET_DYN: NativeType.SHARED,
    _ET_CORE: NativeType.CORE,
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
    min_cxxabi: str
    own_glibc: str
    alignment: int
    loaded: int
    """Bytes up to the last one that is loaded."""
    jni: tuple[str, ...]
    packed: str
    imports: Imports
    """Of glibc; empty unless asked for."""
    static_tls: bool
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


def read_elf(stream: BinaryIO, *, imports: bool = False) -> ElfFile:
    """Read one ELF file: all of the seekable stream; what it wants of glibc only if asked.

    Raises FormatError (``elf-truncated``, ``elf-malformed``) when the header or the program
    headers cannot be read; anything damaged behind them is named in ``damage``.
    """
    return _read(stream, stream.seek(0, os.SEEK_END), whole=True, imports=imports)


def read_elf_head(head: bytes) -> ElfFile:
    """What the first bytes of a file tell when nothing else of it can be read.

    Raises FormatError as ``read_elf`` does when not even the header is there.
    """
    return _read(BytesIO(head), len(head), whole=False)


def _read(stream: BinaryIO, size: int, *, whole: bool, imports: bool = False) -> ElfFile:
    stream.seek(0)
    head = stream.read(64)
    layout = _layout(head)
    machine, e_type, segments = _program_headers(head, layout, stream, size, whole=whole)
    reader = _Reader(stream, size, layout, segments)
    dynamic = reader.dynamic()
    single = {tag: values[0] for tag, values in dynamic.items()}
    needed = tuple(filter(None, (reader.string(value) for value in dynamic.get(_DT_NEEDED, ()))))
    soname = reader.string(single.get(_DT_SONAME, 0))
    interpreter = reader.interpreter()
    versions = versions_needed(single, reader.at, reader.string, layout.order)
    own_versions = versions_defined(single, reader.at, reader.string, layout.order)
    glibc = highest(versions, "GLIBC_")
    arch = arch_of_elf(machine, layout.bits, little_endian=layout.order == "<")
    system_name, libc = system(
        Signs(head[7], reader.note_os(), interpreter, frozenset((*needed, soname)), bool(glibc))
    )
    kind = _type(e_type, soname, single.get(_DT_FLAGS_1, 0), interpreted=reader.has(_PT_INTERP))
    if whole and not segments and kind in (NativeType.EXECUTABLE, NativeType.SHARED):
        kind = NativeType.OTHER  # nothing can load it
    if e_type != _ET_CORE:  # the system cuts large core files by itself
        reader.look_for_loss()
    return ElfFile(
        arch=arch,
        machine=f"EM_{machine}" if arch is Arch.OTHER else arch.value,
        bits=layout.bits,
        os=system_name,
        type=kind,
        libc=libc,
        soname=soname,
        needed=needed,
        interpreter=interpreter,
        rpath=_split(reader.string(single.get(_DT_RPATH, 0))),
        runpath=_split(reader.string(single.get(_DT_RUNPATH, 0))),
        min_glibc=glibc,
        min_glibcxx=highest(versions, "GLIBCXX_"),
        min_cxxabi=highest(versions, "CXXABI_"),
        own_glibc=highest(own_versions, "GLIBC_"),
        alignment=min(
            (segment.align for segment in segments if segment.type == _PT_LOAD), default=0
        ),
        loaded=reader.loaded(),
        jni=identities(reader.jni_names(single)),
        packed="upx" if reader.is_upx() else "",
        imports=reader.imports(single, needed, machine) if imports and libc else NO_IMPORTS,
        static_tls=kind is NativeType.SHARED
        and reader.has(_PT_TLS)
        and uses_static_tls(single, reader.at, arch, layout.order),
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
    head: bytes, layout: _Layout, stream: BinaryIO, size: int, *, whole: bool
) -> tuple[int, int, list[_Segment]]:
    """(e_machine, e_type, segments); a relocatable file has none."""
    wide = layout.bits == 64
    e_type, machine = struct.unpack_from(layout.order + "HH", head, 16)
    offset, sections, _, _, entry_size, count, section_size, section_count = struct.unpack_from(
        layout.order + ("QQIHHHHH" if wide else "IIIHHHHH"), head, 32 if wide else 28
    )
    program = layout.program
    if not count:
        if whole and not 0 < sections <= size - section_size * max(section_count, 1):
            raise FormatError("elf-truncated", "the file ends before what its header speaks of")
        return machine, e_type, []
    if entry_size != program.size:  # no system loads such a file
        raise FormatError("elf-malformed", f"program headers of {entry_size} bytes do not exist")
    wanted = program.size * min(count, _MAX_PHDRS)
    if whole and offset + wanted > size:
        raise FormatError("elf-truncated", "its program headers lie beyond the end of the file")
    if offset >= size:
        return machine, e_type, []
    stream.seek(offset)
    table = stream.read(wanted)
    segments = []
    for values in program.iter_unpack(table[: len(table) - len(table) % program.size]):
        if wide:
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
        segment = self._first(_PT_DYNAMIC)
        if segment is None or not segment.size:  # split-off debug information has it empty
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
        """A string of the dynamic string table; empty, and said, when it is not one.

        Offset 0 is the empty string in every string table.
        """
        if not offset:
            return ""
        end = self._strings.find(b"\0", offset, offset + _MAX_STRING + 1)
        if offset >= len(self._strings) or end < 0:
            complaint = ("elf-damaged-strings", "a name lies outside its dynamic string table")
            if complaint not in self.damage:
                self.damage.append(complaint)
            return ""
        return self._strings[offset:end].decode("utf-8", "surrogateescape")

    def has(self, p_type: int) -> bool:
        return self._first(p_type) is not None

    def _first(self, p_type: int) -> _Segment | None:
        return next((entry for entry in self._segments if entry.type == p_type), None)

    def interpreter(self) -> str:
        segment = self._first(_PT_INTERP)
        if segment is None:
            return ""
        data = self._read(segment.offset, min(segment.size, _MAX_STRING))
        return data.partition(b"\0")[0].decode("utf-8", "surrogateescape")

    def note_os(self) -> str:
        for segment in self._segments:
            if segment.type == _PT_NOTE:
                data = self._read(segment.offset, min(segment.size, _MAX_NOTES))
                found = os_of_notes(data, self._layout.order)
                if found:
                    return found
        return ""

    def jni_names(self, dynamic: dict[int, int]) -> list[str]:
        """Names of exported JNI functions; the symbols are only walked where a name could be."""
        if b"Java_" not in self._strings and b"JNI_OnLoad_" not in self._strings:
            return []
        return [
            name.decode("ascii", "replace")
            for name in exported_names(
                dynamic, self._strings, self.at, self._layout.order, self._layout.bits
            )
            if name.startswith((b"Java_", b"JNI_OnLoad_"))
        ]

    def imports(self, dynamic: dict[int, int], needed: tuple[str, ...], machine: int) -> Imports:
        layout = self._layout
        return glibc_imports(
            Loaded(dynamic, needed, self.at, self.string, layout.order, layout.bits, machine)
        )

    def loaded(self) -> int:
        return max((load.offset + load.size for load in self._loads if load.size), default=0)

    def look_for_loss(self) -> None:
        """Remember it when a part of the program lies beyond the end of the file."""
        if self.loaded() > self._size:
            told = "parts of it lie beyond the end of the file"
            self.damage.append(("elf-damaged-segments", told))

    def is_upx(self) -> bool:
        """Whether the UPX packer's mark stands behind the program headers."""
        return not self._strings and b"UPX!" in self._read(0, 1024)


def _type(e_type: int, soname: str, flags: int, *, interpreted: bool) -> NativeType:
    """ET_DYN is a program when it is marked as one; a library may have an interpreter too."""
    if e_type == _ET_DYN and not soname and (interpreted or flags & _DF_1_PIE):
        return NativeType.EXECUTABLE
    return _TYPES.get(e_type, NativeType.OTHER)


def _split(path: str) -> tuple[str, ...]:
    return tuple(part for part in path.split(":") if part)
