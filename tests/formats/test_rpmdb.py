"""The reader of rpm's database, in its three file formats."""

import io
import shutil
import sqlite3
import struct
import subprocess
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.rpmdb import read_packages
from archcompat.formats.rpmheader import RpmPackage
from tests.make.rpm import bdb, header, ndb, sqlite

_FILES = tuple(f"/usr/share/licenses/bash/{number}" for number in range(500))
_HEADERS = [
    header("bash", files=_FILES),
    header("gpg-pubkey", arch=""),
    header("glibc", "2.34", "1", arch="i686"),
]
_FOUND = [
    RpmPackage("bash", "5.2.15-3.el9", "x86_64", "", tuple(path[1:] for path in _FILES)),
    RpmPackage("glibc", "2.34-1", "i686", "", ()),
]
_FORMATS = [
    pytest.param(sqlite, id="sqlite"),
    pytest.param(partial(sqlite, log=True), id="sqlite-with-a-log"),
    pytest.param(ndb, id="ndb"),
    pytest.param(bdb, id="bdb"),
    pytest.param(partial(bdb, order=">"), id="bdb-big-endian"),
    pytest.param(partial(bdb, page_size=512), id="bdb-small-pages"),
]
_Make = Callable[[Sequence[bytes]], bytes]


def _read(data: bytes) -> list[RpmPackage]:
    return list(read_packages(io.BytesIO(data), len(data)))


def _read_until(data: bytes) -> tuple[list[str], str]:
    """The names read, and the code of the error that ended it."""
    found: list[str] = []
    with pytest.raises(FormatError) as error:
        found.extend(package.name for package in read_packages(io.BytesIO(data), len(data)))
    return found, error.value.code


@pytest.mark.parametrize("make", _FORMATS)
def test_packages(make: _Make) -> None:
    """The same packages in every format, headers longer than a page too; keys are none."""
    assert _read(make(_HEADERS)) == _FOUND


@pytest.mark.parametrize("make", _FORMATS)
def test_no_packages(make: _Make) -> None:
    """A database may be new."""
    assert _read(make([])) == []


def test_empty_file() -> None:
    """So may the file."""
    assert _read(b"") == []


@pytest.mark.parametrize("make", _FORMATS)
def test_damaged_package_is_said_after_the_rest(make: _Make) -> None:
    """A header that cannot be read is told of, and costs no other one."""
    reader = read_packages(io.BytesIO(data := make([b"\0" * 12, *_HEADERS])), len(data))
    assert [next(reader), next(reader)] == _FOUND
    with pytest.raises(FormatError, match="1 packages") as error:
        next(reader)
    assert error.value.code == "rpmdb-damaged"


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"<html>".ljust(9000), id="html"),
        pytest.param(b"RpmP" + struct.pack("<I", 9) + b"\0" * 24, id="ndb-of-another-version"),
        pytest.param(b"\0" * 12 + b"\x62\x31\x05\x00" + b"\0" * 500, id="berkeley-btree"),
    ],
)
def test_unknown(data: bytes) -> None:
    """Another file under the name of a database is told of."""
    assert _read_until(data) == ([], "rpmdb-unknown")


def _sql(*statements: str) -> bytes:
    connection = sqlite3.connect(":memory:")
    for statement in statements:
        connection.execute(statement)
    data = connection.serialize()
    connection.close()
    return data


_ENDLESS = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x blob FROM n"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(_sql("CREATE TABLE other (x)"), "rpmdb-unknown", id="another-database"),
        pytest.param(_sql(f"CREATE VIEW Packages AS {_ENDLESS}"), "rpmdb-unknown", id="view"),
        pytest.param(_sql("CREATE TABLE Packages (hnum)"), "rpmdb-damaged", id="no-column"),
        pytest.param(
            _sql("CREATE TABLE Packages (blob)", "INSERT INTO Packages VALUES ('x'), (7), (NULL)"),
            "rpmdb-damaged",
            id="no-blobs",
        ),
        pytest.param(
            sqlite(_HEADERS).replace(b"tableName", b"tableN\xcame"),
            "rpmdb-damaged",
            id="broken-schema-whose-names-are-no-text",
        ),
        pytest.param(
            _sql(
                "CREATE TABLE Packages (n, blob AS (zeroblob(60000000)))",
                "INSERT INTO Packages (n) VALUES (1)",
            ),
            "rpmdb-damaged",
            id="computed-column",
        ),
    ],
)
def test_hostile_sqlite(data: bytes, code: str) -> None:
    """Nothing a database file defines is run for long or makes more than the file holds."""
    assert _read_until(data)[1] == code


def test_endless_sqlite() -> None:
    """A computation in every row is stopped."""
    term = "+".join(["abs(n)"] * 400)
    rows = "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r WHERE x < 20000)"
    data = _sql(
        f"CREATE TABLE Packages (n, blob AS ({term}))",
        f"INSERT INTO Packages (n) {rows} SELECT x FROM r",  # noqa: S608 - made of constants
    )
    reader = read_packages(io.BytesIO(data), len(data))
    with pytest.raises(FormatError, match="interrupted"):
        next(reader)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(sqlite(_HEADERS)[:-4096], "rpmdb-damaged", id="sqlite"),
        pytest.param(ndb(_HEADERS)[:-16], "rpmdb-damaged", id="ndb"),
        pytest.param(ndb(_HEADERS)[:40], "rpmdb-damaged", id="ndb-slots"),
        pytest.param(bdb(_HEADERS)[:-4096], "rpmdb-damaged", id="bdb"),
        pytest.param(bdb(_HEADERS)[:60], "rpmdb-damaged", id="bdb-first-page"),
        pytest.param(
            bdb(_HEADERS).replace(struct.pack("<I", 4096), struct.pack("<I", 4095), 1),
            "rpmdb-damaged",
            id="bdb-page-size",
        ),
    ],
)
def test_cut_off(data: bytes, code: str) -> None:
    """A database that ends early is never taken for a whole one."""
    assert _read_until(data)[1] == code


