"""The reader of a Debian suite's Release file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.aptrelease import ListedFile, parse_release

SUM = "ab" * 32
TEXT = f"""Suite: stable
Architectures: all amd64 arm64
Components: main contrib
Acquire-By-Hash: yes
MD5Sum:
 {"0" * 32} 5 main/binary-arm64/Packages
SHA256:
 {SUM.upper()}     1234 main/binary-arm64/Packages.xz
 short 5 x
"""
SIGNED = f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{TEXT}"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(TEXT, id="plain"),
        pytest.param(
            f"{SIGNED}-----BEGIN PGP SIGNATURE-----\nSuite: other\n", id="with-a-signature"
        ),
    ],
)
def test_read(text: str) -> None:
    """The lists with their SHA256 hashes, and what else is said of them."""
    found = parse_release(text.encode())
    assert found.architectures == ("all", "amd64", "arm64")
    assert found.components == ("main", "contrib")
    assert found.files == {"main/binary-arm64/Packages.xz": ListedFile(1234, SUM)}
    assert found.by_hash
    assert found.all_apart


def test_lists_for_all_architectures() -> None:
    """Debian's own lists of an architecture have what is for all of them."""
    said = "No-Support-for-Architecture-all: Packages\n"
    assert not parse_release(f"{said}{TEXT}".encode()).all_apart


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("<html>not found</html>", id="a-web-page"),
        pytest.param("Suite: x\nMD5Sum:\n 00 1 a\n", id="weak-hashes-only"),
    ],
)
def test_no_release(text: str) -> None:
    """Without SHA256 hashes it is none."""
    with pytest.raises(FormatError, match="no Release file"):
        parse_release(text.encode())


@given(
    st.one_of(st.binary(), st.text("SHA256: \nabc0/").map(lambda text: f"SHA256:\n{text}".encode()))
)
def test_any_bytes(data: bytes) -> None:
    """Any bytes are a Release file or are refused."""
    try:
        found = parse_release(data)
    except FormatError:
        return
    assert all(len(one.sha256) == 64 for one in found.files.values())
