"""The ELF reader: what made files say, what damaged ones do, and what other readers say."""

import io
import os
import re
import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

import lief
import pytest
from elftools.elf.dynamic import DynamicSegment
from elftools.elf.elffile import ELFFile
from elftools.elf.gnuversions import GNUVerNeedSection
from elftools.elf.segments import InterpSegment
from hypothesis import given, settings
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.elf import ElfFile, read_elf, read_elf_head
from archcompat.model.arch import Arch, arch_of_token
from archcompat.model.native import NativeType
from tests.make.elf import SO64, elf, patched, relocatable
from tests.make.realfiles import real_files

FLAGS_1, PIE = 0x6FFFFFFB, 0x08000000
FULL = elf(
    "x86_64",
    soname="libfull.so.1",
    needed=("libc.so.6", "libstdc++.so.6"),
    interpreter="/lib64/ld-linux-x86-64.so.2",
    rpath="$ORIGIN/../lib:/opt/lib",
    runpath="$ORIGIN",
    versions={
        "libc.so.6": ("GLIBC_2.2.5", "GLIBC_2.17", "GLIBC_PRIVATE"),
        "libstdc++.so.6": ("GLIBCXX_3.4.9", "GLIBCXX_3.4.21", "CXXABI_1.3"),
    },
    defines=("libfull.so.1", "FULL_1.0"),
    exports=("Java_org_x_Y_z", "other"),
    imports=("memcpy",),
    notes=(("GNU", 1, bytes(16)),),
)
SHAPES = [
    pytest.param("x86_64", 64, "<", id="64-bit-little-endian"),
    pytest.param("s390x", 64, ">", id="64-bit-big-endian"),
    pytest.param("arm", 32, "<", id="32-bit-little-endian"),
    pytest.param(20, 32, ">", id="32-bit-big-endian"),
]


def read(data: bytes) -> ElfFile:
    return read_elf(io.BytesIO(data))


def codes(data: bytes) -> list[str]:
    return [code for code, _ in read(data).damage]


class Endless(io.BytesIO):
    """A file that goes on with one byte for ever, and remembers how much was asked of it."""

    def __init__(self, data: bytes, filler: bytes) -> None:
        super().__init__(data)
        self.filler = filler
        self.most = self.total = 0

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        return super().seek(offset) if whence == os.SEEK_SET else (1 << 63) - 1

    def read(self, count: int | None = -1, /) -> bytes:
        assert count is not None
        assert count >= 0, "the whole of an endless file was asked for"
        self.most = max(self.most, count)
        self.total += count
        return super().read(count).ljust(count, self.filler)


# --- what the header says ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("machine", "bits", "order", "arch"),
    [
        pytest.param("x86_64", 64, "<", Arch.X86_64, id="x86_64"),
        pytest.param("x86_64", 32, "<", Arch.X86_64, id="E10-x32"),
        pytest.param("i386", 32, "<", Arch.I386, id="E10-i386"),
        pytest.param("aarch64", 64, "<", Arch.AARCH64, id="aarch64"),
        pytest.param("aarch64", 64, ">", Arch.AARCH64, id="aarch64-big-endian"),
        pytest.param("arm", 32, "<", Arch.ARM, id="E10-arm"),
        pytest.param("riscv64", 64, "<", Arch.RISCV64, id="E10-riscv64"),
        pytest.param("riscv64", 32, "<", Arch.RISCV32, id="E10-riscv32"),
        pytest.param("s390x", 64, ">", Arch.S390X, id="E10-s390x"),
        pytest.param("s390x", 32, ">", Arch.S390, id="E10-s390-31-bit"),
        pytest.param("ppc64le", 64, "<", Arch.PPC64LE, id="E10-ppc64le"),
        pytest.param("ppc64le", 64, ">", Arch.PPC64, id="E10-ppc64-big-endian"),
        pytest.param(258, 64, "<", Arch.LOONGARCH64, id="loongarch64"),
        pytest.param(8, 64, "<", Arch.MIPS64, id="mips64"),
        pytest.param(8, 32, ">", Arch.MIPS, id="mips"),
        pytest.param(247, 64, "<", Arch.BPF, id="bpf"),
    ],
)
def test_machine(machine: str | int, bits: int, order: str, arch: Arch) -> None:
    """E10: machine, class and byte order tell the architecture together."""
    found = read(elf(machine, bits=bits, order=order, needed=("libc.so.6",)))
    assert (found.arch, found.machine, found.bits) == (arch, arch.value, bits)
    assert found.needed == ("libc.so.6",)
    assert found.damage == ()


