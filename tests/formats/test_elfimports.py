"""What an ELF library wants of glibc that musl has not."""

import io
from pathlib import Path

import pytest
from elftools.elf.dynamic import DynamicSection
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection, GNUVerSymSection
from elftools.elf.relocation import RelocationSection
from elftools.elf.sections import SymbolTableSection
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.elf import read_elf
from archcompat.formats.musl import is_glibc, lacking
from tests.make.elf import elf
from tests.make.realfiles import real_files

GLOB_DAT, JUMP_SLOT, ABS64 = 1025, 1026, 257
PUT_OFF = {"EM_X86_64": (6, 7), "EM_AARCH64": (GLOB_DAT, JUMP_SLOT)}
MISSING = "__strdup"
SMALL = 300_000  # bytes; pyelftools takes its time for a large file


def theirs(path: Path) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """What pyelftools finds wanted at once, and when called; None for a file that is no example."""
    with path.open("rb") as stream:
        file = ELFFile(stream)
        symbols = file.get_section_by_name(".dynsym")
        versions = file.get_section_by_name(".gnu.version")
        needs = file.get_section_by_name(".gnu.version_r")
        dynamic = file.get_section_by_name(".dynamic")
        if not isinstance(dynamic, DynamicSection) or not isinstance(symbols, SymbolTableSection):
            return None
        if not isinstance(versions, GNUVerSymSection) or not isinstance(needs, GNUVerNeedSection):
            return None
        owners = {
            one["vna_other"] & 0x7FFF: library.name
            for library, entries in needs.iter_versions()
            for one in entries
        }
        flags = {"DT_FLAGS": 8, "DT_FLAGS_1": 1}
        now = any(
            tag.entry.d_tag == "DT_BIND_NOW" or tag.entry.d_val & flags.get(tag.entry.d_tag, 0)
            for tag in dynamic.iter_tags()
        )
        at_once: set[str] = set()
        called: set[str] = set()
        for section in file.iter_sections():
            if not isinstance(section, RelocationSection):
                continue
            if file.get_section(section["sh_link"]).name != ".dynsym":
                continue
            for relocation in section.iter_relocations():
                number = relocation["r_info_sym"]
                symbol = symbols.get_symbol(number)
                weak = symbol["st_info"]["bind"] == "STB_WEAK"
                if not number or symbol["st_shndx"] != "SHN_UNDEF" or weak:
                    continue
                version = versions.get_symbol(number)["ndx"]
                if is_glibc(owners.get(version) or ""):
                    late = not now and relocation["r_info_type"] in PUT_OFF[file["e_machine"]]
                    (called if late else at_once).add(symbol.name)
        return tuple(lacking(at_once)), tuple(lacking(called - at_once))


def test_as_pyelftools_reads() -> None:
    """Oracle: pyelftools' relocations, symbols and versions of the libraries of this machine."""
    compared = wanting = 0
    for path in real_files():
        expected = theirs(path) if path.stat().st_size < SMALL else None
        if expected is not None:
            with path.open("rb") as stream:
                found = read_elf(stream, imports=True)
            if found.libc == "glibc":
                assert (found.imports.at_once, found.imports.when_called) == expected, path
                compared += 1
                wanting += expected != ((), ())
    assert compared > 50
    assert wanting > 10


@pytest.mark.parametrize(
    ("relocation", "lazy", "at_once", "when_called"),
    [
        pytest.param(JUMP_SLOT, True, (), (MISSING,), id="call"),
        pytest.param(GLOB_DAT, True, (), (MISSING,), id="address-of-a-function"),
        pytest.param(ABS64, True, (MISSING,), (), id="data"),
        pytest.param(JUMP_SLOT, False, (MISSING,), (), id="bind-now"),
    ],
)
def test_when_a_symbol_has_to_be_there(
    relocation: int, lazy: bool, at_once: tuple[str, ...], when_called: tuple[str, ...]
) -> None:
    """That puts off calls and table entries, unless the library asks it not to."""
    data = elf(
        "aarch64",
        needed=("libc.so.6",),
        exports=("own",),
        imports=("malloc", MISSING),
        wanted=((MISSING, relocation), ("malloc", relocation)),
        lazy=lazy,
    )

    found = read_elf(io.BytesIO(data), imports=True).imports

    assert (found.at_once, found.when_called) == (at_once, when_called)
    assert read_elf(io.BytesIO(data)).imports.when_called == ()


def test_a_name_without_a_version_may_be_another_librarys() -> None:
    """With libstdc++ beside it, nothing says whose it is."""
    data = elf(
        "aarch64",
        needed=("libstdc++.so.6", "libc.so.6"),
        imports=("_ZdlPv",),
        wanted=(("_ZdlPv", JUMP_SLOT),),
    )

    assert read_elf(io.BytesIO(data), imports=True).imports.when_called == ()


LIBRARY = elf(
    "aarch64",
    needed=("libc.so.6",),
    imports=("malloc", MISSING),
    wanted=((MISSING, JUMP_SLOT), ("malloc", ABS64)),
    versions={"libc.so.6": ("GLIBC_2.17",)},
)


@given(st.lists(st.tuples(st.integers(0, len(LIBRARY) - 1), st.integers(0, 255)), max_size=8))
def test_any_bytes(changes: list[tuple[int, int]]) -> None:
    """A value or FormatError, and no name that is not in the file."""
    data = bytearray(LIBRARY)
    for position, value in changes:
        data[position] = value
    try:
        found = read_elf(io.BytesIO(data), imports=True).imports
    except FormatError:
        return
    for name in (*found.at_once, *found.when_called):
        assert name.encode("utf-8", "surrogateescape") in data
