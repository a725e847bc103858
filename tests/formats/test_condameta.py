"""Records of packages that conda installed."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.condameta import parse_conda_record

RECORD = {
    "build": "py38h8790de6_0",
    "build_number": 0,
    "channel": "https://conda.anaconda.org/conda-forge/linux-64",
    "depends": ["libblas >=3.8.0,<4.0a0", "python >=3.8,<3.9.0a0"],
    "files": ["lib/python3.8/site-packages/numpy/__init__.py", "../etc/x", "bin/f2py"],
    "name": "numpy",
    "paths_data": {"paths": [{"_path": "bin/f2py"}]},
    "subdir": "linux-64",
    "version": "1.18.1",
}


def test_record() -> None:
    """Its fields, with the files counted from the root."""
    found = parse_conda_record(json.dumps(RECORD).encode(), "opt/conda")
    assert (found.name, found.version, found.build) == ("numpy", "1.18.1", "py38h8790de6_0")
    assert (found.subdir, found.channel) == ("linux-64", "conda-forge")
    assert found.depends == ("libblas >=3.8.0,<4.0a0", "python >=3.8,<3.9.0a0")
    assert found.files == (
        "opt/conda/lib/python3.8/site-packages/numpy/__init__.py",
        "opt/etc/x",
        "opt/conda/bin/f2py",
    )


@pytest.mark.parametrize(
    ("channel", "name"),
    [
        ("https://repo.anaconda.com/pkgs/main/linux-64", "main"),
        ("conda-forge", "conda-forge"),
        ("https://conda.anaconda.org/pytorch/noarch/", "pytorch"),
        ("", ""),
    ],
)
def test_channel(channel: str, name: str) -> None:
    """An address is named by what names the channel in it."""
    data = json.dumps({"name": "a", "version": "1", "channel": channel}).encode()
    assert parse_conda_record(data, "").channel == name


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b'{"name": "a"}', b'{"name": 1, "version": "1"}', b"\xff", b"[" * 100_000],
    ids=["empty", "list", "no-version", "number", "no-text", "deep"],
)
def test_no_record(data: bytes) -> None:
    """What is no record is refused."""
    with pytest.raises(FormatError) as raised:
        parse_conda_record(data, "")
    assert raised.value.code == "conda-record-damaged"


@given(st.binary(max_size=60), st.integers(0, 400))
def test_any_bytes(data: bytes, at: int) -> None:
    """Whatever stands in a real one, there is a record or FormatError."""
    text = json.dumps(RECORD).encode()
    with suppress(FormatError):
        assert parse_conda_record(text[:at] + data + text[at:], "opt").name is not None
