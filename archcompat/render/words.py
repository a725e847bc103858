"""A report in words: its verdict in one line, what to do, where a thing lies, what was read."""

import re
from collections.abc import Iterable

from archcompat.model.problem import Severity
from archcompat.model.report import (
    Component,
    Finding,
    Impact,
    Report,
    ReportProblem,
    ReportRules,
    Suppression,
    SuppressionKind,
    Verdict,
)
from archcompat.render.deployment import is_line
from archcompat.render.remedies import is_locked_elsewhere, toward
from archcompat.render.safe import printable
from archcompat.render.sections import Sections

_PLURAL = {
    Impact.FAILS: "fail",
    Impact.FEATURE: "lose a feature",
    Impact.FALLS_BACK: "fall back",
    Impact.NONE: "come with the build",
}
_SINGULAR = {
    Impact.FAILS: "fails",
    Impact.FEATURE: "loses a feature",
    Impact.FALLS_BACK: "falls back",
    Impact.NONE: "comes with the build",
}

_WHOLE = {
    Verdict.READY: "Ready for {}",
    Verdict.REINSTALL: "Ready for {} once it is built or installed again there",
    Verdict.REBUILD: "Not ready for {}",
    Verdict.UPGRADE: "Not ready for {}",
    Verdict.REPLACE: "Not ready for {}",
    Verdict.BLOCKED: "Not ready for {}",
    Verdict.UNKNOWN: "Not known to be ready for {}",
}

_STEP = {
    Verdict.READY: "Keep {name}",
    Verdict.REINSTALL: "Install {name} again, for {platform}",
    Verdict.REBUILD: "Rebuild {name} for {platform}",
    Verdict.UPGRADE: "Upgrade {name}{toward}",
    Verdict.REPLACE: "Replace {name}{toward}",
    Verdict.BLOCKED: "Find a way without {name}: none for {platform} is known",
    Verdict.UNKNOWN: "Find out about {name}",
}

_NAMED = 3  # rules of a folder are named up to here, and counted beyond

# What image builders write around the instruction of a history line.
_HISTORY = re.compile(r"^/bin/sh -c (?:#\(nop\)\s*)?|^\|\d+ |\s*# buildkit$")


