"""Source distributions: what they say of themselves, and whether building them compiles code.

https://packaging.python.org/en/latest/specifications/source-distribution-format/. Nothing in one
is run: what only its build would tell stays unknown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO

from archcompat.errors import FormatError
from archcompat.formats.compression import chunks
from archcompat.formats.pymetadata import (
    CoreMetadata,
    parse_fields,
    parse_metadata,
    parse_requires_txt,
)
from archcompat.formats.tararchive import read_tar
from archcompat.formats.ziparchive import read_zip
from archcompat.model.budget import Budget
from archcompat.model.layer import MemberType

_BUDGET = Budget(entries=100_000, entry_bytes=4 << 20, output_bytes=256 << 20)
_LARGEST = 1 << 20  # bytes read of one text file
_DYNAMIC = frozenset(("metadata-version", "dynamic"))
# Sources of the languages that extensions are written in, and what only builds of them have.
_COMPILED = re.compile(
    r"\.(?:c|cc|cpp|cxx|pyx|pxd|f|f90|f77|rs|go|cu|m|asm|s)$|(?:^|/)(?:cargo\.toml|cmakelists\.txt"
    r"|meson\.build|configure|binding\.gyp)$",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"^[^/]+/(?:tests?|testing|docs?|examples?|benchmarks?)/", re.IGNORECASE)
_TEXTS = re.compile(r"[^/]+/(?:PKG-INFO|(?:[^/]+/)?[^/]+\.egg-info/requires\.txt)")


@dataclass(frozen=True, slots=True)
class SourceDist:
    """What is in a source distribution."""

    metadata: CoreMetadata
    """Its requirements are those of its PKG-INFO, else those it was last built with."""
    exact: bool
    """The requirements are said for good (core metadata 2.2, not dynamic)."""
    told: bool
    """Some file lists requirements, be they none; without one they are unknown."""
    compiles: bool
    """It holds sources that are compiled: it is not plain Python."""


def read_source(data: bytes) -> SourceDist:
    """Read a ``.tar.gz``, ``.zip`` or another archive of sources.

    One without PKG-INFO at its top has no name and tells no requirements. Raises FormatError for
    bytes that are none, or hold no file.
    """
    said: dict[str, bytes] = {}
    compiles = False
    name = ""
    for name, text in _files(data):
        if text is not None:
            said[name] = text
        compiles = compiles or (_COMPILED.search(name) is not None and _ASIDE.match(name) is None)
    info = next((text for name, text in said.items() if name.endswith("/PKG-INFO")), None)
    if not name:
        raise FormatError("python-metadata-damaged", "it holds no file")
    metadata = parse_metadata(info) if info is not None else CoreMetadata("", "", (), "")
    fields = parse_fields(info or b"", _DYNAMIC)
    numbers = re.findall(r"\d+", fields.get("metadata-version", ["0"])[0])[:2]
    dynamic = {value.lower() for value in fields.get("dynamic", ())}
    exact = [int(part[:4]) for part in numbers] >= [2, 2] and "requires-dist" not in dynamic
    built = next((text for name, text in said.items() if name.endswith("/requires.txt")), None)
    if not exact and not metadata.requires and built is not None:
        metadata = replace(metadata, requires=parse_requires_txt(built))
    told = exact or bool(metadata.requires) or built is not None
    return SourceDist(metadata, exact, told, compiles)


def _files(data: bytes) -> Iterator[tuple[str, bytes | None]]:
    """The name of each file, and the content of those that are read."""
    if data.startswith(b"PK"):
        archive = read_zip(BytesIO(data), _BUDGET)
        for row in archive:
            wanted = _TEXTS.fullmatch(row.name) is not None
            yield row.name, archive.open(row).read(_LARGEST) if wanted else None
        return
    pieces = chunks(BytesIO(data), limit=_BUDGET.output_bytes)
    for number, member in enumerate(read_tar(lambda: next(pieces, b""))):
        if number == _BUDGET.entries:
            raise FormatError("limit-members", f"more than {number:,} members in one archive")
        if member.type is MemberType.FILE:
            wanted = _TEXTS.fullmatch(member.path) is not None and member.open is not None
            text = member.open().read(_LARGEST) if wanted and member.open is not None else None
            yield member.path, text
