"""A unit for each place in a build file that names another machine than the target's."""

from collections.abc import Iterable, Iterator

from archcompat.graph.unit import Unit
from archcompat.model.inventory import Inventory
from archcompat.model.osfacts import OsRelease
from archcompat.model.report import Provenance
from archcompat.model.target import Target
from archcompat.model.where import Where
from archcompat.model.workload import HardCoded, Workload

LINE = "line"
"""The ecosystem of what is a line of a text."""


def is_deployed(inventory: Inventory) -> bool:
    """Whether what its files say of images and builds is part of a subject.

    A Dockerfile or a manifest that lies in an image or a root file system is run by nobody there.
    """
    return inventory.subject.kind != "image" and inventory.first_of(OsRelease) is None


def build_line_units(places: Iterable[HardCoded], target: Target) -> Iterator[Unit]:
    """One unit a place; the same text twice in a file has the same id."""
    arch = target.platform.arch
    for place in places:
        if place.arch is not arch and arch not in place.beside:
            yield _unit(place.where, place.line, _short(place.text), hard_coded=(place,))


def workload_unit(workload: Workload) -> Unit:
    """A workload as what is to be changed."""
    return _unit(workload.where, workload.line, workload.title)


def _unit(where: Where, line: int, name: str, hard_coded: tuple[HardCoded, ...] = ()) -> Unit:
    return Unit(
        id=f"{LINE}:{where}#{name}",
        ecosystem=LINE,
        name=name,
        version="",
        provenance=Provenance.UNOWNED,
        where=(where,),
        marks=((where, line),),
        hard_coded=hard_coded,
    )


_LONGEST = 120


def _short(text: str) -> str:
    """Of a URL its end tells more than its start."""
    return text if len(text) <= _LONGEST else "…" + text[-_LONGEST:]
