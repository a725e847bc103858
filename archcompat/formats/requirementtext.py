"""One requirement as a line of a requirements file has it: a name, a URL, or a path."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from archcompat.errors import FormatError

if TYPE_CHECKING:
    from packaging.requirements import Requirement

_NAME = r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?"
_NAMED = re.compile(rf"({_NAME})\s*(?:\[([^\]]*)\])?", re.ASCII)
_NAMED_URL = re.compile(rf"{_NAME}\s*(?:\[[^\]]*\]\s*)?@", re.ASCII)
_URL = re.compile(r"(?:(?:git|hg|svn|bzr)(?:\+[a-z]+)?|https?|ftp|file):", re.IGNORECASE)
_NO_PATH = re.compile(r"[\s<>=]")
_ARCHIVES = (
    *(".whl", ".zip", ".tgz", ".tbz", ".txz", ".tlz", ".tar"),
    *(".tar.gz", ".tar.bz2", ".tar.xz", ".tar.lz", ".tar.lzma"),
)
_EGG = re.compile(r"[#&]egg=([^&]*)")
# Versions that no standard knows but their writers meant: ==1.0-custom, >=7.*, ==${VERSION}.
_CLAUSES = re.compile(r"(?:(?:===|[~=!<>]=|[<>])\s*[^\s,]+\s*(?:,\s*|$))+")
_MAX_LENGTH = 8192  # characters; a marker with a dozen clauses has 500


@dataclass(frozen=True, slots=True)
class Asked:
    """What a requirement asks for."""

    name: str
    """As written, empty for a location that does not tell it."""
    specifier: str
    """As written, or ``==`` the version of the wheel that is named; empty for any version."""
    extras: tuple[str, ...]
    """Sorted."""
    marker: str
    """In the spelling of ``packaging``."""
    url: str
    """A URL or path as written; it may hold a password."""
    valid: bool = True
    """Whether the specifier is one (PEP 440)."""


def read_requirement(text: str, *, editable: bool = False) -> Asked:
    """Read what stands before the options of a line, or behind ``-e`` if ``editable``.

    https://packaging.python.org/en/latest/specifications/dependency-specifiers/, and URLs and paths
    as pip takes them. Raises FormatError for what is none of these.
    """
    named = _NAMED_URL.match(text) is not None
    try:
        if not named and (editable or _names_location(text)):
            return _location(text)
        return _name(text)
    except ValueError as error:
        raise FormatError("requirement-invalid", str(error)) from error


def _names_location(text: str) -> bool:
    """Whether pip takes the text for a URL or path, not for a name."""
    if _URL.match(text) or text[:1] in (".", "/"):
        return True
    path = text.partition(";")[0].rstrip()
    if path.endswith("]"):
        path = path.rpartition("[")[0]
    return _NO_PATH.search(path) is None and ("/" in path or path.lower().endswith(_ARCHIVES))


def _name(text: str) -> Asked:
    """A name with its version; one that is not valid is kept as written if the rest is."""
    before, _, marker = text.partition(";")
    match = _NAMED.match(before)
    try:
        parsed = _parsed(text)
    except ValueError:
        if match is None:
            raise
        specifier = _specifier(before, match.end())
        if _CLAUSES.fullmatch(specifier) is None:
            raise
        parsed = _parsed(f"{match[0]}; {marker}" if marker.strip() else match[0])
        return _asked(parsed, specifier, valid=False)
    if parsed.url is not None:
        return _asked(parsed, _wheel(parsed.url)[1])
    return _asked(parsed, _specifier(before, match.end() if match else 0))


def _location(text: str) -> Asked:
    """A URL or path with what it says of the package."""
    location, _, marker = text.partition("; " if _URL.match(text) else ";")
    location = location.strip()
    if not location:
        raise ValueError("it is empty")
    parsed = _parsed(f"x; {marker}" if marker.strip() else "x")
    extras = ""
    if location.endswith("]") and not _URL.match(location):
        extras = location[:-1].rpartition("[")[2]
    name, specifier = _wheel(location.removesuffix(f"[{extras}]"))
    egg = _EGG.search(location)
    said = _NAMED.match(unquote(egg[1])) if egg is not None else None
    if said is not None:
        name, extras = said[1], said[2] or ""
    wanted = sorted({extra.strip() for extra in extras.split(",")} - {""})
    return Asked(name, specifier, tuple(wanted), str(parsed.marker or ""), location)


def _parsed(text: str) -> "Requirement":
    from packaging.requirements import Requirement  # noqa: PLC0415 - 40 ms, only for these files

    if len(text) > _MAX_LENGTH:
        raise ValueError("it is too long")
    try:
        parsed = Requirement(text)
        str(parsed.marker)
    except RecursionError as error:
        raise ValueError("it nests too deep") from error
    return parsed


def _asked(parsed: "Requirement", specifier: str, *, valid: bool = True) -> Asked:
    marker = str(parsed.marker) if parsed.marker is not None else ""
    extras = tuple(sorted(parsed.extras))
    return Asked(parsed.name, specifier, extras, marker, parsed.url or "", valid)


def _specifier(before: str, start: int) -> str:
    rest = before[start:].strip()
    return rest[1:-1].strip() if rest[:1] == "(" and rest[-1:] == ")" else rest


def _wheel(location: str) -> tuple[str, str]:
    """(name, specifier) by the file name of a wheel (binary distribution format); else empty."""
    path = re.split(r"[?#]", location, maxsplit=1)[0]
    file = unquote(path.rpartition("/")[2])
    parts = file[:-4].split("-")
    if not file.lower().endswith(".whl") or len(parts) not in (5, 6):
        return "", ""
    return parts[0].replace("_", "-"), f"=={parts[1].replace('_', '-')}"
