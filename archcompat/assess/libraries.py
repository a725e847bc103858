"""What the libraries in Java archives amount to on the target, by its C library."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from archcompat.assess.coverage import State, Unfound, standing_in
from archcompat.assess.musl import Fit
from archcompat.graph.libraries import Library
from archcompat.graph.unit import Unit
from archcompat.model.arch import Arch
from archcompat.model.report import Coverage
from archcompat.model.target import Libc, Target

_FAMILIES = ("glibc", "musl")
_FITS = {Fit.MAY_CRASH: Coverage.MAY_CRASH, Fit.NEEDS_PACKAGE: Coverage.NEEDS_PACKAGE}


@dataclass(frozen=True, slots=True)
class Covered:
    """One library and what it amounts to."""

    library: Library
    owners: tuple[str, ...]
    """Ids of the units that bring it."""
    coverage: Coverage
    libc: dict[str, Coverage]
    """By family of the C library that the target might have."""


def in_java(
    libraries: Iterable[Library],
    units: Iterable[Unit],
    target: Target,
    source: Arch,
    unfound: Unfound,
) -> list[Covered]:
    """The libraries that Java archives bring, by name and place."""
    owners = {
        native.where: unit.id
        for unit in units
        if unit.ecosystem == "maven"
        for native in unit.natives
    }
    found = []
    for library in libraries:
        ids = {owners[native.where] for native in library.files if native.where in owners}
        if ids:
            by_libc = _by_libc(library, target, source, unfound)
            family = target.libc.family if target.libc is not None else "glibc"
            found.append(Covered(library, tuple(sorted(ids)), by_libc[family], by_libc))
    return sorted(found, key=lambda one: (one.library.name, one.library.natives[0].where))


def _by_libc(
    library: Library, target: Target, source: Arch, unfound: Unfound
) -> dict[str, Coverage]:
    found = {
        family: _coverage(library, _with(target, family), source, unfound) for family in _FAMILIES
    }
    if Coverage.COVERED in found.values():
        for family, coverage in found.items():
            if coverage is Coverage.UNLOADABLE:
                found[family] = Coverage.OTHER_LIBC
    return found


def _coverage(library: Library, target: Target, source: Arch, unfound: Unfound) -> Coverage:
    standings = standing_in(library, target, source, unfound)
    states = {standings[native.where].state for native in library.natives}
    if State.SERVES in states:
        return Coverage.COVERED
    if State.MISFIT in states:
        fits = [standings[native.where].musl for native in library.natives]
        found = {fit.fit for fit in fits if fit is not None}
        return next((_FITS[fit] for fit in _FITS if fit in found), Coverage.UNLOADABLE)
    return Coverage.OTHER_OS if states == {State.ELSEWHERE} else Coverage.FOREIGN


def _with(target: Target, family: str) -> Target:
    """The target with a C library of a family, of the version it has if it has that one."""
    if target.libc is not None and target.libc.family == family:
        return target
    return replace(target, libc=Libc(family))