def test_values_upon_each_other() -> None:
    """A thousand values that share their pages are not read a thousand times."""
    page = bytearray(bdb([header(files=_FILES * 20)], page_size=65536)[65536 : 2 * 65536])
    (count,) = struct.unpack_from("<H", page, 20)
    *_, value = struct.unpack_from(f"<{count}H", page, 26)
    item = bytes(page[value : value + 12])
    content, offsets = b"", []
    for _ in range(1000):
        for piece in (b"\x01\x05\0\0\0", item):
            content = piece + content
            offsets.append(65536 - len(content))
    whole = bytes(page[:20]) + struct.pack("<H", len(offsets)) + bytes(page[22:26])
    whole += struct.pack(f"<{len(offsets)}H", *offsets)
    whole = whole.ljust(65536 - len(content), b"\0") + content
    original = bdb([header(files=_FILES * 20)], page_size=65536)
    found, code = _read_until(original[:65536] + whole + original[2 * 65536 :])
    assert code == "rpmdb-damaged"
    assert 1 <= len(found) < 10


_RPM = pytest.mark.skipif(
    shutil.which("rpmbuild") is None or shutil.which("rpm") is None,
    reason="needs rpm and rpmbuild",
)
_SPEC = """\
Name: outer
Version: 1.2
Release: 3
Epoch: 4
Summary: s
License: l
%description
d
%package -n inner
Summary: s
Version: 5.6
BuildArch: noarch
%description -n inner
d
%install
mkdir -p %{buildroot}/usr/lib/outer %{buildroot}/opt/inner
touch %{buildroot}/usr/lib/outer/a %{buildroot}/opt/inner/'b c' %{buildroot}/usr/lib/top
%files
/usr/lib/outer
/usr/lib/top
%files -n inner
/opt/inner
"""


def _said_by_rpm(folder: Path, *options: str) -> list[str]:
    form = "%{NAME} %{EVR} %{ARCH} %{SOURCERPM}[ %{FILENAMES}]\\n"
    done = subprocess.run(
        ["rpm", "--dbpath", str(folder), *options, "--query", "--all", "--queryformat", form],
        check=True,
        capture_output=True,
        text=True,
    )
    return sorted(done.stdout.splitlines())


def _ours(file: Path) -> list[str]:
    lines = []
    for found in _read(file.read_bytes()):
        source = f"{found.source or found.name}-1.2-3.src.rpm"
        paths = "".join(f" /{path}" for path in found.files)
        lines.append(f"{found.name} {found.version} {found.arch} {source}{paths}")
    return sorted(lines)


@_RPM
def test_as_rpm_reads_it(tmp_path: Path) -> None:
    """Oracle: ``rpm --query``, on packages that rpm built and installed into SQLite.

    And on their headers in a Berkeley DB made here, so that it is what rpm takes for one.
    """
    (tmp_path / "x.spec").write_text(_SPEC)
    subprocess.run(
        ["rpmbuild", "-bb", "--quiet", "--define", f"_topdir {tmp_path}", str(tmp_path / "x.spec")],
        check=True,
        capture_output=True,
    )
    built = [str(path) for path in (tmp_path / "RPMS").rglob("*.rpm")]
    database = tmp_path / "db"
    subprocess.run(
        [
            *("rpm", "--dbpath", str(database), "--define", "_db_backend sqlite", "--install"),
            *("--justdb", "--nodeps", "--ignorearch", "--ignoreos", *built),
        ],
        check=True,
        capture_output=True,
    )
    said = _said_by_rpm(database)
    assert len(said) == 2
    assert _ours(database / "rpmdb.sqlite") == said
    with sqlite3.connect(database / "rpmdb.sqlite") as connection:
        blobs = [row[0] for row in connection.execute("SELECT blob FROM Packages")]
    connection.close()
    old = tmp_path / "old"
    old.mkdir()
    (old / "Packages").write_bytes(bdb(blobs))
    assert _said_by_rpm(old, "--define", "_db_backend bdb_ro") == said
    assert _ours(old / "Packages") == said


def _overwritten(data: bytes, places: list[tuple[int, bytes]]) -> bytes:
    for at, by in places:
        where = at % len(data)
        data = data[:where] + by + data[where + len(by) :]
    return data


_VALID = [make(_HEADERS[:1]) for make in (sqlite, ndb, bdb)]


@settings(max_examples=150)
@given(
    st.builds(
        _overwritten,
        st.sampled_from(_VALID),
        st.lists(st.tuples(st.integers(0, 5000), st.binary(min_size=1, max_size=6)), max_size=4),
    )
    | st.builds(lambda data, end: data[: end % len(data)], st.sampled_from(_VALID), st.integers(0))
    | st.builds(
        lambda magic, data: magic + data,
        st.sampled_from(
            (b"", b"RpmP\0\0\0\0", b"SQLite format 3\0", b"\0" * 12 + b"\x61\x15\x06\0")
        ),
        st.binary(),
    )
)
def test_any_bytes(data: bytes) -> None:
    """Any bytes give packages or FormatError."""
    try:
        for package in read_packages(io.BytesIO(data), len(data)):
            assert package.name.isascii()
    except FormatError as error:
        assert error.code in ("rpmdb-damaged", "rpmdb-unknown")  # noqa: PT017 - either is right
