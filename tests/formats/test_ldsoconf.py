"""The readers of the dynamic linkers' path files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.formats.ldsoconf import parse_ld_so_conf, parse_musl_path


@pytest.mark.parametrize(
    ("text", "folders", "includes"),
    [
        pytest.param("/usr/local/lib\n/opt/a/\n", ("/usr/local/lib", "/opt/a"), (), id="lines"),
        pytest.param("/a:/b,/c /d\t/e", ("/a", "/b", "/c", "/d", "/e"), (), id="separators"),
        pytest.param("# /a\n/b # c\n", ("/b",), (), id="comments"),
        pytest.param("include /etc/ld.so.conf.d/*.conf", (), ("/etc/ld.so.conf.d/*.conf",), id="i"),
        pytest.param("include a b\n/c", ("/c",), ("a", "b"), id="two-includes"),
        pytest.param("hwcap 0 nosegneg\n", (), (), id="hwcap"),
        pytest.param("/usr/lib=libc5\n", ("/usr/lib",), (), id="type"),
        pytest.param("lib\n../x\n", (), (), id="relative"),
        pytest.param("/\n", ("/",), (), id="root"),
    ],
)
def test_glibc(text: str, folders: tuple[str, ...], includes: tuple[str, ...]) -> None:
    """Folders and includes as ldconfig takes them."""
    assert parse_ld_so_conf(text.encode()) == (folders, includes)


@pytest.mark.parametrize(
    ("text", "folders"),
    [
        pytest.param(
            "/lib:/usr/local/lib:/usr/lib", ("/lib", "/usr/local/lib", "/usr/lib"), id=":"
        ),
        pytest.param("/lib\n/opt/x/\n", ("/lib", "/opt/x"), id="lines"),
        pytest.param("", (), id="empty"),
    ],
)
def test_musl(text: str, folders: tuple[str, ...]) -> None:
    """Colons and newlines part the folders."""
    assert parse_musl_path(text.encode()) == folders


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    """Any bytes give folders without trailing slashes."""
    folders, _ = parse_ld_so_conf(data)
    for folder in (*folders, *parse_musl_path(data)):
        assert folder == "/" or not folder.endswith("/")
