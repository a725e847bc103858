"""Which wheels install where: tags, C libraries, interpreters, and the nearest version."""

import platform
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.tags import sys_tags

from archcompat.formats.distfile import DistFile, FileShelf, parse_file_name
from archcompat.formats.wheelfit import (
    accepts_python,
    best_wheel,
    fits,
    nearest_wheel,
    offer,
    tag_ranks,
)
from archcompat.model.arch import arch_of_token
from archcompat.model.target import Libc, Platform, Target


def target(libc: str = "glibc:2.28", python: str = "3.8") -> Target:
    """linux/arm64 with a C library and a Python; either may be empty."""
    return Target(libc=Libc.parse(libc) if libc else None, python=python)


def files(*names: str, requires: str = "", yanked: bool = False) -> list[DistFile]:
    """Files by their names."""
    return [
        replace(parse_file_name(name), requires_python=requires, yanked=yanked) for name in names
    ]


FITTING = [
    ("own interpreter", "x-1-cp38-cp38-manylinux2014_aarch64.whl", "glibc:2.28", "3.8", True),
    ("other interpreter", "x-1-cp39-cp39-manylinux2014_aarch64.whl", "glibc:2.28", "3.8", False),
    ("other machine", "x-1-cp38-cp38-manylinux2014_x86_64.whl", "glibc:2.28", "3.8", False),
    ("abi3 of an older one", "x-1-cp36-abi3-manylinux2014_aarch64.whl", "glibc:2.28", "3.10", True),
    ("abi3 of a newer one", "x-1-cp39-abi3-manylinux2014_aarch64.whl", "glibc:2.28", "3.8", False),
    ("3.7 has its m", "x-1-cp37-cp37m-manylinux2014_aarch64.whl", "glibc:2.28", "3.7", True),
    ("2.7 has its mu", "x-1-cp27-cp27mu-manylinux2014_aarch64.whl", "glibc:2.28", "2.7", True),
    ("no ABI", "x-1-py3-none-manylinux2014_aarch64.whl", "glibc:2.28", "3.8", True),
    ("pure", "x-1-py2.py3-none-any.whl", "musl:1.2", "3.13", True),
    ("pure of Python 2", "x-1-py2-none-any.whl", "glibc:2.28", "3.8", False),
    ("free-threaded", "x-1-cp313-cp313t-manylinux2014_aarch64.whl", "glibc:2.28", "3.13", False),
    ("PyPy", "x-1-pp38-pypy38_pp73-manylinux2014_aarch64.whl", "glibc:2.28", "3.8", False),
    ("glibc just enough", "x-1-cp38-cp38-manylinux_2_28_aarch64.whl", "glibc:2.28", "3.8", True),
    ("glibc too old", "x-1-cp38-cp38-manylinux_2_28_aarch64.whl", "glibc:2.27", "3.8", False),
    ("manylinux2014 is 2.17", "x-1-cp38-cp38-manylinux2014_aarch64.whl", "glibc:2.17", "3.8", True),
    (
        "the lower of two",
        "x-1-cp38-cp38-manylinux_2_17_aarch64.manylinux_2_28_aarch64.whl",
        "glibc:2.17",
        "3.8",
        True,
    ),
    ("musl on glibc", "x-1-cp38-cp38-musllinux_1_1_aarch64.whl", "glibc:2.28", "3.8", False),
    ("glibc on musl", "x-1-cp38-cp38-manylinux2014_aarch64.whl", "musl:1.2", "3.8", False),
    ("older musl", "x-1-cp38-cp38-musllinux_1_1_aarch64.whl", "musl:1.2.5", "3.8", True),
    ("newer musl", "x-1-cp38-cp38-musllinux_1_2_aarch64.whl", "musl:1.1", "3.8", False),
    ("musl of any version", "x-1-cp38-cp38-musllinux_1_2_aarch64.whl", "musl", "3.8", True),
    ("any C library", "x-1-cp38-cp38-musllinux_1_2_aarch64.whl", "", "3.8", True),
    ("any Python", "x-1-cp311-cp311-manylinux2014_aarch64.whl", "glibc:2.28", "", True),
    ("built here", "x-1-cp38-cp38-linux_aarch64.whl", "glibc:2.28", "3.8", True),
    ("an sdist", "x-1.tar.gz", "glibc:2.28", "3.8", False),
]


@pytest.mark.parametrize(
    ("name", "libc", "python", "expected"),
    [row[1:] for row in FITTING],
    ids=[row[0] for row in FITTING],
)
def test_fits(name: str, libc: str, python: str, expected: bool) -> None:
    """Tags decide, by interpreter, ABI, C library and machine."""
    assert fits(parse_file_name(name), target(libc, python)) is expected


def test_this_machine_has_the_tags_that_packaging_gives_it() -> None:
    """Oracle: packaging.tags.sys_tags for the running interpreter, in its order."""
    family, version = platform.libc_ver()
    arch = arch_of_token(platform.machine())
    if family != "glibc" or arch is None or platform.python_implementation() != "CPython":
        pytest.skip("sys_tags tells of another kind of system")
    here = Target(
        Platform("linux", arch),
        Libc("glibc", version),
        ".".join(platform.python_version_tuple()[:2]),
    )
    assert list(tag_ranks(here)) == [str(tag) for tag in sys_tags()]


