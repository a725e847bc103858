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
            entries = words.count(len(names), "entry", "entries")
            yield "-", Text(f"{entries} of {words.reason(reason)}")
            continue
        more = len(names) - _NAMED
        named = "; ".join(names[:_NAMED]) + (f"; and {more:,} more" if more > 0 else "")
        yield "-", Text(f"{named}: {words.reason(reason)}")


def fixed(report: Report) -> Iterator[tuple[str, Text]]:
    """What the baseline has and this report has not."""
    for one in report.fixed:
        yield "-", Text(printable(one.title or one.component))
