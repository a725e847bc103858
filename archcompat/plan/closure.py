"""Checks a planned set without the resolver: what each file says, against all the others.

The METADATA is that of the very file that would be installed, and markers are judged for the
target's machine: wheels of one release differ, and no resolver is taken at its word.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from archcompat.errors import FormatError, UnreachableError
from archcompat.formats.distfile import DistFile
from archcompat.formats.pymetadata import CoreMetadata
from archcompat.formats.requirementtext import Asked, read_requirement
from archcompat.formats.wheelfit import accepts_python, fits, parsed
from archcompat.graph.markers import applies
from archcompat.model.target import Target
from archcompat.plan.need import lenient


@dataclass(frozen=True, slots=True)
class Asking:
    """What the user asks for, as far as the plan keeps it."""

    name: str
    extras: tuple[str, ...]
    specifier: SpecifierSet


@dataclass(frozen=True, slots=True)
class Closure:
    """What the check found."""

    complaints: tuple[str, ...]
    """What does not fit, a clause each; none when everything does."""
    unread: Mapping[str, str]
    """Packages whose metadata could not be had, with the cause."""


def check(
    asked: Iterable[Asking],
    chosen: Mapping[str, DistFile],
    target: Target,
    metadata: Callable[[DistFile], CoreMetadata],
    excused: Mapping[str, Iterable[tuple[str, str]]],
) -> Closure:
    """Whether ``chosen``, wheels by package, are all that is needed, and fit.

    Packages ``excused`` are to be built or replaced, or unknown: what they need, as (package,
    extra), is taken as needed, and not checked.
    """
    told, unread = _read(chosen, metadata)
    complaints = list(_by_themselves(chosen, told, target))
    active: dict[str, set[str]] = {}
    todo: list[tuple[str, str]] = []

    def want(name: str, extras: Sequence[str]) -> None:
        for extra in ("", *extras):
            if extra not in active.setdefault(name, set()):
                active[name].add(extra)
                todo.append((name, extra))

    def meet(by: str, name: str, specifier: SpecifierSet, text: str) -> None:
        if name in excused:
            return
        file = chosen.get(name)
        version = parsed(file.version) if file is not None else None
        if version is None:
            complaints.append(f"{by} requires {text}, which is not in the plan")
        elif not specifier.contains(version, prereleases=True):
            complaints.append(f"{by} requires {text}, and {name} is {version}")

    for one in asked:
        meet("the file", one.name, one.specifier, f"{one.name}{one.specifier}")
        want(one.name, one.extras)
    for needs in excused.values():
        for name, extra in needs:
            want(name, [extra])
    while todo:
        name, extra = todo.pop()
        said = told.get(name)
        for requirement in _requirements(said, target, extra) if said is not None else ():
            other = canonicalize_name(requirement.name)
            meet(f"{name} {chosen[name].version}", other, *_limit(requirement))
            want(other, [canonicalize_name(one) for one in requirement.extras])
    complaints += [f"{name} is needed by nothing" for name in sorted(chosen.keys() - active.keys())]
    return Closure(tuple(dict.fromkeys(complaints)), unread)


def _read(
    chosen: Mapping[str, DistFile], metadata: Callable[[DistFile], CoreMetadata]
) -> tuple[dict[str, CoreMetadata], dict[str, str]]:
    told: dict[str, CoreMetadata] = {}
    unread: dict[str, str] = {}
    for name, file in chosen.items():
        try:
            told[name] = metadata(file)
        except (UnreachableError, FormatError) as error:
            unread[name] = f"{file.name}: {error}"
    return told, unread


def _by_themselves(
    chosen: Mapping[str, DistFile], told: Mapping[str, CoreMetadata], target: Target
) -> Iterator[str]:
    """What is wrong with single files: tags, and metadata that speak of something else."""
    for name, file in chosen.items():
        if not fits(file, target):
            yield f"{file.name} does not install on the target"
        said = told.get(name)
        if said is None:
            continue
        if canonicalize_name(said.name) != name or parsed(said.version) != parsed(file.version):
            yield f"{file.name} says that it is {said.name} {said.version}"
        if not accepts_python(said.requires_python, target):
            yield f"{file.name} requires Python {said.requires_python}"


def _requirements(said: CoreMetadata, target: Target, extra: str) -> Iterator[Asked]:
    for line in said.requires:
        try:
            requirement = read_requirement(line)
        except FormatError:
            continue  # installers that take such a package pass over it as well
        if requirement.name and applies(requirement.marker, target, extra):
            yield requirement


def _limit(requirement: Asked) -> tuple[SpecifierSet, str]:
    specifier, _ = lenient(requirement.specifier)
    return specifier, f"{requirement.name}{requirement.specifier}"
