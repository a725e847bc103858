"""The reader of apk's database."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.apk import ApkPackage, read_installed
from tests.make.packages import apk_record

_FILES = ("lib/ld-musl-x86_64.so.1", "lib/libc.musl-x86_64.so.1", "usr/bin/a b", "top")
_MUSL = apk_record(_FILES, C="Q1abc=", P="musl", V="1.2.4-r2", A="x86_64", o="musl")
_FOUND = ApkPackage("musl", "1.2.4-r2", "x86_64", "", _FILES)


def _read(data: bytes) -> list[ApkPackage]:
    return list(read_installed(io.BytesIO(data)))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(_MUSL, id="no-blank-line-at-the-end"),
        pytest.param(_MUSL + "\n", id="plain"),
        pytest.param("\n" + _MUSL + "\n\n", id="blank-lines"),
        pytest.param(_MUSL.replace("\n", "\r\n") + "\r\n", id="crlf"),
        pytest.param(_MUSL.rstrip("\n"), id="no-last-line-end"),
        pytest.param("T:text: F:x\nD:so:libc\np:" + "a " * 90_000 + "\n" + _MUSL, id="others"),
    ],
)
def test_spellings(text: str) -> None:
    """Whatever stands around it, the package is the same."""
    assert _read(text.encode()) == [_FOUND]


def test_origin_and_order() -> None:
    """Packages come in the file's order; an origin of another name is said."""
    busybox = apk_record(P="busybox-binsh", V="1.36.1-r15", A="x86_64", o="busybox")
    assert _read(f"{busybox}\n{_MUSL}\n".encode()) == [
        ApkPackage("busybox-binsh", "1.36.1-r15", "x86_64", "busybox", ()),
        _FOUND,
    ]


def test_files_of_the_root() -> None:
    """A file in the root has no folder before it, and no slash; names need not be UTF-8."""
    assert _read(b"P:a\nV:1\nF:\nR:x\nF:etc/\nR:\xff\n") == [
        ApkPackage("a", "1", "", "", ("x", "etc/\udcff"))
    ]


def test_virtual() -> None:
    """What ``apk add --virtual`` makes is a package like others."""
    assert _read(b"P:.build-deps\nV:20240101.120000\nA:noarch\n") == [
        ApkPackage(".build-deps", "20240101.120000", "noarch", "", ())
    ]


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param("V:1\nF:a\nR:b\n", id="no-name"),
        pytest.param("P:a\n", id="no-version"),
        pytest.param("P:/\nV:1\n", id="bad-name"),
        pytest.param("F:a\nR:b\n", id="only-files"),
        pytest.param("<html>\n", id="html"),
    ],
)
@pytest.mark.parametrize("first", [True, False], ids=["first", "last"])
def test_damage_is_said_after_the_rest(broken: str, *, first: bool) -> None:
    """A record that cannot be used is told of, and costs no other one."""
    records = [broken, _MUSL] if first else [_MUSL, broken]
    reader = read_installed(io.BytesIO("\n".join(records).encode()))
    assert next(reader) == _FOUND
    with pytest.raises(FormatError) as error:
        next(reader)
    assert error.value.code == "apk-malformed"


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(b"R:\n" * 1_000_001, id="count"),
        pytest.param(b"F:" + b"x" * 60_000 + b"\n" + b"R:\n" * 5_000, id="length"),
    ],
)
def test_files_without_end(lines: bytes) -> None:
    """A database of more files than any root has is given up, however short the text is."""
    with pytest.raises(FormatError, match="more files"):
        _read(b"P:a\nV:1\n" + lines)


@given(
    st.binary()
    | st.lists(st.sampled_from(("P:x\n", "V:1\n", "F:a\n", "R:b\n", "\n", "A:", "\0"))).map(
        lambda lines: "".join(lines).encode()
    )
)
def test_any_bytes(data: bytes) -> None:
    """Any bytes give packages with names and versions, or FormatError."""
    try:
        for package in read_installed(io.BytesIO(data)):
            assert package.name.isascii()
            assert package.version.encode()
    except FormatError as error:
        assert error.code == "apk-malformed"  # noqa: PT017 - either outcome is right
