"""Sorts a report's findings into the sections a reader looks for, each into exactly one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from archcompat.model.problem import Severity
from archcompat.model.report import (
    Component,
    Finding,
    Impact,
    Report,
    ReportProblem,
    Verdict,
)

FIRST = 5
"""How many steps are told first: a list of what to do is short, or nobody does it."""
ALIKE = 10
"""How many problems of one code are told: a damaged archive has a thousand of a kind."""


@dataclass(frozen=True, slots=True)
class Sections:
    """The findings of a report in the report's order, and the components they speak of."""

    work: tuple[Finding, ...]
    """One component each that something has to be done about."""
    groups: tuple[Finding, ...]
    """Many components each, all with the same thing to do."""
    unjudged: tuple[Finding, ...]
    """Components of which nobody knows."""
    remarks: tuple[Finding, ...]
    """What else was seen."""
    left_out: tuple[Finding, ...]
    """Whatever of the above does not count at the gate, because somebody said so."""
    components: Mapping[str, Component]
    """By id."""

    def files(self, finding: Finding) -> int:
        """How many native files the finding speaks of."""
        found = (self.components.get(name) for name in self.named((finding,)))
        return sum(len(component.natives) for component in found if component is not None)

    def is_image(self, finding: Finding) -> bool:
        """Whether it speaks of the image itself or of its base, not of what is in it."""
        component = self.components.get(finding.component)
        return component is not None and component.ecosystem == "docker"

    def named(self, findings: Iterable[Finding]) -> frozenset[str]:
        """The ids of the components that findings speak of."""
        return frozenset(name for one in findings for name in one.members or (one.component,))


def sections(report: Report) -> Sections:
    """The sections of a report."""
    names = ("work", "groups", "unjudged", "remarks", "left_out")
    piles: dict[str, list[Finding]] = {name: [] for name in names}
    for finding in report.findings:
        piles[_pile(finding)].append(finding)
    return Sections(
        components={component.id: component for component in report.components},
        **{name: tuple(pile) for name, pile in piles.items()},
    )


def steps(found: Sections) -> list[Finding]:
    """What to do, in the order to do it: the worst first, and of those what mends most files.

    What only falls back can wait, what any build brings needs nobody: both are left out.
    """
    urgent = [
        finding
        for finding in (*found.work, *found.groups)
        if finding.impact not in (Impact.FALLS_BACK, Impact.NONE)
        and finding.verdict is not Verdict.READY
    ]
    return sorted(
        urgent,
        key=lambda one: (
            one.impact.rank,
            # An image on another machine's base does not even start: nothing else comes before.
            not (one.members and one.verdict is Verdict.REBUILD),
            not found.is_image(one),  # nothing is installed into an image that is not there
            -one.verdict.rank,
            -found.files(one),
        ),
    )


def problem_kinds(report: Report) -> list[list[ReportProblem]]:
    """The problems, those of a severity and code together, the worst first.

    Those that are suppressed are left out.
    """
    kinds: dict[tuple[Severity, str], list[ReportProblem]] = {}
    for one in report.problems:
        if one.suppressed is None:
            kinds.setdefault((one.severity, one.code), []).append(one)
    order = list(Severity)
    return [kinds[kind] for kind in sorted(kinds, key=lambda kind: order.index(kind[0]))]


def _pile(finding: Finding) -> str:
    if finding.suppressed is not None:
        return "left_out"
    if finding.verdict is Verdict.UNKNOWN:
        return "unjudged"
    if finding.members:
        return "groups"
    return "work" if finding.judges else "remarks"