def test_machine_without_a_name() -> None:
    """A machine that the table does not have keeps its number."""
    found = read(elf(4711))
    assert (found.arch, found.machine) == (Arch.OTHER, "EM_4711")


LOADER = "/lib64/ld-linux-x86-64.so.2"


@pytest.mark.parametrize(
    ("data", "type_", "libc"),
    [
        pytest.param(elf(e_type=2), NativeType.EXECUTABLE, "", id="E13-static-as-go-links"),
        pytest.param(
            elf(e_type=2, interpreter=LOADER), NativeType.EXECUTABLE, "glibc", id="dynamic-program"
        ),
        pytest.param(
            elf(interpreter=LOADER, needed=("libgcc_s.so.1", "libc.so.6")),
            NativeType.EXECUTABLE,
            "glibc",
            id="E13-pie-as-rust-links",
        ),
        pytest.param(
            elf(tags=((FLAGS_1, PIE),)), NativeType.EXECUTABLE, "", id="E13-musl-static-pie"
        ),
        pytest.param(elf(tags=((FLAGS_1, 1),)), NativeType.SHARED, "", id="flags-without-pie"),
        pytest.param(elf(needed=("libm.so.6",)), NativeType.SHARED, "", id="library-no-soname"),
        pytest.param(elf(), NativeType.SHARED, "", id="library-without-dynamic-section"),
        pytest.param(
            elf(soname="libc.so.6", interpreter=LOADER),
            NativeType.SHARED,
            "glibc",
            id="library-with-interpreter",
        ),
        pytest.param(relocatable(), NativeType.RELOCATABLE, "", id="object-file"),
        pytest.param(elf(e_type=4), NativeType.CORE, "", id="core"),
        pytest.param(elf(e_type=0xFE00), NativeType.OTHER, "", id="system-specific"),
        pytest.param(
            patched(relocatable(), (16, "<H", 3)), NativeType.OTHER, "", id="library-of-sections"
        ),
        pytest.param(
            patched(relocatable(), (16, "<H", 2)), NativeType.OTHER, "", id="program-of-sections"
        ),
    ],
)
def test_type(data: bytes, type_: NativeType, libc: str) -> None:
    """A program, a library, or neither; what has no segments cannot be loaded as either."""
    found = read(data)
    assert (found.type, found.libc, found.damage) == (type_, libc, ())


@pytest.mark.parametrize(
    ("data", "arch"),
    [
        pytest.param(elf("aarch64", e_type=2, pad=100), Arch.AARCH64, id="E03-64-bit"),
        pytest.param(elf("arm", bits=32, e_type=2), Arch.ARM, id="E03-32-bit"),
    ],
)
def test_small_static_program(data: bytes, arch: Arch) -> None:
    """E03: a valid program of less than 300 bytes is a program."""
    assert len(data) < 300
    assert (read(data).arch, read(data).type) == (arch, NativeType.EXECUTABLE)


@pytest.mark.parametrize(("machine", "bits", "order"), SHAPES)
def test_object_file(machine: str | int, bits: int, order: str) -> None:
    """Files of sections only, of every class and byte order."""
    found = read(relocatable(machine, bits=bits, order=order))
    assert (found.type, found.bits, found.damage) == (NativeType.RELOCATABLE, bits, ())


# --- what the dynamic section says -------------------------------------------------------------


