"""Symbol versions an ELF file wants of its libraries, and the ones it defines.

Elfxx_Verneed and Elfxx_Verdef of the Linux Standard Base, Core, "Symbol Versioning": chains of
records, each with the distance to the next. Both chains are walked forwards only, by what is
there, never by what the file says is there.
"""

import re
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping

_DT_VERDEF, _DT_VERDEFNUM, _DT_VERNEED, _DT_VERNEEDNUM = (
    0x6FFFFFFC, 0x6FFFFFFD, 0x6FFFFFFE, 0x6FFFFFFF,
)  # fmt: skip
_MOST = 4096  # versions read of one file; the C library itself defines 60
_NEED, _NEED_NAME = "HHIII", "IHHII"
_DEFINITION = "HHHHIII"
_DOTTED = re.compile(r"\d{1,4}(?:\.\d{1,6}){1,3}")  # GLIBC_2.17, not GLIBC_PRIVATE

ReadAt = Callable[[int, int], bytes]
"""Reads up to a number of bytes at a virtual address."""
Name = Callable[[int], str]
"""Gives the string at an offset of the dynamic string table, empty for none."""


def versions_needed(dynamic: Mapping[int, int], at: ReadAt, name: Name, order: str) -> list[str]:
    """Every symbol version wanted of another library; ``dynamic`` has the section's values by tag.

    ``order`` is the byte order as ``struct`` writes it.
    """
    address = dynamic.get(_DT_VERNEED, 0)
    table = at(address, _MOST * 16) if address else b""
    need, wanted = struct.Struct(order + _NEED), struct.Struct(order + _NEED_NAME)
    names: list[str] = []
    for start in _chain(table, 0, need, dynamic.get(_DT_VERNEEDNUM, 0)):
        _, entries, _, first, _ = need.unpack_from(table, start)
        for position in _chain(table, start + first, wanted, min(entries, _MOST - len(names))):
            _, _, _, offset, _ = wanted.unpack_from(table, position)
            names.append(name(offset))
    return names


def files_needed(dynamic: Mapping[int, int], at: ReadAt, name: Name, order: str) -> dict[int, str]:
    """The library that each version index belongs to; arguments as above."""
    address = dynamic.get(_DT_VERNEED, 0)
    table = at(address, _MOST * 16) if address else b""
    need, wanted = struct.Struct(order + _NEED), struct.Struct(order + _NEED_NAME)
    files: dict[int, str] = {}
    for start in _chain(table, 0, need, dynamic.get(_DT_VERNEEDNUM, 0)):
        _, entries, file, first, _ = need.unpack_from(table, start)
        for position in _chain(table, start + first, wanted, min(entries, _MOST - len(files))):
            _, _, index, _, _ = wanted.unpack_from(table, position)
            files[index & 0x7FFF] = name(file)
    return files


def versions_defined(dynamic: Mapping[int, int], at: ReadAt, name: Name, order: str) -> list[str]:
    """Every symbol version the file defines, by its first name; arguments as above."""
    address = dynamic.get(_DT_VERDEF, 0)
    table = at(address, _MOST * 28) if address else b""
    definition, first_name = struct.Struct(order + _DEFINITION), struct.Struct(order + "I")
    names: list[str] = []
    for start in _chain(table, 0, definition, dynamic.get(_DT_VERDEFNUM, 0)):
        *_, aux, _ = definition.unpack_from(table, start)
        if start + aux + first_name.size <= len(table):
            names.append(name(*first_name.unpack_from(table, start + aux)))
    return names


def highest(versions: Iterable[str], prefix: str) -> str:
    """The highest dotted version behind a prefix, ``2.17`` of ``GLIBC_2.17``; empty for none."""
    found = [
        text
        for text in (name[len(prefix) :] for name in versions if name.startswith(prefix))
        if _DOTTED.fullmatch(text)
    ]
    return max(found, key=lambda text: [int(part) for part in text.split(".")], default="")


def _chain(table: bytes, start: int, record: struct.Struct, count: int) -> Iterator[int]:
    """Places of at most ``count`` records; each ends with the distance to the next, the last 0."""
    for _ in range(min(count, _MOST)):
        if start + record.size > len(table):
            return
        yield start
        onward = record.unpack_from(table, start)[-1]
        if not onward:
            return
        start += onward
