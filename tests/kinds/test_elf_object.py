"""The kind that reads ELF files: what it claims, what it yields, and of what damage it speaks."""

import io
from functools import partial
from typing import BinaryIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.ziparchive import read_zip
from archcompat.kinds.elf_object import KIND
from archcompat.model.arch import Arch
from archcompat.model.budget import Budget
from archcompat.model.entry import HEAD_SIZE, Entry
from archcompat.model.facts import Fact
from archcompat.model.native import NativeFormat, NativeObject, NativeType
from archcompat.model.problem import Problem, Severity
from archcompat.model.where import Where
from tests.make.elf import SO64, SOARM, elf, patched, relocatable
from tests.make.foreign import java_class, macho
from tests.make.packages import entry
from tests.make.ziparchive import Item, zip_of


def read(found: Entry) -> tuple[list[Entry | Fact], FormatError | None]:
    """What came, and the error that came last."""
    items: list[Entry | Fact] = []
    try:
        items.extend(KIND.read(found))
    except FormatError as error:
        return items, error
    return items, None


def refusing(data: bytes, code: str, size: int | None = None) -> Entry:
    """An entry whose head is there and whose content is not."""

    def fail() -> BinaryIO:
        raise FormatError(code, "its checksum is wrong")

    return Entry(Where(("x.so",)), size or len(data), data[:HEAD_SIZE], fail)


@pytest.mark.parametrize(
    ("data", "name", "claimed"),
    [
        pytest.param(SO64, "lib/libx.so.1", True, id="library"),
        pytest.param(SO64, "etc/passwd", True, id="whatever-its-name"),
        pytest.param(SO64[:4], "x", True, id="E01-magic-only"),
        pytest.param(b"\x7fEL", "libx.so", False, id="E16-three-bytes"),
        pytest.param(b"", "libx.so", False, id="E16-empty"),
        pytest.param(b"/* GNU ld script */\nGROUP ( libc.so.6 )", "libc.so", False, id="E16-text"),
        pytest.param(java_class(), "A.class", False, id="E12-class"),
        pytest.param(macho("x86_64"), "libx.dylib", False, id="E12-macho"),
        pytest.param(b"#!/bin/sh\n" + SO64, "setup.run", False, id="E13-script-with-payload"),
    ],
)
def test_claims(data: bytes, name: str, *, claimed: bool) -> None:
    """E16: by the first four bytes, never by the name."""
    assert KIND.claims(entry(name, data=data)) is claimed


def test_every_field() -> None:
    """A native object has every value of the file, and its place."""
    found = entry(
        "a.jar",
        "libx.so",
        data=elf(
            "aarch64",
            needed=("libc.so.6", "libstdc++.so.6"),
            soname="libx.so.1",
            interpreter="/lib/ld-linux-aarch64.so.1",
            rpath="/a:/b",
            runpath="$ORIGIN",
            versions={
                "libc.so.6": ("GLIBC_2.17",),
                "libstdc++.so.6": ("GLIBCXX_3.4.21",),
            },
            defines=("GLIBC_2.3",),
            exports=("Java_a_B_c",),
            align=0x10000,
        ),
    )
    assert list(KIND.read(found)) == [
        NativeObject(
            where=Where(("a.jar", "libx.so")),
            format=NativeFormat.ELF,
            arch=Arch.AARCH64,
            machine="aarch64",
            bits=64,
            os="linux",
            type=NativeType.SHARED,
            libc="glibc",
            soname="libx.so.1",
            needed=("libc.so.6", "libstdc++.so.6"),
            interpreter="/lib/ld-linux-aarch64.so.1",
            rpath=("/a", "/b"),
            runpath=("$ORIGIN",),
            min_glibc="2.17",
            min_glibcxx="3.4.21",
            own_glibc="2.3",
            alignment=0x10000,
            jni=("Java_a_B",),
        )
    ]


def test_compressed() -> None:
    """How the file was compressed by itself is told."""
    plain = entry("x.so.gz", "x.so", data=SO64)
    packed = Entry(plain.where, plain.size, plain.head, plain.open, "gzip")
    (native,) = KIND.read(packed)
    assert isinstance(native, NativeObject)
    assert native.compression == "gzip"


def test_packed() -> None:
    """E13: a program that UPX packed is told by its header, and that it was packed."""
    (native,) = KIND.read(entry("x", data=elf(e_type=2) + bytes(4) + b"UPX!" + bytes(99)))
    assert isinstance(native, NativeObject)
    assert (native.packed, native.arch, native.needed) == ("upx", Arch.X86_64, ())


