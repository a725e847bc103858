"""The database of apk: installed packages with their files, in one text.

https://wiki.alpinelinux.org/wiki/Apk_spec#Installed_Database_V2: lines of a letter, a colon and a
value; an empty line ends a package; ``F:`` names a folder and each ``R:`` a file in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from archcompat.errors import FormatError

# apk-package(5); what `apk add --virtual` makes begins with a dot.
_NAME = re.compile(r"\.?[A-Za-z0-9][A-Za-z0-9+._-]*")
_KEPT = (b"P:", b"V:", b"A:", b"o:")
_MAX_LINE = 64 << 10  # bytes; of a longer one (what a package provides) the rest is passed over
_MAX_FILES = 1_000_000  # of all packages together; a desktop has 100,000
_MAX_PATHS = 256 << 20  # characters of all paths: each repeats its folder


@dataclass(frozen=True, slots=True)
class ApkPackage:
    """One installed package."""

    name: str
    version: str
    arch: str
    """``x86_64``, ``aarch64``, ``noarch``."""
    origin: str
    """The package whose build made it, empty if it has the same name."""
    files: tuple[str, ...]
    """Without a leading ``/``."""


@dataclass(slots=True)
class _Record:
    """A package as far as it was read."""

    values: dict[bytes, str] = field(default_factory=dict)
    folder: str = ""
    files: list[str] = field(default_factory=list)


def read_installed(stream: BinaryIO) -> Iterator[ApkPackage]:
    """Yield the packages of a ``lib/apk/db/installed`` in its order.

    Raises FormatError (``apk-malformed``), after everything readable was yielded, for a package
    without a name or version and for lines that are no field; at once for more files than any
    system has.
    """
    record = _Record()
    files = characters = 0
    damage = ""
    whole = True  # whether the line before this piece ended
    while line := stream.readline(_MAX_LINE):
        starts, whole = whole, line.endswith(b"\n")
        if not starts:
            continue
        letter, value = line[:2], line[2:].rstrip(b"\r\n")
        if letter == b"R:":
            files += 1
            characters += len(record.folder) + len(value)
            if files > _MAX_FILES or characters > _MAX_PATHS:
                raise FormatError("apk-malformed", "it lists more files than any system has")
            name = value.decode("utf-8", "surrogateescape")
            record.files.append(f"{record.folder}/{name}" if record.folder else name)
        elif letter == b"F:":
            record.folder = value.decode("utf-8", "surrogateescape").strip("/")
        elif letter in _KEPT:
            record.values.setdefault(letter, value.decode("utf-8", "replace"))
        elif not line.strip():
            damage = _damage(record) or damage
            yield from _packages(record)
            record = _Record()
        elif letter[1:] != b":":
            damage = "it has lines that are no field of a package"
    damage = _damage(record) or damage
    yield from _packages(record)
    if damage:
        raise FormatError("apk-malformed", damage)


def _damage(record: _Record) -> str:
    if (record.values or record.files) and not _is_whole(record):
        return "a package in it has no name or no version"
    return ""


def _is_whole(record: _Record) -> bool:
    name, version, _, _ = _said(record)
    return bool(_NAME.fullmatch(name) and version)


def _said(record: _Record) -> list[str]:
    return [record.values.get(letter, "") for letter in _KEPT]


def _packages(record: _Record) -> Iterator[ApkPackage]:
    """The package, if it can be told which one it is."""
    if _is_whole(record):
        name, version, arch, origin = _said(record)
        yield ApkPackage(name, version, arch, origin if origin != name else "", tuple(record.files))