@pytest.mark.parametrize(("machine", "bits", "order"), SHAPES)
def test_dynamic_section(machine: str | int, bits: int, order: str) -> None:
    """Every value of the dynamic section, in every class and byte order."""
    found = read(
        elf(
            machine,
            bits=bits,
            order=order,
            soname="libx.so.1",
            needed=("libb.so", "liba.so", "libb.so"),
            interpreter="/lib/ld.so.1",
            rpath="/a:/b",
            runpath="/c",
            versions={"liba.so": ("GLIBC_2.4",), "libb.so": ("GLIBC_2.10", "GLIBCXX_3.4")},
            defines=("libx.so.1", "GLIBC_2.31", "GLIBC_2.4"),
            exports=("Java_a_B_c",),
        )
    )
    assert found.soname == "libx.so.1"
    assert found.needed == ("libb.so", "liba.so", "libb.so")
    assert found.interpreter == "/lib/ld.so.1"
    assert (found.rpath, found.runpath) == (("/a", "/b"), ("/c",))
    assert (found.min_glibc, found.min_glibcxx, found.own_glibc) == ("2.10", "3.4", "2.31")
    assert found.jni == ("Java_a_B",)
    assert found.damage == ()


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        pytest.param("$ORIGIN/../lib", ("$ORIGIN/../lib",), id="E15-origin"),
        pytest.param("${ORIGIN}/$LIB:/x", ("${ORIGIN}/$LIB", "/x"), id="E15-lib"),
        pytest.param("/opt/$PLATFORM", ("/opt/$PLATFORM",), id="E15-platform"),
        pytest.param("/lib/glibc-hwcaps/x86-64-v3", ("/lib/glibc-hwcaps/x86-64-v3",), id="E15-v3"),
        pytest.param(":/a::/b:", ("/a", "/b"), id="E15-empty-parts"),
    ],
)
def test_search_path(path: str, parts: tuple[str, ...]) -> None:
    """E15: search paths are split and otherwise kept as written."""
    assert read(elf(rpath=path)).rpath == parts
    assert read(elf(runpath=path)).runpath == parts


@pytest.mark.parametrize(
    ("names", "highest"),
    [
        pytest.param(("GLIBC_2.9", "GLIBC_2.17"), "2.17", id="by-number-not-letter"),
        pytest.param(("GLIBC_2.17", "GLIBC_2.2.5"), "2.17", id="three-parts"),
        pytest.param(("GLIBC_2.3", "GLIBC_2.3.4"), "2.3.4", id="longer-is-newer"),
        pytest.param(("GLIBC_PRIVATE",), "", id="private"),
        pytest.param(("GLIBC_ABI_DT_RELR", "GLIBC_2.36"), "2.36", id="abi-mark"),
        pytest.param(("GLIBC_", "GLIBC_2", "GLIBC_2.x", "GLIBC_2.1\n"), "", id="no-version"),
        pytest.param(("GLIBCXX_3.4.21",), "", id="another-library"),
        pytest.param(("GLIBC_2.99999999",), "", id="absurd-number"),
    ],
)
def test_highest_version(names: tuple[str, ...], highest: str) -> None:
    """The highest GLIBC version is told by its numbers; names that are none are passed over."""
    assert read(elf(versions={"libc.so.6": names})).min_glibc == highest
    assert read(elf(defines=names)).own_glibc == highest


def test_alignment() -> None:
    """The alignment is the smallest of the load segments', 0 where there is none."""
    assert read(elf(align=0x1000)).alignment == 0x1000
    assert read(elf(align=0x10000)).alignment == 0x10000
    assert read(relocatable()).alignment == 0


@pytest.mark.parametrize(
    ("data", "packed"),
    [
        pytest.param(elf(e_type=2) + bytes(4) + b"UPX!" + bytes(64), "upx", id="E13-program"),
        pytest.param(elf() + bytes(4) + b"UPX!" + bytes(64), "upx", id="E13-pie"),
        pytest.param(elf(e_type=2) + bytes(2000) + b"UPX!", "", id="the-mark-far-behind"),
        pytest.param(elf(soname="UPX!.so"), "", id="a-library-of-that-name"),
        pytest.param(elf(e_type=2), "", id="plain"),
    ],
)
def test_packed(data: bytes, packed: str) -> None:
    """E13: the mark of UPX stands behind the program headers of what it packed."""
    assert read(data).packed == packed


