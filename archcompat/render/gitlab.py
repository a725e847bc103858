"""A code quality report, which GitLab shows in a merge request.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from collections.abc import Sequence
from typing import Any

from archcompat.model.report import Report, Verdict
from archcompat.render.as_json import json_text
from archcompat.render.location import chain, on_disk
from archcompat.render.notice import Level, Notice, notices
from archcompat.render.page import Page
from archcompat.render.safe import all_encodable, printable

_SEVERITY = {Level.ERROR: "critical", Level.WARNING: "major", Level.NOTE: "info"}


def render(reports: Sequence[Report], page: Page) -> str:  # noqa: ARG001 - it is read by a program
    """An array with an entry a finding, the worst first."""
    found = sorted(
        (notice for of_report in notices(reports) for notice in of_report),
        key=lambda notice: list(Level).index(notice.level),
    )
    return json_text(all_encodable([_entry(notice) for notice in found]))


def _entry(notice: Notice) -> dict[str, Any]:
    place = notice.finding.where[0] if notice.finding.where else ""
    # Of an image nothing is in the repository: its own path tells more than the image's name.
    path = on_disk(notice.report, place) or chain(notice.report, place)[:2][-1]
    blocked = notice.level is Level.ERROR and notice.finding.verdict is Verdict.BLOCKED
    return {
        "description": notice.message,
        "check_name": printable(notice.rule),
        "fingerprint": notice.fingerprint,
        "severity": "blocker" if blocked else _SEVERITY[notice.level],
        "location": {"path": path, "lines": {"begin": 1}},
    }
