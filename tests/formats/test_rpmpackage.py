"""The headers of an rpm package file: any bytes and damage; real ones are in test_rpm_package."""

import contextlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.rpmpackage import MAGIC, read_rpm
from tests.make.rpm import header

LEAD = MAGIC.ljust(96, b"\0")
START = b"\x8e\xad\xe8\x01\0\0\0\0"
EMPTY = START + bytes(8)


def test_payload_follows() -> None:
    """The first header is padded to eight bytes, the second one is not."""
    signatures = START + b"\0\0\0\0\0\0\0\3" + b"abc"
    data = LEAD + signatures + bytes(5) + START + header("x", "1", "2") + b"payload"
    package, start = read_rpm(io.BytesIO(data))
    assert (package.name, package.version, data[start:]) == ("x", "1-2", b"payload")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(LEAD[:50], "rpm-truncated", id="in-the-lead"),
        pytest.param(LEAD + EMPTY, "rpm-truncated", id="no-header"),
        pytest.param(LEAD + b"x" * 16, "rpm-header-damaged", id="no-magic"),
        pytest.param(LEAD + START + b"\0\0\0\1\0\0\0\0", "rpm-truncated", id="cut-header"),
        pytest.param(LEAD + START + b"\xff" * 8, "rpm-header-damaged", id="too-large"),
        pytest.param(LEAD + EMPTY + EMPTY, "rpm-header-damaged", id="no-name"),
    ],
)
def test_damaged(data: bytes, code: str) -> None:
    """Damage has a code."""
    with pytest.raises(FormatError) as caught:
        read_rpm(io.BytesIO(data))
    assert caught.value.code == code


@given(st.binary(max_size=300), st.sampled_from((b"", LEAD, LEAD + EMPTY, LEAD + EMPTY + START)))
def test_any_bytes(data: bytes, start: bytes) -> None:
    """A package, or a FormatError."""
    with contextlib.suppress(FormatError):
        assert read_rpm(io.BytesIO(start + data))[0].name