# --- damage ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(SO64[:20], "elf-truncated", id="E01-20-bytes"),
        pytest.param(SO64[:4], "elf-truncated", id="E01-magic-only"),
        pytest.param(SO64[:63], "elf-truncated", id="E01-a-byte-short-of-a-header"),
        pytest.param(SO64[:64], "elf-truncated", id="E01-header-only"),
        pytest.param(
            patched(SO64[:64], (56, "<H", 0)), "elf-truncated", id="E01-header-that-asks-nothing"
        ),
        pytest.param(elf(bits=32)[:51], "elf-truncated", id="E01-32-bit"),
        pytest.param(b"", "elf-truncated", id="E16-empty"),
        pytest.param(b"INPUT(-lfoo)\n" * 9, "elf-truncated", id="E16-linker-script"),
        pytest.param(patched(SO64, (4, "B", 3)), "elf-malformed", id="class-3"),
        pytest.param(patched(SO64, (5, "B", 0)), "elf-malformed", id="no-byte-order"),
        pytest.param(patched(SO64, (54, "<H", 0)), "elf-malformed", id="E04-phentsize-0"),
        pytest.param(patched(SO64, (54, "<H", 0xFFFF)), "elf-malformed", id="E04-phentsize-65535"),
        pytest.param(patched(SO64, (56, "<H", 0xFFFF)), "elf-truncated", id="E04-65535-phdrs"),
        pytest.param(patched(SO64, (32, "<Q", (1 << 64) - 1)), "elf-truncated", id="E04-phoff-max"),
        pytest.param(relocatable()[:-1], "elf-truncated", id="object-file-a-byte-short"),
        pytest.param(
            patched(relocatable(), (40, "<Q", (1 << 63) - 1)), "elf-truncated", id="E04-shoff-max"
        ),
    ],
)
def test_refused(data: bytes, code: str) -> None:
    """A file whose headers are not there has no verdict."""
    with pytest.raises(FormatError) as raised:
        read(data)
    assert raised.value.code == code


def dynamic_at(data: bytes) -> tuple[int, int]:
    """Offset and size of the dynamic section of a 64-bit little-endian file."""
    segment = next(s for s in ELFFile(io.BytesIO(data)).iter_segments("PT_DYNAMIC"))
    return int(segment["p_offset"]), int(segment["p_filesz"])


def with_value(data: bytes, tag: int, value: int) -> bytes:
    """The file with the first row of a tag changed to another value."""
    at, size = dynamic_at(data)
    for row in range(at, at + size, 16):
        if int.from_bytes(data[row : row + 8], "little") == tag:
            return patched(data, (row + 8, "<Q", value))
    raise LookupError(tag)


def dynamic_cut(data: bytes, size: int) -> bytes:
    """The file with its dynamic segment said to be of another size (the second program header)."""
    assert data[64 + 56] == 2, "the dynamic segment is the second"
    return patched(data, (64 + 56 + 32, "<Q", size))


def version_table(data: bytes) -> int:
    """Address of DT_VERNEED."""
    at, size = dynamic_at(data)
    rows = dict(struct.iter_unpack("<QQ", data[at : at + size]))
    return int(rows[0x6FFFFFFE])


PLAIN = elf(soname="libx.so", needed=("liba.so", "libb.so"), versions={"liba.so": ("GLIBC_2.5",)})


