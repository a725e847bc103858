"""Class files: native methods, and the libraries that are loaded."""

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.classfile import ClassFile, ModuleInfo, read_class, read_module
from tests.make.classfile import java_class, module_info

SYSTEM = "java/lang/System"


@pytest.mark.parametrize(
    ("data", "natives"),
    [
        pytest.param(java_class(), (), id="none"),
        pytest.param(java_class(natives=("a", "b")), ("a", "b"), id="two"),
        pytest.param(java_class(natives=("a", "a")), ("a",), id="overloads-once"),
        pytest.param(java_class(natives=("a",), fields=3), ("a",), id="behind-fields"),
        pytest.param(java_class(natives=("a",), wide=True), ("a",), id="many-constants"),
        pytest.param(java_class(natives=("a",), version=45), ("a",), id="Java-1.1"),
        pytest.param(java_class(natives=("a",), version=69), ("a",), id="Java-25"),
    ],
)
def test_native_methods(data: bytes, natives: tuple[str, ...]) -> None:
    """By ACC_NATIVE."""
    assert read_class(data) == ClassFile("org/x/Native", natives, ())


@pytest.mark.parametrize(
    ("calls", "loads"),
    [
        pytest.param([("x", SYSTEM, "loadLibrary")], ("x",), id="System.loadLibrary"),
        pytest.param([("/opt/x.so", SYSTEM, "load")], ("/opt/x.so",), id="System.load"),
        pytest.param([("x", "java/lang/Runtime", "loadLibrary")], ("x",), id="Runtime"),
        pytest.param(
            [("x", "java/lang/foreign/SymbolLookup", "libraryLookup")], ("x",), id="foreign"
        ),
        pytest.param([("c", "com/sun/jna/Native", "load")], ("c",), id="jna"),
        pytest.param([("c", "re/based/com/sun/jna/Native", "register")], ("c",), id="jna-moved"),
        pytest.param(
            [("x", "io/netty/util/internal/NativeLibraryLoader", "load")], ("x",), id="netty"
        ),
        pytest.param(
            [("a", SYSTEM, "loadLibrary"), ("b", SYSTEM, "loadLibrary")], ("a", "b"), id="two"
        ),
        pytest.param(
            [("a", "java/lang/System", "getProperty"), ("", SYSTEM, "loadLibrary")],
            (),
            id="a-string-for-another-call",
        ),
        pytest.param(
            [("a", "java/lang/StringBuilder", "append"), ("", "x/NativeLibraryLoader", "load")],
            ("a",),
            id="netty-composes-its-names",
        ),
        pytest.param([("", SYSTEM, "loadLibrary")], (), id="a-computed-name"),
        pytest.param([("x", "org/x/Plugins", "load")], (), id="another-load"),
        pytest.param([("x", SYSTEM, "getProperty")], (), id="another-method"),
        pytest.param([("x" * 300, SYSTEM, "load")], (), id="no-name-is-as-long"),
    ],
)
@pytest.mark.parametrize("wide", [False, True], ids=["ldc", "ldc_w"])
def test_libraries_that_are_loaded(
    calls: list[tuple[str, str, str]], loads: tuple[str, ...], *, wide: bool
) -> None:
    """The last constant before the call."""
    assert read_class(java_class(calls=calls, wide=wide)).loads == loads


TABLE = b"\xaa" + bytes(3) + struct.pack(">iii2i", 0, 1, 2, 0, 0)
LOOKUP = b"\x03\xab" + bytes(2) + struct.pack(">ii4i", 0, 2, 0, 0, 1, 1)
WIDE = b"\xc4\x15\0\1\xc4\x84\0\1\0\1"
LENGTHS = (
    *(b"\x10\x12", b"\x11\x12\x12", b"\x15\x12", b"\x36\x12", b"\x84\x12\x12", b"\xbc\x12"),
    *(b"\x99\0\x12", b"\xb2\0\x12", b"\xc5\0\x12\x12", b"\xb9\0\x12\x12\0", b"\xba\0\x12\0\0"),
    *(b"\xc8\0\0\0\x12", b"\xc7\0\x12", b"\x01\x02"),
)


@pytest.mark.parametrize("before", [TABLE, LOOKUP, WIDE, *LENGTHS], ids=lambda one: hex(one[0]))
def test_instructions_are_passed_over_by_their_length(before: bytes) -> None:
    """Operands that look like instructions are none."""
    data = java_class(calls=[("x", SYSTEM, "loadLibrary")], before=before)

    assert read_class(data).loads == ("x",)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param(b"", "does not begin", id="empty"),
        pytest.param(b"\x7fELF" * 9, "does not begin", id="elf"),
        pytest.param(java_class()[:9], "outside", id="header-only"),
        pytest.param(java_class()[:60], "outside", id="pool-cut-off"),
        pytest.param(java_class(natives=("a",))[:-30], "outside", id="methods-cut-off"),
        pytest.param(java_class()[:10] + b"\x02" + java_class()[11:], "kind", id="unknown-tag"),
        pytest.param(
            java_class(
                calls=[("x", SYSTEM, "load")],
                before=b"\xaa" + bytes(3) + struct.pack(">iii", 0, 1, 1 << 30),
            ),
            "cases",
            id="endless-switch",
        ),
    ],
)
def test_damaged_classes(data: bytes, told: str) -> None:
    """One error with one sentence."""
    with pytest.raises(FormatError, match=told) as caught:
        read_class(data)
    assert caught.value.code == "class-malformed"


CLASS = java_class(
    natives=("a", "b"), calls=[("x", SYSTEM, "loadLibrary")], before=LOOKUP, fields=2
)


@pytest.mark.parametrize("version", ["17.0.15", ""], ids=["version", "none"])
def test_module_descriptor(version: str) -> None:
    """The module's name and version."""
    assert read_module(module_info("java.base", version)) == ModuleInfo("java.base", version)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(java_class(), id="a-class"),
        pytest.param(module_info("a")[:-20], id="cut-off"),
        pytest.param(b"", id="empty"),
    ],
)
def test_no_module_descriptor(data: bytes) -> None:
    """One error."""
    with pytest.raises(FormatError, match=r"module|outside|begin"):
        read_module(data)


@given(
    st.lists(st.tuples(st.integers(0, len(CLASS) - 1), st.integers(0, 255)), max_size=8),
    st.integers(0, len(CLASS)),
    st.binary(max_size=40),
)
def test_any_bytes(changes: list[tuple[int, int]], cut: int, tail: bytes) -> None:
    """A value or FormatError for any bytes, and what is given is of this file."""
    data = bytearray(CLASS)
    for position, value in changes:
        data[position] = value
    mutated = bytes(data[:cut]) + tail
    with suppress(FormatError):
        read_module(mutated)
    try:
        found = read_class(mutated)
    except FormatError:
        return
    assert len(found.natives) * 8 <= len(mutated)
    assert all(len(name) <= 200 for name in found.loads)
