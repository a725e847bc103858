"""Which libstdc++ systems have, by their glibc."""

import pytest

from archcompat.formats.libstdcxx import newest


@pytest.mark.parametrize(
    ("glibc", "glibcxx"),
    [
        pytest.param("2.12", (3, 4, 19), id="older than all"),
        pytest.param("2.17", (3, 4, 19), id="RHEL 7"),
        pytest.param("2.28", (3, 4, 25), id="RHEL 8 and Debian 10"),
        pytest.param("2.31", (3, 4, 28), id="Debian 11"),
        pytest.param("2.35", (3, 4, 30), id="Ubuntu 22.04"),
        pytest.param("2.36", (3, 4, 30), id="Debian 12"),
        pytest.param("2.41", (3, 4, 33), id="Debian 13"),
    ],
)
def test_known_systems(glibc: str, glibcxx: tuple[int, ...]) -> None:
    """Oracle: the table of GCC, by the compiler whose library each system has."""
    has = newest(glibc)
    assert has is not None
    assert has.glibcxx == glibcxx


@pytest.mark.parametrize("glibc", ["2.99", "", "3.1", "2", "x"])
def test_unknown_systems(glibc: str) -> None:
    """Nothing is said of those."""
    assert newest(glibc) is None