@pytest.mark.parametrize(
    ("requires", "python", "expected"),
    [
        (">=3.8", "3.8", True),
        (">=3.8.1", "3.8", True),
        (">=3.9", "3.8", False),
        ("<3.9,>=3.6", "3.9", False),
        ("!=3.9.7", "3.9", True),
        (">=3.9", "", True),
        ("<3", "", False),
        (">=3.6.*", "3.8", True),
        ("nonsense", "3.8", True),
        ("", "3.8", True),
    ],
)
def test_requires_python(requires: str, python: str, expected: bool) -> None:
    """Some release of the target's Python is enough, and what is no specifier asks nothing."""
    assert accepts_python(requires, target(python=python)) is expected


def test_the_best_wheel() -> None:
    """As pip chooses: the newest C library the target has, the own ABI, the highest build."""
    listed = files(
        "x-1-py3-none-any.whl",
        "x-1-cp36-abi3-manylinux2014_aarch64.whl",
        "x-1-cp38-cp38-manylinux2014_aarch64.whl",
        "x-1-2-cp38-cp38-manylinux_2_24_aarch64.whl",
        "x-1-10-cp38-cp38-manylinux_2_24_aarch64.whl",
        "x-1-cp38-cp38-manylinux_2_31_aarch64.whl",
    )
    best = best_wheel(listed, target())
    assert best is not None
    assert best.name == "x-1-10-cp38-cp38-manylinux_2_24_aarch64.whl"


# A project as numpy was, and what became of it.
PROJECT = (
    files("x-1.18.1-cp38-cp38-manylinux1_x86_64.whl", "x-1.18.1.zip", requires=">=3.5")
    + files("x-1.18.5.zip")
    + files("x-1.19.0rc1-cp38-cp38-manylinux2014_aarch64.whl")
    + files("x-1.19.0-cp38-cp38-manylinux2014_aarch64.whl", yanked=True)
    + files("x-1.19.1-cp38-cp38-manylinux2014_aarch64.whl", requires=">=3.6")
    + files("x-1.23.2-cp311-cp311-manylinux_2_17_aarch64.whl", "x-1.23.2.tar.gz")
    + files("x-1.26.0-cp311-cp311-musllinux_1_1_aarch64.whl", requires=">=3.9")
    + files("x-broken!-cp38-cp38-manylinux2014_aarch64.whl")
)
OFFERS = [
    # id, version, libc, python, listed, wheel, sdist, foreign, nearest
    ("no wheel yet", "1.18.1", "glibc:2.28", "3.8", True, False, True, True, "1.19.1"),
    ("sdist only", "1.18.5", "glibc:2.28", "3.8", True, False, True, False, "1.19.1"),
    ("it fits", "1.19.1", "glibc:2.28", "3.8", True, True, False, False, ""),
    ("a pin may be yanked", "1.19.0", "glibc:2.28", "3.8", True, True, False, False, ""),
    ("another spelling", "1.19.1.0", "glibc:2.28", "3.8", True, True, False, False, ""),
    ("a local label", "1.19.1+cpu", "glibc:2.28", "3.8", True, True, False, False, ""),
    ("a newer Python", "1.19.1", "glibc:2.28", "3.11", True, False, False, True, "1.23.2"),
    ("musl", "1.19.1", "musl:1.2", "3.11", True, False, False, True, "1.26.0"),
    ("only an older one", "1.23.2", "glibc:2.28", "3.8", True, False, True, True, "1.19.1"),
    ("never", "1.19.1", "glibc:2.28", "3.6", True, False, False, True, ""),
    ("not listed", "1.20", "glibc:2.28", "3.8", False, False, False, False, "1.19.1"),
    ("pre-releases for who has one", "1.19.0b1", "glibc:2.28", "3.8", False, False, False, False,
     "1.19.0rc1"),
    ("no version", "latest", "glibc:2.28", "3.8", False, False, False, False, "1.19.1"),
]  # fmt: skip


@pytest.mark.parametrize("row", OFFERS, ids=[row[0] for row in OFFERS])
def test_offer(row: tuple[str, str, str, str, bool, bool, bool, bool, str]) -> None:
    """What a project's files hold for one version on one target."""
    _, version, libc, python, *expected, near = row
    found = offer(FileShelf(PROJECT), version, target(libc, python))
    has = (found.wheel is not None, found.sdist is not None)
    assert [found.listed, *has, found.foreign] == expected
    assert (found.nearest.version if found.nearest is not None else "") == near


def test_avoid() -> None:
    """A version with a known fault is not the nearest; nor is it counted for the pin."""
    near = nearest_wheel(
        FileShelf(PROJECT), "1.18.1", target(), avoid=lambda version: version == "1.19.1"
    )
    assert near is None


def test_newest() -> None:
    """Where nothing is pinned the newest that installs is taken."""
    near = nearest_wheel(FileShelf(PROJECT), "", target(python="3.11"))
    assert near is not None
    assert near.version == "1.23.2"


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_any_text(version: str, other: str, requires: str) -> None:
    """Versions and Requires-Python come from anybody: none ends in an exception."""
    listed = [replace(file, version=other, requires_python=requires) for file in PROJECT]
    found = offer(FileShelf(listed), version, target())
    assert found.wheel is None or found.nearest is None
