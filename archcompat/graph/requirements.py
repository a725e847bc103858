"""Joins requirements files: what is installed, what only constrains, what the target skips."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from posixpath import join, normpath

from packaging.markers import (
    InvalidMarker,
    Marker,
    UndefinedComparison,
    UndefinedEnvironmentName,
)
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from archcompat.model.facts import Requirement, RequirementsInclude
from archcompat.model.target import Target
from archcompat.model.where import Where

# Interpreters that a target may have when it does not say, and their first and a late release.
_PYTHONS = ("2.7", *(f"3.{minor}" for minor in range(5, 16)))
_MICROS = (".0", ".99")


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
    lines = [line for line in requirements if applies(line.marker, target)]
    files = _Files(list(includes))
    pins: dict[tuple[Where, str], str] = {}
    for line in lines:
        version = pinned_version(line.specifier)
        if version and files.limits(line.where):
            pins.setdefault((files.project(line.where), canonicalize_name(line.name)), version)
    return [
        Wanted(
            line,
            pinned_version(line.specifier)
            or pins.get((files.project(line.where), canonicalize_name(line.name)), ""),
        )
        for line in lines
        if not files.limits(line.where)
    ]


def pinned_version(specifier: str) -> str:
    """The one version a specifier allows (``==1.2.3`` or ``===…``), else empty."""
    try:
        parts = list(SpecifierSet(specifier))
    except InvalidSpecifier:
        return ""
    exact = {part.version for part in parts if part.operator in ("==", "===")}
    version = exact.pop() if len(exact) == 1 else ""
    return "" if version.endswith(".*") else version


def applies(marker: str, target: Target, extra: str = "") -> bool:
    """Whether an environment marker holds on the target.

    Where the target's Python is not known, whether it holds for any. A marker that is none, or
    that compares what cannot be compared, rules nothing out.
    """
    platform = target.platform
    return not marker or _holds(marker, platform.os, platform.arch.value, target.python, extra)


@lru_cache(4096)  # the same few hundred markers stand in all the packages of an installation
def _holds(marker: str, system: str, machine: str, python: str, extra: str) -> bool:
    try:
        parsed = Marker(marker)
        return any(
            parsed.evaluate(_environment(system, machine, version, micro, extra))
            for version in ((python,) if python else _PYTHONS)
            for micro in _MICROS
        )
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName, RecursionError):
        return True


def _environment(
    system: str, machine: str, python: str, micro: str, extra: str
) -> dict[str, str | set[str] | frozenset[str]]:
    """The variables of the dependency specifiers specification, for CPython."""
    return {
        "os_name": "posix",
        "sys_platform": system,
        "platform_system": system.capitalize(),
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_version": "",
        "implementation_name": "cpython",
        "implementation_version": python + micro,
        "python_version": python,
        "python_full_version": python + micro,
        "extra": extra,
    }


class _Files:
    """How requirements files hang together by their ``-r`` and ``-c`` lines."""

    def __init__(self, includes: list[RequirementsInclude]) -> None:
        constraints = {_included(include) for include in includes if include.constraint}
        installed = {_included(include) for include in includes if not include.constraint}
        # pip installs what a constraints file includes by -r.
        self._limiting = constraints - installed
        self._projects: dict[Where, Where] = {}
        linked: dict[Where, set[Where]] = defaultdict(set)
        for include in includes:
            linked[include.where].add(_included(include))
            linked[_included(include)].add(include.where)
        for start in sorted(linked):
            if start not in self._projects:
                self._projects[start] = start
                todo = [start]
                while todo:
                    for other in linked[todo.pop()] - self._projects.keys():
                        self._projects[other] = start
                        todo.append(other)

    def limits(self, file: Where) -> bool:
        """Whether a file only limits versions."""
        return file in self._limiting

    def project(self, file: Where) -> Where:
        """One of the files that include each other, the same for all of them."""
        return self._projects.get(file, file)


def _included(include: RequirementsInclude) -> Where:
    path = normpath(join(include.where.folder, include.path))
    while path.startswith("../"):
        path = path[3:]
    return include.where.beside(path.lstrip("/"))