def count(number: int, noun: str, plural: str = "") -> str:
    """``1 file``, ``1,204 files``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def headline(report: Report, found: Sections) -> str:
    """The verdict of the whole in one line, with what stands behind it."""
    whole = _WHOLE[report.verdict].format(printable(report.target.platform))
    tally = _tally(found)
    if tally and report.verdict is Verdict.REINSTALL:
        tally += " until then"
    parts = [part for part in (tally, *_group_tallies(report, found)) if part]
    if found.unjudged:
        parts.append(f"{count(len(found.named(found.unjudged)), 'component')} could not be judged")
    if found.left_out:
        parts.append(f"{count(len(found.left_out), 'finding')} left out")
    return f"{whole}: {'; '.join(parts)}" if parts else f"{whole}."


def incomplete(report: Report) -> str:
    """What keeps the report from being an all-clear; empty when everything was read."""
    if report.complete:
        return ""
    errors = sum(problem.severity is Severity.ERROR for problem in report.problems)
    return f"Incomplete: {count(errors, 'place')} could not be read; this is no all-clear."


def nothing_native(report: Report) -> str:
    """That there is no machine code at all; empty when there is some, or will be once installed."""
    if any(component.natives for component in report.components):
        return ""
    if not report.complete:
        return "Nothing native was found in what could be read."
    if any(component.verdict is not Verdict.READY for component in report.components):
        return ""
    if report.components and all(one.ecosystem == "docker" for one in report.components):
        images = count(len(report.components), "image")
        verb = "is" if len(report.components) == 1 else "are"
        return (
            f"{images} {verb} offered for {report.target.platform}; what is in them was not read."
        )
    return "Nothing native was found; everything was read."


def subject(report: Report) -> str:
    """What was scanned, and what it was judged for."""
    about = [report.subject.kind, report.subject.platform, report.subject.distribution]
    target = report.target
    wanted = [
        target.platform,
        target.libc,
        f"Python {target.python}" if target.python else "",
        f"{target.page_size // 1024}k pages",
    ]
    told = ", ".join(printable(part) for part in about if part)
    judged = ", ".join(printable(part) for part in wanted if part)
    return f"{printable(report.subject.name)} ({told}), judged for {judged}"


def name_of(component: Component | None, finding: Finding) -> str:
    """``numpy 1.18.1``, as the component has it; a file that nobody owns by its place."""
    if component is None:
        return printable(finding.component)
    if component.ecosystem == "file" and component.where:
        return printable(component.where[0])
    return called(component, finding.library)


def called(component: Component, library: str = "") -> str:
    """``numpy 1.18.1``, ``image debian:12``; one library of it in brackets behind."""
    if component.ecosystem == "docker":
        return printable(f"image {component.name}:{component.version}".rstrip(":"))
    name = f"{component.name} {component.version}".strip()
    return printable(f"{name} ({library})" if library else name)


def topic(finding: Finding, found: Sections) -> str:
    """What a finding speaks of: its component, unless it says something else or more."""
    if finding.judges or not finding.title:
        return name_of(found.components.get(finding.component), finding)
    return printable(finding.title)


def statement(finding: Finding, found: Sections, place: str = "") -> str:
    """What a finding says, in sentences: its title, with the place it is about, and its message."""
    title = printable(finding.title) or name_of(found.components.get(finding.component), finding)
    about = f" ({printable(place)})" if place else ""
    return f"{title}{about}. {printable(finding.message)}".rstrip()


def step(finding: Finding, report: Report, found: Sections) -> str:
    """One thing to do, as a sentence without an end."""
    platform = printable(report.target.platform)
    if finding.members and finding.verdict is Verdict.REBUILD:
        return f"Build it from a base for {platform}: {_held(finding, found)} are not for it"
    if finding.members and not _is_distribution(finding):
        return f"Do without {printable(finding.title)}"
    if finding.members:
        return f"Build it for {platform}: {_members(finding, found)} with that"
    if is_locked_elsewhere(finding):
        name = name_of(found.components.get(finding.component), finding)
        return f"Lock {name} again, with its file for {platform}"
    if is_line(finding):
        return printable(finding.title)
    return _STEP[finding.verdict].format(
        name=name_of(found.components.get(finding.component), finding),
        platform=platform,
        toward=toward(finding.remediation),
    )


def more_steps(number: int) -> str:
    """That there is more to do than was told first."""
    return f"and {number:,} more, listed below"


def group(finding: Finding, report: Report, found: Sections) -> str:
    """One line for many components."""
    if not _is_distribution(finding):
        return printable(finding.title)
    title = printable(finding.title.partition(": ")[0])
    platform = printable(report.target.platform)
    if finding.verdict is Verdict.REBUILD:
        return f"{title}: {_held(finding, found)} not for {platform}, though the image says so"
    where = "base image" if report.subject.kind == "image" else "build"
    return f"{title}: {_members(finding, found)} with the {platform} {where}"


def listed(finding: Finding) -> str:
    """What repositories have of a group's packages, as a sentence; empty if they were not asked."""
    remedy = finding.remediation
    return printable(remedy.advice) if remedy is not None and _is_distribution(finding) else ""


def layer(report: Report, index: int) -> str:
    """``layer 3: COPY jars /opt``."""
    created = [one.created_by for one in report.subject.layers if one.index == index]
    line = printable(_HISTORY.sub("", " ".join("".join(created[:1]).split())))
    if len(line) > 70:
        line = line[:67] + "..."
    return f"layer {index}" + (f": {line}" if line else "")


def by_place(
    findings: Iterable[Finding], found: Sections
) -> list[tuple[str, int | None, list[Finding]]]:
    """Findings in their order under the folder or archive, and the layer, they lie in.

    An image itself, and what it says it is built on, lies nowhere; a line of a text lies in that.
    """
    places: dict[tuple[str, int | None], list[Finding]] = {}
    for finding in findings:
        component = found.components.get(finding.component)
        where = _folder(finding.where[0]) if finding.where else ""
        if component is not None and component.ecosystem in ("docker", "line"):
            where = finding.where[0] if finding.lines else "the image itself and its base"
        key = (where, component.layer if component is not None else None)
        places.setdefault(key, []).append(finding)
    return [(place, index, members) for (place, index), members in places.items()]


