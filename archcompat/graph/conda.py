"""Units of the packages that conda installed."""

from collections.abc import Iterable

from archcompat.graph.unit import Unit, purl_of
from archcompat.model.pythonfacts import CondaPackage
from archcompat.model.report import Provenance
from archcompat.model.where import Where


def conda_units(packages: Iterable[CondaPackage]) -> dict[Where, Unit]:
    """One unit for each installed package, by its record."""
    return {
        package.where: Unit(
            id=purl_of(
                "conda",
                package.name,
                package.version,
                build=package.build,
                channel=package.channel,
                subdir=package.subdir,
            ),
            ecosystem="conda",
            name=package.name,
            version=package.version,
            arch=package.subdir,
            provenance=Provenance.LANGUAGE_PACKAGE,
            where=(package.where,),
            requires=tuple(line.partition(" ")[0] for line in package.depends),
        )
        for package in packages
    }
