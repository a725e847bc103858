"""What can be had of each package on one target, and what each version of it needs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from packaging.version import Version

from archcompat.errors import FormatError, UnreachableError
from archcompat.formats.distfile import DistFile
from archcompat.formats.pymetadata import CoreMetadata
from archcompat.formats.sourcedist import SourceDist
from archcompat.formats.wheelfit import accepts_python, best_wheel, parsed
from archcompat.indexes.listing import Listing
from archcompat.model.target import Target
from archcompat.plan.need import Candidate, Need, needs

_NOTHING = Version("0")


class Catalog(Protocol):
    """What ``indexes.pythonindex.PythonIndex`` does."""

    def listing(self, project: str) -> Listing | None:
        """The files of a project, None if no index knows it; raises UnreachableError."""

    def metadata(self, wheel: DistFile) -> CoreMetadata:
        """What a wheel says of itself; raises UnreachableError and FormatError."""

    def source(self, file: DistFile) -> SourceDist | None:
        """What a source distribution says of itself; raises likewise."""


@dataclass(slots=True)
class Silence:
    """What could not be found out, by package, with the cause; filled while a plan is made."""

    unknown: dict[str, str] = field(default_factory=dict)
    """No index has it."""
    unanswered: dict[str, str] = field(default_factory=dict)
    """Some index gave no answer about it."""
    requirements: dict[str, str] = field(default_factory=dict)
    """Of ``name version``, what it requires is not known."""


class Market:
    """The packages of a catalog for one target; versions that nothing installs of do not count."""

    def __init__(
        self,
        catalog: Catalog,
        target: Target,
        silence: Silence,
        *,
        built: frozenset[str] | None = frozenset(),
        yanked: Mapping[str, Version] | None = None,
        barred: frozenset[tuple[str, Version]] = frozenset(),
        told_by: "Market | None" = None,
        start: Callable[[Callable[[], object]], None] = lambda _work: None,
    ) -> None:
        """A market of wheels.

        Packages ``built`` may be source distributions (None: all), ``yanked`` versions are taken
        although they were withdrawn, ``barred`` ones are not. Of a version that ``told_by`` has,
        its wheel's metadata are read. ``start`` gives work to threads.
        """
        self.target = target
        self._catalog = catalog
        self._silence = silence
        self._built = built
        self._yanked = yanked or {}
        self._barred = barred
        self._told_by = told_by
        self._start = start
        self._versions: dict[str, dict[Version, list[str]]] = {}
        self._files: dict[tuple[str, Version], DistFile | None] = {}
        self._needs: dict[Candidate, tuple[Need, ...]] = {}

    def building(self, names: frozenset[str]) -> "Market":
        """The same market, where some packages may be built from source."""
        if self._built is None or names <= self._built:
            return self
        return self._with(self._built | names, self._barred)

    def barring(self, versions: frozenset[tuple[str, Version]]) -> "Market":
        """The same market without some versions of packages."""
        return self._with(self._built, self._barred | versions)

    def on(self, target: Target) -> "Market":
        """The same packages for another target; their wheels say the same there, it is taken."""
        return Market(
            self._catalog,
            target,
            self._silence,
            built=self._built,
            yanked=self._yanked,
            barred=self._barred,
            told_by=self,
            start=self._start,
        )

    def _with(
        self, built: frozenset[str] | None, barred: frozenset[tuple[str, Version]]
    ) -> "Market":
        other = Market(
            self._catalog,
            self.target,
            self._silence,
            built=built,
            yanked=self._yanked,
            barred=barred,
            told_by=self._told_by,
            start=self._start,
        )
        other._versions = self._versions
        other._needs = self._needs
        return other

    def ahead(self, candidates: Iterable[Candidate]) -> None:
        """Have threads find out what some candidates need: they may be asked about soon."""
        for candidate in candidates:
            if candidate not in self._needs:
                self._start(partial(self.needs, candidate))

    def is_known(self, name: str) -> bool:
        """Whether the indexes answered, and one of them has the package."""
        return bool(self._spellings(name))

    def versions(self, name: str) -> Iterable[Version]:
        """All that are listed, in no order; those that do not install among them."""
        return self._spellings(name)

    def listed(self, name: str, version: Version) -> tuple[DistFile, ...]:
        """The files of a version, for whatever platform."""
        listing = self._listing(name)
        if listing is None:
            return ()
        spellings = self._spellings(name).get(version, ())
        return tuple(file for spelling in spellings for file in listing.files(spelling))

    def source(self, files: Iterable[DistFile]) -> SourceDist | None:
        """What the sources among some files say; None where they have wheels, or do not tell."""
        found = list(files)
        if not found or any(file.is_wheel for file in found):
            return None
        try:
            return self._catalog.source(found[0])
        except (UnreachableError, FormatError):
            return None

    def file(self, name: str, version: Version) -> DistFile | None:
        """What installs of a version: its best wheel, or its sources where those will do."""
        key = (name, version)
        if key not in self._files:
            self._files[key] = None if key in self._barred else self._find(name, version)
        return self._files[key]

    def has_any(self, name: str) -> bool:
        """Whether any final version installs."""
        return any(
            self.file(name, version) is not None
            for version in sorted(self.versions(name), reverse=True)
            if not version.is_prerelease
        )

    def candidate(self, name: str, extra: str, version: Version) -> Candidate | None:
        """A version as one may take it, None if nothing installs of it."""
        file = self.file(name, version)
        return Candidate(name, extra, version, file) if file is not None else None

    def assumed(self, name: str, extra: str) -> Candidate:
        """In place of a package that nothing is known of."""
        return Candidate(name, extra, _NOTHING, None)

    def needs(self, candidate: Candidate) -> tuple[Need, ...]:
        """What a candidate needs on the target; nothing, and noted, where that is not known."""
        if candidate.file is None:
            return ()
        if candidate not in self._needs:
            requires = self.requires(candidate)
            self._needs[candidate] = tuple(needs(requires, self.target, candidate))
        return self._needs[candidate]

    def requires(self, candidate: Candidate) -> tuple[str, ...]:
        """The Requires-Dist of a candidate as written; none, and noted, where they are unknown."""
        own = candidate.file
        if own is None:
            return ()
        shown = f"{candidate.name} {candidate.version}"
        causes = []
        for file in self._tellers(candidate, own):
            try:
                if file.is_wheel:
                    return self._catalog.metadata(file).requires
                source = self._catalog.source(file)
                if source is not None and source.told:
                    return source.metadata.requires
                causes.append("its source distribution does not say")
            except (UnreachableError, FormatError) as error:
                causes.append(str(error))
        self._silence.requirements[shown] = causes[0] if causes else "nothing says"
        return ()

    def _tellers(self, candidate: Candidate, own: DistFile) -> Iterator[DistFile]:
        """The files to read metadata of, best first."""
        if self._told_by is not None:
            other = self._told_by.file(candidate.name, candidate.version)
            if other is not None and other.is_wheel:
                own = other
        yield own
        if not own.is_wheel:
            for file in self.listed(candidate.name, candidate.version):
                if file.is_wheel:  # of another platform, which mostly says the same
                    yield file
                    return

    def _find(self, name: str, version: Version) -> DistFile | None:
        withdrawn_too = self._yanked.get(name) == version
        files = [file for file in self.listed(name, version) if withdrawn_too or not file.yanked]
        wheel = best_wheel(files, self.target)
        if wheel is not None or (self._built is not None and name not in self._built):
            return wheel
        accepted = [file for file in files if accepts_python(file.requires_python, self.target)]
        # Without sources a wheel of another platform still tells what the package needs.
        accepted.sort(key=lambda file: file.is_wheel)
        return next(iter(accepted if self._built is not None else accepted[:1]), None)

    def _spellings(self, name: str) -> dict[Version, list[str]]:
        if name not in self._versions:
            found: dict[Version, list[str]] = {}
            listing = self._listing(name)
            for spelling in listing.versions if listing is not None else ():
                version = parsed(spelling)
                if version is not None:
                    found.setdefault(version, []).append(spelling)
            self._versions[name] = found
        return self._versions[name]

    def _listing(self, name: str) -> Listing | None:
        if name in self._silence.unanswered or name in self._silence.unknown:
            return None
        try:
            listing = self._catalog.listing(name)
        except UnreachableError as error:
            self._silence.unanswered[name] = str(error)
            return None
        if listing is None:
            self._silence.unknown[name] = "no index has it"
        return listing
