"""CycloneDX 1.6: what the subject is made of, with what was decided about each part of it.

https://cyclonedx.org/docs/1.6/json/; what archcompat adds are properties ``archcompat:*``.
"""

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from cyclonedx.model import Property
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component as Part
from cyclonedx.model.component import ComponentType
from cyclonedx.model.component_evidence import ComponentEvidence, Occurrence
from cyclonedx.model.dependency import Dependency
from cyclonedx.model.tool import ToolRepository
from cyclonedx.schema.schema import SchemaVersion1Dot6
from packageurl import PackageURL

from archcompat.model.report import Component, Finding, Native, Report, ReportTool
from archcompat.render import words
from archcompat.render.as_json import encode_report, json_text
from archcompat.render.page import Page
from archcompat.render.safe import encodable
from archcompat.render.sections import sections

_SUBJECT = {
    "image": ComponentType.CONTAINER,
    "directory": ComponentType.PLATFORM,
    "file": ComponentType.FILE,
}
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_DNS, "archcompat report")


def render(reports: Sequence[Report], page: Page) -> str:
    """One bill of materials; that of several targets has each of them as a component with its own.

    Equal reports give equal bytes: the serial number is made of them, and there is a timestamp
    only if the page has one.
    """
    bom = Bom(serial_number=_serial(reports))
    bom.metadata = BomMetaData(
        tools=ToolRepository(components=[_tool(reports[0].tool)]), timestamp=page.time
    )
    refs = _Refs()
    subjects = [_subject(report, refs) for report in reports]
    for report, subject in zip(reports, subjects, strict=True):
        parts = list(_parts(report, subject, refs, bom))
        (subject if len(subjects) > 1 else bom).components.update(parts)
    if len(subjects) == 1:
        bom.metadata.component = subjects[0]
    else:
        whole = Part(name=f"{len(subjects)} targets", bom_ref=refs.of("targets"))
        bom.metadata.component = whole
        bom.components.update(subjects)
        bom.dependencies.add(_needs(whole, subjects))
    # Not through the library's output: it checks first, in time that grows with the square.
    text = bom.as_json(view_=SchemaVersion1Dot6)  # type: ignore[attr-defined]  # a decorator's
    document = json.loads(text)
    _sort_occurrences(document.get("components", ()))
    if page.time is None:  # the library takes now for none
        del document["metadata"]["timestamp"]
    head = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
    }
    first = ("serialNumber", "version", "metadata")
    return json_text(head | {name: document.pop(name) for name in first} | document)


class _Refs:
    """Makes a name for each part that no other in the document has."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, name: str) -> str:
        """``name``, or that and a number."""
        ref, number = encodable(name), 1
        while ref in self._taken:
            number += 1
            ref = f"{encodable(name)} ({number})"
        self._taken.add(ref)
        return ref


def _sort_occurrences(parts: Iterable[dict[str, Any]]) -> None:
    """Order what the library leaves to chance: it sorts them by a reference they do not have."""
    for part in parts:
        found = part.get("evidence", {}).get("occurrences", [])
        found.sort(key=lambda one: (one["location"], one.get("additionalContext", "")))
        _sort_occurrences(part.get("components", ()))


def _tool(tool: ReportTool) -> Part:
    return Part(
        type=ComponentType.APPLICATION, name=encodable(tool.name), version=encodable(tool.version)
    )


def _serial(reports: Sequence[Report]) -> uuid.UUID:
    content = b"".join(encode_report(report) for report in reports)
    return uuid.uuid5(_NAMESPACE, content.decode())


def _subject(report: Report, refs: _Refs) -> Part:
    said = {
        "verdict": report.verdict.value,
        "summary": words.headline(report, sections(report)),
        "complete": str(report.complete).lower(),
        "target": report.target.platform,
        "platform": report.subject.platform,
        "distribution": report.subject.distribution,
        "digest": report.subject.digest,
    }
    problems = [words.problem(one) for one in report.problems]
    return Part(
        type=_SUBJECT.get(report.subject.kind, ComponentType.APPLICATION),
        name=encodable(report.subject.name),
        bom_ref=refs.of(f"subject:{report.subject.name}"),
        properties=[*_properties(said.items()), *_properties(("problem", p) for p in problems)],
    )


def _parts(report: Report, subject: Part, refs: _Refs, bom: Bom) -> Iterator[Part]:
    """The components of a report; what depends on what is added to ``bom``."""
    judged = {one.component: one for one in report.findings if one.judges}
    parts = {one.id: _part(one, judged.get(one.id), refs.of(one.id)) for one in report.components}
    below: dict[str, set[str]] = defaultdict(set)
    for component in report.components:
        for way in component.introduced_by:
            for above, under in pairwise(way):
                below[above].add(under)
    inner = {name for names in below.values() for name in names}
    bom.dependencies.add(_needs(subject, (parts[name] for name in parts if name not in inner)))
    for name, part in parts.items():
        bom.dependencies.add(_needs(part, (parts[one] for one in below[name] if one in parts)))
    yield from parts.values()


def _needs(part: Part, others: Iterable[Part]) -> Dependency:
    return Dependency(part.bom_ref, [Dependency(other.bom_ref) for other in others])


def _part(component: Component, finding: Finding | None, ref: str) -> Part:
    natives = {native.path: _occurrence(native) for native in component.natives if native.path}
    places = [place for place in component.where if place and place not in natives]
    occurrences = [Occurrence(location=encodable(place)) for place in places]
    occurrences += natives.values()
    remedy = finding.remediation if finding is not None else None
    said = {
        "verdict": component.verdict.value,
        "impact": component.impact.value,
        "basis": component.basis.value,
        "provenance": component.provenance.value,
        "natives": str(len(component.natives)),
        "layer": "" if component.layer is None else str(component.layer),
        "rule": finding.rule if finding is not None else "",
        "message": finding.message if finding is not None else "",
        "remedy": remedy.purl if remedy is not None else "",
        "remedy:version": remedy.to_version if remedy is not None else "",
        "remedy:classifier": remedy.classifier if remedy is not None else "",
    }
    if finding is not None and finding.suppressed is not None:
        said["left-out"] = words.reason(finding.suppressed)
    commands = [("remedy:command", one) for one in remedy.commands] if remedy is not None else []
    return Part(
        type=ComponentType.FILE if component.ecosystem == "file" else ComponentType.LIBRARY,
        name=encodable(component.name),
        version=encodable(component.version) or None,
        bom_ref=ref,
        purl=_purl(component.purl),
        evidence=ComponentEvidence(occurrences=occurrences) if occurrences else None,
        properties=_properties((*said.items(), *commands)),
    )


def _occurrence(native: Native) -> Occurrence:
    about = (native.format, native.machine, native.os, native.libc, native.verdict.value)
    return Occurrence(
        location=encodable(native.path),
        additional_context=encodable(" ".join(part for part in about if part)),
    )


def _purl(text: str) -> PackageURL | None:
    """A purl; none for text that is no purl, as that of a file."""
    try:
        return PackageURL.from_string(encodable(text))
    except ValueError:
        return None


def _properties(said: Iterable[tuple[str, str]]) -> list[Property]:
    """What says something, each under the name of this tool."""
    return [
        Property(name=f"archcompat:{name}", value=encodable(value)) for name, value in said if value
    ]
