"""Names of the symbols an ELF file exports, from its dynamic symbol table (gABI, symbol table)."""

import struct
from collections.abc import Callable, Iterator, Mapping

_DT_HASH, _DT_SYMTAB, _DT_GNU_HASH = 4, 6, 0x6FFFFEF5
_MAX_SYMBOLS = 500_000  # the largest table seen, of a machine learning library, has 300,000

ReadAt = Callable[[int, int], bytes]
"""Reads up to a number of bytes at a virtual address."""


def exported_names(
    dynamic: Mapping[int, int], strings: bytes, at: ReadAt, order: str, bits: int
) -> Iterator[bytes]:
    """Names of defined symbols; ``dynamic`` has the dynamic section's values by tag."""
    address = dynamic.get(_DT_SYMTAB, 0)
    entry = struct.Struct(order + ("IBBHQQ" if bits == 64 else "IIIBBH"))
    section = 3 if bits == 64 else 5
    count = min(_count(dynamic, at, order, bits), _MAX_SYMBOLS)
    table = at(address, count * entry.size) if address else b""
    for values in entry.iter_unpack(table[: len(table) - len(table) % entry.size]):
        name = values[0]
        if values[section] and 0 < name < len(strings):
            end = strings.find(b"\0", name, name + 4096)
            if end > 0:
                yield strings[name:end]


def _count(dynamic: Mapping[int, int], at: ReadAt, order: str, bits: int) -> int:
    """The number of dynamic symbols: DT_HASH states it, DT_GNU_HASH's last chain ends with it."""
    address = dynamic.get(_DT_HASH)
    if address:
        header = at(address, 8)
        return int(struct.unpack_from(order + "I", header, 4)[0]) if len(header) == 8 else 0
    address = dynamic.get(_DT_GNU_HASH)
    header = at(address, 16) if address else b""
    if address is None or len(header) < 16:
        return 0
    buckets, first, bloom, _ = struct.unpack(order + "IIII", header)
    buckets_at = address + 16 + bloom * (bits // 8)
    data = at(buckets_at, 4 * min(buckets, _MAX_SYMBOLS))
    last = max((value for (value,) in struct.iter_unpack(order + "I", data[: len(data) & ~3])),
               default=0)  # fmt: skip
    if last < first:
        return int(first)
    chain = at(buckets_at + 4 * buckets + 4 * (last - first), 4 * 65536)
    for (value,) in struct.iter_unpack(order + "I", chain[: len(chain) & ~3]):
        last += 1
        if value & 1:
            break
    return int(last)
