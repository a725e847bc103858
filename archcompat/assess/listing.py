"""What is listed of a Python project: by the indexes that were asked, or by the user's own lock."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from archcompat.errors import FormatError
from archcompat.formats.distfile import DistFile, FileShelf, parse_file_name
from archcompat.formats.lockfiles import file_name
from archcompat.formats.wheelfit import Shelf, files_of, parsed
from archcompat.graph.unit import Unit
from archcompat.model.report import Basis


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of one project."""

    shelf: Shelf
    """Empty where no index knows the project."""
    basis: Basis
    """``published`` by an index, or ``declared`` by a lock."""
    compiles: Mapping[str, bool] = field(default_factory=dict)
    """Of source distributions that were looked into, by file name, whether building them does."""
    seen: frozenset[str] = frozenset()
    """Names of wheels whose bytes were read and are what their tags say."""
    unfit: Mapping[str, str] = field(default_factory=dict)
    """Of wheels whose bytes are not, by name, what is wrong; the shelf does not have them."""


def without(listing: Listing, seen: frozenset[str], unfit: Mapping[str, str]) -> Listing:
    """A listing after a look into some wheels."""
    return replace(listing, shelf=_Without(listing.shelf, unfit), seen=seen, unfit=unfit)


@dataclass(frozen=True, slots=True)
class _Without:
    """The files of a shelf but some."""

    shelf: Shelf
    names: Collection[str]

    @property
    def versions(self) -> tuple[str, ...]:
        return self.shelf.versions

    def files(self, version: str) -> tuple[DistFile, ...]:
        return tuple(file for file in self.shelf.files(version) if file.name not in self.names)


def of_lock(unit: Unit) -> Listing | None:
    """What the lock files that ask for a unit allow; None where none names files."""
    names = {name for asked in unit.asked for name in (*asked.files, file_name(asked.url))}
    files = list(_files(names))
    return Listing(FileShelf(files), Basis.DECLARED) if files else None


def is_allowed(unit: Unit, file: DistFile) -> bool:
    """Whether everything that asks for a unit lets a file be installed, by name or by hash."""
    return all(
        any(_is_same(name, file.name) for name in asked.files)
        or not (asked.files or asked.hashes)
        or not set(asked.hashes).isdisjoint(file.hashes)
        for asked in unit.asked
    )


def _is_same(name: str, other: str) -> bool:
    """Whether two spellings name one file: tools normalise names, indexes keep them as uploaded."""
    return name == other or _key(name) == _key(other)


@lru_cache(16384)
def _key(name: str) -> tuple[object, ...]:
    try:
        file = parse_file_name(name)
    except FormatError:
        return (name,)
    return (file.project, file.version, file.build, file.tags)


def allowed_versions(unit: Unit, shelf: Shelf) -> dict[Version, str]:
    """The versions that what asks for an unpinned unit allows, with a spelling, newest first.

    Pre-releases and yanked ones are left out; a damaged specifier asks nothing.
    """
    wanted = []
    for asked in unit.asked:
        with suppress(InvalidSpecifier):
            wanted.append(SpecifierSet(asked.specifier))
    known = {version: text for text in shelf.versions if (version := parsed(text)) is not None}
    return {
        version: known[version]
        for version in sorted(known, reverse=True)
        if not version.is_prerelease and all(one.contains(version) for one in wanted)
    }


def chosen_files(unit: Unit, shelf: Shelf) -> list[DistFile]:
    """The files of the version that would be installed: the pinned one, else the newest allowed."""
    if unit.version:
        return files_of(shelf, unit.version)
    for text in allowed_versions(unit, shelf).values():
        files = [file for file in files_of(shelf, text) if not file.yanked]
        if files:
            return files
    return []


def _files(names: set[str]) -> Iterator[DistFile]:
    for name in sorted(names):
        with suppress(FormatError):
            yield parse_file_name(name)
