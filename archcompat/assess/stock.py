"""Asks package repositories which of a system's packages they have for the target."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Protocol

from archcompat.assess.successors import successors
from archcompat.errors import FormatError, UnreachableError
from archcompat.formats.packagelist import Listed
from archcompat.graph.repositories import Supply
from archcompat.graph.unit import Unit
from archcompat.indexes.threads import Threads
from archcompat.model.arch import Arch, arch_of_token
from archcompat.model.osfacts import OsPackage
from archcompat.model.problem import Problem, Severity
from archcompat.model.report import Provenance
from archcompat.model.repository import Repository
from archcompat.model.where import Where

_THREADS = 4
_MOST = 100  # repositories asked for one subject; a workstation has 30
_HERE = Where((".",))


class Repositories(Protocol):
    """The package repositories of a run; its methods are called by several threads."""

    def packages(
        self, repository: Repository, arch: Arch, source: Arch, wanted: frozenset[str], /
    ) -> Listed:
        """What a repository has of some names for ``arch``; ``source`` is one that it is used for.

        Raises UnreachableError and FormatError where that cannot be told.
        """
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What one repository has of the installed names."""

    supply: Supply
    target: Listed
    source: Listed | None = None
    """For the machine that the system is of; None where it was not asked, or did not tell."""


@dataclass(frozen=True, slots=True)
class Stock:
    """What all repositories of one kind of package have together."""

    answers: tuple[Answer, ...]
    versions: Mapping[str, tuple[str, ...]]
    """For the target, by name."""
    providers: Mapping[str, tuple[str, ...]]
    """For the target, by the name that they provide."""
    source_names: frozenset[str] | None
    """Names that are listed for the system's machine, of those missing in ``versions``; None if
    that is not known."""
    limited: frozenset[str] = frozenset()
    """Those that only repositories have whose entries are limited to other machines."""
    dependents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By name, the installed packages that depend on it or recommend it."""
    whole: bool = True
    """Every repository answered: what is not in ``versions`` is in none of them."""


@dataclass(frozen=True, slots=True)
class Stocks:
    """What the repositories said."""

    by_ecosystem: Mapping[str, Stock]
    problems: tuple[Problem, ...] = ()
    """Of warning severity: the rules answer where a repository did not."""
    machines: Mapping[str, Arch] = field(default_factory=dict)
    """The one that most packages of a kind are for, whether anybody was asked or not."""


NO_STOCKS = Stocks({})


def take_stock(
    units: Sequence[Unit],
    supplies: Sequence[Supply],
    installed: Iterable[OsPackage],
    repositories: Repositories | None,
    target: Arch,
    *,
    usual: Sequence[Supply] = (),
) -> Stocks:
    """Ask each repository for the packages that are built for one machine, and not the target.

    The distribution's ``usual`` ones stand in where the system names none, or none that has most of
    its packages: an image may have lost them when it was done.
    """
    wanted = _wanted(units, target)
    machines = _machines(units)
    if not wanted or repositories is None:
        return Stocks({}, machines=machines)
    dependents = _dependents(installed)
    causes: dict[tuple[str, str], None] = {}
    stocks = {}
    with Threads(_THREADS, "packages") as pool:
        for ecosystem, names in sorted(wanted.items()):
            if machines[ecosystem] is target:
                continue  # a package of another machine in a system of the target
            asking = _Asking(pool, repositories, machines[ecosystem], target, names, causes)
            mine = _of_kind(ecosystem, supplies) or _of_kind(ecosystem, usual)
            told = asking.all(mine)
            if len(told) == len(mine) and _are_few(told, names):
                mine += [one for one in _of_kind(ecosystem, usual) if one not in mine]
                told = asking.all(mine)
            few = _are_few(told, names)
            if mine and few and len(told) == len(mine):
                cause = f"the repositories of its {ecosystem} packages have few of them"
                causes["repositories-few", f"{cause}; the others were judged without them"] = None
            if told:
                whole = len(told) == len(mine) and not few
                stocks[ecosystem] = _stock(target, told, dependents, whole=whole)
    problems = (Problem(_HERE, code, text, Severity.WARNING) for code, text in causes)
    return Stocks(stocks, tuple(problems), machines)


def _of_kind(ecosystem: str, supplies: Iterable[Supply]) -> list[Supply]:
    return [one for one in supplies if one.repository.ecosystem == ecosystem]


def _are_few(answers: Iterable[Answer], names: frozenset[str]) -> bool:
    """Whether most of the packages are listed nowhere, for neither machine."""
    known: set[str] = set()
    for one in answers:
        known |= one.target.versions.keys() & names
        known |= one.source.versions.keys() if one.source is not None else set()
    return len(known) * 2 < len(names)


@dataclass(frozen=True, slots=True)
class _Asking:
    """The questions about the packages of one kind."""

    pool: Threads
    repositories: Repositories
    source: Arch
    target: Arch
    names: frozenset[str]
    causes: dict[tuple[str, str], None]
    """Code and text of what was not told."""

    def all(self, supplies: list[Supply]) -> list[Answer]:
        """The answers of those that gave one, for both machines."""
        if len(supplies) > _MOST:
            text = f"it names over {_MOST} repositories; the rest was not asked"
            self.causes["repositories-many", text] = None
        wanted = self.names.union(
            *(successors(name, self.source, self.target) for name in self.names)
        )
        answers = list(self.pool.map(self._ask, supplies[:_MOST], repeat(wanted)))
        told = [one for one in answers if isinstance(one, Answer)]
        for one in answers:
            if isinstance(one, tuple):
                self.causes[one] = None
        absent = self.names - {name for one in told for name in one.target.versions}
        return list(self.pool.map(self._ask_source, told, repeat(absent)))

    def _ask(self, supply: Supply, wanted: frozenset[str]) -> Answer | tuple[str, str]:
        """The answer, or the code and the cause of there being none."""
        try:
            found = self.repositories.packages(supply.repository, self.target, self.source, wanted)
        except UnreachableError as error:
            return "index-unreachable", f"{error}; packages were judged without it"
        except FormatError as error:
            return error.code, f"{error}; packages were judged without it"
        return Answer(supply, found)

    def _ask_source(self, answer: Answer, absent: frozenset[str]) -> Answer:
        """The answer with what the repository has for the source machine, where that tells more."""
        wanted = absent if answer.target.offered else self.names
        if not wanted:
            return answer
        try:
            found = self.repositories.packages(
                answer.supply.repository, self.source, self.source, wanted
            )
        except (UnreachableError, FormatError):
            return answer  # then nobody says that a package is only there
        return Answer(answer.supply, answer.target, found)


def _wanted(units: Iterable[Unit], target: Arch) -> dict[str, frozenset[str]]:
    """The names to ask for, by kind of package."""
    found: dict[str, set[str]] = {}
    for unit in units:
        if is_installed(unit) and arch_of_token(unit.arch) not in (None, target):
            found.setdefault(unit.ecosystem, set()).add(unit.name)
    return {ecosystem: frozenset(names) for ecosystem, names in found.items()}


def is_installed(unit: Unit) -> bool:
    """Whether it is a package that the system's own package manager installed."""
    return unit.provenance is Provenance.OS_PACKAGE and not unit.listed


