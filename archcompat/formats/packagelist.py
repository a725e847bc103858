"""A repository's list of packages for one architecture, short enough to keep, quick to look into.

The lists themselves are large (Debian's main has 60,000 packages in 45 MB) and have little that
is wanted here: names, versions, and what a package stands for besides its name.
"""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from archcompat.errors import FormatError

_MOST = 1_000_000  # packages; the largest distributions have 100,000
_LARGEST = 256 << 20  # bytes of all rows
_CONTROL = str.maketrans({"\t": "", "\n": "", "\r": ""})


@dataclass(frozen=True, slots=True)
class PackageRow:
    """One package of a list."""

    name: str
    version: str
    provides: tuple[str, ...] = ()
    """Other names that it answers to, without versions."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a repository has of some names, for one architecture."""

    offered: bool
    """Whether it has a list for that architecture at all."""
    versions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By name; those that it does not have are missing."""
    providers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """By name, the packages that provide it."""


def packed(rows: Iterable[PackageRow]) -> bytes:
    """The rows in few bytes. Raises FormatError (``package-list-large``), and as ``rows`` does."""
    packer = zlib.compressobj(1)
    pieces: list[bytes] = []
    total = 0
    for count, row in enumerate(rows):
        fields = (row.name, row.version, " ".join(row.provides))
        line = "\t".join(text.translate(_CONTROL) for text in fields).encode() + b"\n"
        total += len(line)
        if count >= _MOST or total > _LARGEST:
            raise FormatError("package-list-large", f"it lists over {_MOST:,} packages")
        pieces.append(packer.compress(line))
    return b"".join((*pieces, packer.flush()))


def unpacked(data: bytes, wanted: frozenset[str]) -> Listed:
    """What rows that were packed say of some names.

    Raises FormatError (``package-list-damaged``) for what ``packed`` did not make.
    """
    versions: dict[str, list[str]] = {}
    providers: dict[str, list[str]] = {}
    for line in _lines(data):
        name, version, provides = line
        if name in wanted:
            versions.setdefault(name, []).append(version)
        if provides:
            for other in provides.split(" "):
                if other in wanted:
                    providers.setdefault(other, []).append(name)
    return Listed(
        offered=True,
        versions={name: tuple(dict.fromkeys(found)) for name, found in versions.items()},
        providers={name: tuple(dict.fromkeys(found)) for name, found in providers.items()},
    )


def _lines(data: bytes) -> Iterator[list[str]]:
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(data, _LARGEST).decode()
    except (zlib.error, UnicodeDecodeError):
        text = ""
    if not unpacker.eof:
        raise FormatError("package-list-damaged", "what was kept of it is damaged")
    for line in text.split("\n")[:-1]:
        fields = line.split("\t")
        if len(fields) != 3:
            raise FormatError("package-list-damaged", "what was kept of it is damaged")
        yield fields
