"""Which components and problems of a report count: those that nobody has left out."""

from archcompat.model.facts import Severity
from archcompat.model.report import Component, Report


def counted(report: Report) -> tuple[Component, ...]:
    """The components without those whose every judgement is suppressed.

    A remark on a component (a library it misses) is no judgement: ignoring it lets nothing pass.
    """
    passes: dict[str, bool] = {}
    for finding in report.findings:
        if finding.judges or finding.members:
            for name in finding.members or (finding.component,):
                passes[name] = passes.get(name, True) and finding.suppressed is not None
    return tuple(one for one in report.components if not passes.get(one.id, False))


def all_read(report: Report) -> bool:
    """Whether everything was read, but for what is suppressed."""
    errors = [one for one in report.problems if one.severity is Severity.ERROR]
    if not errors:
        return report.complete
    return all(one.suppressed is not None for one in errors)
