"""Exported names, against pyelftools, and tables whose counts lie."""

import io
import struct
from collections.abc import Mapping

import pytest
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection
from hypothesis import given, settings
from hypothesis import strategies as st

from archcompat.formats.elf import read_elf
from archcompat.formats.elfsymbols import ReadAt, exported_names
from tests.make.elf import elf
from tests.make.realfiles import real_files

HASH, STRTAB, SYMTAB, STRSZ, GNU_HASH = 4, 5, 6, 10, 0x6FFFFEF5


def at_of(table: bytes, base: int = 0) -> ReadAt:
    """Reads bytes that lie at an address."""

    def at(address: int, count: int) -> bytes:
        return table[address - base : address - base + count] if address >= base else b""

    return at


def test_as_pyelftools_reads() -> None:
    """Oracle: pyelftools' .dynsym of every library of this machine, by either hash table."""
    seen, tables = 0, set()
    for path in real_files():
        with path.open("rb") as stream:
            file = ELFFile(stream)
            section = file.get_section_by_name(".dynsym")
            segment = next(file.iter_segments("PT_DYNAMIC"), None)
            if not isinstance(section, SymbolTableSection) or segment is None:
                continue
            data = path.read_bytes()
            loads = [
                (s["p_vaddr"], s["p_offset"], s["p_filesz"]) for s in file.iter_segments("PT_LOAD")
            ]

            def at(
                address: int,
                count: int,
                data: bytes = data,
                loads: list[tuple[int, int, int]] = loads,
            ) -> bytes:
                for start, offset, size in loads:
                    if start <= address < start + size:
                        inside = address - start
                        return data[offset + inside : offset + min(size, inside + count)]
                return b""

            bits, order = file.elfclass, "<" if file.little_endian else ">"
            rows = data[segment["p_offset"] : segment["p_offset"] + segment["p_filesz"]]
            dynamic = dict(struct.iter_unpack(order + ("QQ" if bits == 64 else "II"), rows))
            theirs = [
                symbol.name.encode("utf-8", "surrogateescape")
                for symbol in section.iter_symbols()
                if symbol["st_shndx"] != "SHN_UNDEF" and symbol.name
            ]
            strings = at(dynamic[STRTAB], dynamic[STRSZ])
            for table in {HASH, GNU_HASH} & dynamic.keys():
                one = {tag: value for tag, value in dynamic.items() if tag not in (HASH, GNU_HASH)}
                one[table] = dynamic[table]
                found = list(exported_names(one, strings, at, order, bits))
                # DT_GNU_HASH has defined symbols only, and none when the file exports nothing
                assert found == theirs, (path, table)
                tables.add(table)
                seen += len(found)
    assert seen > 1000
    assert GNU_HASH in tables


@pytest.mark.parametrize(
    ("bits", "order"),
    [
        pytest.param(64, "<", id="64-bit"),
        pytest.param(64, ">", id="64-bit-big-endian"),
        pytest.param(32, "<", id="32-bit"),
        pytest.param(32, ">", id="32-bit-big-endian"),
    ],
)
def test_defined_ones_only(bits: int, order: str) -> None:
    """Imported functions are not exported, in every class and byte order."""
    data = elf(
        "s390x",
        bits=bits,
        order=order,
        exports=("Java_a_B_c", "JNI_OnLoad_x", "JNI_OnLoad", "plain"),
        imports=("Java_d_E_f", "JNI_OnLoad_y"),
    )
    assert read_elf(io.BytesIO(data)).jni == ("JNI_OnLoad_x", "Java_a_B")


SYMBOL = struct.Struct("<IBBHQQ")
STRINGS = b"\0one\0two\0three"
SYMBOLS = b"".join(
    SYMBOL.pack(name, 0x12, 0, section, 0, 0) for name, section in ((0, 0), (1, 1), (5, 0), (9, 1))
)


def names(dynamic: Mapping[int, int], table: bytes) -> list[bytes]:
    return list(exported_names(dynamic, STRINGS, at_of(table, 1000), "<", 64))


@pytest.mark.parametrize(
    ("nchain", "found"),
    [
        pytest.param(4, [b"one"], id="a-name-without-end-is-none"),
        pytest.param(2, [b"one"], id="two-symbols"),
        pytest.param(1, [], id="the-empty-symbol"),
        pytest.param(0xFFFFFFFF, [b"one"], id="E04-nchain-max"),
    ],
)
def test_count(nchain: int, found: list[bytes]) -> None:
    """E04: DT_HASH says how many symbols there are; what is not there is not read."""
    header = struct.pack("<II", 1, nchain)
    assert names({SYMTAB: 1008, HASH: 1000}, header + SYMBOLS) == found


@pytest.mark.parametrize(
    "dynamic",
    [
        pytest.param({}, id="nothing"),
        pytest.param({SYMTAB: 1000}, id="no-hash-table"),
        pytest.param({HASH: 1000}, id="no-symbols"),
        pytest.param({SYMTAB: 1008, HASH: 1 << 63}, id="hash-nowhere"),
        pytest.param({SYMTAB: 1008, GNU_HASH: 1 << 63}, id="gnu-hash-nowhere"),
        pytest.param({SYMTAB: 1008, GNU_HASH: 0}, id="gnu-hash-0"),
    ],
)
def test_no_table(dynamic: dict[int, int]) -> None:
    """Without a symbol table or its size nothing is exported."""
    assert names(dynamic, struct.pack("<II", 1, 4) + SYMBOLS) == []


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([HASH, SYMTAB, GNU_HASH]), st.integers(900, 1200) | st.just(1 << 63)
    ),
    st.binary(max_size=300),
    st.binary(max_size=40),
    st.sampled_from([("<", 64), (">", 32)]),
)
def test_any_bytes(
    dynamic: dict[int, int], table: bytes, strings: bytes, shape: tuple[str, int]
) -> None:
    """Any tables give names out of the string table."""
    order, bits = shape
    for name in exported_names(dynamic, strings, at_of(table, 1000), order, bits):
        assert name in strings
