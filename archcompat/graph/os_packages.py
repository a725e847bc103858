"""Units of the distribution's own package databases."""

from collections.abc import Iterable

from archcompat.graph.unit import Unit, purl_of
from archcompat.model.osfacts import FileList, OsPackage, OsRelease, PackageFile
from archcompat.model.report import Provenance
from archcompat.model.where import Where

_NAMESPACE = {"deb": "debian", "apk": "alpine", "rpm": "redhat"}  # when os-release is missing


def os_units(packages: Iterable[OsPackage], release: OsRelease | None) -> dict[Where, Unit]:
    """One unit for each installed package, by a place inside its database."""
    units = {}
    for package in packages:
        namespace = release.id if release is not None else _NAMESPACE[package.ecosystem]
        units[_key(package)] = _unit(package, namespace, Provenance.OS_PACKAGE)
    return units


def package_file_units(
    packages: Iterable[PackageFile], release: OsRelease | None
) -> dict[Where, Unit]:
    """One unit for each package that lies there as a file, by its place.

    If it is installed as well it is the same package: it has the same id.
    """
    units = {}
    for package in packages:
        namespace = release.id if release is not None else ""
        detail = f"It is a package for {package.arch}; who made it may have one for the target."
        units[package.where] = _unit(package, namespace, Provenance.UNOWNED, detail)
    return units


def _unit(
    package: OsPackage | PackageFile, namespace: str, provenance: Provenance, detail: str = ""
) -> Unit:
    return Unit(
        id=purl_of(
            package.ecosystem, package.name, package.version, namespace=namespace, arch=package.arch
        ),
        ecosystem=package.ecosystem,
        name=package.name,
        version=package.version,
        namespace=namespace,
        arch=package.arch,
        provenance=provenance,
        where=(package.where,),
        detail=detail,
    )


class OsOwners:
    """Finds the package a file list speaks of."""

    def __init__(self, packages: Iterable[OsPackage]) -> None:
        """Index the packages by name, and by name and architecture for multi-arch ones."""
        self._keys: dict[tuple[str, str], Where] = {}
        for package in packages:
            key = _key(package)
            self._keys.setdefault((package.ecosystem, package.name), key)
            self._keys[package.ecosystem, f"{package.name}:{package.arch}"] = key

    def key_of(self, listing: FileList) -> Where | None:
        """The unit's key, None when the database does not have the package as installed."""
        return self._keys.get((listing.ecosystem, listing.package))


def _key(package: OsPackage) -> Where:
    return package.where.inside(f"{package.name}:{package.arch}")
