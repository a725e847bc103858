"""Units of what a bill of materials lists."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from archcompat.formats.distfile import normalized
from archcompat.graph.unit import Unit, purl_of
from archcompat.model.facts import ImageReference, SbomPackage
from archcompat.model.pythonfacts import Requirement
from archcompat.model.report import Provenance
from archcompat.model.where import Where

_OS = ("deb", "rpm", "apk", "alpm", "opkg")


def listed_units(packages: Iterable[SbomPackage]) -> Iterator[Unit]:
    """One unit a package, with the ids of those it needs.

    What has no purl, or one that cannot be read, is known by its name alone.
    """
    found = [(package, _unit(package, number)) for number, package in enumerate(packages, 1)]
    ids: dict[tuple[Where, str], str] = {
        (package.where, package.ref): unit.id for package, unit in found if package.ref
    }
    units = []
    for package, unit in found:
        needed = (ids.get((package.where, ref), "") for ref in package.requires)
        units.append(
            replace(
                unit,
                needs=tuple(sorted({one for one in needed if one and one != unit.id})),
                parents=("",) if package.direct else (),
            )
        )
    roots = _roots(units)
    for unit in units:
        yield replace(unit, parents=("",)) if unit.id in roots else unit


def _roots(units: Sequence[Unit]) -> set[str]:
    """What the subject holds by itself: what it is said to, and what nothing there leads to."""
    needs: dict[str, set[str]] = {}
    for unit in units:
        needs.setdefault(unit.id, set()).update(unit.needs)
    roots = {unit.id for unit in units if unit.parents}
    needed = {other for others in needs.values() for other in others}
    reached: set[str] = set()
    for start in (*sorted(roots), *(one for one in needs if one not in needed), *needs):
        if start not in reached:
            roots.add(start)  # the last of these: one of a circle
            todo = [start]
            while todo:
                here = todo.pop()
                if here not in reached:
                    reached.add(here)
                    todo.extend(needs.get(here, ()))
    return roots


def _unit(package: SbomPackage, number: int) -> Unit:
    from packageurl import PackageURL  # noqa: PLC0415 - only where a bill of materials is

    try:
        purl = PackageURL.from_string(package.purl)
    except ValueError:
        purl = PackageURL("generic", name=package.name or "(no name)", version=package.version)
    kind, namespace = purl.type, purl.namespace or ""
    name = normalized(purl.name) if kind == "pypi" else purl.name
    version = purl.version or ""
    said = {key: str(value) for key, value in (purl.qualifiers or {}).items()}
    arch = said.get("arch", "") if kind in _OS else ""
    classifier = said.get("classifier", "") if kind == "maven" else ""
    unit = Unit(
        id=purl_of(kind, name, version, namespace=namespace, arch=arch, classifier=classifier),
        ecosystem=kind,
        name=name,
        version=version,
        provenance=_provenance(kind),
        where=(package.where,),
        namespace=namespace,
        arch=arch,
        classifier=classifier,
        listed=True,
    )
    if kind == "pypi":
        return _python(unit, package.where, number)
    if kind == "docker":
        return _image(unit, package.where, number)
    return unit


def _provenance(kind: str) -> Provenance:
    if kind in _OS:
        return Provenance.OS_PACKAGE
    return Provenance.BASE_IMAGE if kind == "docker" else Provenance.LANGUAGE_PACKAGE


def _python(unit: Unit, where: Where, number: int) -> Unit:
    """A Python distribution is asked for as a line of a requirements file would ask for it."""
    specifier = f"=={unit.version}" if unit.version else ""
    line = Requirement(where, number, unit.name, specifier)
    return replace(unit, requirement=f"{unit.name}{specifier}", asked=(line,))


def _image(unit: Unit, where: Where, number: int) -> Unit:
    name = "/".join(part for part in (unit.namespace, unit.name) if part)
    mark = "@" if unit.version.startswith("sha256:") else ":"
    reference = f"{name}{mark}{unit.version}" if unit.version else name
    return replace(unit, references=(ImageReference(where, number, reference),))