def short_name(component: Component | None, finding: Finding) -> str:
    """As ``name_of``, for a line under the place it lies in; how many more places there are."""
    name = name_of(component, finding)
    if component is not None and component.ecosystem == "file" and component.where:
        name = printable(component.where[0][len(_folder(component.where[0])) :].lstrip("!/"))
    more = len(finding.where) - 1
    return f"{name} (and {count(more, 'more place')})" if more > 0 else name


def _folder(place: str) -> str:
    """The folder or archive a place is in; of Python metadata the folder of its folder."""
    above = place.rpartition("/")[0]
    if above.endswith((".dist-info", ".egg-info")):
        above = above.rpartition("/")[0]
    return above.removesuffix("!")


def problem(one: ReportProblem) -> str:
    """A problem's place, detail and code; the subject as a whole (``.``) is no place in it."""
    place = f"{printable(one.where)}: " if one.where not in ("", ".") else ""
    return f"{place}{printable(one.detail)} ({printable(one.code)})"


def reason(why: Suppression) -> str:
    """Why something is left out: ``tests only (until 2027-01-31)``; of a baseline its name."""
    if why.kind is SuppressionKind.BASELINE:
        return f"the baseline {printable(why.by)}"
    end = f" (until {printable(why.until)})" if why.until else ""
    return f"{printable(why.reason)}{end}"


def more_problems(number: int, code: str) -> str:
    """That there are further problems of a code than were told."""
    return f"and {number:,} more of the same kind ({printable(code)}); all are in the JSON report"


def closing(report: Report) -> str:
    """What was read, in numbers, and which rules were not the shipped ones."""
    files = sum(len(component.natives) for component in report.components)
    verdicts = [component.verdict for component in report.components]
    tally = ", ".join(
        f"{verdicts.count(verdict):,} {verdict.value}" for verdict in Verdict if verdict in verdicts
    )
    components = count(len(report.components), "component") + (f" ({tally})" if tally else "")
    problems = count(len(report.problems), "problem") if report.problems else "no problems"
    rules = "".join(f" {_rules(one)}" for one in report.rules)
    return f"{count(files, 'native file')} in {components} read; {problems}.{rules}"


def _rules(given: ReportRules) -> str:
    """``Rules of company: 3 added, 1 in place of others (pypi/numpy)``."""
    parts = [f"{given.added:,} added"] if given.added or not given.overridden else []
    if given.overridden:
        more = len(given.overridden) - _NAMED
        named = [*given.overridden[:_NAMED], *([f"and {more:,} more"] if more > 0 else [])]
        parts.append(f"{len(given.overridden):,} in place of others ({', '.join(named)})")
    return printable(f"Rules of {given.folder}: {', '.join(parts)}.")


def _tally(found: Sections) -> str:
    """``3 components fail, 1 loses a feature``: the components that need work, by impact."""
    # A component may have several; the first is the gravest.
    worst = {finding.component: finding.impact for finding in reversed(found.work)}
    impacts = list(worst.values())
    parts: list[str] = []
    for impact in Impact:
        number = impacts.count(impact)
        if number:
            noun = "" if parts else ("component " if number == 1 else "components ")
            verb = _SINGULAR[impact] if number == 1 else _PLURAL[impact]
            parts.append(f"{number:,} {noun}{verb}")
    return ", ".join(parts)


def _group_tallies(report: Report, found: Sections) -> list[str]:
    lines = [(one, group(one, report, found)) for one in found.groups]
    return [line.partition(": ")[2] if _is_distribution(one) else line for one, line in lines]


def _is_distribution(finding: Finding) -> bool:
    """Whether a group is of the packages that come again with the base image."""
    return finding.id.partition("/")[0] != "multiarch"


def _members(finding: Finding, found: Sections) -> str:
    """``87 packages with 412 native files come``."""
    return f"{_held(finding, found)} {'comes' if len(finding.members) == 1 else 'come'}"


def _held(finding: Finding, found: Sections) -> str:
    """``87 packages with 412 native files``."""
    packages = count(len(finding.members), "package")
    files = found.files(finding)
    return f"{packages} with {count(files, 'native file')}" if files else packages