@pytest.mark.parametrize(
    ("data", "needed", "said"),
    [
        pytest.param(
            dynamic_cut(PLAIN, 16 * 2 + 7),
            (),
            ["elf-damaged-dynamic", "elf-damaged-strings"],
            id="E06-not-a-multiple-of-16",
        ),
        pytest.param(
            dynamic_cut(PLAIN, dynamic_at(PLAIN)[1] - 16),
            ("liba.so", "libb.so"),
            ["elf-damaged-dynamic"],
            id="E06-no-end",
        ),
        pytest.param(dynamic_cut(PLAIN, 0), (), [], id="split-off-debug-information"),
        pytest.param(
            with_value(PLAIN, 10, 1 << 60),
            ("liba.so", "libb.so"),
            ["elf-damaged-strings"],
            id="E07-strsz-2^60",
        ),
        pytest.param(
            with_value(PLAIN, 1, 1 << 63),
            ("libb.so",),
            ["elf-damaged-strings"],
            id="E07-needed-out-of-range",
        ),
        pytest.param(
            with_value(PLAIN, 10, 5), (), ["elf-damaged-strings"], id="E07-string-without-end"
        ),
        pytest.param(
            with_value(PLAIN, 5, 1 << 62), (), ["elf-damaged-strings"], id="E07-strtab-nowhere"
        ),
        pytest.param(
            elf(needed=("x" * 5000, "libb.so")),
            ("libb.so",),
            ["elf-damaged-strings"],
            id="E07-a-name-of-5000-letters",
        ),
        pytest.param(elf(needed=("x" * 4096,)), ("x" * 4096,), [], id="E07-a-name-of-4096-letters"),
    ],
)
def test_damaged_dynamic_section(data: bytes, needed: tuple[str, ...], said: list[str]) -> None:
    """E06, E07: what can be read is read, and the damage is said."""
    found = read(data)
    assert found.needed == needed
    assert sorted({code for code, _ in found.damage}) == said
    assert found.arch is Arch.X86_64


@pytest.mark.parametrize(
    ("offset", "value"),
    [
        pytest.param(2, 0xFFFF, id="E04-entries-65535"),
        pytest.param(8, 0xFFFFFFF0, id="E04-first-entry-far-away"),
        pytest.param(12, 0xFFFFFFFF, id="E04-next-far-away"),
        pytest.param(16 + 12, 0xFFFFFFFF, id="E04-next-entry-far-away"),
    ],
)
def test_absurd_versions(offset: int, value: int) -> None:
    """E04: a chain of versions that leads out of the file ends there."""
    table = version_table(PLAIN)
    found = read(patched(PLAIN, (table + offset, "<H" if offset == 2 else "<I", value)))
    assert found.needed == ("liba.so", "libb.so")
    assert found.min_glibc in ("2.5", "")


def test_version_chain_in_a_loop() -> None:
    """E04: with overlapping records and the largest counts, the walk still ends."""
    data = with_value(PLAIN, 0x6FFFFFFF, (1 << 64) - 1)
    table = version_table(data)
    looped = patched(
        data,
        (table + 2, "<H", 0xFFFF),
        (table + 8, "<I", 0),
        (table + 12, "<I", 1),
    )
    assert read(looped).soname == "libx.so"


def test_overlapping_segments() -> None:
    """E04: segments may overlap: an address is read where the first one that has it says."""
    rows = [SO64[64:120]] * 2 + [SO64[120:176]]
    moved = patched(SO64[:64], (32, "<Q", len(SO64)), (56, "<H", 3)) + SO64[64:] + b"".join(rows)
    assert (read(moved).soname, read(moved).needed) == ("libx.so", ("libc.so.6",))


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param([(60, "<H", 0), (40, "<Q", 0x40)], id="E04-shnum-0"),
        pytest.param([(60, "<H", 0xFFFF), (40, "<Q", (1 << 63) - 1)], id="E04-shoff-2^63"),
        pytest.param([(58, "<H", 0xFFFF), (60, "<H", 0xFF00), (40, "<Q", 64)], id="E04-65280"),
        pytest.param([(60, "<H", 1), (40, "<Q", 0), (62, "<H", 0xFFFF)], id="E09-names-nowhere"),
    ],
)
def test_section_headers_do_not_matter(changes: list[tuple[int, str, int]]) -> None:
    """E04, E09: nothing that section headers say changes what is read, or is decompressed."""
    assert read(patched(SO64, *changes)) == read(SO64)


