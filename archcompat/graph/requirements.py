"""Joins requirements files: what is installed, what only constrains, what the target skips."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from posixpath import join, normpath

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from archcompat.graph.locks import locked
from archcompat.graph.markers import applies
from archcompat.model.pythonfacts import Requirement, RequirementsInclude
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
    """The requirements that would be installed on the target, in file order.

    What a lock file pins stands for the lines of the pyproject.toml beside it, and packages that
    only others need, on other machines, are left out.
    """
    lines = locked(list(requirements), target)
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


def limiting(
    requirements: Iterable[Requirement], includes: Iterable[RequirementsInclude], target: Target
) -> list[Requirement]:
    """The lines that apply to the target and only limit versions: those of constraints files."""
    files = _Files(list(includes))
    return [
        line for line in requirements if files.limits(line.where) and applies(line.marker, target)
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
