"""A finding as one notice: how bad it is, what it says in a line, and how it is known again."""

import enum
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archcompat.gate.baseline import identity
from archcompat.model.report import Component, Finding, Impact, Report, Verdict
from archcompat.render import words
from archcompat.render.deployment import edits_of, in_a_line
from archcompat.render.location import chain, on_disk, whole
from archcompat.render.safe import encodable, printable
from archcompat.render.sections import Sections, sections


class Level(enum.StrEnum):
    """How bad a finding is, worst first, in the words of SARIF."""

    ERROR = "error"
    """It fails on the target, and somebody has to change something."""
    WARNING = "warning"
    """A feature of it fails, or nobody knows."""
    NOTE = "note"
    """It runs all the same, or does once it is built there."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One finding of one report."""

    report: Report
    finding: Finding
    component: Component | None
    level: Level
    rule: str
    """The id of the rule that answered, else what the finding is about: ``missing-library``."""
    name: str
    """What it speaks of, ``numpy 1.18.1``; printable."""
    message: str
    """All of it in one line; printable."""
    line: int
    """Of the first place it lies in, from 1; 0 where that is no line of a text."""
    fingerprint: str
    """32 hexadecimal digits, the same for the same finding in a later build of the subject."""


def notices(reports: Sequence[Report]) -> tuple[tuple[Notice, ...], ...]:
    """For each report its findings, worst first, and after all others those left out."""
    met: Counter[str] = Counter()
    return tuple(tuple(sorted(_of(report, met), key=_order)) for report in reports)


def level_of(finding: Finding) -> Level:
    """How bad a finding is; what is not known is never fine."""
    if finding.verdict is Verdict.UNKNOWN:
        return Level.WARNING
    if finding.verdict in (Verdict.READY, Verdict.REINSTALL):
        return Level.NOTE
    return _BY_IMPACT[finding.impact]


_BY_IMPACT = {
    Impact.FAILS: Level.ERROR,
    Impact.FEATURE: Level.WARNING,
    Impact.FALLS_BACK: Level.NOTE,
    Impact.NONE: Level.NOTE,
}


def _order(notice: Notice) -> tuple[bool, int]:
    return notice.finding.suppressed is not None, list(Level).index(notice.level)


def _of(report: Report, met: Counter[str]) -> Iterator[Notice]:
    found = sections(report)
    for finding in report.findings:
        component = found.components.get(finding.component)
        yield Notice(
            report=report,
            finding=finding,
            component=component,
            level=level_of(finding),
            rule=finding.rule or finding.id.partition("/")[0],
            name=words.topic(finding, found),
            message=_message(finding, component, report, found),
            line=next(iter(finding.lines), 0),
            fingerprint=fingerprint(identity(finding), met),
        )


def _message(finding: Finding, component: Component | None, report: Report, found: Sections) -> str:
    said = words.statement(finding, found)
    if finding.where:
        place = finding.where[0]
        said += f" In {printable(whole(chain(report, place)) if on_disk(report, place) else place)}"
        said += f", line {finding.lines[0]}" if any(finding.lines[:1]) else ""
        layer = component.layer if component is not None else None
        said += f", {words.layer(report, layer)}." if layer is not None else "."
    edits = edits_of(finding)
    if edits:
        return f"{said} Do: {in_a_line(edits[0])}"
    commands = finding.remediation.commands if finding.remediation is not None else ()
    return f"{said} Do: {printable(commands[0])}" if commands else said


def fingerprint(identity: str, met: Counter[str]) -> str:
    """32 hexadecimal digits of an identity; those that were met before are numbered."""
    met[identity] += 1
    return hashlib.sha256(encodable(f"{identity}#{met[identity]}").encode()).hexdigest()[:32]