@pytest.mark.parametrize("filler", [b"\0", b"\1", b"\xff"], ids=["zeros", "ones", "all-bits"])
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(patched(SO64, (56, "<H", 0xFFFF)), id="E04-65535-phdrs"),
        pytest.param(dynamic_cut(SO64, 1 << 60), id="E06-dynamic-2^60"),
        pytest.param(with_value(SO64, 10, 1 << 60), id="E07-strsz-2^60"),
        pytest.param(
            patched(FULL, *((64 + 56 * row + 32, "<Q", 1 << 62) for row in range(4))),
            id="E04-every-segment-2^62",
        ),
        pytest.param(
            patched(
                with_value(with_value(elf(exports=("Java_a_B_c",)), 10, 1 << 60), 4, 1 << 20),
                (64 + 32, "<Q", 1 << 62),
            ),
            id="E04-nchain-absurd",
        ),
    ],
)
def test_bounded_reading(data: bytes, filler: bytes) -> None:
    """E04, E07: of a file that never ends and says so, a bounded part is read."""
    stream = Endless(data, filler)
    read_elf(stream)
    assert stream.most <= 32 << 20
    assert stream.total <= 128 << 20


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(FULL, id="64-bit"),
        pytest.param(elf("arm", bits=32, needed=("a",), soname="b"), id="32-bit"),
        pytest.param(elf("s390x", order=">", needed=("a",), interpreter="/l"), id="big-endian"),
        pytest.param(elf(e_type=2, pad=64), id="static"),
        pytest.param(relocatable(), id="object-file"),
    ],
)
def test_cut_off_anywhere(data: bytes) -> None:
    """E01: cut off after any byte, a file is refused or said to be damaged."""
    for length in range(len(data)):
        try:
            found = read(data[:length])
        except FormatError as error:
            assert error.code == "elf-truncated"  # noqa: PT017 - each length is one or the other
        else:
            assert found.damage


def test_core_files_are_cut_off_by_the_system() -> None:
    """A core file larger than its limit is no damaged file."""
    assert read(elf(e_type=4, pad=100)[:-50]).damage == ()


# --- a head alone ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(elf("aarch64", soname="libx.so", pad=2000), id="library"),
        pytest.param(elf("s390x", order=">", e_type=2, pad=2000), id="static-program"),
        pytest.param(elf(interpreter=LOADER, pad=2000), id="pie"),
        pytest.param(elf("arm", bits=32, notes=(("Android", 1, b"abcd"),), pad=2000), id="android"),
        pytest.param(relocatable() + bytes(2000), id="object-file"),
    ],
)
def test_head(data: bytes) -> None:
    """The first bytes tell architecture, system and type as the whole file does."""
    whole, head = read(data), read_elf_head(data[:512])
    assert (head.arch, head.bits, head.os, head.type) == (
        whole.arch,
        whole.bits,
        whole.os,
        whole.type,
    )


@pytest.mark.parametrize("length", [64, 100, 119, 120, 176])
def test_short_head(length: int) -> None:
    """A head that ends within or behind the program headers still tells the machine."""
    found = read_elf_head(PLAIN[:length])
    assert (found.arch, found.bits, found.type) == (Arch.X86_64, 64, NativeType.SHARED)


def test_head_of_nothing() -> None:
    """Without a header there is nothing to tell."""
    with pytest.raises(FormatError):
        read_elf_head(FULL[:40])


# --- any bytes ---------------------------------------------------------------------------------

MUTANTS = [FULL, PLAIN, elf("arm", bits=32, order=">", needed=("a",), exports=("Java_a_b_c",))]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(MUTANTS),
    st.lists(
        st.tuples(
            st.integers(0, 1 << 12),
            st.sampled_from(["B", "<H", "<I", "<Q", ">H", ">I", ">Q"]),
            st.one_of(st.integers(0, 255), st.sampled_from([1 << 16, 1 << 31, 1 << 62, -1])),
        ),
        max_size=8,
    ),
    st.integers(0, 1 << 12),
)
def test_mutated(data: bytes, changes: list[tuple[int, str, int]], cut: int) -> None:
    """A file with any values changed gives a value or FormatError."""
    limits = {"B": 8, "H": 16, "I": 32, "Q": 64}
    mutated = patched(
        data,
        *(
            (position % (len(data) - 8), layout, value % (1 << limits[layout[-1]]))
            for position, layout, value in changes
        ),
    )[: cut or None]
    try_both(mutated)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([b"", b"\x7fELF", b"\x7fELF\2\1", b"\x7fELF\1\2"]), st.binary(max_size=300))
