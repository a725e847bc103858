"""The exit codes: what each means, and which one a report gets."""

import enum
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archcompat.model.report import Impact, Report, Verdict


class ExitCode(enum.IntEnum):
    """What the shell is told."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    UNSURE = 3
    SIGNALLED = 128
    """And the number of the signal, as a shell says it."""
    PIPE_CLOSED = 141
    """128 + SIGPIPE."""


EXPLAINED = """\
exit codes:
  0  nothing at or above --fail-on
  1  findings at or above --fail-on
  2  bad input, usage or rules
  3  nothing at or above --fail-on, but something could not be read or judged
     (--allow-unknown lets the latter pass)
What only falls back to something slower does not count, unless --strict; with
--fail-on-impact fails, neither does what costs some feature only.
With several targets the worst of 2, 1, 3, 0 is returned.
"""

_WORST_FIRST = (
    ExitCode.USAGE,
    ExitCode.FINDINGS,
    ExitCode.UNSURE,
    ExitCode.OK,
)


def of_report(
    report: "Report",
    fail_on: "Verdict",
    *,
    fail_on_impact: "Impact | None" = None,
    allow_unknown: bool = False,
) -> ExitCode:
    """The code of one report.

    A component at or above ``fail_on`` decides if its impact counts: with ``fails`` nothing milder
    does, with ``falls-back`` everything, else everything but what falls back. Then what was not
    read decides, then what was not judged, which ``allow_unknown`` lets pass. What is suppressed
    counts nowhere.
    """
    from archcompat.gate.counting import all_read, counted  # noqa: PLC0415 - `--help` needs no report
    from archcompat.model.report import Impact, Verdict  # noqa: PLC0415 - likewise

    judged = counted(report)
    for one in judged:
        match fail_on_impact:
            case Impact.FAILS:
                counts = one.impact is Impact.FAILS
            case Impact.FALLS_BACK:
                counts = True
            case _:
                counts = one.impact is not Impact.FALLS_BACK
        if counts and one.verdict.rank >= fail_on.rank:
            return ExitCode.FINDINGS
    unjudged = any(one.verdict is Verdict.UNKNOWN for one in judged)
    if not all_read(report) or (unjudged and not allow_unknown):
        return ExitCode.UNSURE
    return ExitCode.OK


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """The code of a run over several targets."""
    return min(codes, key=_WORST_FIRST.index, default=ExitCode.OK)
