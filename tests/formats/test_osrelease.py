"""The reader of os-release."""

import platform
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.formats.osrelease import parse_os_release


@pytest.mark.parametrize(
    ("line", "value"),
    [
        pytest.param("ID=debian", "debian", id="bare"),
        pytest.param('ID="Red Hat"', "Red Hat", id="double-quotes"),
        pytest.param("ID='a \\b'", "a \\b", id="single-quotes-are-literal"),
        pytest.param(r'ID="a \"b\" \$c \\"', 'a "b" $c \\', id="escapes"),
        pytest.param("  ID=x  ", "x", id="space-around"),
        pytest.param("ID=", "", id="empty"),
        pytest.param("ID=a\nID=b", "b", id="last-wins"),
        pytest.param("# ID=c\nnonsense\n=x\nID=d\r\n", "d", id="other-lines"),
    ],
)
def test_values(line: str, value: str) -> None:
    """Values are unquoted as a shell does."""
    assert parse_os_release(line.encode()) == {"ID": value}


@pytest.mark.skipif(not Path("/etc/os-release").exists(), reason="needs /etc/os-release")
def test_as_the_standard_library_reads_it() -> None:
    """Oracle: platform.freedesktop_os_release, on the file of this machine."""
    said = platform.freedesktop_os_release()
    ours = parse_os_release(Path("/etc/os-release").read_bytes())
    assert {**said, **ours} == said
    assert ours


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    """Any bytes give variables with plain names."""
    assert all(name.isidentifier() for name in parse_os_release(data))
