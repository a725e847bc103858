"""Asks one rule about one version, for one target."""

from collections.abc import Sequence
from dataclasses import dataclass

from archcompat.errors import FormatError
from archcompat.formats.versions import is_open_ended, nearest, satisfies
from archcompat.model.report import Verdict
from archcompat.model.rule import KnownIssue, Rule
from archcompat.model.target import Target


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a rule says of a version."""

    verdict: Verdict
    """``ready``: the version is published for the target; else the rule's other verdict, or
    ``unknown`` when the version cannot be placed in its range."""
    to_version: str = ""
    """The nearest version that is, empty when none is known."""
    classifier: str = ""
    """The Maven classifier of the target's native at ``to_version``, or at this version."""
    issues: tuple[KnownIssue, ...] = ()
    """What is known to go wrong on the target with this version all the same."""
    reason: str = ""
    """Why the verdict is ``unknown``."""


def judge(rule: Rule, version: str, target: Target) -> Judgement:
    """The rule's answer; ``version`` may be empty for one that is not pinned."""
    ranges = ranges_for(rule, target)
    ecosystem = rule.ecosystem
    try:
        if not version:
            return _unpinned(rule, ranges)
        troubled = [issue.range for issue in rule.known_issue if _concerns(issue, target)]
        if all(satisfies(ecosystem, version, constraints) for constraints in ranges):
            issues = known_issues(rule, version, target)
            if not issues:
                return Judgement(Verdict.READY, classifier=_classifier(rule, version))
            to_version = nearest(ecosystem, version, ranges, troubled)
            return Judgement(Verdict.UPGRADE, to_version, _classifier(rule, to_version), issues)
        to_version = nearest(ecosystem, version, ranges, troubled) or nearest(
            ecosystem, version, ranges
        )
    except FormatError as error:
        return Judgement(Verdict.UNKNOWN, reason=error.detail)
    verdict = rule.otherwise
    if verdict is Verdict.UPGRADE and not to_version:
        # Newer than every version that serves the target: nothing to upgrade to is known.
        verdict = Verdict.REPLACE if rule.alternative else Verdict.BLOCKED
    return Judgement(verdict, to_version, _classifier(rule, to_version))


def known_issues(rule: Rule, version: str, target: Target) -> tuple[KnownIssue, ...]:
    """What goes wrong on the target with a version, be it published for it or built there.

    Raises FormatError for a version that has no place in the ecosystem's order.
    """
    return tuple(
        issue
        for issue in rule.known_issue
        if _concerns(issue, target) and satisfies(rule.ecosystem, version, issue.range)
    )


def late_files(rule: Rule, version: str, locked: Sequence[str]) -> KnownIssue | None:
    """What is known of files that a lock leaves out, because they came after it was made.

    ``locked`` are the hashes that pin the files of a version; without any, every file may be
    installed. Raises FormatError as ``known_issues`` does.
    """
    late = (issue for issue in rule.known_issue if issue.hashes)
    return next(
        (
            issue
            for issue in late
            if locked
            and set(issue.hashes).isdisjoint(locked)
            and satisfies(rule.ecosystem, version, issue.range)
        ),
        None,
    )


def ranges_for(rule: Rule, target: Target) -> list[str]:
    """Every range a version must lie in: the rule's own, its libc's, its interpreter's."""
    ranges = [rule.supported]
    if target.libc is not None and target.libc.family in rule.libc:
        ranges.append(rule.libc[target.libc.family])
    if target.python in rule.python:
        ranges.append(rule.python[target.python])
    return ranges


def _concerns(issue: KnownIssue, target: Target) -> bool:
    return not issue.hashes and target.page_size >= issue.page_size


def _unpinned(rule: Rule, ranges: list[str]) -> Judgement:
    if all(is_open_ended(rule.ecosystem, constraints) for constraints in ranges):
        return Judgement(Verdict.READY)
    if rule.otherwise is not Verdict.UPGRADE:
        return Judgement(rule.otherwise)
    return Judgement(Verdict.UNKNOWN, reason="no version is named, and not every one will do")


def _classifier(rule: Rule, version: str) -> str:
    """How the artifact with the target's native is called at a version; empty if unnamed."""
    if not version:
        return ""
    for entry in rule.classifier:
        if satisfies(rule.ecosystem, version, entry.range):
            return entry.classifier
    return ""
