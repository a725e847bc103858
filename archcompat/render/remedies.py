"""What helps against a finding, in a few words: a version, a replacement, a build."""

from urllib.parse import unquote

from archcompat.model.report import Finding, Remediation, Report, Verdict
from archcompat.render.deployment import is_line
from archcompat.render.safe import printable

_FIX = {
    Verdict.READY: "nothing to do",
    Verdict.REINSTALL: "same version, for {platform}",
    Verdict.REBUILD: "build it for {platform}",
    Verdict.UPGRADE: "a version with {platform} code",
    Verdict.REPLACE: "something else",
    Verdict.BLOCKED: "none known",
    Verdict.UNKNOWN: "not known",
}


def fix(finding: Finding, report: Report) -> str:
    """What helps, in a few words, and whose rule says so if it is no shipped one."""
    origin = finding.rule_origin
    return _fix(finding, report) + (f" (rule of {printable(origin)})" if origin else "")


def _fix(finding: Finding, report: Report) -> str:
    remedy = finding.remediation
    if remedy is not None and is_line(finding):
        return printable(remedy.advice)
    if remedy is None or not (remedy.to_version or remedy.classifier or remedy.purl):
        return _FIX[finding.verdict].format(platform=printable(report.target.platform))
    if is_locked_elsewhere(finding):
        return f"lock its {printable(report.target.platform)} file"
    if finding.verdict in (Verdict.UPGRADE, Verdict.REPLACE):
        return toward(remedy).removeprefix(":").strip()
    text = _FIX[finding.verdict].format(platform=printable(report.target.platform))
    return f"{text}{_classifier(remedy)}"


def toward(remedy: Remediation | None) -> str:
    """What a step leads to, as the end of a sentence; empty where nothing is known."""
    if remedy is None:
        return ""
    version = printable(remedy.to_version)
    if remedy.action is Verdict.REPLACE and remedy.purl:
        return f" by {printable(_coordinates(remedy.purl))}{f' {version}' if version else ''}"
    if not version and not remedy.from_version and remedy.purl and remedy.advice:
        return f": {printable(remedy.advice)}"  # of what is in it, whose version is not known
    return (f" to {version}" if version else "") + _classifier(remedy)


def is_locked_elsewhere(finding: Finding) -> bool:
    """Whether only a lock file's hashes stand in the way of the same version."""
    remedy = finding.remediation
    return remedy is not None and finding.id.startswith("rehash/")


def _coordinates(purl: str) -> str:
    """``org.jline:jline`` of ``pkg:maven/org.jline/jline``; others as the package is called."""
    kind, _, name = purl.removeprefix("pkg:").partition("/")
    name = unquote(name.partition("?")[0])
    return name.replace("/", ":") if kind == "maven" else name


def _classifier(remedy: Remediation) -> str:
    return f", classifier {printable(remedy.classifier)}" if remedy.classifier else ""
