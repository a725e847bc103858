"""poetry.lock: what Poetry installs, in the shapes that its versions 1.0 to 2 write.

https://python-poetry.org/docs/libraries/#lock-file names the file; its shape is what
``poetry.packages.locker`` writes.
"""

from collections.abc import Iterator

import msgspec
from msgspec import Struct, field

from archcompat.errors import FormatError
from archcompat.formats.lockfiles import (
    Found,
    any_of,
    exactly,
    hashes_of,
    problem,
    without_secrets,
)
from archcompat.formats.tomldoc import parse_toml, tables
from archcompat.model.pythonfacts import Requirement
from archcompat.model.where import Where


class _File(Struct):
    file: str = ""
    hash: str = ""


class _Source(Struct):
    type: str = ""
    url: str = ""


class _Package(Struct):
    name: str
    version: str
    files: list[_File] = field(default_factory=list[_File])
    markers: str | dict[str, str] = ""
    marker: str = ""
    dependencies: dict[str, object] = field(default_factory=dict[str, object])
    source: _Source | None = None


class _Metadata(Struct):
    files: dict[str, list[_File]] = field(default_factory=dict[str, list[_File]])
    hashes: dict[str, list[str]] = field(default_factory=dict[str, list[str]])


def parse_poetry_lock(data: bytes, where: Where) -> Found:
    """Yield each package of the file at ``where``, and a Problem for an entry that is none.

    Raises FormatError for what is no TOML, or no lock file.
    """
    document = parse_toml(data)
    if not isinstance(document.get("package", []), list) or "metadata" not in document:
        raise FormatError("lock-malformed", "it has no packages, or no metadata")
    try:
        metadata = msgspec.convert(document["metadata"], _Metadata)
    except msgspec.ValidationError as error:
        yield problem(where, FormatError("lock-malformed", f"metadata: {error}"))
        metadata = _Metadata()
    for number, package in tables(document.get("package"), _Package, "package"):
        if isinstance(package, FormatError):
            yield problem(where, package)
        else:
            yield _requirement(package, metadata, where, number)


def _requirement(package: _Package, metadata: _Metadata, where: Where, number: int) -> Requirement:
    listed = package.files or metadata.files.get(package.name, [])
    markers = package.markers or package.marker
    source = package.source
    elsewhere = source is not None and source.type not in ("", "legacy")  # that is an index
    return Requirement(
        where,
        number,
        package.name,
        exactly(package.version),
        marker=markers if isinstance(markers, str) else any_of(markers.values()),
        url=without_secrets(source.url) if source is not None and elsewhere else "",
        hashes=hashes_of(
            [
                *(file.hash for file in listed),
                # The oldest shape has no algorithm: it was always this one.
                *(f"sha256:{digest}" for digest in metadata.hashes.get(package.name, ())),
            ]
        ),
        files=tuple(file.file for file in listed if file.file),
        requires=tuple(_requires(package.dependencies)),
    )


def _requires(dependencies: dict[str, object]) -> Iterator[str]:
    for name, said in dependencies.items():
        marker = said.get("markers") if isinstance(said, dict) else None
        yield f"{name} ; {marker}" if isinstance(marker, str) and marker else name
