"""Units of Python distributions: installed, in a wheel, or only required."""

import re
from collections.abc import Iterable

from archcompat.formats.distfile import normalized
from archcompat.graph.unit import Unit, purl_of
from archcompat.model.pythonfacts import (
    PythonMetadata,
    PythonRequires,
    PythonWheelTags,
    Requirement,
)
from archcompat.model.report import Provenance
from archcompat.model.where import Where

_FOLDER = re.compile(r"(?:^|/)python(\d\.\d+)(?:/|$)")
_TAG = re.compile(r"cp(\d)(\d+)-cp")  # not abi3: those serve every later one too


def metadata_folder(where: Where) -> Where:
    """The dist-info or egg-info folder (or single egg-info file) that a metadata file makes."""
    return where if where.name.endswith(".egg-info") else where.beside(where.folder)


def python_units(
    metadata: Iterable[PythonMetadata],
    wheels: Iterable[PythonWheelTags],
    requires: Iterable[PythonRequires] = (),
) -> dict[Where, Unit]:
    """One unit for each distribution, by its metadata folder."""
    more = {metadata_folder(one.where): one.requires for one in requires}
    tags = {metadata_folder(wheel.where): wheel for wheel in wheels}
    units = {}
    for found in metadata:
        folder = metadata_folder(found.where)
        wheel = tags.get(folder)
        name = normalized(found.name)
        units[folder] = Unit(
            id=purl_of("pypi", name, found.version),
            ecosystem="pypi",
            name=name,
            version=found.version,
            provenance=Provenance.LANGUAGE_PACKAGE,
            where=(found.where,),
            tags=wheel.tags if wheel is not None else (),
            # Not Root-Is-Purelib: a wheel of one platform may say that too (lightgbm 3.1.1).
            pure=wheel is not None and all(tag.endswith("-any") for tag in wheel.tags),
            python=_python_of(folder, wheel),
            requires=found.requires or more.get(folder, ()),
        )
    return units


def requirement_key(line: Requirement) -> Where:
    """The key of the unit one requirement asks for."""
    return line.where.inside(f"line {line.line}: {line.name}")


def requirement_unit(line: Requirement, version: str) -> Unit:
    """The unit a requirement asks for; ``version`` empty when nothing pins it."""
    name = normalized(line.name)
    return Unit(
        id=purl_of("pypi", name, version),
        ecosystem="pypi",
        name=name,
        version=version,
        provenance=Provenance.LANGUAGE_PACKAGE,
        where=(line.where,),
        requires=line.requires,
        requirement=f"{line.name}{line.specifier}",
        asked=(line,),
    )


def _python_of(folder: Where, wheel: PythonWheelTags | None) -> str:
    """The Python a distribution is installed for, from its folder or its one CPython tag."""
    match = _FOLDER.search(folder.path)
    if match is not None:
        return match[1]
    versions = {
        f"{tag[1]}.{tag[2]}"
        for tag in (_TAG.match(tag) for tag in (wheel.tags if wheel is not None else ()))
        if tag is not None
    }
    return versions.pop() if len(versions) == 1 else ""
