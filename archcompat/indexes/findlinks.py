"""Folders and single files of packages on disk, as ``--find-links`` names them."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from archcompat.errors import FormatError, UnreachableError
from archcompat.formats.distfile import DistFile, parse_file_name
from archcompat.formats.ziparchive import ZipDirectory, read_zip
from archcompat.model.budget import Budget

_NOTHING_HELD = Budget(entries=500_000, memory_bytes=0)


def local_files(place: str) -> Iterator[DistFile]:
    """The distributions in a folder, or the one that is named, with ``file:`` addresses.

    ``place`` is a path or a ``file:`` URL. Raises UnreachableError for one that is not there.
    """
    path = local_path(place)
    try:
        names = sorted(path.iterdir()) if path.is_dir() else [path]
        if not path.exists():
            raise UnreachableError(f"{place} is not there")
    except OSError as error:
        raise UnreachableError(f"{place} cannot be read: {error.strerror or error}") from None
    for one in names:
        with suppress(FormatError):
            yield replace(parse_file_name(one.name), url=one.resolve().as_uri())


def local_path(place: str) -> Path:
    """The path of a ``file:`` URL, or of what is one already."""
    if place.startswith("file:"):
        return Path(unquote(urlsplit(place).path))
    return Path(place).expanduser()


def read_local(url: str, most: int) -> bytes:
    """Up to ``most`` bytes of a file. Raises UnreachableError."""
    try:
        with local_path(url).open("rb") as stream:
            return stream.read(most)
    except OSError as error:
        raise UnreachableError(f"{url} cannot be read: {error.strerror or error}") from None


@contextmanager
def open_local(url: str) -> Iterator[ZipDirectory]:
    """A wheel on disk. Raises UnreachableError, and FormatError for what is no zip."""
    try:
        stream = local_path(url).open("rb")
    except OSError as error:
        raise UnreachableError(f"{url} cannot be read: {error.strerror or error}") from None
    with stream:
        yield read_zip(stream, _NOTHING_HELD)
