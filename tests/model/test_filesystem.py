"""Paths of a squashed file system: where they lead, and what is in a folder."""

import ctypes
import errno
import os
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archcompat.model.filesystem import Filesystem, Inode, follow
from archcompat.model.layer import MemberType


def filesystem(entries: dict[str, str | None]) -> Filesystem:
    """Symlinks by their text, folders by None, files by the empty text."""
    inodes = {}
    for number, (path, link) in enumerate(sorted(entries.items())):
        kind = (
            MemberType.DIRECTORY
            if link is None
            else (MemberType.SYMLINK if link else MemberType.FILE)
        )
        inodes[path] = Inode(kind, 0, number, link or "")
    return Filesystem(inodes)


KSH = {
    "bin": "/usr/bin",
    "usr/local/bin/ksh": "/bin/ksh",
    "usr/bin/ksh": "/etc/alternatives/ksh",
    "etc/alternatives/ksh": "/bin/ksh93",
    "usr/bin/ksh93": "",
}
MERGED = {
    "lib64": "/usr/lib64",
    "usr/lib64/ld-linux-x86-64.so.2": "../lib/x86_64-linux-gnu/ld-2.36.so",
    "usr/lib/x86_64-linux-gnu/ld-2.36.so": "",
}
ODD: dict[str, str | None] = (
    {
        "file": "",
        "folder": None,
        "folder/x": "",
        "implied/y/z": "",
        "up": "../../../../file",
        "slashes": "/..//folder/./",
        "self": "self",
        "a": "b",
        "b": "a",
        "through": "folder/../implied/y",
        "dangling": "nowhere",
        "root": "/",
        "empty-parts": "folder//x",
        "long": "x/" * 3000,
    }
    | {f"chain{n}": f"chain{n + 1}" for n in range(60)}
    | {"chain60": "file"}
)


@pytest.mark.parametrize(
    ("entries", "path", "real"),
    [
        pytest.param(
            MERGED,
            "lib64/ld-linux-x86-64.so.2",
            "usr/lib/x86_64-linux-gnu/ld-2.36.so",
            id="L22-interpreter",
        ),
        pytest.param(
            MERGED,
            "/lib64/ld-linux-x86-64.so.2",
            "usr/lib/x86_64-linux-gnu/ld-2.36.so",
            id="L22-interpreter-from-the-root",
        ),
        pytest.param(MERGED, "lib64", "usr/lib64", id="L22-folder-without-an-entry"),
        pytest.param(KSH, "usr/local/bin/ksh", "usr/bin/ksh93", id="L23-same-folder-twice"),
        pytest.param(KSH, "bin/ksh93", "usr/bin/ksh93", id="L23-one-link"),
        pytest.param(ODD, "up", "file", id="L25-beyond-the-root"),
        pytest.param(ODD, "../../file", "file", id="L25-path-beyond-the-root"),
        pytest.param(ODD, "slashes", "folder", id="L25-slashes-and-dots"),
        pytest.param(ODD, "slashes/x", "folder/x", id="L25-through-slashes-and-dots"),
        pytest.param(ODD, "self", None, id="I02-link-to-itself"),
        pytest.param(ODD, "a", None, id="I02-links-to-each-other"),
        pytest.param(ODD, "a/x", None, id="I02-through-links-to-each-other"),
        pytest.param(ODD, "chain21", "file", id="forty-links"),
        pytest.param(ODD, "chain20", None, id="one-link-too-many"),
        pytest.param(ODD, "through", "implied/y", id="folder-and-back"),
        pytest.param(ODD, "through/z", "implied/y/z", id="file-behind"),
        pytest.param(ODD, "dangling", None, id="dangling"),
        pytest.param(ODD, "nowhere", None, id="nothing"),
        pytest.param(ODD, "file/x", None, id="inside-a-file"),
        pytest.param(ODD, "impl", None, id="beginning-of-a-name"),
        pytest.param(ODD, "implied", "implied", id="folder-without-an-entry"),
        pytest.param(ODD, "root/file", "file", id="link-to-the-root"),
        pytest.param(ODD, "root", "", id="the-root-by-a-link"),
        pytest.param(ODD, "", "", id="the-root"),
        pytest.param(ODD, "/", "", id="the-root-by-its-name"),
        pytest.param(ODD, "empty-parts", "folder/x", id="empty-parts"),
        pytest.param(ODD, "./folder/./x", "folder/x", id="dots"),
        pytest.param(ODD, "long", None, id="longer-than-any-link"),
        pytest.param({}, "", "", id="empty-root"),
        pytest.param({}, "x", None, id="empty"),
    ],
)
def test_resolve(entries: dict[str, str | None], path: str, real: str | None) -> None:
    """A path leads where the kernel would lead it with this file system for its root."""
    assert filesystem(entries).resolve(path) == real


