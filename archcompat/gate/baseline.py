"""Marks what an earlier report has already, so that only what is new or worse counts."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from archcompat.gate.patterns import split_image, split_purl
from archcompat.model.report import (
    Finding,
    Fixed,
    Impact,
    Report,
    ReportProblem,
    Suppression,
    SuppressionKind,
    Verdict,
)

# From the best to the worst. What nobody knows is worse than what any build mends, and to learn
# that it does not run is worse still.
_VERDICTS = (
    Verdict.READY,
    Verdict.REINSTALL,
    Verdict.UNKNOWN,
    Verdict.REBUILD,
    Verdict.UPGRADE,
    Verdict.REPLACE,
    Verdict.BLOCKED,
)
_IMPACTS = (Impact.NONE, Impact.FALLS_BACK, Impact.FEATURE, Impact.FAILS)


def compared(report: Report, baseline: Report, name: str) -> Report:
    """Mark the findings and problems that ``baseline`` has, and say what it has and is gone.

    A finding is known if the baseline has one of the same kind for the same package, of any
    version, or for the same file, and neither its verdict nor its impact has become worse; a group
    is known by what it is of. Layers, digests, order and versions do not count, numbers do: of a
    package that is found once more than before one finding is new. What an ignore entry left out
    of the baseline is not known by it. ``name`` is what the marks call the baseline.
    """
    mark = Suppression(SuppressionKind.BASELINE, "it was there before", name)
    pairs, gone = _paired(report.findings, [one for one in baseline.findings if _held(one)])
    problems = {(one.code, one.where) for one in baseline.problems if _held(one)}
    findings = []
    for position, finding in enumerate(report.findings):
        before = pairs.get(position)
        known = finding.suppressed is None and before is not None and not _worse(finding, before)
        findings.append(replace(finding, suppressed=mark) if known else finding)
    return replace(
        report,
        findings=tuple(findings),
        problems=tuple(
            replace(one, suppressed=mark)
            if one.suppressed is None and (one.code, one.where) in problems
            else one
            for one in report.problems
        ),
        # What was not read may still be there.
        fixed=tuple(map(_fixed, gone)) if report.complete else (),
    )


def baseline_of(report: Report, baselines: Sequence[Report]) -> Report | None:
    """The baseline of the same subject: of the same name, else of the same image with any tag."""
    for alike in (_same_name, _same_image):
        for one in baselines:
            if alike(report, one):
                return one
    return None


def _paired(
    findings: Iterable[Finding], baseline: Iterable[Finding]
) -> tuple[dict[int, Finding], list[Finding]]:
    """The earlier finding of each finding, by its position, and the earlier ones left over."""
    before: dict[str, list[Finding]] = defaultdict(list)
    for one in sorted(baseline, key=_badness):
        before[identity(one)].append(one)
    pairs: dict[int, Finding] = {}
    later = []
    for position, finding in enumerate(findings):
        alike = before[identity(finding)]
        same = next((one for one in alike if one.id == finding.id), None)
        if same is None:
            later.append((position, finding))
        else:
            alike.remove(same)
            pairs[position] = same
    for position, finding in sorted(later, key=lambda one: _badness(one[1]), reverse=True):
        alike = before[identity(finding)]
        if alike:
            pairs[position] = alike.pop()
    return pairs, sorted((one for rest in before.values() for one in rest), key=lambda one: one.id)


def identity(finding: Finding) -> str:
    """What stays the same of a finding when its subject is built again from newer parts."""
    if finding.members:
        return finding.id
    kind = "judgement" if finding.judges else finding.id.partition("/")[0]
    part = f" {finding.library}" if finding.library else ""
    if finding.component.startswith("pkg:"):
        return f"{kind} {split_purl(finding.component)[0]}{part}"
    return f"{kind} {_VERSION.sub('*', finding.component)}{part}"


_VERSION = re.compile(r"\d+(?:\.\d+)+")  # as in python3.11 and libx.so.1.2


def _badness(finding: Finding) -> tuple[int, int]:
    return _VERDICTS.index(finding.verdict), _IMPACTS.index(finding.impact)


def _worse(finding: Finding, before: Finding) -> bool:
    pairs = zip(_badness(finding), _badness(before), strict=True)
    return any(now > then for now, then in pairs)


def _held(one: Finding | ReportProblem) -> bool:
    """Whether the baseline counts it, or its own baseline did."""
    return one.suppressed is None or one.suppressed.kind is SuppressionKind.BASELINE


def _fixed(finding: Finding) -> Fixed:
    return Fixed(finding.id, finding.component, finding.verdict, finding.impact, finding.title)


def _same_name(report: Report, other: Report) -> bool:
    return report.subject.name == other.subject.name


def _same_image(report: Report, other: Report) -> bool:
    images = (split_image(one.subject.name)[0] for one in (report, other))
    return report.subject.kind == other.subject.kind == "image" and len(set(images)) == 1