def test_any_bytes(start: bytes, rest: bytes) -> None:
    """Any bytes give a value or FormatError."""
    try_both(start + rest)


def try_both(data: bytes) -> None:
    for reader in (read, read_elf_head):
        try:
            found = reader(data)
        except FormatError as error:
            assert error.code in ("elf-truncated", "elf-malformed")  # noqa: PT017 - or a value
        else:
            assert found.bits in (32, 64)


# --- what other readers say --------------------------------------------------------------------


@dataclass(frozen=True)
class Said:
    """What every reader is asked for."""

    machine: str
    soname: str
    needed: tuple[str, ...]
    interpreter: str
    rpath: str
    runpath: str
    glibc: str


MACHINES = {  # as pyelftools, readelf and lief name them
    "EM_X86_64": "x86_64",
    "EM_386": "i386",
    "EM_AARCH64": "aarch64",
    "Advanced Micro Devices X86-64": "x86_64",
    "Intel 80386": "i386",
    "AArch64": "aarch64",
    "X86_64": "x86_64",
    "I386": "i386",
    "AARCH64": "aarch64",
    "ARM": "arm",
    "S390": "s390x",
}


def highest_glibc(names: list[str]) -> str:
    versions = [m[1] for m in (re.fullmatch(r"GLIBC_([\d.]+)", name) for name in names) if m]
    return max(versions, key=lambda text: [int(part) for part in text.split(".")], default="")


def ours(path: Path) -> Said:
    with path.open("rb") as stream:
        found = read_elf(stream)
    assert found.damage == ()
    return Said(
        found.machine,
        found.soname,
        found.needed,
        found.interpreter,
        ":".join(found.rpath),
        ":".join(found.runpath),
        found.min_glibc,
    )


def by_pyelftools(path: Path) -> Said:
    with path.open("rb") as stream:
        file = ELFFile(stream)
        tags: dict[str, list[str]] = {}
        interpreter, versions = "", []
        for segment in file.iter_segments():
            if isinstance(segment, DynamicSegment):
                for tag in segment.iter_tags():
                    for name in ("needed", "soname", "rpath", "runpath"):
                        if tag.entry.d_tag == f"DT_{name.upper()}":
                            tags.setdefault(name, []).append(getattr(tag, name))
            if isinstance(segment, InterpSegment):
                interpreter = segment.get_interp_name()
        for section in file.iter_sections():
            if isinstance(section, GNUVerNeedSection):
                versions += [aux.name for _, entries in section.iter_versions() for aux in entries]
        return Said(
            MACHINES.get(file.header["e_machine"], file.header["e_machine"]),
            "".join(tags.get("soname", [])),
            tuple(tags.get("needed", [])),
            interpreter,
            "".join(tags.get("rpath", [])),
            "".join(tags.get("runpath", [])),
            highest_glibc(versions),
        )


def by_lief(path: Path) -> Said:
    file = lief.ELF.parse(str(path))
    assert file is not None
    tag = lief.ELF.DynamicEntry.TAG

    def text(wanted: lief.ELF.DynamicEntry.TAG, field: str) -> str:
        entry = file.get(wanted)
        return "" if entry is None else str(getattr(entry, field))

    versions = [
        str(aux.name)
        for need in file.symbols_version_requirement
        for aux in need.get_auxiliary_symbols()
    ]
    return Said(
        MACHINES.get(file.header.machine_type.name, file.header.machine_type.name),
        text(tag.SONAME, "name"),
        tuple(str(name) for name in file.libraries),
        str(file.interpreter) if file.has_interpreter else "",
        text(tag.RPATH, "rpath"),
        text(tag.RUNPATH, "runpath"),
        highest_glibc(versions),
    )


