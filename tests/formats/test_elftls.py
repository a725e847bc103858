"""Relocations that take thread-local storage at a fixed offset."""

import io
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.formats.elf import read_elf
from archcompat.formats.elftls import uses_static_tls
from archcompat.model.arch import Arch
from tests.make.elf import elf
from tests.need import need

TPREL, TLSDESC, RELATIVE, TPOFF64 = 1030, 1031, 1027, 18


@pytest.mark.parametrize(
    ("machine", "relocations", "tls", "expected"),
    [
        pytest.param("aarch64", (RELATIVE, TPREL), True, True, id="aarch64"),
        pytest.param("aarch64", (RELATIVE, TLSDESC), True, False, id="aarch64-descriptors"),
        pytest.param("aarch64", (), True, False, id="none"),
        pytest.param("aarch64", (TPREL,), False, False, id="another-librarys"),
        pytest.param("x86_64", (8, TPOFF64), True, True, id="x86_64"),
        pytest.param("x86_64", (TPREL,), True, False, id="another-machines-number"),
        pytest.param("riscv64", (TPREL, TPOFF64), True, False, id="a-machine-not-looked-at"),
    ],
)
def test_libraries(
    machine: str, relocations: tuple[int, ...], *, tls: bool, expected: bool
) -> None:
    """By the relocations' numbers, where the library has such storage of its own."""
    data = elf(machine, soname="libx.so", relocations=relocations, tls=tls)
    assert read_elf(io.BytesIO(data)).static_tls is expected


def test_programs_have_room() -> None:
    """A program's own storage is laid out before it starts."""
    data = elf("aarch64", interpreter="/lib/ld.so", relocations=(TPREL,), tls=True)
    assert not read_elf(io.BytesIO(data)).static_tls


def test_readelf_sees_them(tmp_path: Path) -> None:
    """Oracle: readelf names the relocation and the segment of the made file."""
    need("readelf")
    path = tmp_path / "x.so"
    path.write_bytes(elf("aarch64", soname="libx.so", relocations=(TPREL,), tls=True))
    told = subprocess.run(
        ["readelf", "-lrW", "--use-dynamic", path], check=True, capture_output=True, text=True
    ).stdout
    assert "R_AARCH64_TLS_TPREL" in told
    assert " TLS " in told


@given(st.binary(max_size=200), st.integers(0, 2**64 - 1), st.sampled_from(list(Arch)))
def test_any_bytes(data: bytes, size: int, arch: Arch) -> None:
    """Sizes lie, and nothing is read by them that is not there."""
    dynamic = {7: 1, 8: size, 23: 1, 2: size}
    found = uses_static_tls(dynamic, lambda _at, count: data[:count], arch, "<")
    assert found in (True, False)
