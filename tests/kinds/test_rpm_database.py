"""The kind that reads rpm's database."""

import pytest

from archcompat.kinds.rpm_database import KIND
from archcompat.model.osfacts import FileList, OsPackage
from archcompat.model.problem import Problem, Severity
from tests.make.packages import entry
from tests.make.rpm import bdb, header, ndb, sqlite

_HEADERS = [
    header("zlib", "1.2", "3", source="zlib-1.2-3.src.rpm", files=("/usr/lib64/libz.so.1",)),
    header("zlib", "1.2", "3", arch="i686"),
    header("libgcc", "11", "1", source="gcc-11-1.src.rpm"),
]


@pytest.mark.parametrize(
    ("path", "root", "data"),
    [
        pytest.param("var/lib/rpm/rpmdb.sqlite", "", sqlite(_HEADERS), id="fedora"),
        pytest.param("usr/lib/sysimage/rpm/Packages.db", "", ndb(_HEADERS), id="suse"),
        pytest.param("var/lib/rpm/Packages", "", bdb(_HEADERS), id="rhel-8"),
        pytest.param("usr/share/rpm/rpmdb.sqlite", "", sqlite(_HEADERS), id="ostree"),
        pytest.param("a/var/lib/rpm/Packages", "a/", bdb(_HEADERS), id="nested-root"),
    ],
)
def test_read(path: str, root: str, data: bytes) -> None:
    """Each package and its files; one name may be installed for two architectures."""
    database = entry(path, data=data)
    assert KIND.claims(database)
    assert list(KIND.read(database)) == [
        OsPackage(database.where, "rpm", "zlib", "1.2-3", "x86_64"),
        FileList(database.where, "rpm", "zlib:x86_64", (f"{root}usr/lib64/libz.so.1",)),
        OsPackage(database.where, "rpm", "zlib", "1.2-3", "i686"),
        FileList(database.where, "rpm", "zlib:i686", ()),
        OsPackage(database.where, "rpm", "libgcc", "11-1", "x86_64", "gcc"),
        FileList(database.where, "rpm", "libgcc:x86_64", ()),
    ]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("var/lib/rpm/Name", id="bdb-index"),
        pytest.param("var/lib/rpm/Index.db", id="ndb-index"),
        pytest.param("var/lib/rpm/rpmdb.sqlite-shm", id="shared-memory"),
        pytest.param("usr/lib/rpm/Packages", id="other-folder"),
        pytest.param("myvar/lib/rpm/Packages", id="other-root"),
        pytest.param("x" * 256 + "/var/lib/rpm/Packages", id="root-without-end"),
    ],
)
def test_claims_nothing_else(path: str) -> None:
    """Only the files that hold the headers."""
    assert not KIND.claims(entry(path))


def test_log() -> None:
    """A write-ahead log that was never taken into the database may hide packages: a warning."""
    assert list(KIND.read(entry("var/lib/rpm/rpmdb.sqlite-wal"))) == []
    log = entry("var/lib/rpm/rpmdb.sqlite-wal", data=b"7\x7f\x06\x82")
    (problem,) = KIND.read(log)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.severity) == ("rpmdb-log", Severity.WARNING)