def by_readelf(paths: tuple[Path, ...]) -> dict[Path, Said]:
    run = subprocess.run(
        ["readelf", "-hdlVW", *map(str, paths)],
        capture_output=True,
        check=False,  # it warns of odd sections by its exit code
        env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
    )
    found = {}
    for chunk in run.stdout.decode("utf-8", "surrogateescape").split("\nFile: ")[1:]:
        name, _, text = chunk.partition("\n")

        def all_of(pattern: str, text: str = text) -> list[str]:
            return re.findall(pattern, text, re.MULTILINE)

        needs = "".join(all_of(r"^Version needs section[\s\S]*?(?:\n\n|\Z)"))
        found[Path(name)] = Said(
            "".join(MACHINES.get(name, name) for name in all_of(r"^  Machine: +(.+)$")),
            "".join(all_of(r"\(SONAME\) +Library soname: \[(.*)\]")),
            tuple(all_of(r"\(NEEDED\) +Shared library: \[(.*)\]")),
            "".join(all_of(r"\[Requesting program interpreter: (.*)\]")),
            "".join(all_of(r"\(RPATH\) +Library rpath: \[(.*)\]")),
            "".join(all_of(r"\(RUNPATH\) +Library runpath: \[(.*)\]")),
            highest_glibc(re.findall(r"Name: (\S+)", needs)),
        )
    return found


def test_real_files_are_many() -> None:
    """The oracles below have something to be asked about."""
    assert len(real_files()) >= 20
    assert any(ours(path).glibc for path in real_files())
    assert any(ours(path).interpreter for path in real_files())


def test_as_pyelftools_reads() -> None:
    """Oracle: pyelftools, on the files of this machine."""
    for path in real_files():
        assert ours(path) == by_pyelftools(path), path


def test_as_lief_reads() -> None:
    """Oracle: lief, on the files of this machine."""
    for path in real_files():
        assert ours(path) == by_lief(path), path


@pytest.mark.skipif(not shutil.which("readelf"), reason="needs readelf of binutils")
def test_as_readelf_reads() -> None:
    """Oracle: readelf, on the files of this machine."""
    said = by_readelf(real_files())
    assert len(said) == len(real_files())
    for path, theirs in said.items():
        assert ours(path) == theirs, path


@pytest.mark.parametrize(("machine", "bits", "order"), SHAPES[:3])
def test_made_files_are_real(tmp_path: Path, machine: str, bits: int, order: str) -> None:
    """Oracle: lief reads what the tests make as this reader does, without section headers too."""
    path = tmp_path / "x.so"
    path.write_bytes(
        elf(
            machine,
            bits=bits,
            order=order,
            needed=("libc.so.6", "libm.so.6"),
            soname="libx.so.1",
            interpreter="/lib/ld.so",
            runpath="/x",
            versions={"libc.so.6": ("GLIBC_2.4", "GLIBC_2.17"), "libm.so.6": ("GLIBC_2.29",)},
        )
    )
    assert ours(path) == by_lief(path)
    assert ours(path).glibc == "2.29"


ARCH_TEST = Path("/usr/lib/arch-test")


@pytest.mark.skipif(not ARCH_TEST.is_dir(), reason="needs the package arch-test")
def test_programs_of_every_architecture() -> None:
    """Oracle: Debian's arch-test has one program for each architecture, named as dpkg does."""
    told = {}
    for path in ARCH_TEST.iterdir():
        data = path.read_bytes()
        if data.startswith(b"\x7fELF") and arch_of_token(path.name):
            told[path.name] = read(data).arch
    assert len(told) > 10
    assert told == {name: arch_of_token(name) for name in told}


@pytest.mark.skipif(not shutil.which("objcopy"), reason="needs objcopy of binutils")
def test_split_off_debug_information(tmp_path: Path) -> None:
    """What objcopy splits off a real library is no damaged file."""
    library = next(path for path in real_files() if ours(path).soname)
    debug = tmp_path / "x.debug"
    subprocess.run(["objcopy", "--only-keep-debug", str(library), str(debug)], check=True)
    with debug.open("rb") as stream:
        found = read_elf(stream)
    assert (found.damage, found.machine) == ((), ours(library).machine)
