"""The reader of Alpine's index."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.apkindex import read_apkindex
from archcompat.formats.packagelist import PackageRow
from tests.make.image import tar_of
from tests.make.repositories import apkindex

BASH = {"C": "Q1x=", "P": "bash", "V": "5.2-r0", "A": "aarch64", "T": "P:x", "o": "bash"}
EXIM = {"P": "exim", "V": "4-r1", "A": "noarch", "p": "so:libx.so.1=1 mta=1 cmd:exim=4 smtp>2"}


def test_read() -> None:
    """What is for the architecture or for all, behind the signature."""
    data = apkindex(BASH, EXIM, {"P": "x", "V": "1", "A": "x86_64"})
    assert list(read_apkindex(data, "aarch64")) == [
        PackageRow("bash", "5.2-r0"),
        PackageRow("exim", "4-r1", ("mta", "smtp")),
    ]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        pytest.param(gzip.compress(tar_of({"x": b""})), "no APKINDEX", id="another-tar"),
        pytest.param(apkindex({"P": "a"}), "no version", id="no-version"),
        pytest.param(apkindex(BASH)[:-40], "ends in the middle", id="cut-short"),
        pytest.param(b"<html>", "ends in the middle|damaged", id="a-web-page"),
        pytest.param(b"", "no bytes", id="empty"),
    ],
)
def test_no_index(data: bytes, why: str) -> None:
    """What is no index is refused."""
    with pytest.raises(FormatError, match=why):
        list(read_apkindex(data, "aarch64"))


@given(
    st.one_of(st.binary(), st.binary().map(lambda text: gzip.compress(tar_of({"APKINDEX": text}))))
)
def test_any_bytes(data: bytes) -> None:
    """Any bytes are packages with a version each, or are refused."""
    try:
        rows = list(read_apkindex(data, "aarch64"))
    except FormatError:
        return
    assert all(row.name and row.version for row in rows)
