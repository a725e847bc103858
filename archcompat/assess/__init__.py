"""Judges the units of a subject for a target, and says how each verdict is known."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import msgspec

from archcompat.assess.baseanswers import answered_by_base
from archcompat.assess.building import build_commands, with_builds
from archcompat.assess.charts import unrendered
from archcompat.assess.coverage import State, standings
from archcompat.assess.decide import COUNTED, Circumstances, decide
from archcompat.assess.decision import Decision
from archcompat.assess.distributions import on_machine, worth_asking
from archcompat.assess.downloads import downloads
from archcompat.assess.findings import findings
from archcompat.assess.imageoffers import NO_OFFERS, Registries, look_up_images
from archcompat.assess.images import base_unit, named_images
from archcompat.assess.libraries import Covered, in_java
from archcompat.assess.lookup import NOTHING, Catalog, look_into, look_up
from archcompat.assess.multiarch import mislabelled
from archcompat.assess.ruling import Ruling
from archcompat.assess.scheduling import NO_WORKLOADS, scheduling
from archcompat.assess.sourceremarks import source_remarks
from archcompat.assess.stock import Repositories, take_stock
from archcompat.assess.target import claims_target, source_arch
from archcompat.graph.buildlines import is_deployed
from archcompat.graph.edges import Edge, introductions
from archcompat.graph.libraries import Library
from archcompat.graph.linker import Links
from archcompat.graph.nativeclasses import NativeUse
from archcompat.graph.repositories import supplies, usual_supplies
from archcompat.graph.unit import Unit
from archcompat.model.facts import NodePackage
from archcompat.model.inventory import Inventory
from archcompat.model.osfacts import OsPackage, OsRelease
from archcompat.model.problem import Problem, Severity
from archcompat.model.report import (
    Component,
    Coverage,
    Finding,
    Impact,
    Native,
    Provenance,
    Verdict,
)
from archcompat.model.report import Library as ReportLibrary
from archcompat.model.target import Target
from archcompat.model.where import Where
from archcompat.model.workload import UnrenderedTemplate, Workload
from archcompat.rulebook.load import Rulebook

if TYPE_CHECKING:
    from archcompat.indexes.maven import MavenRepository
    from archcompat.indexes.mavensearch import MavenSearch


@dataclass(frozen=True, slots=True)
class Joined:
    """What the graph makes of an inventory's facts."""

    units: tuple[Unit, ...]
    links: Links
    edges: tuple[Edge, ...]
    libraries: tuple[Library, ...]
    use: NativeUse = field(default_factory=NativeUse)


