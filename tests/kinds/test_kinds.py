"""What holds for every kind, the next one included."""

import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.kinds import Kind, load_kinds
from tests.make.packages import entry

KINDS = load_kinds()
HERE = Path(__file__).parent


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.name))
def test_has_a_test_and_says_what_it_is(kind: Kind) -> None:
    """Each kind has a test file of its own, a plain name, and a line that `kinds` shows."""
    module = sys.modules[type(kind).__module__]
    assert (HERE / f"test_{module.__name__.rpartition('.')[2]}.py").exists()
    assert re.fullmatch(r"[a-z-]+", kind.name)
    assert module.__doc__


def test_names_differ() -> None:
    """Problems and `archcompat kinds` name a kind: no two are alike."""
    assert len({kind.name for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.name))
@given(
    path=st.sampled_from(
        (
            "bin/x",
            "lib/libx.so.1",
            "opt/x.jar",
            "x.whl",
            "x.tar.gz",
            "etc/os-release",
            "etc/ld.so.conf",
            "var/lib/dpkg/status",
            "var/lib/dpkg/info/x.list",
            "lib/apk/db/installed",
            "var/lib/rpm/rpmdb.sqlite",
            "var/lib/rpm/Packages",
            "var/lib/rpm/Packages.db",
            "node_modules/x/package.json",
            "lib/python3.8/site-packages/x.dist-info/METADATA",
            "lib/python3.8/site-packages/x.dist-info/WHEEL",
            "lib/python3.8/site-packages/x.dist-info/RECORD",
            "requirements.txt",
        )
    ),
    start=st.sampled_from(
        (b"", b"\x7fELF\x02\x01\x01", b"PK\x03\x04", b"MZ", b"\x1f\x8b\x08", b"{")
    ),
    data=st.binary(max_size=2000),
)
def test_any_bytes(kind: Kind, path: str, start: bytes, data: bytes) -> None:
    """Whatever is in a file: facts, entries, or FormatError, and nothing else."""
    one = entry(path, data=start + data)
    if not kind.claims(one):
        return
    code = "none"
    try:
        for found in kind.read(one):
            assert found is not None
    except FormatError as error:
        code = error.code
    assert re.fullmatch(r"[a-z0-9-]+", code)
