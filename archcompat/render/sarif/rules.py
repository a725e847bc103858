"""The rules that SARIF results name, each with what is known of it from the findings."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from archcompat.model.report import Basis
from archcompat.render.markup import code, escaped
from archcompat.render.notice import Level, Notice
from archcompat.render.safe import printable

_T = TypeVar("_T")
_PRECISION = {
    Basis.EXECUTED: "very-high",
    Basis.RESOLVED: "very-high",
    Basis.OBSERVED: "very-high",
    Basis.PUBLISHED: "high",
    Basis.RULE: "high",
    Basis.DECLARED: "medium",
    Basis.GUESSED: "low",
}
_SEVERITY = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "recommendation"}
# What the evidence of rules names; anything else in a report is no page to send people to.
_PAGE = re.compile(r"https?://[\w.~:/?@!$&'()*+,;=%-]+(?:#[\w.~:/?@!$&'()*+,;=%-]*)?", re.ASCII)
_LONGEST = 1000  # characters of a description: GitHub takes 1,024
_ABOUT = {
    "architecture": "Native code that is not for the target",
    "missing-library": "A library that is needed and nowhere in the file system",
    "base-image": "What comes again with the target's build of the base image",
    "image-platform": "An image that is not what it is offered as",
    "scheduling": "A workload that may be started where its images do not run",
    "daemonset": "A workload of every node whose images do not run on each",
    "taint": "Workloads that a taint of the target's nodes keeps off",
    "build": "An image that is to be built for the target too",
    "os-packages": "Packages that come again with the target's base image",
    "os-packages-elsewhere": "Packages of a base image for another machine",
    "multiarch": "Packages of a third machine",
    "multiarch-setting": "A setting for packages of a third machine",
    "not-needed": "Packages that the target does without",
    "package-source": "A source of packages for other machines only",
    "pinned-architecture": "A command that asks for packages of one machine",
}
"""By the first part of a finding's id, for findings that no rule of the database answered."""


def descriptor(rule: str, found: Sequence[Notice]) -> dict[str, Any]:
    """The ``reportingDescriptor`` (section 3.49) of a rule, from what it found, worst first."""
    worst = found[0]
    about = _ABOUT.get(rule, f"Native code of {printable(rule)}")
    platform = printable(worst.report.target.platform)
    short = f"{about}, judged for {platform}"
    advice = _each(
        printable(notice.finding.remediation.advice)
        for notice in found
        if notice.finding.remediation is not None
    )
    links = _each(_links(found))
    explained = f"archcompat rules explain {printable(rule)}" if worst.finding.rule else ""
    made: dict[str, Any] = {
        "id": printable(rule),
        "shortDescription": {"text": prose(short)[:_LONGEST]},
        "fullDescription": {"text": prose(" ".join((f"{short}.", *advice)))[:_LONGEST]},
        "help": _help(short, advice, links, explained),
        "defaultConfiguration": {"level": worst.level.value},
        "properties": {
            "precision": _PRECISION[worst.finding.basis],
            "problem.severity": _SEVERITY[worst.level],
            "tags": ["architecture", platform],
        },
    }
    if links:
        made["helpUri"] = links[0][1]
    return made


def prose(text: str) -> str:
    """A plain text message (section 3.11.3) in which nothing is a placeholder or a link."""
    return _no_placeholders(text).replace("](", r"]\x28")


def _links(found: Sequence[Notice]) -> Iterable[tuple[str, str]]:
    """(what was seen, where) of the evidence that has a page to look at."""
    for notice in found:
        for line in notice.finding.evidence:
            if _PAGE.fullmatch(line.url):
                yield printable(f"{line.text} {line.seen}").rstrip(), line.url


def _each(things: Iterable[_T]) -> list[_T]:
    """Every thing that says something, once, in order."""
    return [thing for thing in dict.fromkeys(things) if thing]


def _help(
    short: str, advice: list[str], links: list[tuple[str, str]], explained: str
) -> dict[str, str]:
    """The same as plain text and as Markdown."""
    known = f"Everything that is known: {explained}" if explained else ""
    text = [f"{short}.", *advice, *(f"{seen}: {url}" for seen, url in links), known]
    marked = [
        *(escaped(line) for line in (f"{short}.", *advice)),
        *(f"- {escaped(seen)}: <{url}>" for seen, url in links),
        f"Everything that is known: {code(explained)}" if explained else "",
    ]
    return {
        "text": prose("\n".join(filter(None, text))),
        "markdown": _no_placeholders("\n\n".join(filter(None, marked))),
    }


def _no_placeholders(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
