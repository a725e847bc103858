"""Marks what entries of an ignore file speak of: it stays in the report and does not count."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from msgspec.structs import replace

from archcompat.gate.patterns import (
    Matches,
    image_pattern,
    path_pattern,
    purl_pattern,
    split_purl,
    text_pattern,
)
from archcompat.model.report import (
    Component,
    Finding,
    Report,
    ReportProblem,
    Suppression,
    SuppressionKind,
    Verdict,
)


@dataclass(frozen=True)
class Entry:
    """What is to be left out: whatever every given pattern matches."""

    reason: str
    place: str
    """``.archcompat.toml:7``."""
    purl: str = ""
    rule: str = ""
    """The id of a rule, or a kind of finding: the part of its id before the first ``/``."""
    path: str = ""
    image: str = ""
    problem: str = ""
    """The code of a problem; without it an entry speaks of findings."""
    until: dt.date | None = None
    """The last day it holds."""

    def __str__(self) -> str:
        """``purl pkg:pypi/numpy, path opt/**``."""
        given = [(name, getattr(self, name)) for name in MATCHERS]
        return ", ".join(f"{name} {text}" for name, text in given if text)

    def over(self, today: dt.date) -> bool:
        """Whether its last day has passed."""
        return self.until is not None and today > self.until

    @cached_property
    def suppression(self) -> Suppression:
        """What it says of what it matches."""
        until = self.until.isoformat() if self.until is not None else ""
        return Suppression(SuppressionKind.IGNORED, self.reason, str(self), until)

    @cached_property
    def patterns(self) -> dict[str, Matches]:
        """Its given patterns by their names. Raises InputError for one that is wrong."""
        return {
            name: make(getattr(self, name))
            for name, make in MATCHERS.items()
            if getattr(self, name)
        }


MATCHERS = {
    "purl": purl_pattern,
    "rule": text_pattern,
    "path": path_pattern,
    "image": image_pattern,
    "problem": text_pattern,
}
"""The keys of an entry that say what it matches."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """A report with marks, and which entries made one."""

    report: Report
    used: frozenset[Entry] = field(default_factory=frozenset)


def ignored(report: Report, entries: Iterable[Entry], today: dt.date) -> Ignored:
    """Mark every finding and problem that an entry matches, with the first that does."""
    holding = [entry for entry in entries if not entry.over(today)]
    components = {component.id: component for component in report.components}
    used: set[Entry] = set()

    def mark(entry: Entry | None) -> Suppression | None:
        if entry is None:
            return None
        used.add(entry)
        return entry.suppression

    findings = []
    for finding in report.findings:
        about = _spoken_of(finding, components)
        found = (entry for entry in holding if _matches(entry, finding, about, report))
        findings.append(replace(finding, suppressed=mark(next(found, None))))
    problems = []
    for problem in report.problems:
        found = (entry for entry in holding if _matches_problem(entry, problem, report))
        problems.append(replace(problem, suppressed=mark(next(found, None))))
    marked = replace(report, findings=tuple(findings), problems=tuple(problems))
    return Ignored(marked, frozenset(used))


def concerns(entry: Entry, report: Report) -> bool:
    """Whether an entry can match anything of a report: those of other images cannot."""
    return "image" not in entry.patterns or _is_image(entry, report)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What of one component a finding speaks of."""

    purl: str
    places: Sequence[str]
    natives: Sequence[str]
    """Places of its files that do not serve the target."""


def _spoken_of(finding: Finding, components: dict[str, Component]) -> list[_Subject]:
    """The component of a finding, or all of a group's."""
    subjects = []
    for name in finding.members or (finding.component,):
        component = components.get(name)
        if component is None:
            subjects.append(_Subject(name, finding.where, ()))
            continue
        natives = [one.path for one in component.natives if one.verdict is not Verdict.READY]
        places = component.where if finding.members else finding.where
        subjects.append(_Subject(component.purl, places, natives))
    return subjects


def _matches(entry: Entry, finding: Finding, about: list[_Subject], report: Report) -> bool:
    """Whether an entry speaks of a finding: of a group only if it speaks of every member."""
    if "problem" in entry.patterns:
        return False
    rule = entry.patterns.get("rule")
    if rule is not None and not (rule(finding.rule) or rule(finding.id.partition("/")[0])):
        return False
    return all(_of_component(entry, one, report) for one in about)


def _of_component(entry: Entry, about: _Subject, report: Report) -> bool:
    purl, path = entry.patterns.get("purl"), entry.patterns.get("path")
    if purl is not None and not purl(about.purl):
        return False
    if path is not None and not (_all(path, about.places) or _all(path, about.natives)):
        return False
    return "image" not in entry.patterns or _is_image(entry, report) or _names(entry, about.purl)


def _all(path: Matches, places: Sequence[str]) -> bool:
    return bool(places) and all(map(path, places))


def _is_image(entry: Entry, report: Report) -> bool:
    return report.subject.kind == "image" and entry.patterns["image"](report.subject.name)


def _names(entry: Entry, purl: str) -> bool:
    """Whether a component is an image that an entry names."""
    package, tag = split_purl(purl)
    image = package.removeprefix("pkg:docker/")
    return image != package and entry.patterns["image"](f"{image}:{tag}" if tag else image)


def _matches_problem(entry: Entry, problem: ReportProblem, report: Report) -> bool:
    code = entry.patterns.get("problem")
    if code is None or "purl" in entry.patterns or "rule" in entry.patterns:
        return False
    path = entry.patterns.get("path")
    return code(problem.code) and (path is None or path(problem.where)) and concerns(entry, report)
