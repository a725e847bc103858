"""Lists of packages, packed and looked into."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats import packagelist
from archcompat.formats.packagelist import Listed, PackageRow, packed, unpacked

ROWS = (
    PackageRow("bash", "5.2-1"),
    PackageRow("exim4", "4.96-1", ("mail-transport-agent",)),
    PackageRow("linux", "6.1-1"),
    PackageRow("linux", "6.12-1"),
)


def test_look_into() -> None:
    """Only what is asked for: all its versions, and what stands in for it."""
    wanted = frozenset(("linux", "mail-transport-agent", "zsh"))
    assert unpacked(packed(ROWS), wanted) == Listed(
        offered=True,
        versions={"linux": ("6.1-1", "6.12-1")},
        providers={"mail-transport-agent": ("exim4",)},
    )


@pytest.mark.parametrize("data", [b"", b"x", packed(ROWS)[:-3]], ids=["empty", "other", "cut"])
def test_damaged(data: bytes) -> None:
    """What was not packed here is refused."""
    with pytest.raises(FormatError, match="damaged"):
        unpacked(data, frozenset())


def test_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that has no end is left."""
    monkeypatch.setattr(packagelist, "_MOST", 3)
    with pytest.raises(FormatError, match="over 3"):
        packed(ROWS)


TEXT = st.text(min_size=1, max_size=8)


@given(st.lists(st.tuples(TEXT, TEXT)))
def test_any_names(pairs: list[tuple[str, str]]) -> None:
    """Whatever names and versions hold, every row is found again by its name."""
    clean = {ord(letter): None for letter in "\t\n\r"}
    rows = [PackageRow(name, version) for name, version in pairs]
    found = unpacked(packed(rows), frozenset(row.name.translate(clean) for row in rows))
    assert set(found.versions) == {row.name.translate(clean) for row in rows}


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    """Any bytes are refused, or were packed."""
    with pytest.raises(FormatError, match="damaged"):
        unpacked(data, frozenset())
