"""The kind that reads Mach-O, PE and XCOFF."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from archcompat.errors import FormatError
from archcompat.kinds.foreign_binary import KIND
from archcompat.model.arch import Arch
from archcompat.model.native import NativeFormat, NativeObject, NativeType
from tests.make.elf import SO64
from tests.make.foreign import fat, java_class, macho, pe, xcoff
from tests.make.packages import entry

UNIVERSAL = fat(("x86_64", macho("x86_64")), ("aarch64", macho("aarch64")))


@pytest.mark.parametrize(
    ("data", "name", "claimed"),
    [
        pytest.param(macho("x86_64"), "libx.jnilib", True, id="macho"),
        pytest.param(UNIVERSAL, "x.class", True, id="E12-universal-whatever-its-name"),
        pytest.param(java_class(), "A.class", False, id="E12-class"),
        pytest.param(java_class(), "libx.dylib", False, id="E12-class-whatever-its-name"),
        pytest.param(pe("aarch64"), "x.dll", True, id="pe"),
        pytest.param(xcoff(), "libx.a", True, id="xcoff"),
        pytest.param(SO64, "x.dll", False, id="elf"),
        pytest.param(b"", "x.dll", False, id="empty"),
    ],
)
def test_claims(data: bytes, name: str, *, claimed: bool) -> None:
    """E12: by the first bytes, never by the name."""
    assert KIND.claims(entry(name, data=data)) is claimed


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param(
            UNIVERSAL,
            (NativeFormat.MACHO, Arch.X86_64, "x86_64+aarch64", 64, "macos", NativeType.SHARED),
            id="universal",
        ),
        pytest.param(
            macho("aarch64", filetype=2),
            (NativeFormat.MACHO, Arch.AARCH64, "aarch64", 64, "macos", NativeType.EXECUTABLE),
            id="thin",
        ),
        pytest.param(
            pe("i386", bits=32),
            (NativeFormat.PE, Arch.I386, "i386", 32, "windows", NativeType.SHARED),
            id="pe",
        ),
        pytest.param(
            pe("aarch64", dll=False),
            (NativeFormat.PE, Arch.AARCH64, "aarch64", 64, "windows", NativeType.EXECUTABLE),
            id="arm64-pe",
        ),
        pytest.param(
            xcoff(),
            (NativeFormat.XCOFF, Arch.PPC64, "ppc64", 64, "aix", NativeType.SHARED),
            id="xcoff",
        ),
    ],
)
def test_read(data: bytes, told: tuple[object, ...]) -> None:
    """A native object of its own system: none of them is ever taken for Linux's."""
    found = replace(entry("a.jar", "x", data=data), compression="gzip")
    (native,) = KIND.read(found)
    assert isinstance(native, NativeObject)
    assert (native.where, native.compression) == (found.where, "gzip")
    assert (
        native.format,
        native.arch,
        native.machine,
        native.bits,
        native.os,
        native.type,
    ) == told


@pytest.mark.parametrize("data", [b"MZ, a text" * 20, pe("x86_64")[:100]], ids=["text", "stub"])
def test_nothing(data: bytes) -> None:
    """E16: what only began like a binary yields nothing."""
    found = entry("x.exe", data=data)
    assert KIND.claims(found)
    assert list(KIND.read(found)) == []


def test_cut_off() -> None:
    """A Mach-O that ends within its header is an error."""
    with pytest.raises(FormatError) as raised:
        list(KIND.read(entry("x.dylib", data=macho("x86_64")[:20])))
    assert raised.value.code == "macho-truncated"


@settings(max_examples=100, deadline=None)
@given(
    st.sampled_from([UNIVERSAL[:60], pe("x86_64"), xcoff(), macho("arm", bits=32)]),
    st.lists(st.tuples(st.integers(0, 600), st.integers(0, 255)), max_size=6),
)
def test_any_damage(data: bytes, changes: list[tuple[int, int]]) -> None:
    """Any damage gives at most one native object, or FormatError."""
    mutated = bytearray(data)
    for at, value in changes:
        mutated[at % len(mutated)] = value
    found = entry("x", data=bytes(mutated))
    try:
        items = list(KIND.read(found)) if KIND.claims(found) else []
    except FormatError as error:
        assert error.code == "macho-truncated"  # noqa: PT017 - or items
    else:
        assert len(items) <= 1
