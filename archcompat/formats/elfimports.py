"""Which functions of glibc an ELF library wants, and whether at once or when first called.

System V gABI, "Symbol Table", "Relocation" and "Dynamic Section"; symbol versions as in the Linux
Standard Base. What may be put off is what musl puts off: prepare_lazy() in its ldso/dynlink.c.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archcompat.formats.elfversions import Name, ReadAt, files_needed
from archcompat.formats.musl import is_glibc, is_own, lacking

_DT_SYMTAB, _DT_RELA, _DT_RELASZ, _DT_REL, _DT_RELSZ = 6, 7, 8, 17, 18
_DT_PLTRELSZ, _DT_PLTREL, _DT_JMPREL, _DT_BIND_NOW, _DT_FLAGS = 2, 20, 23, 24, 30
_DT_FLAGS_1, _DT_VERSYM = 0x6FFFFFFB, 0x6FFFFFF0
_DT_RELACOUNT, _DT_RELCOUNT = 0x6FFFFFF9, 0x6FFFFFFA  # relative ones, which come first
_DF_BIND_NOW, _DF_1_NOW = 8, 1
_WEAK = 2
_MOST_RELOCATIONS = 1 << 20  # 24 MB of them; the largest library seen has 300,000
_MOST_SYMBOLS = 500_000  # the largest table seen has 300,000
# GLOB_DAT and JUMP_SLOT, which musl may put off, by e_machine (the processor supplements).
_PUT_OFF = {62: (6, 7), 183: (1025, 1026), 3: (6, 7), 40: (21, 22), 243: (2, 5), 21: (20, 21)}


@dataclass(frozen=True, slots=True)
class Imports:
    """Functions of glibc that not every musl has."""

    at_once: tuple[str, ...]
    """Wanted when the library is loaded: without them it is not."""
    when_called: tuple[str, ...]
    """Wanted when they are first called: without them the program crashes then."""


NO_IMPORTS = Imports((), ())


@dataclass(frozen=True, slots=True)
class Loaded:
    """A library as its loader sees it."""

    dynamic: Mapping[int, int]
    """The dynamic section's values by tag, the first of each."""
    needed: tuple[str, ...]
    at: ReadAt
    name: Name
    order: str
    """Byte order as ``struct`` writes it."""
    bits: int
    machine: int
    """e_machine."""


def glibc_imports(library: Loaded) -> Imports:
    """What a library wants of glibc."""
    dynamic = library.dynamic
    now = (
        _DT_BIND_NOW in dynamic
        or dynamic.get(_DT_FLAGS, 0) & _DF_BIND_NOW
        or dynamic.get(_DT_FLAGS_1, 0) & _DF_1_NOW
    )
    put_off = () if now else _PUT_OFF.get(library.machine, ())
    wanted: dict[int, bool] = {}
    for symbol, kind in _relocations(library):
        if symbol:
            wanted[symbol] = wanted.get(symbol, False) or kind not in put_off
    symbols = _Symbols(library, max(wanted, default=0) + 1)
    names: dict[bool, set[str]] = {True: set(), False: set()}
    for symbol, at_once in wanted.items():
        found = symbols.of_glibc(symbol)
        if found:
            names[at_once].add(found)
    at_once_names = lacking(names[True])
    return Imports(tuple(at_once_names), tuple(lacking(names[False] - names[True])))


def _relocations(library: Loaded) -> Iterator[tuple[int, int]]:
    """(symbol, type) of every relocation."""
    wide, order = library.bits == 64, library.order
    of = library.dynamic.get
    tables = (
        (_DT_RELA, of(_DT_RELASZ, 0), of(_DT_RELACOUNT, 0), True),
        (_DT_REL, of(_DT_RELSZ, 0), of(_DT_RELCOUNT, 0), False),
        (_DT_JMPREL, of(_DT_PLTRELSZ, 0), 0, of(_DT_PLTREL) == _DT_RELA),
    )
    for tag, size, relative, addends in tables:
        entry = struct.Struct(order + ("QQq" if wide else "IIi")[: 3 if addends else 2])
        passed_over = relative * entry.size
        address, left = of(tag, 0) + passed_over, size - passed_over
        data = library.at(address, min(left, _MOST_RELOCATIONS * entry.size)) if of(tag) else b""
        for values in entry.iter_unpack(data[: len(data) - len(data) % entry.size]):
            info = values[1]
            yield (info >> 32, info & 0xFFFFFFFF) if wide else (info >> 8, info & 0xFF)


class _Symbols:
    """Names of undefined symbols, as far as glibc has to provide them."""

    def __init__(self, library: Loaded, count: int) -> None:
        """Reads the first ``count`` symbols."""
        wide = library.bits == 64
        self._row = struct.Struct(library.order + ("IBBHQQ" if wide else "IIIBBH"))
        self._name, self._info, self._section = (0, 1, 3) if wide else (0, 3, 5)
        self._version = struct.Struct(library.order + "H")
        count = min(count, _MOST_SYMBOLS)
        self._table = library.at(library.dynamic.get(_DT_SYMTAB, 0), count * self._row.size)
        versions = library.dynamic.get(_DT_VERSYM, 0)
        self._versions = library.at(versions, count * self._version.size) if versions else b""
        self._files = files_needed(library.dynamic, library.at, library.name, library.order)
        self._only_glibc = all(is_own(one) or is_glibc(one) for one in library.needed)
        self._named = library.name

    def of_glibc(self, index: int) -> str:
        """The name of an undefined strong symbol that is glibc's; else empty."""
        start = index * self._row.size
        if start + self._row.size > len(self._table):
            return ""
        values = self._row.unpack_from(self._table, start)
        if values[self._section] or values[self._info] >> 4 == _WEAK:
            return ""
        # Glibc's symbols all have versions: one without is its program's, or somebody's else.
        of_glibc = is_glibc(self._file_of(index)) if self._files else self._only_glibc
        return self._named(values[self._name]) if of_glibc else ""

    def _file_of(self, index: int) -> str:
        start = index * self._version.size
        if start + self._version.size > len(self._versions):
            return ""
        return self._files.get(self._version.unpack_from(self._versions, start)[0] & 0x7FFF, "")