@dataclass(frozen=True, slots=True)
class Indexes:
    """Who may be asked what is published; where nobody is, the rules answer alone."""

    catalog: Catalog | None = None
    """Package indexes."""
    check_wheels: bool = False
    """Whether the native code of the wheels that they lead to is read, by parts."""
    registries: Registries | None = None
    """Container registries."""
    java: "MavenRepository | None" = None
    """Where JARs are published."""
    jars: "MavenSearch | None" = None
    """Who knows JARs by their SHA-1."""
    repositories: Repositories | None = None
    """Package repositories of distributions."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """The judged components and what asks for work."""

    verdict: Verdict
    complete: bool
    components: tuple[Component, ...]
    findings: tuple[Finding, ...]
    libraries: tuple[ReportLibrary, ...]
    problems: tuple[Problem, ...] = ()
    """What indexes and registries did not tell, and what only rendering would."""


def assess(
    inventory: Inventory,
    joined: Joined,
    rulebook: Rulebook,
    target: Target,
    indexes: Indexes = Indexes(),
) -> Assessment:
    """Judge every unit; ``target`` is complete already (``assess.target.completed``)."""
    source = source_arch(target, inventory)
    ruling = Ruling(rulebook, target)
    stands = standings(joined.libraries, target, source, ruling.unfound)
    lookups = NOTHING
    if indexes.catalog is not None:
        counted = frozenset(where for where, one in stands.items() if one.state in COUNTED)
        today = on_machine(target, source)
        lookups = look_up(worth_asking(joined.units, counted, target), indexes.catalog, today)
    offers = NO_OFFERS
    if indexes.registries is not None:
        base = base_unit(inventory.subject)
        asked = (*joined.units, base) if base is not None else joined.units
        offers = look_up_images(asked, indexes.registries, target.platform)
    sources = supplies(inventory)
    stocks = take_stock(
        joined.units,
        sources,
        inventory.facts_of(OsPackage),
        indexes.repositories,
        target.platform.arch,
        usual=usual_supplies(inventory),
    )
    here = Circumstances(
        target=target,
        standings=stands,
        libraries={
            native.where: library for library in joined.libraries for native in library.files
        },
        ruling=ruling,
        claims_target=claims_target(target, inventory),
        siblings=frozenset(
            name for package in inventory.facts_of(NodePackage) for name in package.optional
        ),
        source=source,
        lookups=lookups,
        offers=offers,
        stocks=stocks,
    )
    decisions = {unit.id: decide(unit, here) for unit in joined.units}
    if indexes.catalog is not None and indexes.check_wheels:
        decisions = _checked(decisions, joined.units, here, indexes.catalog)
    silent: tuple[Problem, ...] = ()
    if indexes.java is not None:
        from archcompat.assess.javalookup import look_up_java  # noqa: PLC0415 - loads requests

        told = look_up_java(joined.units, decisions, indexes.java, rulebook, target)
        decisions |= told.decisions
        silent = told.problems
    named = named_images(inventory.subject, ruling, offers, claimed=here.claims_target)
    if not here.claims_target:
        decisions |= answered_by_base(joined.units, decisions, named, inventory)
    decisions |= downloads(joined.units, decisions, inventory, target.platform)
    placed = NO_WORKLOADS
    templates: tuple[Problem, ...] = ()
    if is_deployed(inventory):
        templates = tuple(unrendered(inventory.facts_of(UnrenderedTemplate)))
        workloads = inventory.facts_of(Workload)
        placed = scheduling(workloads, joined.units, decisions, target.platform, source)
    apart = (*named, *placed.kept_off)
    decisions |= {unit.id: decision for unit, decision in apart}
    units = sorted((*joined.units, *(unit for unit, _ in apart)), key=lambda unit: unit.id)
    ways = introductions(units, joined.edges)
    components = tuple(
        _component(unit, decisions[unit.id], here, inventory, ways.get(unit.id, []))
        for unit in units
    )
    problems = (*inventory.problems, *templates)
    complete = not any(problem.severity is Severity.ERROR for problem in problems)
    release = inventory.first_of(OsRelease)
    name = release.name if release is not None else ""
    remarks = (
        *placed.findings,
        *mislabelled(inventory, joined.units, stands, target),
        *source_remarks(units, sources, stocks, inventory, target.platform.arch),
    )
    found = with_builds(
        findings(units, decisions, joined.links, target, name, remarks=remarks),
        build_commands(
            inventory.subject,
            target.platform.arch if here.claims_target else source,
            target.platform,
        ),
        target.platform,
    )
    return Assessment(
        verdict=overall(components, complete=complete),
        complete=complete,
        components=components,
        findings=tuple(
            msgspec.structs.replace(
                _shown(finding, inventory), rule_origin=rulebook.origin_of(finding.rule)
            )
            for finding in found
        ),
        libraries=tuple(
            _library(one, joined.use, inventory)
            for one in in_java(joined.libraries, units, target, source, ruling.unfound)
        )
        + _absent(joined),
        problems=(*templates, *lookups.problems, *offers.problems, *stocks.problems, *silent),
    )


def _checked(
    decisions: dict[str, Decision],
    units: Iterable[Unit],
    here: Circumstances,
    catalog: Catalog,
) -> dict[str, Decision]:
    """The decisions once the wheels they lead to were looked into: those that lie lead nowhere."""
    led = [unit for unit in units if decisions[unit.id].wheel is not None]
    for _ in range(_LOOKS):
        wheels = [decisions[unit.id].wheel for unit in led]
        lookups = look_into(here.lookups, wheels, catalog, here.target)
        if lookups is None:
            break
        here = replace(here, lookups=lookups)
        decisions = {**decisions, **{unit.id: decide(unit, here) for unit in led}}
    return decisions


_LOOKS = 5  # wheels of one project that are looked into; more lies in a row were never seen


def overall(components: Iterable[Component], *, complete: bool) -> Verdict:
    """The verdict of the whole: the worst of its components, those that fall back left out."""
    verdicts = [
        component.verdict for component in components if component.impact is not Impact.FALLS_BACK
    ]
    worst = max(verdicts, key=lambda verdict: verdict.rank, default=Verdict.READY)
    if worst.rank > Verdict.READY.rank:
        return worst
    unsure = not complete or Verdict.UNKNOWN in verdicts
    return Verdict.UNKNOWN if unsure else Verdict.READY


def place(where: Where, inventory: Inventory) -> str:
    """A place as the report names it: inside the subject, without the subject's own name."""
    if inventory.subject.kind == "file" and where.depth and len(inventory.filesystem.inodes) == 1:
        return "!/".join(where.parts[1:])
    return str(where)


