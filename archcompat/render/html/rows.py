"""The rows of the table: every finding, then every component that no finding judges alone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from archcompat.model.report import (
    Basis,
    Component,
    EvidenceLine,
    Finding,
    Impact,
    Native,
    Provenance,
    Report,
    Verdict,
)
from archcompat.render import remedies, words
from archcompat.render.deployment import edits_of, in_a_line
from archcompat.render.html.allowance import NOTHING, Allowance, Shown
from archcompat.render.sections import Sections

WORST_FIRST = (
    Verdict.BLOCKED,
    Verdict.REPLACE,
    Verdict.UPGRADE,
    Verdict.REBUILD,
    Verdict.UNKNOWN,
    Verdict.REINSTALL,
    Verdict.READY,
)
_ROWS = 3000
_LINES = 5  # that a row takes in the page, with its node in the picture and in the tree
_WAYS = 10  # as many as a report keeps
_STEPS = 20  # components of one way in that are named
_MEMBERS = 1000


@dataclass(frozen=True, slots=True)
class Link:
    """A name, and the row that tells of it; no anchor for what has no row."""

    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table, and what is behind it."""

    anchor: str
    name: str
    verdict: Verdict
    impact: Impact
    basis: Basis
    provenance: Provenance | None
    """None only when the report does not hold the component it speaks of."""
    files: int
    component: Component | None = None
    """What this is the row of; None for a group, a remark, and whatever else is said of it."""
    finding: Finding | None = None
    layer: str = ""
    fix: str = ""
    said: tuple[str, ...] = ()
    """Sentences."""
    see: Link | None = None
    """The group it belongs to, or the component it says more about."""
    commands: Shown[str] = NOTHING
    evidence: Shown[EvidenceLine] = NOTHING
    places: Shown[str] = NOTHING
    ways: Shown[tuple[Link, ...]] = NOTHING
    natives: Shown[Native] = NOTHING
    members: Shown[Link] = NOTHING


@dataclass(frozen=True, slots=True)
class Table:
    """The rows in their order."""

    rows: tuple[Row, ...]
    findings: int
    """How many of them, from the first, are findings."""
    more: int
    """Rows that are left out."""
    links: Mapping[str, Link]
    """Of every component, by id."""


def table(report: Report, found: Sections, prefix: str, allowance: Allowance) -> Table:
    """The table of a report; anchors begin with ``prefix``."""
    alone = {finding.component for finding in report.findings if finding.judges}
    rest = [component for component in report.components if component.id not in alone]
    rest.sort(key=lambda one: (WORST_FIRST.index(one.verdict), one.name, one.version))
    findings = allowance.take(report.findings, _ROWS, lines=_LINES)
    others = allowance.take(rest, _ROWS - len(findings.items), lines=_LINES)
    numbered = [(f"{prefix}-{number}", one) for number, one in enumerate(findings.items, 1)]
    further = [
        (f"{prefix}-{number}", one) for number, one in enumerate(others.items, len(numbered) + 1)
    ]
    # A component may be judged more than once, its libraries apart: its row is the first, gravest.
    anchors = {one.component: anchor for anchor, one in reversed(numbered) if one.judges}
    anchors |= {one.id: anchor for anchor, one in further}
    links = {
        component.id: Link(words.called(component), anchors.get(component.id, ""))
        for component in report.components
    }
    writer = _Writer(
        report=report,
        found=found,
        allowance=allowance,
        links=links,
        groups={
            member: (finding, anchor) for anchor, finding in numbered for member in finding.members
        },
    )
    return Table(
        rows=(
            *(writer.of_finding(anchor, finding) for anchor, finding in numbered),
            *(writer.of_component(anchor, component) for anchor, component in further),
        ),
        findings=len(numbered),
        more=findings.more + others.more,
        links=links,
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes rows, each as long as the allowance lets it."""

    report: Report
    found: Sections
    allowance: Allowance
    links: Mapping[str, Link]
    """Of every component, by id."""
    groups: Mapping[str, tuple[Finding, str]]
    """The finding of a group and its anchor, by the id of each member."""

    def of_finding(self, anchor: str, finding: Finding) -> Row:
        remedy = finding.remediation
        told = (finding.message, remedy.advice if remedy is not None else "")
        edits = map(in_a_line, edits_of(finding))
        commands = self.allowance.take((*remedy.commands, *edits) if remedy is not None else ())
        evidence = self.allowance.take(finding.evidence)
        component = self.found.components.get(finding.component)
        if component is not None and self.links[component.id].anchor == anchor:
            row = self.of_component(anchor, component, finding)
        else:
            row = self._beside(anchor, finding, component)
        return replace(
            row,
            verdict=finding.verdict,
            impact=finding.impact,
            basis=finding.basis,
            finding=finding,
            fix=remedies.fix(finding, self.report) if finding.judges or finding.members else "",
            said=tuple(dict.fromkeys(filter(None, told))),
            commands=commands,
            evidence=evidence,
        )

    def of_component(
        self, anchor: str, component: Component, finding: Finding | None = None
    ) -> Row:
        group, at = self.groups.get(component.id, (None, ""))
        ways = [self._links(way) for way in component.introduced_by[:_WAYS]]
        return Row(
            anchor=anchor,
            name=words.called(component, finding.library if finding is not None else ""),
            verdict=component.verdict,
            impact=component.impact,
            basis=component.basis,
            provenance=component.provenance,
            files=len(component.natives),
            component=component,
            layer="" if component.layer is None else words.layer(self.report, component.layer),
            fix=remedies.fix(group, self.report) if group is not None else "",
            see=Link(group.title, at) if group is not None else None,
            places=self.allowance.take(component.where if finding is None else finding.where),
            ways=self.allowance.take(ways),
            natives=self.allowance.take(component.natives),
        )

    def _beside(self, anchor: str, finding: Finding, component: Component | None) -> Row:
        """The row of a finding that is about a group, or a remark."""
        return Row(
            anchor=anchor,
            name=words.topic(finding, self.found),
            verdict=finding.verdict,
            impact=finding.impact,
            basis=finding.basis,
            provenance=component.provenance if component is not None else None,
            files=self.found.files(finding) if finding.members else len(finding.where),
            see=None if finding.members else self.links.get(finding.component),
            places=self.allowance.take(finding.where),
            members=self.allowance.take(self._links(finding.members), _MEMBERS),
        )

    def _links(self, ids: tuple[str, ...]) -> tuple[Link, ...]:
        return tuple(self.links.get(one) or Link(one) for one in ids)
