"""A code quality report, which GitLab shows in a merge request.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from archcompat.model.problem import Severity
from archcompat.model.report import Report, ReportProblem, Verdict
from archcompat.render import words
from archcompat.render.as_json import json_text
from archcompat.render.location import chain, on_disk
from archcompat.render.notice import Level, Notice, fingerprint, notices
from archcompat.render.page import Page
from archcompat.render.safe import all_encodable, printable
from archcompat.render.sections import problem_kinds

_SEVERITY = {Level.ERROR: "critical", Level.WARNING: "major", Level.NOTE: "info"}
_PROBLEM = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(reports: Sequence[Report], page: Page) -> str:  # noqa: ARG001 - it is read by a program
    """An array of the findings that count at the gate, the worst first, and of the problems."""
    found = sorted(
        (
            notice
            for of_report in notices(reports)
            for notice in of_report
            if notice.finding.suppressed is None
        ),
        key=lambda notice: list(Level).index(notice.level),
    )
    return json_text(all_encodable([*map(_entry, found), *_unread(reports)]))


def _unread(reports: Sequence[Report]) -> Iterator[dict[str, Any]]:
    """What could not be read: without it, less would look better."""
    met: Counter[str] = Counter()
    for report in reports:
        for alike in problem_kinds(report):
            yield from (_of_problem(problem, report, met) for problem in alike)


def _of_problem(problem: ReportProblem, report: Report, met: Counter[str]) -> dict[str, Any]:
    return {
        "description": words.problem(problem),
        "check_name": printable(problem.code),
        "fingerprint": fingerprint(f"{problem.code} {problem.where}", met),
        "severity": _PROBLEM[problem.severity],
        "location": {"path": _path(report, problem.where), "lines": {"begin": 1}},
    }


def _path(report: Report, place: str) -> str:
    """Of an image nothing is in the repository: a path in it tells more than the image's name."""
    return on_disk(report, place) or chain(report, place)[:2][-1]


def _entry(notice: Notice) -> dict[str, Any]:
    place = notice.finding.where[0] if notice.finding.where else ""
    blocked = notice.level is Level.ERROR and notice.finding.verdict is Verdict.BLOCKED
    return {
        "description": notice.message,
        "check_name": printable(notice.rule),
        "fingerprint": notice.fingerprint,
        "severity": "blocker" if blocked else _SEVERITY[notice.level],
        "location": {
            "path": _path(notice.report, place),
            "lines": {"begin": notice.line or 1},
        },
    }
