"""SARIF 2.1.0, which code scanning of GitHub, GitLab and editors read.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html,
and of what it leaves open what GitHub asks for:
https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from archcompat.gate.patterns import split_image
from archcompat.model.problem import Severity
from archcompat.model.report import Finding, Report
from archcompat.render import words
from archcompat.render.as_json import json_text
from archcompat.render.deployment import edits_of, in_a_line
from archcompat.render.notice import Level, Notice, notices
from archcompat.render.page import Page
from archcompat.render.safe import all_encodable, printable
from archcompat.render.sarif.artifacts import Artifacts
from archcompat.render.sarif.rules import descriptor, prose
from archcompat.render.sarif.standing import Standing
from archcompat.render.sections import sections

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
MOST_RESULTS = 5000
"""Of a run: GitHub shows no more of them, and refuses five times as many."""
_MOST_PROBLEMS = 1000
_MOST_PLACES = 10  # of one result: GitHub takes no more
_SEVERITY = {
    Severity.ERROR: Level.ERROR,
    Severity.WARNING: Level.WARNING,
    Severity.INFO: Level.NOTE,
}


def render(reports: Sequence[Report], page: Page) -> str:  # noqa: ARG001 - it is read by programs
    """One run a report."""
    met: Counter[str] = Counter()
    runs = [
        _run(report, found, _category(report, met))
        for report, found in zip(reports, notices(reports), strict=True)
    ]
    return json_text(all_encodable({"$schema": SCHEMA, "version": "2.1.0", "runs": runs}))


def _run(report: Report, found: Sequence[Notice], category: str) -> dict[str, Any]:
    shown = found[:MOST_RESULTS]
    rules: dict[str, list[Notice]] = {}
    for notice in shown:
        rules.setdefault(notice.rule, []).append(notice)
    index = {rule: number for number, rule in enumerate(rules)}
    artifacts = Artifacts(report)
    standing = Standing.of(report)
    results = [
        _result(notice, index[notice.rule], artifacts) | standing.told(notice.finding.suppressed)
        for notice in shown
    ]
    problems, codes = _notifications(report, len(found), artifacts)
    return {
        "tool": {
            "driver": {
                "name": report.tool.name,
                "version": report.tool.version,
                "semanticVersion": report.tool.version,
                "rules": [descriptor(rule, of_it) for rule, of_it in rules.items()],
                "notifications": codes,
            }
        },
        "automationDetails": {"id": f"{category}/"},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": problems}],
        "originalUriBaseIds": artifacts.bases(),
        "artifacts": artifacts.listed(),
        "results": results,
        "columnKind": "unicodeCodePoints",
        "properties": {
            "verdict": report.verdict.value,
            "summary": words.headline(report, sections(report)),
            "complete": report.complete,
            "target": report.target.platform,
        },
    }


def _category(report: Report, met: Counter[str]) -> str:
    """What GitHub tells runs of one tool apart by, of which no two in a file may have the same.

    It closes an alert that a later run of the same has not: an image's tag is no part of it.
    """
    name = report.subject.name
    if report.subject.kind == "image":
        name = split_image(name)[0]
    category = printable(f"archcompat/{name}/{report.target.platform}")
    met[category] += 1
    return f"{category}/{met[category]}" if met[category] > 1 else category


def _result(notice: Notice, rule: int, artifacts: Artifacts) -> dict[str, Any]:
    finding = notice.finding
    places = finding.where[:_MOST_PLACES] or ("",)
    lines = (*finding.lines, *(0 for _ in places))
    return {
        "ruleId": printable(notice.rule),
        "ruleIndex": rule,
        "level": notice.level.value,
        "message": {"text": prose(notice.message)},
        "locations": [
            artifacts.location(place, line) for place, line in zip(places, lines, strict=False)
        ],
        "partialFingerprints": {
            # The only one that GitHub looks at, which else counts lines of a file it has not got.
            "primaryLocationLineHash": f"{notice.fingerprint}:1",
            "archcompatFinding/v1": notice.fingerprint,
        },
        "properties": {
            "finding": finding.id,
            "component": finding.component,
            "verdict": finding.verdict.value,
            "impact": finding.impact.value,
            "basis": finding.basis.value,
        },
    } | _fixes(finding, artifacts)


def _fixes(finding: Finding, artifacts: Artifacts) -> dict[str, Any]:
    """The changes that mend a finding, as editors apply them (section 3.55); all are one fix."""
    edits = edits_of(finding)[:_MOST_PLACES]
    if not edits:
        return {}
    changes: dict[str, list[dict[str, Any]]] = {}
    for edit in edits:
        region = {
            "startLine": edit.line,
            "startColumn": 1,
            "endLine": edit.line + edit.removes,
            "endColumn": 1,
        }
        text = "".join(f"{printable(line)}\n" for line in edit.lines)
        change = {"deletedRegion": region} | ({"insertedContent": {"text": text}} if text else {})
        changes.setdefault(edit.path, []).append(change)
    return {
        "fixes": [
            {
                "description": {"text": prose(in_a_line(edits[0]))},
                "artifactChanges": [
                    {"artifactLocation": artifacts.named(path), "replacements": of_it}
                    for path, of_it in changes.items()
                ],
            }
        ]
    }


def _notifications(
    report: Report, results: int, artifacts: Artifacts
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What could not be read, or is not told, and the descriptors of those.

    An error among them says that results may be missing (appendix I of the specification).
    """
    told: list[tuple[str, Level, str, str]] = []
    if results > MOST_RESULTS:
        text = f"The {MOST_RESULTS:,} worst of {results:,} results are told; all are in JSON."
        told.append(("results-left-out", Level.NOTE, text, ""))
    order = list(Severity)
    problems = sorted(report.problems, key=lambda one: order.index(one.severity))
    for one in problems[:_MOST_PROBLEMS]:
        level = _SEVERITY[one.severity] if one.suppressed is None else Level.NOTE
        told.append((one.code, level, words.problem(one), one.where))
    if len(problems) > _MOST_PROBLEMS:
        text = f"{_MOST_PROBLEMS:,} of {len(problems):,} problems are told; all are in JSON."
        told.append(("problems-left-out", Level.NOTE, text, ""))
    codes = {code: number for number, code in enumerate(dict.fromkeys(one[0] for one in told))}
    notifications = [
        {
            "descriptor": {"id": printable(code), "index": codes[code]},
            "level": level.value,
            "message": {"text": prose(text)},
            "locations": [artifacts.location(place)],
        }
        for code, level, text, place in told
    ]
    return notifications, [_explained(code) for code in codes]


def _explained(code: str) -> dict[str, Any]:
    """The descriptor of a problem; GitHub wants each of these texts."""
    text = {"text": prose(f"What was not read, or is not told: {printable(code)}.")}
    return {"id": printable(code), "shortDescription": text, "fullDescription": text, "help": text}
