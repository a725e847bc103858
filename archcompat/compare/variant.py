"""One of the two images that are compared: what was read of it, and whose its files are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from archcompat.assess.coverage import of_other_machines, standings
from archcompat.compare.keys import Key, key_of
from archcompat.graph.libraries import libraries_in
from archcompat.graph.unit import Unit
from archcompat.graph.units import build_units
from archcompat.model.arch import Arch
from archcompat.model.comparison import Side
from archcompat.model.inventory import Inventory
from archcompat.model.native import NativeObject
from archcompat.model.osfacts import OsRelease
from archcompat.model.problem import Severity
from archcompat.model.programfacts import GoBuild
from archcompat.model.report import Provenance
from archcompat.model.target import Platform, Target
from archcompat.model.where import Where


@dataclass(frozen=True)
class Variant:
    """A build of an image for one platform."""

    inventory: Inventory
    platform: Platform
    """What it is offered for."""

    @property
    def arch(self) -> Arch:
        """The machine of that."""
        return self.platform.arch

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """The packages in it, and the files that belong to none."""
        return build_units(self.inventory, Target(self.platform))

    @cached_property
    def natives(self) -> tuple[NativeObject, ...]:
        """All its native files."""
        return tuple(self.inventory.facts_of(NativeObject))

    @cached_property
    def owners(self) -> Mapping[Where, Unit]:
        """The unit of each native file."""
        return {native.where: unit for unit in self.units for native in unit.natives}

    @cached_property
    def versions(self) -> Mapping[Key, frozenset[str]]:
        """Every package with its versions; of a Go program nobody owns the main module's."""
        found: dict[Key, set[str]] = defaultdict(set)
        for unit in self.units:
            if unit.ecosystem not in ("file", "docker"):
                found[key_of(unit)].add(unit.version or "?")
        for build in self._programs():
            module, _, version = build.module.partition("@")
            if module and version and version != "(devel)":
                found[Key("golang", module)].add(version)
        return {key: frozenset(versions) for key, versions in found.items()}

    def _programs(self) -> Iterable[GoBuild]:
        owned = {
            where: unit.provenance is not Provenance.OS_PACKAGE
            for where, unit in self.owners.items()
        }
        return (one for one in self.inventory.facts_of(GoBuild) if owned.get(one.where))

    def wrong(self, other: Arch) -> list[NativeObject]:
        """Files that would be loaded and are not this machine's; ``other`` is where the twin runs.

        Code in archives is picked by platform when it is run, and so is a library of which another
        build lies beside it.
        """
        found = libraries_in(self.inventory, self.units)
        stands = standings(found, Target(self.platform), other)
        return of_other_machines(self.natives, stands, self.arch)

    def side(self) -> Side:
        """It as the answer names it."""
        subject = self.inventory.subject
        release = self.inventory.first_of(OsRelease)
        return Side(
            name=subject.name,
            platform=str(self.platform),
            digest=subject.digest,
            distribution=release.name if release is not None else "",
            packages=len(self.versions),
            natives=len(self.natives),
            complete=all(one.severity is not Severity.ERROR for one in self.inventory.problems),
        )
