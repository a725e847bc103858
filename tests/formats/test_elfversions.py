"""Symbol versions: chains that are whole, too short, too long and endless."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archcompat.formats.elfversions import ReadAt, highest, versions_defined, versions_needed

VERDEF, VERDEFNUM, VERNEED, VERNEEDNUM = range(0x6FFFFFFC, 0x70000000)
ADDRESS = 0x1000
NAMES = {1: "A", 3: "B", 5: "C"}


def need(entries: int, first: int, following: int) -> bytes:
    return struct.pack("<HHIII", 1, entries, 99, first, following)


def wanted(name: int, onward: int) -> bytes:
    return struct.pack("<IHHII", 0, 0, 2, name, onward)


def definition(aux: int, following: int) -> bytes:
    return struct.pack("<HHHHIII", 1, 0, 2, 1, 0, aux, following)


def needed_of(table: bytes, count: int) -> list[str]:
    dynamic = {VERNEED: ADDRESS, VERNEEDNUM: count}
    return versions_needed(dynamic, reader(table), lambda at: NAMES.get(at, "?"), "<")


def defined_of(table: bytes, count: int) -> list[str]:
    dynamic = {VERDEF: ADDRESS, VERDEFNUM: count}
    return versions_defined(dynamic, reader(table), lambda at: NAMES.get(at, "?"), "<")


def reader(table: bytes) -> ReadAt:
    """Reads a table that lies at ADDRESS."""

    def at(address: int, count: int) -> bytes:
        assert address == ADDRESS
        return table[:count]

    return at


TWO = need(2, 16, 48) + wanted(1, 16) + wanted(3, 0) + need(1, 16, 0) + wanted(5, 0)


@pytest.mark.parametrize(
    ("table", "count", "names"),
    [
        pytest.param(TWO, 2, ["A", "B", "C"], id="two-libraries"),
        pytest.param(TWO, 1, ["A", "B"], id="count-ends-it"),
        pytest.param(TWO, 1 << 60, ["A", "B", "C"], id="E04-count-absurd"),
        pytest.param(TWO, 0, [], id="count-0"),
        pytest.param(TWO[:40], 2, ["A"], id="cut-off-in-a-name"),
        pytest.param(TWO[:10], 2, [], id="cut-off-in-a-library"),
        pytest.param(need(9, 16, 0) + wanted(1, 0), 1, ["A"], id="last-name-ends-it"),
        pytest.param(need(1, 1 << 31, 0), 1, [], id="E04-name-far-away"),
        pytest.param(b"", 5, [], id="nothing-there"),
    ],
)
def test_needed(table: bytes, count: int, names: list[str]) -> None:
    """Chains end by their count, by a zero distance, or by the end of what is there."""
    assert needed_of(table, count) == names


def test_needed_at_most() -> None:
    """E04: overlapping records name at most 4096 versions, however often each is met."""
    table = need(0xFFFF, 16, 0) + wanted(1, 16) * 6000
    assert len(needed_of(table, 1)) == 4095  # a table of 4096 records, one of them the library's
    table = need(0xFFFF, 0, 1) + bytes(5000)
    assert len(needed_of(table, 1 << 32)) <= 4096


@pytest.mark.parametrize(
    ("table", "count", "names"),
    [
        pytest.param(
            definition(20, 28) + struct.pack("<II", 1, 0) + definition(20, 0)
            + struct.pack("<II", 3, 0), 2, ["A", "B"], id="two",
        ),
        pytest.param(definition(20, 0) + struct.pack("<I", 5), 9, ["C"], id="zero-ends-it"),
        pytest.param(definition(20, 0), 1, [], id="name-missing"),
        pytest.param(definition(1 << 31, 0), 1, [], id="E04-name-far-away"),
        pytest.param(definition(0, 1)[:19], 1, [], id="cut-off"),
    ],
)  # fmt: skip
def test_defined(table: bytes, count: int, names: list[str]) -> None:
    """Definitions are told by their first name."""
    assert defined_of(table, count) == names


def test_nothing_is_read_without_a_table() -> None:
    """A file without the tags has no versions, and nothing is looked for."""
    assert versions_needed({}, reader(b""), str, "<") == []
    assert versions_defined({}, reader(b""), str, "<") == []


def test_highest() -> None:
    """By number; what is no dotted version is passed over."""
    assert highest(["V_1.9", "V_1.10", "W_3.0", "V_x", "V_1.10x"], "V_") == "1.10"
    assert highest([], "V_") == ""


@settings(deadline=None)
@given(st.binary(max_size=200), st.integers(0, 1 << 64))
def test_any_bytes(table: bytes, count: int) -> None:
    """Any bytes give a bounded number of names."""
    assert len(needed_of(table, count)) <= 4096
    assert len(defined_of(table, count)) <= 4096
