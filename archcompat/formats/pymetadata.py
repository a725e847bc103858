"""What a Python distribution says of itself and of its files: METADATA, PKG-INFO, RECORD."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from posixpath import normpath

from archcompat.errors import FormatError

_NEWLINE = re.compile(r"\r\n|\r|\n")
_FIELD = re.compile(r"([!-9;-~]*):(.*)")  # RFC 5322, 3.6.8: printable ASCII but the colon
_SECTION = re.compile(r"\[([^\]:]*)(?::(.*))?\]")
_TOLD = frozenset(("name", "version", "requires-dist", "requires-python"))
_MAX_PATHS = 1_000_000  # of one distribution; the largest seen have 30,000


@dataclass(frozen=True, slots=True)
class CoreMetadata:
    """The fields of the core metadata that matter for what runs where."""

    name: str
    version: str
    """Empty when the file has none."""
    requires: tuple[str, ...]
    """Requires-Dist, each as written even where it is not valid, folded lines joined."""
    requires_python: str


def parse_metadata(data: bytes) -> CoreMetadata:
    """Read METADATA or PKG-INFO; the description behind the fields may be missing or cut off.

    https://packaging.python.org/en/latest/specifications/core-metadata/. Raises FormatError for
    a file without a name.
    """
    said = parse_fields(data, _TOLD)
    name = _first(said, "name")
    if not name:
        raise FormatError("python-metadata-damaged", "it names no distribution")
    return CoreMetadata(
        name,
        _first(said, "version"),
        tuple(value for value in said.get("requires-dist", ()) if value),
        _first(said, "requires-python"),
    )


def parse_fields(data: bytes, names: frozenset[str]) -> dict[str, list[str]]:
    """The values of the fields in ``names`` (lower case), in file order, by lower-case name.

    A block of mail header fields: it ends at the first line that is none, as it does for every
    mail parser. Bytes that are not UTF-8 become U+FFFD.
    """
    found: dict[str, list[list[str]]] = {}
    value: list[str] | None = None
    for line in _NEWLINE.split(data.decode("utf-8-sig", "replace")):
        if line[:1] in (" ", "\t"):
            if value is not None:
                value.append(line.strip())
            continue
        match = _FIELD.fullmatch(line)
        if match is None:
            break
        name = match[1].lower()
        value = None
        if name in names:
            value = [match[2].strip()]
            found.setdefault(name, []).append(value)
    return {name: [" ".join(parts).strip() for parts in values] for name, values in found.items()}


def parse_requires_txt(data: bytes) -> tuple[str, ...]:
    """The lines of setuptools' requires.txt as Requires-Dist has them.

    https://setuptools.pypa.io/en/latest/deprecated/python_eggs.html#requires-txt: sections are
    ``[extra]``, ``[:marker]`` or ``[extra:marker]``.
    """
    found = []
    extra = marker = ""
    for line in data.decode("utf-8", "replace").splitlines():
        text = line.strip()
        section = _SECTION.fullmatch(text)
        if section is not None:
            extra, marker = section[1].strip(), (section[2] or "").strip()
        elif text:
            clauses = [f"({marker})"] if marker else []
            if extra:
                clauses.append(f"extra == '{extra}'")
            found.append(f"{text} ; {' and '.join(clauses)}" if clauses else text)
    return tuple(found)


def parse_record(data: bytes, site: str) -> tuple[str, ...]:
    """The paths in a RECORD, whose own are counted from the folder ``site``; see ``rooted``.

    https://packaging.python.org/en/latest/specifications/recording-installed-packages/: a CSV of
    path, hash and size. Raises FormatError for bytes that are no such table.
    """
    try:
        rows = csv.reader(io.StringIO(_text(data), newline=""))
        return rooted((row[0] for row in rows if row), site)
    except csv.Error as error:
        raise FormatError("python-record-damaged", f"it is no table of files: {error}") from error


def parse_installed_files(data: bytes, folder: str) -> tuple[str, ...]:
    """The paths in a list of one path a line, counted from ``folder``; see ``rooted``.

    pip wrote installed-files.txt into the egg-info folders it made, setuptools native_libs.txt
    into eggs. Raises FormatError for bytes that are no text.
    """
    return rooted(_NEWLINE.split(_text(data)), folder)


def rooted(paths: Iterable[str], folder: str) -> tuple[str, ...]:
    """Paths as written in ``folder``, counted from the root: absolute ones and ``..`` resolved.

    Nothing leads above the root, and what is named twice is kept once. Raises FormatError for
    more than a distribution can have.
    """
    found: dict[str, None] = {}
    for path in paths:
        if path:
            # A leading slash makes normpath stop at the root.
            found[normpath(path if path[0] == "/" else f"/{folder}/{path}").lstrip("/")] = None
            if len(found) > _MAX_PATHS:
                raise FormatError("limit-paths", f"it lists more than {_MAX_PATHS:,} files")
    found.pop("", None)
    return tuple(found)


def _text(data: bytes) -> str:
    if b"\0" in data:
        raise FormatError("python-record-damaged", "it is no text")
    return data.decode("utf-8-sig", "surrogateescape")


def _first(said: dict[str, list[str]], name: str) -> str:
    return said.get(name, ("",))[0]