def test_damage_behind_the_header() -> None:
    """E06: what can be read is told, and what could not is a warning at the same place."""
    found = entry("x.so", data=elf(needed=("libc.so.6",), pad=9)[:-9])
    problem, native = KIND.read(found)
    assert isinstance(problem, Problem)
    assert (problem.where, problem.code) == (found.where, "elf-damaged-segments")
    assert problem.severity is Severity.WARNING
    assert isinstance(native, NativeObject)
    assert (native.arch, native.where) == (Arch.X86_64, found.where)


@pytest.mark.parametrize("length", [4, 20, 63, 64, 100])
def test_cut_off(length: int) -> None:
    """E01: a file that ends within its headers has no verdict, only an error."""
    items, error = read(entry("x.so", data=SO64[:length]))
    assert items == []
    assert error is not None
    assert error.code == "elf-truncated"


@pytest.mark.parametrize(
    ("data", "arch", "type_"),
    [
        pytest.param(SO64, Arch.X86_64, NativeType.SHARED, id="Z13-library"),
        pytest.param(SOARM, Arch.AARCH64, NativeType.SHARED, id="arm64-library"),
        pytest.param(elf(e_type=2, pad=5000), Arch.X86_64, NativeType.EXECUTABLE, id="program"),
        pytest.param(
            elf("s390x", order=">", pad=5000), Arch.S390X, NativeType.SHARED, id="big-endian"
        ),
        pytest.param(relocatable(), Arch.X86_64, NativeType.RELOCATABLE, id="object-file"),
    ],
)
@pytest.mark.parametrize("code", ["entry-corrupt", "limit-size", "limit-output"])
def test_content_that_cannot_be_opened(
    data: bytes, arch: Arch, type_: NativeType, code: str
) -> None:
    """Z13: the head tells the machine of a file whose content is damaged or over the budget."""
    (native,), error = read(refusing(data, code, size=1 << 40))
    assert isinstance(native, NativeObject)
    assert (native.arch, native.type, native.os, native.bits) == (arch, type_, "linux", 64)
    assert error is not None
    assert (error.code, error.detail) == (code, "its checksum is wrong")


@pytest.mark.parametrize("length", [4, 63])
def test_content_and_head_gone(length: int) -> None:
    """Z13: without even a header nothing is told but why."""
    items, error = read(refusing(SO64[:length], "entry-corrupt"))
    assert items == []
    assert error is not None
    assert error.code == "entry-corrupt"


@pytest.mark.parametrize(
    "item",
    [
        pytest.param(Item("x.so", SO64, size=4), id="Z13-size-of-4-bytes"),
        pytest.param(Item("x.so", SO64, crc=1), id="Z13-wrong-checksum"),
    ],
)
def test_lying_archive(item: Item) -> None:
    """Z13: a library whose archive lies of its size or checksum is reported all the same."""
    directory = read_zip(io.BytesIO(zip_of([item])), Budget())
    (member,) = directory
    where = Where(("a.jar", "x.so"))
    head = directory.head(member, HEAD_SIZE)
    (native,), error = read(Entry(where, member.size, head, partial(directory.open, member)))
    assert isinstance(native, NativeObject)
    assert (native.arch, native.where) == (Arch.X86_64, where)
    assert error is not None
    assert error.code == "entry-corrupt"


def test_content_longer_than_was_said() -> None:
    """What a container says of the size decides nothing: a member found again may have none."""
    whole = entry("x.so", data=SO64)
    assert list(KIND.read(Entry(whole.where, 4, whole.head, whole.open))) == list(KIND.read(whole))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 1 << 10), st.integers(0, 255)), max_size=8),
    st.integers(0, 1 << 10),
    st.booleans(),
)
def test_any_damage(changes: list[tuple[int, int]], cut: int, opens: bool) -> None:
    """Any damage gives at most one native object, problems, and at most FormatError."""
    data = patched(SO64, *((4 + at % (len(SO64) - 4), "B", value) for at, value in changes))
    data = data[: max(cut, 4)]
    items, error = read(entry("x.so", data=data) if opens else refusing(data, "entry-corrupt"))
    natives = [item for item in items if isinstance(item, NativeObject)]
    assert len(natives) <= 1
    assert bool(error) is not (opens and bool(natives))
