"""Asks package indexes about the Python distributions that a verdict needs them for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from archcompat.assess.asking import answers, silence
from archcompat.assess.listing import Listing, chosen_files, without
from archcompat.errors import FormatError, UnreachableError
from archcompat.formats.distfile import DistFile, FileShelf
from archcompat.formats.wheelfit import Shelf, best_wheel, source_of
from archcompat.graph.unit import Unit
from archcompat.model.problem import Problem, Severity
from archcompat.model.report import Basis
from archcompat.model.target import Target

_THREADS = 4


class Source(Protocol):
    """What was found in a source distribution."""

    @property
    def compiles(self) -> bool:
        """Whether building it compiles code."""
        ...


class Pages(Protocol):
    """What the indexes list."""

    @property
    def versions(self) -> tuple[str, ...]:
        """As file names spell them."""
        ...

    def files(self, version: str, /) -> tuple[DistFile, ...]:
        """The files of a version; of other projects too, where a page lists those."""
        ...


class Catalog(Protocol):
    """The package indexes of a run; its methods are called by several threads."""

    def listing(self, project: str, /) -> Pages | None:
        """What is listed of a project, None if no index knows it. Raises UnreachableError."""
        ...

    def lies(self, files: Sequence[DistFile], target: Target, /) -> Sequence[str | None]:
        """Why wheels do not run on the target in spite of their tags, by their native code.

        Empty if nothing speaks so, None of one that was not wholly read.
        """
        ...

    def source(self, file: DistFile, /) -> Source | None:
        """What is in a source distribution, None where that is too much to read.

        Raises UnreachableError and FormatError.
        """
        ...


@dataclass(frozen=True, slots=True)
class Lookups:
    """What the indexes said."""

    listings: Mapping[str, Listing]
    """By project; those that no index answered about are missing."""
    problems: tuple[Problem, ...] = ()
    """Of warning severity: the rules answer where an index did not."""
    looked_into: Mapping[str, str | None] = field(default_factory=dict)
    """By the name of a wheel, what ``Catalog.lies`` said of it."""


NOTHING = Lookups({})


def look_up(units: Sequence[Unit], catalog: Catalog, today: Target) -> Lookups:
    """Ask for the projects of ``units``, each once, and look into sources where only those are.

    ``today`` is the machine they come from: what has no wheel there is built there too.
    """
    projects: dict[str, list[Unit]] = {}
    for unit in units:
        projects.setdefault(unit.name, []).append(unit)
    found, silent = answers(
        lambda name: _listing(name, projects[name], catalog, today), projects, threads=_THREADS
    )
    problems: list[Problem] = []
    for name, listing in found:
        if not listing.shelf.versions:
            problems += _unknown(projects[name])
    return Lookups(dict(found), (*silence(silent), *problems))


def look_into(
    lookups: Lookups, wheels: Iterable[DistFile | None], catalog: Catalog, target: Target
) -> Lookups | None:
    """The look-ups without those of ``wheels`` that lie; None if all were looked into before.

    A lie cannot be told of what could not be read, nor of a wheel for every platform.
    """
    fresh = {
        wheel.name: wheel
        for wheel in wheels
        if wheel is not None
        and wheel.url
        and not wheel.is_pure
        and wheel.name not in lookups.looked_into
    }
    if not fresh:
        return None
    said = catalog.lies(list(fresh.values()), target)
    known = {**lookups.looked_into, **dict(zip(fresh, said, strict=True))}
    seen = frozenset(name for name, lie in known.items() if lie == "")
    unfit = {name: lie for name, lie in known.items() if lie}
    listings = {name: without(one, seen, unfit) for name, one in lookups.listings.items()}
    return replace(lookups, listings=listings, looked_into=known)


def _listing(name: str, units: list[Unit], catalog: Catalog, today: Target) -> Listing:
    """The files. Raises UnreachableError and FormatError where they are not known."""
    pages = catalog.listing(name)
    shelf = _OfProject(pages, name) if pages is not None else FileShelf()
    compiles = {}
    for sdist in _sources_to_read(units, shelf, today):
        try:
            source = catalog.source(sdist)
        except (UnreachableError, FormatError):
            continue  # then nobody knows what it compiles, which the verdict tells
        if source is not None:
            compiles[sdist.name] = source.compiles
    return Listing(shelf, Basis.PUBLISHED, compiles)


def _sources_to_read(units: list[Unit], shelf: Shelf, today: Target) -> Iterator[DistFile]:
    """Source distributions of which a verdict depends on whether they compile code."""
    for unit in units:
        own = chosen_files(unit, shelf)
        wanted = replace(today, python=unit.python or today.python)
        source = source_of(own, wanted)
        # What holds native code compiled it.
        if source is not None and not unit.natives and best_wheel(own, wanted) is None:
            yield source


@dataclass(frozen=True, slots=True)
class _OfProject:
    """The files of one project on pages that may list others'."""

    pages: Pages
    project: str

    @property
    def versions(self) -> tuple[str, ...]:
        return self.pages.versions

    def files(self, version: str) -> tuple[DistFile, ...]:
        return tuple(file for file in self.pages.files(version) if file.project == self.project)


def _unknown(units: list[Unit]) -> Iterator[Problem]:
    for unit in units:
        for asked in unit.asked:
            detail = f"line {asked.line}: {asked.name} is in no index that was asked"
            yield Problem(asked.where, "package-unknown", detail, Severity.WARNING)
