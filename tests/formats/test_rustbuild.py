"""What Rust programs say of how they were built."""

import io
import json
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.elfsections import ElfSections
from archcompat.formats.rustbuild import RustBuildInfo, read_rust_build
from tests.make.elf import SO64
from tests.make.sectioned import sectioned
from tests.need import need

_PANICS = (
    b"/rustc/07dca489ac2d933c78d3c5158e3f43beefeb02ce/library/core/src/str/mod.rs\0"
    b"/root/.cargo/registry/src/index.crates.io-6f17d22bba15001f/openssl-sys-0.9.101/src/lib.rs"
    b"/home/u/.cargo/registry/src/github.com-1ecc6299db9ec823/h2-0.3.26/src/x.rs"
    b"/home/u/.cargo/registry/src/github.com-1ecc6299db9ec823/h2-0.3.26/src/y.rs"
    b"/usr/share/cargo/registry/src/x/pre-release-1.0.0-rc.1/src/lib.rs"
)
_COMMENT = b"GCC: (Debian 12.2.0-14) 12.2.0\0rustc version 1.76.0 (07dca489a 2024-02-04)\0"


def read(data: bytes) -> RustBuildInfo | None:
    return read_rust_build(ElfSections(io.BytesIO(data), len(data)))


def listed(*packages: dict[str, object]) -> bytes:
    return zlib.compress(json.dumps({"packages": packages}).encode())


def test_a_list_of_cargo_auditable() -> None:
    """The program itself is its root; what only built it is not in it."""
    data = listed(
        {"name": "tool", "version": "2.1.0", "source": "local", "root": True, "dependencies": [1]},
        {"name": "ring", "version": "0.17.8", "source": "crates.io"},
        {"name": "cc", "version": "1.0.90", "source": "crates.io", "kind": "build"},
    )
    found = read(sectioned({".rodata": _PANICS, ".dep-v0": data, ".comment": _COMMENT}))
    assert found == RustBuildInfo("1.76.0", "tool", "2.1.0", ("ring@0.17.8",), listed=True)


def test_the_places_of_panics() -> None:
    """Crates by the folders they were unpacked to, each once."""
    found = read(sectioned({".rodata": _PANICS}))
    crates = ("h2@0.3.26", "openssl-sys@0.9.101", "pre-release@1.0.0-rc.1")
    assert found == RustBuildInfo("", "", "", crates, listed=False)


@pytest.mark.parametrize("folder", [b"/usr/src/rustc-1.63.0", b"/builddir/BUILD/rustc-1.63.0-src"])
def test_a_compiler_of_a_distribution(folder: bytes) -> None:
    """It has no commit; its sources' folder has the version, which its comment may not have."""
    found = read(sectioned({".rodata": folder + b"/library/core/src/str/pattern.rs"}))
    assert found == RustBuildInfo("1.63.0", "", "", (), listed=False)
    assert read(sectioned({".rodata": folder + b"/README.md"})) is None


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(sectioned({".rodata": b"rustc /registry/src/x/a-1.0.0/"}), id="no-panic"),
        pytest.param(sectioned({".comment": _COMMENT}), id="no-data"),
        pytest.param(SO64, id="no-sections"),
        pytest.param(b"\x7fELF", id="cut-off"),
    ],
)
def test_not_of_rust(data: bytes) -> None:
    """Nothing in it says so."""
    assert read(data) is None


@pytest.mark.parametrize(
    "stored",
    [
        pytest.param(b"garbage", id="no-zlib"),
        pytest.param(b"", id="empty"),
        pytest.param(zlib.compress(b"{}"), id="no-packages"),
        pytest.param(listed({"name": 1, "version": "1"}), id="no-name"),
        pytest.param(zlib.compress(bytes(64 << 20)), id="bomb"),
        pytest.param(zlib.compress(b"[" * 100_000), id="too-deep"),
    ],
)
def test_a_damaged_list(stored: bytes) -> None:
    """It is there, and cannot be read."""
    with pytest.raises(FormatError) as caught:
        read(sectioned({".dep-v0": stored}))
    assert caught.value.code == "rust-list-damaged"


def survives(data: bytes) -> RustBuildInfo | None:
    """What is read, or nothing where the one error is raised that there may be."""
    try:
        return read(data)
    except FormatError as error:
        if error.code != "rust-list-damaged":
            raise
        return None


@given(st.binary(), st.sampled_from([".dep-v0", ".comment"]))
def test_any_section(data: bytes, name: str) -> None:
    """No bytes are a list by chance, and none of a comment are a program's."""
    assert survives(sectioned({name: data})) is None


@given(st.data())
def test_any_change_of_a_program(data: st.DataObject) -> None:
    """Damage anywhere is no exception of another kind, and makes no list."""
    whole = bytearray(sectioned({".rodata": _PANICS, ".comment": _COMMENT}))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at : at + 8] = data.draw(st.binary(max_size=8))
    found = survives(bytes(whole))
    assert found is None or not found.listed


@pytest.mark.skipif(shutil.which("rustc") is None, reason="needs the Rust compiler")
@pytest.mark.parametrize("strip", [False, True], ids=["whole", "stripped"])
def test_a_real_program(tmp_path: Path, *, strip: bool) -> None:
    """Oracle: rustc built it, and says its version; stripping changes nothing."""
    source = tmp_path / "main.rs"
    source.write_text('fn main() { println!("{}", std::env::args().nth(1).unwrap()); }')
    subprocess.run(["rustc", "-O", source, "-o", tmp_path / "main"], check=True)
    if strip:
        need("strip")
        subprocess.run(["strip", tmp_path / "main"], check=True)
    said = subprocess.run(["rustc", "--version"], check=True, capture_output=True, text=True)
    found = read((tmp_path / "main").read_bytes())
    assert found is not None
    assert found.compiler == said.stdout.split()[1]
    assert not found.listed
