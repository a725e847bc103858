"""Decides about Python distributions by what indexes and locks list of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from archcompat.assess.decision import Decision
from archcompat.assess.listing import of_lock
from archcompat.assess.lookup import Lookups
from archcompat.assess.offered import Asked, decide_offered
from archcompat.assess.ruling import Ruling
from archcompat.errors import FormatError
from archcompat.formats.distfile import parse_file_name
from archcompat.formats.wheelfit import fits, parsed
from archcompat.graph.unit import Unit
from archcompat.model.arch import Arch
from archcompat.model.native import NativeObject
from archcompat.model.report import Provenance
from archcompat.model.target import Target
from archcompat.model.where import Where


def by_files(
    unit: Unit,
    ruled: Decision | None,
    ruling: Ruling,
    lookups: Lookups,
    source: Arch,
    *,
    belied: bool = False,
) -> Decision | None:
    """What the files that are listed of a distribution say; None where they say nothing better.

    ``source`` is the machine it comes from. ``belied``: the very version was seen not to load on
    the target, whatever its tags say.
    """
    if unit.ecosystem != "pypi":
        return None
    listing = lookups.listings.get(unit.name)
    if listing is None or not listing.shelf.versions:
        listing = of_lock(unit)
    if listing is None:
        return None
    target = replace(ruling.target, python=unit.python or ruling.target.python)
    own, troubled = parsed(unit.version), ruling.troubled(unit)
    return decide_offered(
        Asked(
            unit=unit,
            listing=listing,
            target=target,
            today=on_machine(target, source),
            ruled=ruled,
            troubled=lambda version: (belied and parsed(version) == own) or troubled(version),
        )
    )


def needing_work(
    counted: Sequence[NativeObject], served: Sequence[NativeObject], target: Target
) -> list[NativeObject]:
    """The ``counted`` files but those of wheels beside which lies the target's own, of the version.

    A folder of wheels holds one for each machine; ``served`` are the files that the target loads.
    """
    good = {
        wheel
        for wheel in {_wheel_of(native) for native in served}
        if wheel is not None and _is_for(wheel, target)
    }
    good -= {_wheel_of(native) for native in counted}
    if not good:
        return list(counted)
    return [native for native in counted if _wheel_of(native) is None]


def is_refused(natives: Sequence[NativeObject], target: Target) -> bool:
    """Whether installers refuse each wheel that the files are in: for its Python or C library."""
    wheels = {_wheel_of(native) for native in natives}
    return bool(wheels) and all(
        wheel is not None and not _is_for(wheel, target, otherwise=True) for wheel in wheels
    )


def _wheel_of(native: NativeObject) -> Where | None:
    """The wheel a file is in."""
    place = native.where.container
    return place if place is not None and place.name.endswith(".whl") else None


def _is_for(wheel: Where, target: Target, *, otherwise: bool = False) -> bool:
    """Whether a wheel installs by its file name; ``otherwise`` for a name that is none."""
    try:
        return fits(parse_file_name(wheel.name), target)
    except FormatError:
        return otherwise


def on_machine(target: Target, arch: Arch) -> Target:
    """The target with another machine in place of its own."""
    return replace(target, platform=replace(target.platform, arch=arch, variant=""))


def worth_asking(units: Iterable[Unit], counted: frozenset[Where], target: Target) -> list[Unit]:
    """The distributions that an index is asked about: required ones, and those with native code.

    ``counted`` are the places of the native files that ask for something to be done. What is no
    index's, such as a URL or a folder, is left out.
    """
    return [
        unit
        for unit in units
        if unit.ecosystem == "pypi"
        and unit.provenance is Provenance.LANGUAGE_PACKAGE
        and (
            any(native.where in counted for native in unit.natives)
            or is_refused(unit.natives, target)
            or (unit.asked and not unit.natives and not any(asked.url for asked in unit.asked))
        )
    ]
