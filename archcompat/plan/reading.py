"""From what was read of a subject to a request: its requirements, or what is installed in it."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from packaging.specifiers import SpecifierSet

from archcompat.formats.distfile import normalized
from archcompat.formats.wheelfit import parsed
from archcompat.graph.locks import is_lock
from archcompat.graph.markers import applies, extras_of, read_edge
from archcompat.graph.requirements import limiting, wanted
from archcompat.model.inventory import Inventory
from archcompat.model.problem import Severity
from archcompat.model.pythonfacts import (
    PythonMetadata,
    Requirement,
    RequirementsInclude,
    RequirementsOption,
)
from archcompat.model.report import ReportProblem
from archcompat.model.target import Target
from archcompat.plan.need import lenient
from archcompat.plan.request import Request, Root

if TYPE_CHECKING:
    from packaging.version import Version

_FROM_SOURCE = "--no-binary"
_SITE = re.compile(r"(?:^|/)python(3\.\d+)/site-packages/")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the subject asks for, and what could not be understood of it."""

    request: Request
    options: tuple[RequirementsOption, ...]
    problems: tuple[ReportProblem, ...]


def read_request(inventory: Inventory, target: Target) -> Reading:
    """The request of a requirements file, a lock file, a project, or an installation."""
    lines = inventory.facts_of(Requirement)
    includes = inventory.facts_of(RequirementsInclude)
    options = tuple(inventory.facts_of(RequirementsOption))
    problems = [
        ReportProblem(one.code, str(one.where), one.detail, one.severity)
        for one in inventory.problems
    ]
    asked = [one.requirement for one in wanted(lines, includes, target)]
    if not lines:
        request = _installed(inventory.facts_of(PythonMetadata), target)
        return Reading(request, options, tuple(problems))
    edges = {normalized(line.name): line.requires for line in asked}
    brought = _brought(edges, target)
    roots: list[Root] = []
    others: dict[str, Root] = {}
    for line in asked:
        name = normalized(line.name)
        if line.url or not name:
            problems.append(_by_url(line))
            continue
        root = _root(line, _extras(line.requires, edges.keys(), target))
        if name in brought and root.pin is not None:
            others[name] = root
        else:
            roots.append(root)
    request = Request(
        roots=tuple(_merged(roots)),
        limits=_limits(limiting(lines, includes, target)),
        installed={name: root.pin for name, root in others.items() if root.pin is not None},
        brought=tuple(others.values()),
        prereleases=any(option.name == "--pre" for option in options),
        sources=_sources(options),
    )
    return Reading(request, options, tuple(problems))


def installed_python(inventory: Inventory) -> str:
    """The Python that packages are installed for: the only one with a site-packages folder.

    Empty with none or several. An image's own Python, of its distribution, may be another one.
    """
    found = {
        match[1]
        for one in inventory.facts_of(PythonMetadata)
        if (match := _SITE.search(one.where.path)) is not None
    }
    return found.pop() if len(found) == 1 else ""


def _brought(edges: Mapping[str, Iterable[str]], target: Target) -> set[str]:
    """What some packages of a set require of each other, with the extras they seem to have."""
    found = set()
    for requires in edges.values():
        extras = ("", *_extras(requires, edges.keys(), target))
        for name, marker in map(read_edge, requires):
            if any(applies(marker, target, extra) for extra in extras):
                found.add(name)
    return found


def _extras(requires: Iterable[str], present: Collection[str], target: Target) -> tuple[str, ...]:
    """The extras of a package of which everything is present in the set.

    Neither lock files nor installations say which were asked for.
    """
    found: dict[str, bool] = {}
    for name, marker in map(read_edge, requires):
        for extra in extras_of(marker):
            if applies(marker, target, extra) and not applies(marker, target):
                found[extra] = found.get(extra, True) and name in present
    return tuple(normalized(extra) for extra, there in found.items() if there)


def _root(line: Requirement, more: tuple[str, ...] = ()) -> Root:
    specifier, _ = lenient(line.specifier)
    named = tuple(dict.fromkeys((*line.extras, *more)))
    extras = f"[{','.join(named)}]" if named else ""
    return Root(
        name=normalized(line.name),
        shown=f"{line.name}{extras}{line.specifier}",
        extras=tuple(dict.fromkeys(normalized(extra) for extra in named)),
        specifier=specifier,
        place=str(line.where) if is_lock(line.where) else f"{line.where}:{line.line}",
        hashes=line.hashes,
    )


def _merged(roots: Iterable[Root]) -> Iterator[Root]:
    """One root a package: the lines that name it again only add to the first."""
    found: dict[str, Root] = {}
    for root in roots:
        first = found.get(root.name)
        found[root.name] = root if first is None else first.joined(root)
    yield from found.values()


def _limits(lines: Iterable[Requirement]) -> dict[str, SpecifierSet]:
    found: dict[str, SpecifierSet] = {}
    for line in lines:
        name = normalized(line.name)
        found[name] = found.get(name, SpecifierSet()) & lenient(line.specifier)[0]
    return found


def _sources(options: Iterable[RequirementsOption]) -> frozenset[str]:
    """The packages of ``--no-binary``; ``:all:`` is none: this is about what has wheels."""
    names = {
        normalized(name.strip())
        for option in options
        if option.name == _FROM_SOURCE
        for name in option.value.split(",")
    }
    return frozenset(names - {":all:", ":none:", ""})


def _installed(found: Iterable[PythonMetadata], target: Target) -> Request:
    """All that is installed, as if pinned; what others bring is not the user's own."""
    every = [(one, _SITE.search(one.where.path)) for one in found]
    here = [one for one, site in every if site is None or site[1] == target.python]
    own = [one for one, site in every if site is not None and site[1] == target.python]
    here = own or here  # what the distribution brings beside it is the distribution's affair
    edges = {normalized(one.name): one.requires for one in here}
    brought = _brought(edges, target)
    versions = {normalized(one.name): (one, parsed(one.version)) for one in here}
    known = {
        name: (one, version) for name, (one, version) in versions.items() if version is not None
    }
    roots = {
        name: _in_use(one.name, version, _extras(one.requires, edges.keys(), target))
        for name, (one, version) in sorted(known.items(), key=lambda item: item[0])
    }
    direct = roots.keys() - brought or roots.keys()
    return Request(
        roots=tuple(root for name, root in roots.items() if name in direct),
        installed={name: version for name, (_, version) in known.items()},
        brought=tuple(root for name, root in roots.items() if name not in direct),
    )


def _in_use(name: str, version: "Version", extras: tuple[str, ...]) -> Root:
    shown = f"{name}[{','.join(extras)}]" if extras else name
    return Root(normalized(name), f"{shown}=={version}", extras, SpecifierSet(f"=={version}"), "")


def _by_url(line: Requirement) -> ReportProblem:
    shown = line.name or "a location without a name"
    detail = f"line {line.line}: {shown} comes from an address of its own, and is not planned"
    return ReportProblem("requirement-by-url", str(line.where), detail, Severity.WARNING)
