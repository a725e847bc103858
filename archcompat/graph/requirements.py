"""Joins requirements files: what is installed, what only constrains, what the target skips."""

from collections.abc import Iterable
from dataclasses import dataclass
from posixpath import join, normpath

from packaging.markers import InvalidMarker, Marker
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from archcompat.model.facts import Requirement, RequirementsInclude
from archcompat.model.target import Target
from archcompat.model.where import Where


@dataclass(frozen=True, slots=True)
class Wanted:
    """A requirement that applies to the target, with the version that pins it."""

    requirement: Requirement
    version: str
    """Of its own ``==`` or of a constraint's; empty when nothing pins it."""


def wanted(
    requirements: Iterable[Requirement], includes: Iterable[RequirementsInclude], target: Target
) -> list[Wanted]:
    """The requirements that would be installed on the target, in file order."""
    lines = list(requirements)
    limiting = _constraint_files(list(includes))
    pins: dict[str, str] = {}
    for line in lines:
        if line.where in limiting and applies(line.marker, target):
            pins.setdefault(canonicalize_name(line.name), pinned_version(line.specifier))
    return [
        Wanted(line, pinned_version(line.specifier) or pins.get(canonicalize_name(line.name), ""))
        for line in lines
        if line.where not in limiting and applies(line.marker, target)
    ]


def pinned_version(specifier: str) -> str:
    """The one version a specifier allows (``==1.2.3`` or ``===…``), else empty."""
    try:
        parts = list(SpecifierSet(specifier))
    except InvalidSpecifier:
        return ""
    exact = [part.version for part in parts if part.operator in ("==", "===")]
    return exact[0] if len(exact) == 1 and not exact[0].endswith(".*") else ""


def applies(marker: str, target: Target, extra: str = "") -> bool:
    """Whether an environment marker holds on the target.

    What is not known of the target (its Python, when none is given) is not used to rule a
    requirement out.
    """
    if not marker:
        return True
    try:
        parsed = Marker(marker)
    except InvalidMarker:
        return True
    if not target.python and ("python_" in marker or "implementation" in marker):
        return True
    version = target.python or "3.0"
    return parsed.evaluate(
        {
            "os_name": "posix",
            "sys_platform": target.platform.os,
            "platform_system": target.platform.os.capitalize(),
            "platform_machine": target.platform.arch.value,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_version": "",
            "implementation_name": "cpython",
            "implementation_version": version + ".0",
            "python_version": version,
            "python_full_version": version + ".0",
            "extra": extra,
        }
    )


def _constraint_files(includes: list[RequirementsInclude]) -> set[Where]:
    """Files reached only as constraints, or included by one."""
    limiting: set[Where] = set()
    installed: set[Where] = set()
    for include in includes:
        (limiting if include.constraint else installed).add(_included(include))
    limiting -= installed
    grown = True
    while grown:
        more = {_included(include) for include in includes if include.where in limiting}
        grown = not more <= limiting
        limiting |= more
    return limiting


def _included(include: RequirementsInclude) -> Where:
    path = normpath(join(include.where.folder, include.path))
    while path.startswith("../"):
        path = path[3:]
    return include.where.beside(path)
