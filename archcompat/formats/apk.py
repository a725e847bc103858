"""The database of apk: installed packages with their files, in one text.

https://wiki.alpinelinux.org/wiki/Apk_spec#Installed_Database_V2: lines of a letter, a colon and a
value; an empty line ends a package; ``F:`` names a folder and each ``R:`` a file in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from archcompat.errors import FormatError

_MAX_LINE = 64 << 10  # bytes; of a longer one (what a package provides) the rest is passed over
_MAX_FILES = 1_000_000  # of all packages together; a desktop has 100,000


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
    without a name or version and for lines that are no field, and at once beyond a million files.
    """
    record = _Record()
    files = 0
    damage = ""
    whole = True  # whether the line before this piece ended
    while line := stream.readline(_MAX_LINE):
        starts, whole = whole, line.endswith(b"\n")
        if not starts:
            continue
        letter, value = line[:2], line[2:].rstrip(b"\r\n")
        if letter == b"R:":
            files += 1
            if files > _MAX_FILES:
                raise FormatError("apk-malformed", f"more than {_MAX_FILES:,} files")
            name = _text(value)
            record.files.append(f"{record.folder}/{name}" if record.folder else name)
        elif letter == b"F:":
            record.folder = _text(value).strip("/")
        elif letter in _KEPT:
            record.values.setdefault(letter, _text(value))
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


_NAME, _VERSION, _ARCH, _ORIGIN = _KEPT = (b"P:", b"V:", b"A:", b"o:")


def _text(value: bytes) -> str:
    return value.decode("utf-8", "surrogateescape")


def _damage(record: _Record) -> str:
    started = record.values or record.files
    if started and not (record.values.get(_NAME) and record.values.get(_VERSION)):
        return "a package in it has no name or no version"
    return ""


def _packages(record: _Record) -> Iterator[ApkPackage]:
    """The package, if it can be told which one it is."""
    name, version, arch, origin = (record.values.get(letter, "") for letter in _KEPT)
    if name and version:
        yield ApkPackage(name, version, arch, origin if origin != name else "", tuple(record.files))