def _machines(units: Iterable[Unit]) -> dict[str, Arch]:
    """The machine that most packages of each kind are for."""
    counted: dict[str, Counter[Arch]] = {}
    for unit in units:
        arch = arch_of_token(unit.arch)
        if is_installed(unit) and arch is not None:
            counted.setdefault(unit.ecosystem, Counter())[arch] += 1
    return {ecosystem: count.most_common(1)[0][0] for ecosystem, count in counted.items()}


def _dependents(installed: Iterable[OsPackage]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for package in installed:
        for name in package.requires:
            found.setdefault(name, []).append(package.name)
    return {name: tuple(sorted(set(names))) for name, names in found.items()}


def _stock(
    target: Arch,
    answers: list[Answer],
    dependents: Mapping[str, tuple[str, ...]],
    *,
    whole: bool,
) -> Stock:
    versions: dict[str, tuple[str, ...]] = {}
    providers: dict[str, tuple[str, ...]] = {}
    for one in answers:
        for name, found in one.target.versions.items():
            versions[name] = (*versions.get(name, ()), *found)
        for name, found in one.target.providers.items():
            providers[name] = (*providers.get(name, ()), *found)
    open_to_it = [one for one in answers if not one.supply.limits or target in one.supply.limits]
    found_there = {name for one in open_to_it for name in one.target.versions}
    known = [set(one.source.versions) for one in answers if one.source is not None]
    return Stock(
        answers=tuple(answers),
        versions=versions,
        providers=providers,
        source_names=frozenset(set().union(*known)) if known else None,
        limited=frozenset(versions) - found_there,
        dependents=dependents,
        whole=whole,
    )
