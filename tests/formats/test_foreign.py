"""Mach-O, PE and XCOFF: what made files say, and that nothing else is taken for one."""

import io
import shutil
import subprocess
from pathlib import Path

import lief
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.foreign import ForeignFile, may_be_foreign, read_foreign
from archcompat.model.arch import Arch
from archcompat.model.native import NativeFormat, NativeType
from tests.make.elf import SO64, patched
from tests.make.foreign import fat, java_class, macho, pe, xcoff

MACHO, PE, XCOFF = NativeFormat.MACHO, NativeFormat.PE, NativeFormat.XCOFF
SHARED, PROGRAM = NativeType.SHARED, NativeType.EXECUTABLE
X86, ARM64 = Arch.X86_64, Arch.AARCH64


def read(data: bytes) -> ForeignFile | None:
    return read_foreign(io.BytesIO(data))


@pytest.mark.parametrize(
    ("data", "arch", "bits"),
    [
        pytest.param(macho("x86_64"), X86, 64, id="x86_64"),
        pytest.param(macho("aarch64"), ARM64, 64, id="arm64"),
        pytest.param(macho("arm64_32", bits=32), ARM64, 32, id="arm64_32"),
        pytest.param(macho("i386", bits=32), Arch.I386, 32, id="i386"),
        pytest.param(macho("arm", bits=32), Arch.ARM, 32, id="arm"),
        pytest.param(macho("ppc", bits=32, order=">"), Arch.PPC, 32, id="ppc-big-endian"),
        pytest.param(macho("ppc64", order=">"), Arch.PPC64, 64, id="ppc64-big-endian"),
        pytest.param(macho(4711), Arch.OTHER, 64, id="unknown-cpu"),
    ],
)
def test_thin_macho(data: bytes, arch: Arch, bits: int) -> None:
    """A thin Mach-O of every CPU, class and byte order."""
    assert may_be_foreign(data[:512])
    assert read(data) == ForeignFile(MACHO, "macos", (arch,), bits, SHARED)


@pytest.mark.parametrize(
    ("filetype", "type_"),
    [
        pytest.param(1, NativeType.RELOCATABLE, id="object"),
        pytest.param(2, PROGRAM, id="executable"),
        pytest.param(4, NativeType.CORE, id="core"),
        pytest.param(6, SHARED, id="dylib"),
        pytest.param(8, SHARED, id="bundle"),
        pytest.param(10, NativeType.OTHER, id="dsym"),
    ],
)
def test_macho_type(filetype: int, type_: NativeType) -> None:
    """What the file is for, in a thin and in a universal file."""
    thin = macho("x86_64", filetype=filetype)
    for data in (thin, fat(("x86_64", thin), ("aarch64", macho("aarch64", filetype=filetype)))):
        found = read(data)
        assert found is not None
        assert found.type is type_


@pytest.mark.parametrize("wide", [False, True], ids=["fat", "fat64"])
def test_fat_macho(*, wide: bool) -> None:
    """E12: a universal file has several architectures, in its own order."""
    data = fat(("x86_64", macho("x86_64")), ("aarch64", macho("aarch64")), wide=wide)
    assert may_be_foreign(data[:512])
    assert read(data) == ForeignFile(MACHO, "macos", (X86, ARM64), 64, SHARED)


def test_fat_macho_of_static_libraries() -> None:
    """A universal static library is told by its architectures."""
    data = fat(("x86_64", b"!<arch>\n" + bytes(99)), ("aarch64", b"!<arch>\n" + bytes(99)))
    assert read(data) == ForeignFile(MACHO, "macos", (X86, ARM64), 0, NativeType.OTHER)


@pytest.mark.parametrize(
    ("data", "arch", "bits", "type_"),
    [
        pytest.param(pe("x86_64"), X86, 64, SHARED, id="x86_64-dll"),
        pytest.param(pe("x86_64", dll=False), X86, 64, PROGRAM, id="x86_64-exe"),
        pytest.param(pe("i386", bits=32), Arch.I386, 32, SHARED, id="i386-dll"),
        pytest.param(pe("aarch64"), ARM64, 64, SHARED, id="arm64-dll"),
        pytest.param(pe("aarch64", dll=False), ARM64, 64, PROGRAM, id="arm64-exe"),
        pytest.param(pe("arm", bits=32), Arch.ARM, 32, SHARED, id="arm-dll"),
        pytest.param(pe("ia64"), Arch.IA64, 64, SHARED, id="ia64-dll"),
        pytest.param(pe(4711), Arch.OTHER, 64, SHARED, id="unknown-machine"),
    ],
)
def test_pe(data: bytes, arch: Arch, bits: int, type_: NativeType) -> None:
    """E12: PE files of every machine, PE32 and PE32+."""
    assert may_be_foreign(data[:512])
    assert read(data) == ForeignFile(PE, "windows", (arch,), bits, type_)


