"""The kind that reads apk's database."""

import pytest

from archcompat.kinds.apk_database import KIND
from archcompat.model.osfacts import FileList, OsPackage
from tests.make.packages import apk_record, entry


@pytest.mark.parametrize(
    ("path", "root"),
    [
        pytest.param("lib/apk/db/installed", "", id="lib"),
        pytest.param("usr/lib/apk/db/installed", "", id="usr-merge"),
        pytest.param("rootfs/lib/apk/db/installed", "rootfs/", id="nested-root"),
        pytest.param("a/usr/lib/apk/db/installed", "a/", id="nested-usr-merge"),
    ],
)
def test_read(path: str, root: str) -> None:
    """Each package and its files, from the outermost root."""
    database = entry(
        path,
        data=apk_record(("lib/libz.so.1",), P="zlib", V="1.3-r2", A="aarch64", o="zlib")
        + "\n"
        + apk_record(P="ssl_client", V="1.36", A="aarch64", o="busybox"),
    )
    assert KIND.claims(database)
    assert list(KIND.read(database)) == [
        OsPackage(database.where, "apk", "zlib", "1.3-r2", "aarch64"),
        FileList(database.where, "apk", "zlib", (f"{root}lib/libz.so.1",)),
        OsPackage(database.where, "apk", "ssl_client", "1.36", "aarch64", "busybox"),
        FileList(database.where, "apk", "ssl_client", ()),
    ]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("lib/apk/db/scripts.tar", id="scripts"),
        pytest.param("lib/apk/db/installed.new", id="half-written"),
        pytest.param("mylib/apk/db/installed", id="other-folder"),
        pytest.param("x" * 256 + "/lib/apk/db/installed", id="root-without-end"),
    ],
)
def test_claims_nothing_else(path: str) -> None:
    """Only the database itself, by its whole path."""
    assert not KIND.claims(entry(path))
