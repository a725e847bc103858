"""musl's symbols, release by release."""

import pytest

from archcompat.formats.musl import is_glibc, is_own, lacking, package_of


@pytest.mark.parametrize(
    ("name", "version", "lacks"),
    [
        pytest.param("malloc", "", False, id="every-release"),
        pytest.param("malloc", "1.2.3", False, id="one-release"),
        pytest.param("__strdup", "", True, id="glibcs-own"),
        pytest.param("__strdup", "1.2.5", True, id="glibcs-own-in-the-latest"),
        pytest.param("__snprintf_chk", "1.2.5", True, id="fortified"),
        pytest.param("fopen64", "1.1.24", False, id="large-files-until-1.2.3"),
        pytest.param("fopen64", "1.2.5", False, id="large-files-for-old-programs"),
        pytest.param("gettid", "1.1.24", True, id="gettid-before-1.2.2"),
        pytest.param("gettid", "1.2.2", False, id="gettid-from-1.2.2-on"),
        pytest.param("gettid", "", True, id="gettid-somewhere"),
        pytest.param("qsort_r", "1.2.2", True, id="qsort_r-before-1.2.3"),
        pytest.param("qsort_r", "1.2.3", False, id="qsort_r"),
        pytest.param("preadv2", "1.2.4", True, id="preadv2-before-1.2.5"),
        pytest.param("preadv2", "1.2.9", False, id="a-later-release-is-like-the-last-known"),
        pytest.param("gettid", "1.2", False, id="all-of-1.2"),
        pytest.param("qsort_r", "1.2", True, id="not-all-of-1.2"),
        pytest.param("malloc", "0.9", False, id="an-older-one-like-the-first"),
    ],
)
def test_symbols(name: str, version: str, *, lacks: bool) -> None:
    """Oracle: musl's release notes (WHATSNEW) for what came when."""
    assert lacking([name], version) == [name] * lacks


def test_sorted_and_once() -> None:
    """However they come."""
    assert lacking(["zz", "aa", "malloc", "zz"]) == ["aa", "zz"]


@pytest.mark.parametrize(
    ("name", "own", "glibc"),
    [
        pytest.param("libc.so.6", True, True, id="libc"),
        pytest.param("libpthread.so.0", True, True, id="libpthread"),
        pytest.param("libdl.so.2", True, True, id="libdl"),
        pytest.param("ld-linux-aarch64.so.1", False, True, id="loader"),
        pytest.param("libresolv.so.2", False, True, id="libresolv"),
        pytest.param("libstdc++.so.6", False, False, id="libstdc++"),
        pytest.param("libcrypto.so.3", False, False, id="begins-like-libc"),
        pytest.param("libmagic.so.1", False, False, id="begins-like-libm"),
    ],
)
def test_names(name: str, *, own: bool, glibc: bool) -> None:
    """What musl answers for itself is decided by the name up to its first dot."""
    assert (is_own(name), is_glibc(name)) == (own, glibc)


@pytest.mark.parametrize(
    ("name", "package"),
    [
        ("ld-linux-aarch64.so.1", "gcompat"),
        ("ld-linux-x86-64.so.2", "gcompat"),
        ("libstdc++.so.6", "libstdc++"),
        ("libgcc_s.so.1", "libgcc"),
        ("libonnxruntime.so", ""),
    ],
)
def test_packages(name: str, package: str) -> None:
    """Alpine's names."""
    assert package_of(name) == package
