"""The database of rpm in each of its three file formats: SQLite, ndb and Berkeley DB."""

from collections.abc import Iterator
from typing import BinaryIO

from archcompat.errors import FormatError
from archcompat.formats.rpmbdb import ORDERS, bdb_blobs
from archcompat.formats.rpmheader import RpmPackage, parse_header
from archcompat.formats.rpmndb import MAGIC, ndb_blobs

_SQLITE = b"SQLite format 3\0"
_MAX_SQLITE = 256 << 20  # bytes, held in memory; a package takes 50 KB
_MAX_BLOB = 64 << 20
_MAX_STEPS = 10_000_000  # of SQLite's machine; a package takes 10
_STEPS = 10_000
_MAX_PATHS = 256 << 20  # characters of all paths


def read_packages(stream: BinaryIO, size: int) -> Iterator[RpmPackage]:
    """Yield the packages of a database of ``size`` bytes; keys, which rpm keeps there, left out.

    Raises FormatError: ``rpmdb-unknown`` for another format; ``rpmdb-damaged``, after everything
    readable was yielded, for what could not be read of it.
    """
    damaged = 0
    left = _MAX_PATHS
    for blob in _blobs(stream, size):
        try:
            package = parse_header(blob)
        except FormatError:
            damaged += 1
            continue
        left -= sum(map(len, package.files))
        if left < 0:
            raise FormatError("rpmdb-damaged", "the rpm database lists more files than any system")
        if package.name != "gpg-pubkey":
            yield package
    if damaged:
        raise FormatError("rpmdb-damaged", f"{damaged:,} packages of the rpm database are damaged")


def _blobs(stream: BinaryIO, size: int) -> Iterator[bytes]:
    stream.seek(0)
    head = stream.read(16)
    if not head:
        return iter(())  # made, but nothing was ever installed
    if head.startswith(_SQLITE):
        return _sqlite_blobs(stream)
    if head.startswith(MAGIC):
        return ndb_blobs(stream, size)
    if head[12:16] in ORDERS:
        return bdb_blobs(stream, size)
    raise FormatError("rpmdb-unknown", "it is no rpm database of a known format")


def _sqlite_blobs(stream: BinaryIO) -> Iterator[bytes]:
    """The rows of the table Packages (lib/backend/sqlite.c in rpm's source).

    SQLite reads hostile files by design, if nothing in them is run: a view, a virtual table or a
    computed column is not looked at, and steps and sizes have limits
    (https://www.sqlite.org/security.html).
    """
    import sqlite3  # noqa: PLC0415 - few images have an rpm database

    stream.seek(0)
    data = bytearray(stream.read(_MAX_SQLITE + 1))
    if len(data) > _MAX_SQLITE:
        raise FormatError("rpmdb-unknown", f"an rpm database larger than {_MAX_SQLITE:,} bytes")
    left = len(data)
    # A database in memory has no write-ahead log; one that says it has is not opened.
    data[18:20] = b"\1\1"
    steps = iter(range(_MAX_STEPS // _STEPS))
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_BLOB)
        connection.set_progress_handler(lambda: next(steps, None) is None, _STEPS)
        connection.deserialize(data)
        del data
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.text_factory = bytes
        kinds = "SELECT type, coalesce(sql, '') FROM sqlite_schema WHERE name = 'Packages'"
        found = [kind for kind, sql in connection.execute(kinds) if sql[:12] == b"CREATE TABLE"]
        if found != [b"table"]:
            raise FormatError("rpmdb-unknown", "an SQLite database without rpm's packages")
        for (blob,) in connection.execute("SELECT blob FROM Packages"):
            content = blob if isinstance(blob, bytes) else b""
            left -= len(content)
            if left < 0:
                raise FormatError("rpmdb-damaged", "rows of the rpm database lie upon each other")
            yield content
    except (sqlite3.Error, UnicodeError) as error:  # even messages quote names from the file
        raise FormatError("rpmdb-damaged", f"the rpm database is damaged: {error}") from error
    finally:
        connection.close()
