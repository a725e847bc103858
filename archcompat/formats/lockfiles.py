"""What lock files have in common: an entry that becomes a requirement, or a problem."""

from collections.abc import Iterable, Iterator
from posixpath import basename
from urllib.parse import unquote, urlsplit

from archcompat.errors import FormatError
from archcompat.model.problem import Problem
from archcompat.model.pythonfacts import Requirement
from archcompat.model.where import Where

Found = Iterator[Requirement | Problem]


def file_name(url: str) -> str:
    """The file name at the end of a URL or path; empty for none."""
    try:
        path = urlsplit(url).path if "://" in url else url.replace("\\", "/")
    except ValueError:  # a damaged host
        return ""
    return unquote(basename(path))


def exactly(version: str) -> str:
    """The specifier that allows one version; none for no version."""
    return f"=={version}" if version else ""


def without_secrets(url: str) -> str:
    """A URL without the user and password in it."""
    scheme, mark, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{mark}{host.rpartition('@')[2]}{slash}{path}" if mark else url


def hashes_of(said: Iterable[str]) -> tuple[str, ...]:
    """Distinct hashes, without the empty ones, sorted."""
    return tuple(sorted({text for text in said if text}))


def any_of(markers: Iterable[str]) -> str:
    """A marker that holds where one of several does."""
    said = [marker for marker in markers if marker]
    return said[0] if len(said) == 1 else " or ".join(f"({marker})" for marker in said)


def problem(where: Where, error: FormatError) -> Problem:
    """What an entry that could not be read becomes."""
    return Problem(where, error.code, error.detail)
