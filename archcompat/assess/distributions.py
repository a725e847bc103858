"""Decides about Python distributions by what indexes and locks list of them."""

from collections.abc import Iterable
from dataclasses import replace

from archcompat.assess.decision import Decision
from archcompat.assess.listing import of_lock
from archcompat.assess.lookup import Lookups
from archcompat.assess.offered import Asked, decide_offered
from archcompat.assess.ruling import Ruling
from archcompat.formats.wheelfit import parsed
from archcompat.graph.unit import Unit
from archcompat.model.arch import Arch
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


def on_machine(target: Target, arch: Arch) -> Target:
    """The target with another machine in place of its own."""
    return replace(target, platform=replace(target.platform, arch=arch, variant=""))


def worth_asking(units: Iterable[Unit], counted: frozenset[Where]) -> list[Unit]:
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
            or (unit.asked and not unit.natives and not any(asked.url for asked in unit.asked))
        )
    ]
