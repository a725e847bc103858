"""What source distributions say, and whether they compile anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.sourcedist import SourceDist, read_source
from tests.make.wheelhouse import metadata, source_of
from tests.make.ziparchive import archive

INFO = metadata("x", "1.0")


def read(**files: bytes) -> SourceDist:
    return read_source(source_of("x", "1.0", {"PKG-INFO": INFO, **files}))


STATIC = b"Metadata-Version: 2.2\nName: x\nVersion: 1.0\n"


@pytest.mark.parametrize(
    ("files", "requires", "exact", "told"),
    [
        pytest.param({}, (), False, False, id="nothing is said"),
        pytest.param(
            {"PKG-INFO": metadata("x", "1.0", ["y"])}, ("y",), False, True, id="old PKG-INFO"
        ),
        pytest.param({"PKG-INFO": STATIC}, (), True, True, id="static, and none"),
        pytest.param(
            {"PKG-INFO": STATIC + b"Requires-Dist: y>=1\n"}, ("y>=1",), True, True, id="static"
        ),
        pytest.param(
            {"PKG-INFO": STATIC + b"Dynamic: Requires-Dist\nRequires-Dist: y\n"},
            ("y",),
            False,
            True,
            id="dynamic",
        ),
        pytest.param(
            {
                "x.egg-info/requires.txt": b"six>=1.4\n\n[:python_version < '3']\nold\n\n"
                b"[tls]\nssl\n\n[tls:os_name == 'nt']\nwinssl\n"
            },
            (
                "six>=1.4",
                "old ; (python_version < '3')",
                "ssl ; extra == 'tls'",
                "winssl ; (os_name == 'nt') and extra == 'tls'",
            ),
            False,
            True,
            id="those of its last build",
        ),
        pytest.param({"src/x.egg-info/requires.txt": b""}, (), False, True, id="none, by that"),
    ],
)
def test_requirements(
    files: dict[str, bytes], requires: tuple[str, ...], exact: bool, told: bool
) -> None:
    """PKG-INFO first, then what setuptools left; core metadata 2.2 says it for good."""
    found = read(**files)
    assert (found.metadata.requires, found.exact, found.told) == (requires, exact, told)


@pytest.mark.parametrize(
    ("path", "compiles"),
    [
        ("x/__init__.py", False),
        ("src/fast.c", True),
        ("x/speedups.pyx", True),
        ("Cargo.toml", True),
        ("CMakeLists.txt", True),
        ("tests/fixture.c", False),
        ("docs/example.cpp", False),
        ("x/data.csv", False),
    ],
)
def test_whether_it_compiles(path: str, compiles: bool) -> None:
    """By the languages of its files; those of tests and documents are not built."""
    assert read(**{path: b""}).compiles is compiles


def test_a_zip() -> None:
    """As setuptools on Windows made them."""
    data = archive({"x-1.0/PKG-INFO": metadata("x", "1.0", ["y"]), "x-1.0/a.c": b""})
    found = read_source(data)
    assert (found.metadata.requires, found.compiles) == (("y",), True)


def test_without_metadata() -> None:
    """What it compiles is seen all the same, what it requires is not known (uWSGI 2.0.19.1)."""
    found = read_source(source_of("x", "1.0", {"setup.py": b"", "core/x.c": b""}))
    assert (found.compiles, found.told, found.metadata.name) == (True, False, "")


@pytest.mark.parametrize(
    "data", [b"", b"hello", source_of("x", "1.0", {})], ids=["empty", "text", "no-file"]
)
def test_what_is_none(data: bytes) -> None:
    """FormatError, with what is missing."""
    with pytest.raises(FormatError):
        read_source(data)


@given(st.binary(max_size=400), st.sampled_from([b"", b"\x1f\x8b", b"PK\x03\x04", b"BZh"]))
def test_any_bytes(data: bytes, start: bytes) -> None:
    """A value or FormatError."""
    try:
        found = read_source(start + data)
    except FormatError:
        return
    assert not found.exact or found.metadata.name
