"""Workflow commands of GitHub Actions, which become annotations of a run and of its files.

https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions; GitHub shows ten
errors, ten warnings and ten notices of a step, and keeps the rest in the log.
"""

from collections.abc import Iterator, Sequence

from archcompat.model.problem import Severity
from archcompat.model.report import Report
from archcompat.render import words
from archcompat.render.location import on_disk
from archcompat.render.notice import Level, Notice, notices
from archcompat.render.page import Page
from archcompat.render.safe import printable
from archcompat.render.sections import problem_kinds, sections

_COMMAND = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
_SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(reports: Sequence[Report], page: Page) -> str:  # noqa: ARG001 - it is read by a runner
    """A line a finding and a problem, the worst first, after one that sums them up.

    What is left out at the gate is only counted.
    """
    return "".join(
        line
        for report, found in zip(reports, notices(reports), strict=True)
        for line in _lines(report, found)
    )


def _lines(report: Report, found: Sequence[Notice]) -> Iterator[str]:
    words_of = sections(report)
    text = " ".join(filter(None, (words.headline(report, words_of), words.incomplete(report))))
    yield _command("notice", printable(report.subject.name), text, "")
    for notice in found:
        if notice.finding.suppressed is not None:
            continue
        place = notice.finding.where[0] if notice.finding.where else ""
        file = on_disk(report, place)
        yield _command(_COMMAND[notice.level], notice.name, notice.message, file, notice.line)
    for problem in (problem for alike in problem_kinds(report) for problem in alike):
        text = words.problem(problem)
        place = on_disk(report, problem.where)
        yield _command(_SEVERITY[problem.severity], printable(problem.code), text, place)


def _command(name: str, title: str, message: str, file: str, line: int = 0) -> str:
    """``::error title=...,file=...,line=...::message``, escaped as the runner takes it back."""
    properties = {
        "title": f"archcompat: {title}",
        "file": printable(file) if file else "",
        "line": str(line) if file and line else "",
    }
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items() if value)
    return f"::{name} {told}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
