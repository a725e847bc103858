"""What a report of manifests and build files says beside its findings: images, and YAML to add."""

from collections.abc import Iterable, Iterator

from archcompat.model.report import Component, Edit, Finding, Report, Verdict
from archcompat.render.safe import printable

_MOST = 40
"""Images told of one by one: more are in the JSON report."""
MOST_EDITS = 2
"""Changes told of one finding: the others are alike."""
_PLATFORMS = 4  # of an image that are told


def images(report: Report) -> tuple[Component, ...]:
    """The images that files of the subject refer to."""
    if report.subject.kind in ("image", "image-reference"):
        return ()
    return tuple(one for one in report.components if one.ecosystem == "docker")


def image_rows(report: Report) -> Iterator[tuple[str, str, str, str]]:
    """(image, what it is offered for, first version for the target, files) of each image."""
    found = images(report)
    for one in found[:_MOST]:
        more = len(one.where) - 1
        yield (
            printable(f"{one.name}:{one.version}".rstrip(":")),
            _offered(one, report),
            printable(one.since),
            printable("".join(one.where[:1])) + (f" and {more:,} more" if more > 0 else ""),
        )
    if len(found) > _MOST:
        yield f"and {len(found) - _MOST:,} more", "", "", ""


def _offered(one: Component, report: Report) -> str:
    told = ", ".join(one.platforms[:_PLATFORMS])
    more = len(one.platforms) - _PLATFORMS
    if told:
        return printable(told) + (f" and {more} more" if more > 0 else "")
    known = one.verdict is not Verdict.UNKNOWN
    return f"not {printable(report.target.platform)}" if known else "not known"


def is_line(finding: Finding) -> bool:
    """Whether a line of a text is to be changed, and no package: its title says how."""
    remedy = finding.remediation
    changes = remedy is not None and remedy.advice != "" and not remedy.purl
    return finding.judges and any(finding.lines) and changes


def edited(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that come with changes to texts."""
    return tuple(one for one in findings if edits_of(one))


def edits_of(finding: Finding) -> tuple[Edit, ...]:
    """The changes to texts that mend a finding."""
    return finding.remediation.edits if finding.remediation is not None else ()


def heading(edit: Edit) -> str:
    """``k8s/web.yaml:9, add before it``."""
    place = f"{printable(edit.path)}:{edit.line}"
    if not edit.lines:
        last = edit.line + edit.removes - 1
        return f"{place}{f'-{last}' if edit.removes > 1 else ''}, take out"
    return f"{place}, {'write instead' if edit.removes else 'add before it'}"


def in_a_line(edit: Edit) -> str:
    """The same, and what is to be written, in one line."""
    return f"{heading(edit)} {' / '.join(printable(line.strip()) for line in edit.lines)}".rstrip()
