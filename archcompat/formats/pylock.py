"""pylock.toml: the lock file that tools share (PEP 751).

https://packaging.python.org/en/latest/specifications/pylock-toml/
"""

from msgspec import Struct, field

from archcompat.errors import FormatError
from archcompat.formats.lockfiles import (
    Found,
    exactly,
    file_name,
    hashes_of,
    problem,
    without_secrets,
)
from archcompat.formats.tomldoc import parse_toml, tables
from archcompat.model.pythonfacts import Requirement
from archcompat.model.where import Where


class _File(Struct):
    name: str = ""
    url: str = ""
    path: str = ""
    hashes: dict[str, str] = field(default_factory=dict[str, str])

    @property
    def file(self) -> str:
        return self.name or file_name(self.url) or file_name(self.path)


class _Dependency(Struct):
    name: str = ""


class _Place(Struct):
    url: str = ""
    path: str = ""


class _Package(Struct):
    name: str
    version: str = ""
    marker: str = ""
    dependencies: list[_Dependency] = field(default_factory=list[_Dependency])
    vcs: _Place | None = None
    directory: _Place | None = None
    archive: _File | None = None
    sdist: _File | None = None
    wheels: list[_File] = field(default_factory=list[_File])


def parse_pylock(data: bytes, where: Where) -> Found:
    """Yield each package of the file at ``where``, and a Problem for an entry that is none.

    Raises FormatError for what is no TOML, or no lock file of a version below 2.
    """
    document = parse_toml(data)
    version = document.get("lock-version")
    if not isinstance(version, str) or not version.startswith("1."):
        raise FormatError("lock-malformed", f"its lock-version is {version!r}, not 1.0")
    for number, package in tables(document.get("packages"), _Package, "packages"):
        if isinstance(package, FormatError):
            yield problem(where, package)
        else:
            yield _requirement(package, where, number)


def _requirement(package: _Package, where: Where, number: int) -> Requirement:
    sources = [source for source in (package.archive, package.sdist) if source is not None]
    listed = [*sources, *package.wheels]
    place = package.vcs or package.directory or package.archive
    return Requirement(
        where,
        number,
        package.name,
        exactly(package.version),
        marker=package.marker,
        url=without_secrets(place.url or place.path) if place is not None else "",
        hashes=hashes_of(
            f"{algorithm}:{digest}" for file in listed for algorithm, digest in file.hashes.items()
        ),
        files=tuple(file.file for file in listed if file.file),
        requires=tuple(entry.name for entry in package.dependencies if entry.name),
    )
