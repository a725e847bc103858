"""The section of what a report knows and the gate does not count, and of what is mended."""

from collections.abc import Iterator

from rich.text import Text

from archcompat.model.report import Report, Suppression, SuppressionKind
from archcompat.render import words
from archcompat.render.safe import printable
from archcompat.render.sections import Sections

_NAMED = 3  # what one entry leaves out is named up to here, and counted beyond


def left_out(report: Report, found: Sections) -> Iterator[tuple[str, Text]]:
    """One paragraph a reason, in the order of the report: what it leaves out, and why."""
    groups: dict[Suppression, list[str]] = {}
    for finding in found.left_out:
        if finding.suppressed is not None:
            groups.setdefault(finding.suppressed, []).append(words.topic(finding, found))
    for problem in report.problems:
        if problem.suppressed is not None:
            groups.setdefault(problem.suppressed, []).append(words.problem(problem))
    for reason, names in groups.items():
        if reason.kind is SuppressionKind.BASELINE:
            yield "-", Text(f"{words.count(len(names), 'entry', 'entries')} of {_reason(reason)}")
            continue
        more = len(names) - _NAMED
        named = "; ".join(names[:_NAMED]) + (f"; and {more:,} more" if more > 0 else "")
        yield "-", Text(f"{named}: {_reason(reason)}")


def fixed(report: Report) -> Iterator[tuple[str, Text]]:
    """What the baseline has and this report has not."""
    for one in report.fixed:
        yield "-", Text(printable(one.title or one.component))


def _reason(reason: Suppression) -> str:
    """``tests only (until 2027-01-31)``; of a baseline its name."""
    if reason.kind is SuppressionKind.BASELINE:
        return f"the baseline {printable(reason.by)}"
    end = f" (until {printable(reason.until)})" if reason.until else ""
    return f"{printable(reason.reason)}{end}"
