"""Which system and C library an ELF file is for."""

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.formats.elf import read_elf
from archcompat.formats.elfsystem import Signs, os_of_notes, system
from tests.make.elf import elf

GLIBC = "/lib64/ld-linux-x86-64.so.2"
MUSL = "/lib/ld-musl-x86_64.so.1"


def note(name: str, kind: int, text: bytes, order: str = "<") -> bytes:
    """A note as the gABI has it, name and description padded to four bytes."""
    raw = name.encode() + b"\0"
    return (
        struct.pack(order + "III", len(raw), len(text), kind)
        + raw.ljust(-(-len(raw) // 4) * 4, b"\0")
        + text.ljust(-(-len(text) // 4) * 4, b"\0")
    )


def abi(system: int, order: str = "<") -> bytes:
    """The description of NT_GNU_ABI_TAG: the system and its oldest kernel."""
    return struct.pack(order + "IIII", system, 3, 2, 0)


@pytest.mark.parametrize(
    ("osabi", "os"),
    [
        pytest.param(0, "linux", id="0-system-v"),
        pytest.param(1, "linux", id="1-hp-ux-is-not-told"),
        pytest.param(2, "netbsd", id="2-netbsd"),
        pytest.param(3, "linux", id="3-gnu"),
        pytest.param(6, "solaris", id="6-solaris"),
        pytest.param(7, "aix", id="7-aix"),
        pytest.param(9, "freebsd", id="9-freebsd"),
        pytest.param(12, "openbsd", id="12-openbsd"),
        pytest.param(97, "linux", id="97-arm"),
        pytest.param(255, "linux", id="255-standalone"),
    ],
)
def test_osabi(osabi: int, os: str) -> None:
    """EI_OSABI tells the systems that set it."""
    found = read_elf(io.BytesIO(elf(osabi=osabi)))
    assert (found.os, found.libc) == (os, "")


@pytest.mark.parametrize("order", ["<", ">"], ids=["little-endian", "big-endian"])
@pytest.mark.parametrize(
    ("name", "kind", "text", "os"),
    [
        pytest.param("Android", 1, b"\x15\0\0\0", "android", id="android"),
        pytest.param("FreeBSD", 1, b"\0\0\0\0", "freebsd", id="freebsd"),
        pytest.param("NetBSD", 1, b"\0\0\0\0", "netbsd", id="netbsd"),
        pytest.param("OpenBSD", 1, b"\0\0\0\0", "openbsd", id="openbsd"),
        pytest.param("DragonFly", 1, b"\0\0\0\0", "dragonfly", id="dragonfly"),
        pytest.param("GNU", 1, 0, "linux", id="gnu-linux"),
        pytest.param("GNU", 1, 1, "hurd", id="gnu-hurd"),
        pytest.param("GNU", 1, 2, "solaris", id="gnu-solaris"),
        pytest.param("GNU", 1, 3, "freebsd", id="gnu-kfreebsd"),
        pytest.param("GNU", 1, 9, "", id="gnu-unknown"),
        pytest.param("GNU", 3, b"\1" * 20, "", id="gnu-build-id"),
        pytest.param("Go", 4, b"x" * 83, "", id="go-build-id"),
        pytest.param("GNU", 1, b"\0\0", "", id="gnu-too-short"),
    ],
)
def test_note(name: str, kind: int, text: bytes | int, os: str, order: str) -> None:
    """A note names the system, behind other notes too, in both byte orders."""
    description = text if isinstance(text, bytes) else abi(text, order)
    own = note(name, kind, description, order)
    other = note("GNU", 3, b"\1" * 19, order)
    assert os_of_notes(own, order) == os
    assert os_of_notes(other + own, order) == os
    assert os_of_notes(own[:11], order) == ""


@pytest.mark.parametrize(
    ("given", "os", "libc"),
    [
        pytest.param({"interpreter": GLIBC}, "linux", "glibc", id="glibc-loader"),
        pytest.param({"interpreter": "/lib/ld-linux-aarch64.so.1"}, "linux", "glibc", id="arm64"),
        pytest.param({"interpreter": "/lib64/ld64.so.2"}, "linux", "glibc", id="ppc64le-loader"),
        pytest.param({"interpreter": "/lib/ld.so.1"}, "linux", "glibc", id="mips-loader"),
        pytest.param({"interpreter": MUSL}, "linux", "musl", id="musl-loader"),
        pytest.param(
            {"interpreter": "/opt/x/lib/ld-musl-x86_64.so.1"}, "linux", "musl", id="musl-elsewhere"
        ),
        pytest.param({"needed": ("libc.so.6",)}, "linux", "glibc", id="needs-glibc"),
        pytest.param({"soname": "libc.so.6"}, "linux", "glibc", id="is-glibc"),
        pytest.param({"soname": "ld-linux-x86-64.so.2"}, "linux", "glibc", id="is-the-loader"),
        pytest.param({"needed": ("libc.musl-x86_64.so.1",)}, "linux", "musl", id="needs-musl"),
        pytest.param({"needed": ("libc.so",)}, "linux", "musl", id="needs-libc.so"),
        pytest.param({"needed": ("libc.so", "liblog.so")}, "android", "", id="needs-bionic"),
        pytest.param({"needed": ("libc.so", "libm.so")}, "android", "", id="bionic-by-libm"),
        pytest.param({"interpreter": "/system/bin/linker64"}, "android", "", id="bionic-loader"),
        pytest.param({"needed": ("libc.so.7",)}, "freebsd", "", id="needs-freebsd-libc"),
        pytest.param({"needed": ("libc.so.12",)}, "netbsd", "", id="needs-netbsd-libc"),
        pytest.param({"needed": ("libc.so.1",)}, "solaris", "", id="needs-solaris-libc"),
        pytest.param({"needed": ("libdl.so.1",)}, "solaris", "", id="needs-solaris-libdl"),
        pytest.param(
            {"needed": ("libstdc++.so.6", "libm.so.2")}, "solaris", "", id="needs-solaris-libm"
        ),
        pytest.param({"needed": ("libc.so.8",)}, "dragonfly", "", id="needs-dragonfly-libc"),
        pytest.param({"needed": ("libc.so.84.2",)}, "openbsd", "", id="needs-openbsd-libc"),
        pytest.param(
            {"needed": ("libm.so.6",), "versions": {"libm.so.6": ("GLIBC_2.29",)}},
            "linux",
            "glibc",
            id="glibc-by-versions",
        ),
        pytest.param({"needed": ("libz.so.1",)}, "linux", "", id="no-sign"),
        pytest.param({"e_type": 2}, "linux", "", id="static"),
        pytest.param(
            {"osabi": 9, "needed": ("libc.so.6",)}, "freebsd", "", id="linux-names-on-freebsd"
        ),
        pytest.param(
            {"interpreter": GLIBC, "notes": (("GNU", 1, abi(3)),)}, "freebsd", "", id="kfreebsd"
        ),
        pytest.param(
            {"interpreter": "/lib/ld.so.1", "notes": (("GNU", 1, abi(1)),)},
            "hurd",
            "",
            id="hurd-has-a-glibc-too",
        ),
        pytest.param(
            {"needed": ("libc.so.6",), "notes": (("GNU", 1, abi(0)),)}, "linux", "glibc", id="note"
        ),
        pytest.param(
            {"notes": (("Android", 1, b"abcd"),), "needed": ("libc.so",)}, "android", "", id="ndk"
        ),
    ],
)
def test_signs(given: dict[str, object], os: str, libc: str) -> None:
    """The strongest sign of a whole file decides."""
    data = elf(**given)  # type: ignore[arg-type]  # each case gives the maker's own arguments
    found = read_elf(io.BytesIO(data))
    assert (found.os, found.libc) == (os, libc)


@given(
    st.integers(0, 255),
    st.sampled_from(["", "android", "linux", "freebsd", "hurd"]),
    st.text(max_size=30),
    st.frozensets(st.text(max_size=20), max_size=5),
    st.booleans(),
)
def test_any_signs(
    osabi: int, note: str, interpreter: str, names: frozenset[str], glibc: bool
) -> None:
    """Any signs give a system, and a C library on Linux only."""
    os, libc = system(Signs(osabi, note, interpreter, names, glibc))
    assert os
    assert libc == "" or (os, libc) in (("linux", "glibc"), ("linux", "musl"))


@given(st.binary(max_size=300), st.sampled_from("<>"))
def test_any_notes(data: bytes, order: str) -> None:
    """Any bytes give a known system or none."""
    known = ("", "android", "freebsd", "netbsd", "openbsd", "linux", "hurd", "solaris")
    assert os_of_notes(data, order) in known