def _component(
    unit: Unit,
    decision: Decision,
    here: Circumstances,
    inventory: Inventory,
    ways: list[tuple[str, ...]],
) -> Component:
    return Component(
        id=unit.id,
        purl=unit.purl,
        name=unit.full_name,
        version=unit.version,
        ecosystem=unit.ecosystem,
        provenance=unit.provenance,
        verdict=decision.verdict,
        impact=decision.impact,
        basis=decision.basis,
        where=tuple(place(where, inventory) for where in unit.where),
        layer=_layer(unit, inventory),
        natives=tuple(
            Native(
                path=place(native.where, inventory),
                format=native.format.value,
                machine=native.machine,
                os=native.os,
                libc=native.libc,
                min_glibc=native.min_glibc,
                soname=native.soname,
                needed=native.needed,
                logical=here.libraries[native.where].name,
                verdict=decision.verdict
                if here.standings[native.where].state in _UNSERVED
                else Verdict.READY,
            )
            for native in sorted(unit.natives, key=lambda native: native.where)
        ),
        introduced_by=tuple(ways),
        platforms=decision.platforms,
        since=decision.since,
    )


def _library(one: Covered, use: NativeUse, inventory: Inventory) -> ReportLibrary:
    return ReportLibrary(
        name=one.library.name,
        coverage=one.coverage,
        libc=one.libc,
        components=one.owners,
        natives=tuple(sorted(place(native.where, inventory) for native in one.library.files)),
        classes=_dotted(use.classes.get(one.library.natives[0].where, ())),
        shaded=one.library.shaded,
    )


def _absent(joined: Joined) -> tuple[ReportLibrary, ...]:
    """Libraries that classes ask for and that the system would have to bring."""
    owners = {where: unit.id for unit in joined.units for where in unit.where}
    return tuple(
        ReportLibrary(
            name=one.name,
            coverage=Coverage.ABSENT,
            libc={},
            components=(owners[one.archive],) if one.archive in owners else (),
            natives=(),
            classes=_dotted(one.classes),
        )
        for one in sorted(joined.use.absent, key=lambda one: (one.name, one.archive))
    )


def _dotted(classes: Iterable[str]) -> tuple[str, ...]:
    return tuple(name.replace("/", ".") for name in classes)


def _layer(unit: Unit, inventory: Inventory) -> int | None:
    """The layer that brought a unit of an image: its identity's, or that of what it is made of.

    A package database and a runtime's folder are written to by later layers too.
    """
    places = unit.where
    if unit.provenance in (Provenance.OS_PACKAGE, Provenance.RUNTIME):
        places = tuple(native.where for native in unit.natives)
    if inventory.subject.kind != "image" or not places:
        return None
    inode = inventory.filesystem.inodes.get(min(places).parts[0])
    return inode.layer if inode is not None else None


_UNSERVED = (State.FOREIGN, State.MISFIT, State.STRANGER, State.LINKED)


def _shown(finding: Finding, inventory: Inventory) -> Finding:
    """A finding with places named as the report names them."""
    if inventory.subject.kind != "file":
        return finding
    prefix = next(iter(inventory.filesystem.inodes), "") + "!/"
    return msgspec.structs.replace(
        finding,
        where=tuple(where.removeprefix(prefix) for where in finding.where),
        evidence=tuple(
            msgspec.structs.replace(line, text=line.text.removeprefix(prefix))
            for line in finding.evidence
        ),
    )