@pytest.mark.parametrize("bits", [32, 64])
@pytest.mark.parametrize(
    ("subsystem", "os"),
    [
        pytest.param(1, "windows", id="driver"),
        pytest.param(2, "windows", id="window"),
        pytest.param(3, "windows", id="console"),
        pytest.param(10, "none", id="efi-application"),
        pytest.param(11, "none", id="efi-boot-driver"),
        pytest.param(12, "none", id="efi-runtime-driver"),
        pytest.param(13, "none", id="efi-rom"),
    ],
)
def test_pe_of_no_windows(subsystem: int, os: str, bits: int) -> None:
    """Boot loaders and Linux kernels are EFI applications, not Windows programs."""
    found = read(pe("x86_64", bits=bits, dll=False, subsystem=subsystem))
    assert found is not None
    assert found.os == os


@pytest.mark.parametrize(
    ("data", "arch", "bits", "type_"),
    [
        pytest.param(xcoff(bits=32), Arch.PPC, 32, SHARED, id="32-bit-library"),
        pytest.param(xcoff(), Arch.PPC64, 64, SHARED, id="64-bit-library"),
        pytest.param(xcoff(shared=False), Arch.PPC64, 64, PROGRAM, id="64-bit-program"),
    ],
)
def test_xcoff(data: bytes, arch: Arch, bits: int, type_: NativeType) -> None:
    """XCOFF of both classes."""
    assert may_be_foreign(data[:512])
    assert read(data) == ForeignFile(XCOFF, "aix", (arch,), bits, type_)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(java_class(45, 3), id="E12-java-1.0"),
        pytest.param(java_class(45, 0), id="E12-java-1.1"),
        pytest.param(java_class(52), id="E12-java-8"),
        pytest.param(java_class(65), id="E12-java-21"),
        pytest.param(java_class(65, 0xFFFF), id="E12-java-21-preview"),
        pytest.param(bytes.fromhex("cafebabe"), id="the-magic-alone"),
        pytest.param(bytes.fromhex("cafebabe00000000") + bytes(99), id="no-architectures"),
        pytest.param(bytes.fromhex("cafed00d") + bytes(99), id="pack200"),
        pytest.param(SO64, id="elf"),
        pytest.param(b"", id="empty"),
        pytest.param(b"\x01\xdf" + bytes(10), id="E16-short-xcoff"),
    ],
)
def test_not_claimed(data: bytes) -> None:
    """E12: a Java class shares a magic number and is told apart by its version, without reading."""
    assert not may_be_foreign(data[:512])


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"MZ is how this text begins. " * 9, id="E16-text"),
        pytest.param(b"MZ" + bytes(30), id="short-dos-program"),
        pytest.param(patched(pe("x86_64"), (60, "<I", 0)), id="dos-program"),
        pytest.param(patched(pe("x86_64"), (60, "<I", 0xFFFFFFFF)), id="pe-header-far-away"),
        pytest.param(pe("x86_64")[:140], id="pe-cut-off"),
        pytest.param(fat((4711, b"data"), (4712, b"data")), id="no-architecture-known"),
        pytest.param(fat(("x86_64", macho("x86_64")))[:20], id="fat-cut-off"),
        pytest.param(xcoff(sections=0), id="xcoff-without-sections"),
        pytest.param(xcoff(sections=5000), id="xcoff-of-5000-sections"),
        pytest.param(xcoff(stamp=0xFFFFFFFF), id="xcoff-from-the-future"),
    ],
)
def test_only_looked_like_one(data: bytes) -> None:
    """What only begins like a binary is none, and no problem either."""
    assert read(data) is None


@pytest.mark.parametrize("length", [4, 15, 16, 27])
@pytest.mark.parametrize("bits", [32, 64])
def test_macho_cut_off(bits: int, length: int) -> None:
    """A Mach-O that ends within its header is refused."""
    with pytest.raises(FormatError) as raised:
        read(macho("arm", bits=bits)[:length])
    assert raised.value.code == "macho-truncated"


def test_fat_macho_cut_off() -> None:
    """A universal file whose first part is missing still tells its architectures."""
    data = fat(("x86_64", macho("x86_64")), ("aarch64", macho("aarch64")))[:4096]
    assert read(data) == ForeignFile(MACHO, "macos", (X86, ARM64), 0, NativeType.OTHER)


def test_fat64_offset_beyond_any_file() -> None:
    """An offset of 2^64 is no reason to fail."""
    data = patched(fat(("x86_64", macho("x86_64")), wide=True), (16, ">Q", (1 << 64) - 1))
    assert read(data) == ForeignFile(MACHO, "macos", (X86,), 0, NativeType.OTHER)


