"""Finds the sections and segments of an ELF file that compilers leave their records in.

ELF gABI, chapters 4 and 5: https://www.sco.com/developers/gabi/latest/contents.html
"""

import struct
from dataclasses import dataclass
from typing import BinaryIO

_PT_LOAD = 1
_MAX_HEADERS = 4096  # sections or segments; real programs have under 100
_MAX_NAMES = 1 << 20  # bytes of section names


@dataclass(frozen=True, slots=True)
class Section:
    """A section header, as far as it leads to the content."""

    kind: int
    """sh_type."""
    address: int
    offset: int
    size: int


@dataclass(frozen=True, slots=True)
class Segment:
    """The part of a PT_LOAD segment that is in the file."""

    flags: int
    """p_flags."""
    offset: int
    address: int
    size: int


class ElfSections:
    """The parts of an ELF file by name and by address; whatever is damaged is not there."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        """Read the header of a file of ``size`` bytes; the rest as it is asked for."""
        self._stream = stream
        self._size = size
        head = self._read(0, 64)
        self._wide = head[4:5] == b"\2"
        whole = head[:4] == b"\x7fELF" and len(head) >= (64 if self._wide else 52)
        self._head = head if whole else b""
        self._order = ">" if head[5:6] == b"\2" else "<"
        self._loads: list[Segment] | None = None
        self._table, self._names = self._read_sections() if whole else (b"", b"")

    @property
    def has_sections(self) -> bool:
        """Whether the file has its section headers, and their names."""
        return bool(self._table)

    def section(self, name: bytes) -> Section | None:
        """The first section of a name, ``.rodata``."""
        where = self._names.find(b"\0%s\0" % name)
        if where < 0:
            return None
        step = 64 if self._wide else 40
        for at in range(0, len(self._table) - step + 1, step):
            found, section = self._section(self._table, at)
            if found == where + 1:
                return section
        return None

    def content(self, section: Section, limit: int) -> bytes:
        """Up to ``limit`` bytes of a section, as they are in the file."""
        return self._read(section.offset, min(section.size, limit))

    def segment(self, flags: int) -> Segment | None:
        """The first PT_LOAD segment with those permissions (PF_X is 1, PF_W 2)."""
        return next((load for load in self._segments() if load.flags & 3 == flags), None)

    def at(self, address: int, count: int) -> bytes:
        """Up to ``count`` bytes at a virtual address; fewer at the end of its segment."""
        for load in self._segments():
            if load.address <= address < load.address + load.size:
                inside = address - load.address
                return self._read(load.offset + inside, min(count, load.size - inside))
        return b""

    def _read(self, offset: int, count: int) -> bytes:
        if offset >= self._size:
            return b""
        self._stream.seek(offset)
        return self._stream.read(count)

    def _read_sections(self) -> tuple[bytes, bytes]:
        """The section headers and their names; nothing in a file that lost them."""
        if self._wide:
            (offset,) = struct.unpack_from(self._order + "Q", self._head, 40)
            size, count, index = struct.unpack_from(self._order + "HHH", self._head, 58)
        else:
            (offset,) = struct.unpack_from(self._order + "I", self._head, 32)
            size, count, index = struct.unpack_from(self._order + "HHH", self._head, 46)
        if not offset or index >= count or size != (64 if self._wide else 40):
            return b"", b""
        table = self._read(offset, size * min(count, _MAX_HEADERS))
        if len(table) < size * (index + 1):
            return b"", b""
        _, names = self._section(table, index * size)
        return table, self._read(names.offset, min(names.size, _MAX_NAMES))

    def _section(self, table: bytes, at: int) -> tuple[int, Section]:
        """sh_name, and the rest."""
        name, kind, _, address, offset, size = struct.unpack_from(
            self._order + ("IIQQQQ" if self._wide else "IIIIII"), table, at
        )
        return name, Section(kind, address, offset, size)

    def _segments(self) -> list[Segment]:
        if self._loads is None:
            self._loads = list(self._read_segments()) if self._head else []
        return self._loads

    def _read_segments(self) -> list[Segment]:
        if self._wide:
            (offset,) = struct.unpack_from(self._order + "Q", self._head, 32)
            size, count = struct.unpack_from(self._order + "HH", self._head, 54)
        else:
            (offset,) = struct.unpack_from(self._order + "I", self._head, 28)
            size, count = struct.unpack_from(self._order + "HH", self._head, 42)
        layout = struct.Struct(self._order + ("IIQQQQ" if self._wide else "IIIIIII"))
        if size < layout.size:
            return []
        table = self._read(offset, size * min(count, _MAX_HEADERS))
        loads = []
        for at in range(0, len(table) - layout.size + 1, size):
            fields = layout.unpack_from(table, at)
            if fields[0] != _PT_LOAD:
                continue
            if self._wide:
                _, flags, start, address, _, length = fields
            else:
                _, start, address, _, length, _, flags = fields
            loads.append(Segment(flags, start, address, length))
        return loads
