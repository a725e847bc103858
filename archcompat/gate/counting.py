"""Which judgements and problems of a report count: those that nobody has left out."""

from archcompat.model.problem import Severity
from archcompat.model.report import Component, Finding, Report


def counted(report: Report) -> tuple[Component | Finding, ...]:
    """What decides at the gate: each component as a whole, or what is left of its judgements.

    One of whose judgements some are suppressed (a library in a JAR, a group) counts by the others
    alone. A remark (a library it misses) is no judgement: ignoring it lets nothing pass.
    """
    judgements: dict[str, list[Finding]] = {}
    for finding in report.findings:
        if finding.judges or finding.members:
            for name in finding.members or (finding.component,):
                judgements.setdefault(name, []).append(finding)
    counts: list[Component | Finding] = []
    for component in report.components:
        left = [one for one in judgements.get(component.id, ()) if one.suppressed is None]
        whole = len(left) == len(judgements.get(component.id, ()))
        counts += [component] if whole else left
    return tuple(counts)


def all_read(report: Report) -> bool:
    """Whether everything was read, but for what is suppressed."""
    errors = [one for one in report.problems if one.severity is Severity.ERROR]
    if not errors:
        return report.complete
    return all(one.suppressed is not None for one in errors)