# --- what other readers say --------------------------------------------------------------------

LIEF_CPU = {"X86_64": X86, "ARM64": ARM64, "X86": Arch.I386, "ARM": Arch.ARM}
LIEF_CPU |= {"POWERPC": Arch.PPC, "POWERPC64": Arch.PPC64}
LIEF_MACHINE = {"AMD64": X86, "ARM64": ARM64, "I386": Arch.I386, "ARMNT": Arch.ARM}
LIEF_TYPE = {"DYLIB": SHARED, "BUNDLE": SHARED, "EXECUTE": PROGRAM}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(macho("x86_64"), id="thin"),
        pytest.param(macho("aarch64", filetype=2), id="program"),
        pytest.param(macho("i386", bits=32, filetype=8), id="32-bit"),
        pytest.param(macho("ppc64", order=">"), id="big-endian"),
        pytest.param(
            fat(("aarch64", macho("aarch64")), ("x86_64", macho("x86_64"))), id="universal"
        ),
        pytest.param(
            fat(("arm", macho("arm", bits=32)), ("aarch64", macho("aarch64"))), id="32-and-64"
        ),
    ],
)
def test_macho_as_lief_reads(data: bytes) -> None:
    """Oracle: lief."""
    theirs = lief.MachO.parse(list(data))
    assert theirs is not None
    parts = list(theirs)
    assert read(data) == ForeignFile(
        MACHO,
        "macos",
        tuple(LIEF_CPU[part.header.cpu_type.name] for part in parts),
        64 if parts[0].header.is_64bit else 32,
        LIEF_TYPE[parts[0].header.file_type.name],
    )


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(pe("x86_64"), id="pe32+"),
        pytest.param(pe("aarch64", dll=False), id="arm64-exe"),
        pytest.param(pe("i386", bits=32), id="pe32"),
        pytest.param(pe("arm", bits=32), id="arm"),
        pytest.param(pe("x86_64", dll=False, subsystem=10), id="efi"),
    ],
)
def test_pe_as_lief_reads(data: bytes) -> None:
    """Oracle: lief."""
    theirs = lief.PE.parse(list(data))
    assert theirs is not None
    flags = [flag.name for flag in theirs.header.characteristics_list]
    assert read(data) == ForeignFile(
        PE,
        "none" if theirs.optional_header.subsystem.name.startswith("EFI_") else "windows",
        (LIEF_MACHINE[theirs.header.machine.name],),
        64 if theirs.optional_header.magic.name == "PE32_PLUS" else 32,
        SHARED if "DLL" in flags else PROGRAM,
    )


@pytest.mark.skipif(not shutil.which("file"), reason="needs the file command")
@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param(macho("aarch64"), "Mach-O 64-bit", id="macho"),
        pytest.param(fat(("x86_64", macho("x86_64"))), "Mach-O universal", id="universal"),
        pytest.param(pe("aarch64"), "PE32+", id="pe"),
        pytest.param(xcoff(), "64-bit XCOFF", id="xcoff-64"),
        pytest.param(xcoff(bits=32), "RISC System/6000", id="xcoff-32"),
        pytest.param(java_class(), "compiled Java class", id="class"),
    ],
)
def test_made_files_are_real(tmp_path: Path, data: bytes, told: str) -> None:
    """Oracle: the file command names what the tests make, and what is claimed."""
    path = tmp_path / "x"
    path.write_bytes(data)
    run = subprocess.run(["file", "-b", str(path)], capture_output=True, text=True, check=True)
    assert told in run.stdout
    assert may_be_foreign(data[:512]) is ("Java" not in run.stdout)


# --- any bytes ---------------------------------------------------------------------------------

MADE = [macho("x86_64"), fat(("x86_64", macho("x86_64")), wide=True), pe("x86_64"), xcoff()]
STARTS = [b"", b"MZ", *(data[:4] for data in MADE), fat(("arm", b""))[:8]]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(STARTS), st.binary(max_size=120))
def test_any_bytes(start: bytes, rest: bytes) -> None:
    """Any bytes give a value, nothing, or FormatError."""
    may_be_foreign(start + rest)
    try_it(start + rest)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(MADE),
    st.lists(st.tuples(st.integers(0, 600), st.integers(0, 255)), max_size=6),
    st.integers(0, 5000),
)
def test_mutated(data: bytes, changes: list[tuple[int, int]], cut: int) -> None:
    """Any damage to a real file gives a value, nothing, or FormatError."""
    try_it(patched(data, *((at % len(data), "B", value) for at, value in changes))[: cut or None])


def try_it(data: bytes) -> None:
    try:
        found = read(data)
    except FormatError as error:
        assert error.code == "macho-truncated"  # noqa: PT017 - or a value
    else:
        assert found is None or found.archs
