"""The code quality report of GitLab."""

import json
from typing import Any

import pytest

from archcompat.model.report import Impact, Report
from archcompat.render.gitlab import render
from archcompat.render.page import Page
from tests.make.report import service
from tests.render.reports import REPORTS, with_some_left_out

SEVERITIES = ("blocker", "critical", "major", "minor", "info")


def entries_of(*reports: Report) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(render(reports, Page()))
    return entries


@pytest.mark.parametrize("made", [pytest.param(one, id=name) for name, one in REPORTS.items()])
def test_has_what_gitlab_asks_for(made: Report) -> None:
    """Every entry has the fields of the format, and a fingerprint that no other has."""
    entries = entries_of(made, made)
    for entry in entries:
        assert entry.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in SEVERITIES
        assert entry["location"]["lines"] in ({"begin": 1}, {"begin": 4})
        path = entry["location"]["path"]
        assert path
        assert not path.startswith(("/", "./"))
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)


def test_service() -> None:
    """The worst first, and what could not be read: without it less would look better."""
    told = [(one["severity"], one["check_name"]) for one in entries_of(service())]
    assert told == [
        ("critical", "architecture"),
        ("critical", "architecture"),
        ("critical", "missing-library"),
        ("major", "architecture"),
        ("info", "os-packages"),
        ("info", "architecture"),
        ("major", "zip-truncated"),
        ("minor", "elf-odd"),
    ]
    assert entries_of(service())[0]["location"]["path"] == "usr/lib/python3/numpy/METADATA"


def test_nothing_known_is_the_worst() -> None:
    """A component without any way is a blocker."""
    entries = entries_of(REPORTS[f"verdicts-{Impact.FAILS}"])
    blockers = [one["description"] for one in entries if one["severity"] == "blocker"]
    assert blockers
    assert all(text.startswith("lib-blocked") for text in blockers)


def test_left_out() -> None:
    """What does not count is not in it."""
    assert [one["description"][:4] for one in entries_of(with_some_left_out())] == ["new:"]
