"""The reader of Packages files."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats import debpackages
from archcompat.formats.debpackages import read_packages
from archcompat.formats.packagelist import PackageRow
from tests.make.repositories import deb


def pieces(text: str, size: int) -> Iterator[bytes]:
    data = text.encode()
    for start in range(0, len(data), size):
        yield data[start : start + size]


TEXT = "\n".join(
    (
        deb("bash", Depends="x", Description="a\n Package: none\n Version: 7"),
        deb("python3-x", arch="all"),
        deb("grub", arch="amd64"),
        deb("exim4", Provides="mail-transport-agent, libx:any (= 1), ?"),
    )
)


@pytest.mark.parametrize("size", [1, 7, 100, 10_000])
def test_read(size: int) -> None:
    """What is for the architecture or all, however the bytes come."""
    assert list(read_packages(pieces(TEXT, size), "arm64")) == [
        PackageRow("bash", "1.0-1"),
        PackageRow("python3-x", "1.0-1"),
        PackageRow("exim4", "1.0-1", ("mail-transport-agent", "libx")),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("<html>\n", "no list", id="a-web-page"),
        pytest.param("Package: a\n", "no version", id="no-version"),
        pytest.param("Package: a b\nVersion: 1\n", "no name", id="no-name"),
    ],
)
def test_no_list(text: str, why: str) -> None:
    """What is no list of packages is refused."""
    with pytest.raises(FormatError, match=why):
        list(read_packages([text.encode()], "arm64"))


def test_endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package without an end is left."""
    monkeypatch.setattr(debpackages, "_LONGEST", 100)
    with pytest.raises(FormatError, match="over 100"):
        list(read_packages(pieces("x" * 400, 50), "arm64"))


@given(st.lists(st.one_of(st.binary(), st.sampled_from((b"Package: a\n", b"Version: 1\n", b"\n")))))
def test_any_bytes(data: list[bytes]) -> None:
    """Any bytes are packages with a version each, or are refused."""
    try:
        rows = list(read_packages(data, "arm64"))
    except FormatError:
        return
    assert all(row.name and row.version for row in rows)
