"""From a target string to a report: the whole path of the data in one function."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from archcompat import __version__
from archcompat.assess import Assessment, Indexes, Joined, assess
from archcompat.assess.baselayers import with_base
from archcompat.assess.target import completed
from archcompat.formats.dependencytree import Coordinates
from archcompat.graph.applications import Applications
from archcompat.graph.edges import edges
from archcompat.graph.java import unnamed_jars
from archcompat.graph.libraries import Library, libraries_in
from archcompat.graph.linker import Links, link
from archcompat.graph.nativeclasses import NativeUse, native_use
from archcompat.graph.units import build_units
from archcompat.model.budget import Budget
from archcompat.model.inventory import Inventory
from archcompat.model.native import Archive, NativeObject
from archcompat.model.osfacts import LibraryPath, OsRelease
from archcompat.model.problem import Problem
from archcompat.model.programfacts import JavaIdentity, NativeMethods
from archcompat.model.progress import SILENT, Progress
from archcompat.model.report import (
    Report,
    ReportLayer,
    ReportProblem,
    ReportRules,
    ReportSubject,
    ReportTarget,
    ReportTool,
    Verdict,
)
from archcompat.model.target import Platform, Target
from archcompat.model.where import Where
from archcompat.rulebook.load import Rulebook, load_rules
from archcompat.sources.opening import open_source
from archcompat.sources.reference import referred
from archcompat.sources.remote import Remote
from archcompat.squash import squash
from archcompat.walk import walk

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, slots=True)
class Options:
    """How a subject is read and what it is judged for."""

    target: Target = field(default_factory=Target)
    source_platform: Platform | None = None
    """Which platform of a multi-platform image is read."""
    rules: tuple[Path, ...] = ()
    """Folders of further rules; they come before the shipped ones."""
    jobs: int = 1
    """Processes that read layers."""
    remote: Remote = field(default_factory=lambda: Remote(f"archcompat/{__version__}"))
    """How registries and container engines are reached."""
    budget: Budget = field(default_factory=Budget)
    indexes: Indexes = field(default_factory=Indexes)
    """Who is asked what is published."""
    resolve: bool = False
    """Of a POM, Maven is asked what its dependencies bring."""
    base: str = ""
    """What an image is built on: how many layers, or an image; empty for what it says itself."""
    manifest_only: bool = False
    """Of an image in a registry only what it is offered for is asked, and no layer read."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A subject as far as it is the same for every question asked of it."""

    inventory: Inventory
    target: Target
    joined: Joined


def analyze(target: str, options: Options | None = None, progress: Progress = SILENT) -> Report:
    """Say what in ``target`` would not run where ``options`` say, and what to do about it.

    Raises InputError for a target or option that cannot be used, RuleError for a broken rule,
    FormatError for a target that is damaged as a whole. Everything else that could not be read
    is a problem in the report.
    """
    asked = options or Options()
    rulebook = load_rules(asked.rules)
    read = _read(target, asked, progress)
    assessment = assess(read.inventory, read.joined, rulebook, read.target, asked.indexes)
    return _report(read, assessment, rulebook)


def analyze_graph(
    target: str, options: Options | None = None, progress: Progress = SILENT
) -> "nx.DiGraph[str]":
    """The dependency graph of ``target``; raises as ``analyze`` does."""
    from archcompat.graph.network import network  # noqa: PLC0415 - networkx costs 250 ms

    read = _read(target, options or Options(), progress)
    return network(read.inventory.subject.name, read.joined.units, read.joined.edges)


def _read(target: str, options: Options, progress: Progress) -> _Read:
    inventory = referred(target) if options.manifest_only else _inventory(target, options, progress)
    inventory = with_base(inventory, options.base, options.indexes.registries, options.remote)
    wanted = completed(options.target, inventory)
    published, inventory = _published(inventory, options.indexes)
    units = build_units(inventory, wanted, published)
    links = _links(inventory)
    found = libraries_in(inventory, units)
    joined = Joined(units, links, edges(units, links, wanted), found, _native_use(inventory, found))
    return _Read(inventory, wanted, joined)


def _published(
    inventory: Inventory, indexes: Indexes
) -> tuple[Mapping[Where, Coordinates], Inventory]:
    """The JARs that are known by their SHA-1, and the inventory with what could not be asked."""
    if indexes.jars is None or indexes.java is None:
        return {}, inventory
    from archcompat.assess.publishedjars import published_jars  # noqa: PLC0415 - few ask for it

    unnamed = unnamed_jars(inventory.facts_of(Archive), inventory.facts_of(JavaIdentity))
    found = published_jars(unnamed, indexes.jars, indexes.java)
    return found.names, replace(inventory, problems=(*inventory.problems, *found.problems))


def read_subject(
    target: str, options: Options, progress: Progress = SILENT
) -> tuple[Inventory, Target]:
    """What there is in ``target``, and what it is judged for; raises as ``analyze`` does."""
    inventory = _inventory(target, options, progress)
    return inventory, completed(options.target, inventory)


def _inventory(target: str, options: Options, progress: Progress) -> Inventory:
    with open_source(
        target,
        platform=options.source_platform,
        preferred=options.target.platform,
        remote=options.remote,
        resolve=options.resolve,
    ) as source:
        readings = walk(source, options.budget, jobs=options.jobs, progress=progress)
        return squash(source.subject, source.layers, readings, source.problems)


def _native_use(inventory: Inventory, found: tuple[Library, ...]) -> NativeUse:
    """Which Java classes use which of the libraries."""
    applications = Applications(inventory.facts_of(Archive))
    return native_use(inventory.facts_of(NativeMethods), found, applications)


def _links(inventory: Inventory) -> Links:
    """What the files need of each other, by the image's own environment."""
    return link(
        inventory.facts_of(NativeObject),
        inventory.filesystem,
        inventory.facts_of(LibraryPath),
        inventory.subject.config.environment.get("LD_LIBRARY_PATH", ""),
    )


def _report(read: _Read, assessment: Assessment, rulebook: Rulebook) -> Report:
    inventory = read.inventory
    subject = inventory.subject
    release = inventory.first_of(OsRelease)
    verdicts = [component.verdict for component in assessment.components]
    return Report(
        tool=ReportTool("archcompat", __version__),
        target=ReportTarget.of(read.target),
        subject=ReportSubject(
            kind=subject.kind,
            name=subject.name,
            digest=subject.digest,
            platform=str(subject.platform or ""),
            distribution=release.name if release is not None else "",
            layers=tuple(
                ReportLayer(layer.index, layer.diff_id, layer.created_by)
                for layer in inventory.layers
                if layer.diff_id
            ),
        ),
        verdict=assessment.verdict,
        complete=assessment.complete,
        summary={verdict.value: verdicts.count(verdict) for verdict in Verdict},
        components=assessment.components,
        findings=assessment.findings,
        problems=tuple(_problems((*inventory.problems, *assessment.problems))),
        rules=tuple(
            ReportRules(str(folder), added, overridden)
            for folder, added, overridden in rulebook.further()
        ),
        libraries=assessment.libraries,
    )


def _problems(problems: Iterable[Problem]) -> Iterable[ReportProblem]:
    for problem in problems:
        yield ReportProblem(problem.code, str(problem.where), problem.detail, problem.severity)