@pytest.mark.parametrize(
    ("path", "last", "real"),
    [
        ("a/b", False, "t/b"),
        ("a", False, "a"),
        ("a", True, "t"),
        ("x/../a/c", False, "t/c"),
        ("missing/deep", True, "missing/deep"),
    ],
)
def test_follow(path: str, *, last: bool, real: str) -> None:
    """The last part is followed when asked for; nothing has to be there."""
    assert follow(path, {"a": "/t"}.get, last=last) == real


@pytest.mark.parametrize(
    ("folder", "children"),
    [
        ("", ["d", "e", "f"]),
        ("d", ["d/a", "d/a-b", "d/a.b", "d/z"]),
        ("d/a", ["d/a/x", "d/a/y"]),
        ("e", []),
        ("f", []),
        ("nothing", []),
    ],
)
def test_children(folder: str, children: list[str]) -> None:
    """Folders are known by what is in them, each once, in the order of their names."""
    entries: dict[str, str | None] = {
        "d/a/x": "",
        "d/a/y/1": "",
        "d/a/y/2": "",
        "d/a-b": "",
        "d/a.b": "",
        "d/z": "",
    }
    assert filesystem(entries | {"e": None, "f": ""}).children(folder) == children


class _How(ctypes.Structure):
    """struct open_how of openat2(2)."""

    _fields_ = (
        ("flags", ctypes.c_uint64),
        ("mode", ctypes.c_uint64),
        ("resolve", ctypes.c_uint64),
    )


_OPENAT2 = 437
_RESOLVE_IN_ROOT = 0x10
_syscall = ctypes.CDLL(None, use_errno=True).syscall


def by_kernel(root: Path, path: str) -> str | None:
    """Where the kernel finds a path with ``root`` for its root; None if nothing is there."""
    how = _How(os.O_PATH | os.O_CLOEXEC, 0, _RESOLVE_IN_ROOT)
    top = os.open(root, os.O_PATH)
    try:
        found = _syscall(_OPENAT2, top, path.encode(), ctypes.byref(how), ctypes.sizeof(how))
        if found < 0:
            if ctypes.get_errno() in (errno.ENOSYS, errno.EPERM):
                pytest.skip("this kernel does not open paths inside a root")
            return None
        real = os.readlink(f"/proc/self/fd/{found}")  # noqa: PTH115 - no path of the test's
        os.close(found)
        return real.removeprefix(os.readlink(f"/proc/self/fd/{top}")).lstrip("/")  # noqa: PTH115
    finally:
        os.close(top)


def on_disk(root: Path, entries: dict[str, str | None]) -> None:
    for name, link in entries.items():
        path = root / name
        if link is None:
            path.mkdir(parents=True, exist_ok=True)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if link:
            path.symlink_to(link)
        else:
            path.touch()


parts = st.sampled_from(["a", "b", "c", "a", "b", "..", "."])
paths = st.lists(parts, min_size=1, max_size=4).map("/".join)


@pytest.mark.skipif(sys.platform != "linux", reason="the oracle is a call of Linux")
@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.lists(st.sampled_from("abc"), min_size=1, max_size=3).map("/".join),
        st.sampled_from([None, ""]) | paths | paths.map("/".__add__),
        max_size=6,
    ),
    st.lists(paths, min_size=1, max_size=8),
)
def test_same_as_the_kernel(entries: dict[str, str | None], asked: list[str]) -> None:
    """Oracle: openat2(2) with RESOLVE_IN_ROOT over the same tree on disk.

    Where a dot or two follow something that is no folder, the kernel finds nothing; here they
    are taken for no step, or one step back.
    """
    kept: dict[str, str | None] = {}
    for name, link in sorted(entries.items()):
        above = [name[:at] for at, letter in enumerate(name) if letter == "/"]
        if all(kept.get(folder) is None for folder in above):
            kept[name] = link
    tree = filesystem(kept)
    dots = "." in "".join(link or "" for link in kept.values())
    with tempfile.TemporaryDirectory() as folder:
        on_disk(Path(folder), kept)
        for path in asked:
            real = by_kernel(Path(folder), path)
            if real is not None or not (dots or "." in path):
                assert tree.resolve(path) == real
