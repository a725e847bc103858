"""What holds for every kind, the next one included."""

import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.kinds import Glance, Kind, load_kinds
from archcompat.model.marks import Marks
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
            "k8s/x.yaml",
            "k8s/x.json",
            "compose.yaml",
            "Dockerfile",
        )
    ),
    start=st.sampled_from(
        (
            *(b"", b"\x7fELF\x02\x01\x01", b"PK\x03\x04", b"MZ", b"\x1f\x8b\x08", b"{"),
            *(b"apiVersion: v1\nkind: ", b"services:\n  x:\n    image: ", b"FROM "),
        )
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


# Names and heads that some kind knows, and what comes close to them.
FOLDERS = (
    *("", "etc", "lib/apk/db", "var/lib/dpkg/status.d", "var/lib/rpm", "conda-meta", "META-INF"),
    *("META-INF/maven/g/a", "classes", "node_modules/x", "x.dist-info", "x.egg-info", "EGG-INFO"),
    *("requirements", "usr/lib/jvm/x", "etc/ld.so.conf.d", "etc/dnf/vars", "a/etc/yum/vars"),
)
STEMS = (
    "x",
    "installed",
    "status",
    "base",
    "release",
    "os-release",
    "METADATA",
    "RECORD",
    "Packages",
    "Dockerfile",
    "Containerfile",
)
NAMES = tuple(sorted({name for kind in KINDS for name in kind.marks.names}))
SUFFIXES = tuple(sorted({suffix for kind in KINDS for suffix in kind.marks.suffixes}))
HEADS = tuple(sorted({head for kind in KINDS for head in kind.marks.heads}))


@given(
    folder=st.sampled_from(FOLDERS),
    name=st.sampled_from(NAMES)
    | st.builds(
        "{}{}{}".format,
        st.sampled_from(STEMS),
        st.sampled_from((".", "", "-dev.", ".tar.", ".SO.")),
        st.sampled_from((*SUFFIXES, *(suffix.upper() for suffix in SUFFIXES), "egg-info", "py")),
    ),
    start=st.sampled_from((b"", b"{", b"<bom ", b'{"bomFormat"', b"JAVA_VERSION=", *HEADS)),
    rest=st.sampled_from((b"", bytes(600), b"\0" * 255 + b"ustar", b"\0\0\0\2" * 9, b"1AY&SY")),
    nested=st.booleans(),
)
def test_what_is_claimed_has_a_mark(
    folder: str, name: str, start: bytes, rest: bytes, nested: bool
) -> None:
    """No kind claims a file that it would not be asked about."""
    path = f"{folder}/{name}".lstrip("/")
    one = entry(*(("x.jar",) if nested else ()), path, data=start + rest)
    claimed = {kind.name for kind in KINDS if kind.claims(one)}
    assert claimed <= {kind.name for kind in Glance(KINDS).kinds(one)}


def test_most_files_are_put_to_few_kinds() -> None:
    """A module, a copyright note and a header go to those kinds alone that have no marks."""
    unmarked = [kind.name for kind in KINDS if kind.marks == Marks()]
    assert len(unmarked) < 4
    for path in ("usr/lib/python3/x.py", "usr/share/doc/x/copyright", "usr/include/x.h"):
        asked = Glance(KINDS).kinds(entry(path, data=b"text"))
        assert [kind.name for kind in asked] == unmarked
