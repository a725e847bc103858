"""The kind that reads dpkg's database."""

import pytest

from archcompat.errors import FormatError
from archcompat.kinds.dpkg_database import KIND
from archcompat.model.osfacts import FileList, OsPackage
from tests.make.packages import entry, stanza, status


@pytest.mark.parametrize(
    ("path", "claimed"),
    [
        pytest.param("var/lib/dpkg/status", True, id="status"),
        pytest.param("var/lib/dpkg/status.d/libssl3", True, id="distroless"),
        pytest.param("var/lib/dpkg/status.d/libssl3.md5sums", True, id="distroless-files"),
        pytest.param("var/lib/dpkg/info/libc6:amd64.list", True, id="list"),
        pytest.param("rootfs/var/lib/dpkg/status", True, id="nested-root"),
        pytest.param("var/lib/dpkg/status-old", False, id="backup"),
        pytest.param("var/lib/dpkg/info/libc6:amd64.md5sums", False, id="sums-beside-list"),
        pytest.param("var/lib/dpkg/info/format", False, id="format"),
        pytest.param("myvar/lib/dpkg/status", False, id="other-folder"),
        pytest.param("usr/share/dpkg/status", False, id="share"),
        pytest.param("x" * 256 + "/var/lib/dpkg/status", False, id="root-without-end"),
    ],
)
def test_claims(path: str, *, claimed: bool) -> None:
    """The files that name packages or their files, below any root."""
    assert KIND.claims(entry(path)) is claimed


def test_status() -> None:
    """Installed packages, with the place that says so."""
    database = entry(
        "var/lib/dpkg/status",
        data=status(
            stanza(
                Package="libc6",
                Status="install ok installed",
                Architecture="amd64",
                Source="glibc",
                Version="2.36-9",
            ),
            stanza(Package="gone", Status="deinstall ok config-files", Version="1"),
        ),
    )
    assert list(KIND.read(database)) == [
        OsPackage(database.where, "deb", "libc6", "2.36-9", "amd64", "glibc")
    ]


def test_distroless() -> None:
    """A file a package, without a state, and its checksums as the list of its files."""
    control = entry(
        "var/lib/dpkg/status.d/libssl3",
        data=stanza(Package="libssl3", Version="3.0", Architecture="arm64", Source="openssl"),
    )
    assert list(KIND.read(control)) == [
        OsPackage(control.where, "deb", "libssl3", "3.0", "arm64", "openssl")
    ]
    sums = entry("var/lib/dpkg/status.d/libssl3.md5sums", data=f"{'0' * 32}  usr/lib/libssl.so.3\n")
    assert list(KIND.read(sums)) == [
        FileList(sums.where, "deb", "libssl3", ("usr/lib/libssl.so.3",))
    ]


@pytest.mark.parametrize(
    ("path", "package", "root"),
    [
        pytest.param("var/lib/dpkg/info/zsh.list", "zsh", "", id="plain"),
        pytest.param("var/lib/dpkg/info/libc6:i386.list", "libc6:i386", "", id="multi-arch"),
        pytest.param("opt/root/var/lib/dpkg/info/zsh.list", "zsh", "opt/root/", id="nested-root"),
    ],
)
def test_list(path: str, package: str, root: str) -> None:
    """The package is named by the file; paths start at the outermost root."""
    listing = entry(path, data="/.\n/bin\n/bin/zsh\n")
    assert list(KIND.read(listing)) == [
        FileList(listing.where, "deb", package, (f"{root}bin", f"{root}bin/zsh"))
    ]


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        pytest.param(b"/" * ((64 << 20) + 1), "larger than", id="bytes"),
        pytest.param(b"/\n" * 1_000_001, "more than", id="lines"),
    ],
)
def test_a_list_without_end(data: bytes, complaint: str) -> None:
    """A list is not read beyond what a package can own."""
    with pytest.raises(FormatError, match=complaint):
        list(KIND.read(entry("var/lib/dpkg/info/x.list", data=data)))
