"""Builds the units of a subject from its facts, and gives each native file to one of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from archcompat.formats.dependencytree import Coordinates
from archcompat.formats.distfile import normalized
from archcompat.graph.base_image import BaseImage
from archcompat.graph.buildlines import build_line_units, is_deployed
from archcompat.graph.conda import conda_units
from archcompat.graph.images import image_units
from archcompat.graph.java import java_units
from archcompat.graph.os_packages import OsOwners, os_units, package_file_units
from archcompat.graph.ownership import owners
from archcompat.graph.python import python_units, requirement_key, requirement_unit
from archcompat.graph.runtimes import Runtime, runtimes
from archcompat.graph.unit import Unit, purl_of
from archcompat.model.facts import ImageReference, NodePackage, SbomPackage
from archcompat.model.inventory import Inventory
from archcompat.model.native import Archive, NativeObject
from archcompat.model.osfacts import FileList, OsPackage, OsRelease, PackageFile
from archcompat.model.programfacts import (
    GoBuild,
    JavaIdentity,
    JavaRuntime,
    RuntimeVersion,
    RustBuild,
)
from archcompat.model.pythonfacts import (
    CondaPackage,
    PythonMetadata,
    PythonRequires,
    PythonWheelTags,
    Requirement,
    RequirementsInclude,
)
from archcompat.model.report import Provenance
from archcompat.model.target import Target
from archcompat.model.where import Where
from archcompat.model.workload import HardCoded


def build_units(
    inventory: Inventory,
    target: Target,
    published: Mapping[Where, Coordinates] = MappingProxyType({}),
) -> tuple[Unit, ...]:
    """Every unit of the subject with the native files that belong to it, sorted by id.

    ``published`` are the JARs that are known to be published ones.
    """
    of = inventory.facts_of
    release = inventory.first_of(OsRelease)
    homes = runtimes(file for file in of(NativeObject) if file.where.depth == 0)
    units = {
        **os_units(of(OsPackage), release),
        **java_units(_apart_from(homes, of(Archive)), of(JavaIdentity), published),
        **python_units(of(PythonMetadata), of(PythonWheelTags), of(PythonRequires)),
        **_node_units(of(NodePackage)),
        **conda_units(of(CondaPackage)),
        **package_file_units(of(PackageFile), release),
        **_required_units(inventory, target),
    }
    places = _Places(inventory, units)
    natives: dict[Where, list[NativeObject]] = defaultdict(list)
    unowned = []
    for native in of(NativeObject):
        key = places.key_of(native.where)
        if key is None:
            unowned.append(native)
        else:
            natives[key].append(native)
    for key, unit, native in _unowned_units(unowned, inventory):
        units.setdefault(key, unit)
        natives[key].append(native)
    done = []
    for key, unit in units.items():
        owner = None if unit.provenance is Provenance.OS_PACKAGE else places.key_of(unit.where[0])
        around = units[owner] if owner is not None and owner != key else None
        if around is not None and _packages_others(around) and not natives[key]:
            continue  # a distribution's python3-x or libx-java is the distribution's affair
        parent = around.id if around is not None else ""
        done.append(replace(unit, natives=tuple(natives[key]), parents=(parent,)))
    return _merged((*done, *_deployed_units(inventory, target), *_listed_units(inventory)))


def _deployed_units(inventory: Inventory, target: Target) -> Iterable[Unit]:
    """The images that build files and manifests refer to, and what of those is for one machine."""
    if not is_deployed(inventory):
        return ()
    return (
        *image_units(inventory.facts_of(ImageReference)),
        *build_line_units(inventory.facts_of(HardCoded), target),
    )


def _listed_units(inventory: Inventory) -> Iterable[Unit]:
    """What a bill of materials lists; one inside a system is about what was looked at there."""
    packages = inventory.facts_of(SbomPackage)
    if not packages or not is_deployed(inventory):
        return ()
    from archcompat.graph.sbom import listed_units  # noqa: PLC0415 - few subjects have one

    return listed_units(packages)


def _packages_others(unit: Unit) -> bool:
    """Whether a package is of a distribution, which packages what others wrote; conda is one."""
    return unit.provenance is Provenance.OS_PACKAGE or unit.ecosystem == "conda"


class _Places:
    """Answers which unit a place belongs to."""

    def __init__(self, inventory: Inventory, units: dict[Where, Unit]) -> None:
        lists = inventory.facts_of(FileList)
        self._units = units
        self._os = OsOwners(inventory.facts_of(OsPackage))
        wanted = {native.where.parts[0] for native in inventory.facts_of(NativeObject)}
        wanted |= {unit.where[0].parts[0] for unit in units.values()}
        self._owners = owners(wanted, lists, inventory.filesystem)
        self._listed = {  # members of wheels, by the RECORD beside them
            listing.where.beside(path): listing.where.beside(listing.where.folder)
            for listing in lists
            if listing.where.container is not None
            for path in listing.paths
        }
        self._wheels = {
            key.container: key
            for key, unit in units.items()
            if unit.ecosystem == "pypi" and key.container is not None and not unit.requirement
        }
        self._node = {
            key.beside(key.folder): key for key, unit in units.items() if unit.ecosystem == "npm"
        }

    def key_of(self, where: Where) -> Where | None:
        """The key of the unit that owns a place: the OS package, or the innermost one around it."""
        listing = self._owners.get(where.parts[0])
        if listing is not None and listing.ecosystem == "conda":
            return listing.where
        if listing is not None and listing.ecosystem != "pypi":
            key = self._os.key_of(listing)
            if key is not None:
                return key
        place = where
        while place.container is not None:
            key = self._inside(place, place.container)
            if key is not None:
                return key
            place = place.container
        if listing is not None and listing.ecosystem == "pypi":
            folder = listing.where.beside(listing.where.folder)
            if folder in self._units:
                return folder
        return self._node_package(place)

    def _inside(self, place: Where, container: Where) -> Where | None:
        listed = self._listed.get(place)
        if listed in self._units:
            return listed
        node = self._node_package(place)
        if node is not None:
            return node
        return container if container in self._units else self._wheels.get(container)

    def _node_package(self, place: Where) -> Where | None:
        """The npm package whose folder is the nearest one around the place."""
        if not self._node:
            return None
        folder = place.folder
        while folder:
            key = self._node.get(place.beside(folder))
            if key is not None:
                return key
            folder = folder.rpartition("/")[0]
        return None


def _node_units(packages: Iterable[NodePackage]) -> dict[Where, Unit]:
    units = {}
    for package in packages:
        scope, _, name = package.name.rpartition("/")
        units[package.where] = Unit(
            id=purl_of("npm", name, package.version, namespace=scope),
            ecosystem="npm",
            name=name,
            version=package.version,
            namespace=scope,
            provenance=Provenance.LANGUAGE_PACKAGE,
            where=(package.where,),
            requires=(*package.dependencies, *package.optional),
        )
    return units


def _required_units(inventory: Inventory, target: Target) -> dict[Where, Unit]:
    """What requirements files ask for and nothing installed answers.

    An image runs what is installed in it; a requirements file that was left there asks nobody.
    """
    lines = inventory.facts_of(Requirement)
    if not lines or inventory.subject.kind == "image":
        return {}
    from archcompat.graph.requirements import wanted  # noqa: PLC0415 - markers cost 40 ms to import

    found = wanted(lines, inventory.facts_of(RequirementsInclude), target)
    installed = {normalized(one.name) for one in inventory.facts_of(PythonMetadata)}
    return {
        requirement_key(want.requirement): requirement_unit(want.requirement, want.version)
        for want in found
        if want.requirement.name and normalized(want.requirement.name) not in installed
    }


def _unowned_units(
    natives: Sequence[NativeObject], inventory: Inventory
) -> Iterable[tuple[Where, Unit, NativeObject]]:
    """A unit for each native no package owns: its runtime, its Go module, or the file itself.

    Names of one file (hardlinks: busybox has 400) are one unit.
    """
    files = (native for native in natives if native.where.depth == 0)
    homes = runtimes(files, inventory.facts_of(JavaRuntime), inventory.facts_of(RuntimeVersion))
    go = {build.where: build for build in inventory.facts_of(GoBuild)}
    rust = {build.where: build for build in inventory.facts_of(RustBuild)}
    base = BaseImage(inventory)
    first: dict[tuple[object, ...], Where] = {}
    for native in natives:
        home = next((home for home in homes if home.owns(native.where.parts[0])), None)
        if home is not None:
            key = Where((home.home or "/",)).inside(home.name)
            yield key, _runtime_unit(home), native
        else:
            path, *inner = native.where.parts
            file = (inventory.filesystem.inodes.get(path, path), *inner)
            key = first.setdefault(file, native.where)
            provenance = Provenance.BASE_IMAGE if base.brought(key) else Provenance.UNOWNED
            unit = _file_unit(native, go.get(native.where), rust.get(native.where), provenance)
            yield key, unit, native


def _apart_from(homes: Sequence[Runtime], archives: Iterable[Archive]) -> list[Archive]:
    """The archives that are no modules of a runtime in the file system: those are its parts."""
    return [
        archive
        for archive in archives
        if archive.format != "jmod" or not any(home.owns(archive.where.path) for home in homes)
    ]


def _runtime_unit(home: Runtime) -> Unit:
    return Unit(
        id=purl_of("generic", home.name, home.version),
        ecosystem="generic",
        name=home.name,
        version=home.version,
        provenance=Provenance.RUNTIME,
        where=(Where((home.home or "/",)),),
        detail=home.detail,
    )


def _file_unit(
    native: NativeObject, go: GoBuild | None, rust: RustBuild | None, provenance: Provenance
) -> Unit:
    built = go or rust
    return Unit(
        id=f"file:{native.where}",
        ecosystem="file",
        name=native.where.name,
        version=built.version if built is not None else "",
        provenance=provenance,
        where=(native.where,),
        go=go,
        rust=rust,
    )


def _merged(units: Iterable[Unit]) -> tuple[Unit, ...]:
    """One unit for each id: the same JAR in two places is one component with two places."""
    merged: dict[str, Unit] = {}
    for unit in units:
        other = merged.get(unit.id)
        if other is not None:
            unit = replace(  # noqa: PLW2901 - the merge of both takes its place
                other,
                where=tuple(sorted({*other.where, *unit.where})),
                natives=(*other.natives, *unit.natives),
                requires=other.requires or unit.requires,
                parents=tuple(sorted({*other.parents, *unit.parents})),
                requirement=other.requirement or unit.requirement,
                asked=(*other.asked, *unit.asked),
                references=(*other.references, *unit.references),
                hard_coded=(*other.hard_coded, *unit.hard_coded),
                marks=(*other.marks, *unit.marks),
                listed=other.listed and unit.listed,
                needs=tuple(sorted({*other.needs, *unit.needs})),
            )
        merged[unit.id] = unit
    return tuple(merged[key] for key in sorted(merged))
