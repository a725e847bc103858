"""Checks rules: their shape, their evidence, and that each answers its own examples."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from archcompat.errors import ArchcompatError, FormatError, InputError, RuleError
from archcompat.formats.versions import parse_range, satisfies
from archcompat.model.report import Impact, Verdict
from archcompat.model.rule import Example, Rule
from archcompat.model.target import PAGE_SIZES, Libc, Platform, Target
from archcompat.rulebook.judge import judge
from archcompat.rulebook.load import Rulebook, read_rule
from archcompat.rulebook.mends import mend_of

_STALE = dt.timedelta(days=550)  # a year and a half: indexes move, trackers close
_PYTHON = re.compile(r"[23]\.\d{1,2}")
_PURL = re.compile(r"pkg:[a-z]+(/[^/@?#\s]+)+")
_HASH = re.compile(r"sha256:[0-9a-f]{64}")
_WRITE_PURL = "write pkg:type/name"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong in one rule file, and the mend."""

    file: str
    what: str
    mend: str
    warning: bool = False
    """Worth a look, but no reason to refuse the rule."""

    def __str__(self) -> str:
        """``rules/x.toml: what is wrong; the mend``."""
        return f"{self.file}: {'warning: ' if self.warning else ''}{self.what}; {self.mend}"


def check(rulebook: Rulebook, today: dt.date) -> Iterator[Complaint]:
    """Complaints about every rule of a rulebook; none means all is well."""
    for folder in rulebook.folders:
        for path in sorted(folder.rglob("*.toml")):
            yield from check_file(path, folder, today)


def check_file(path: Path, root: Path, today: dt.date) -> Iterator[Complaint]:
    """Complaints about one file; ``root`` is the folder its id counts from."""
    try:
        rule = read_rule(path, root)
    except RuleError as error:
        what = str(error).removeprefix(f"{path}: ")
        yield Complaint(str(path), what, mend_of(what))
        return
    unusable = [*_target(rule), *_ranges(rule)]
    # A rule that cannot be asked would only fail each of its examples once more.
    for what, mend in (*_shape(rule), *(unusable or _examples(rule))):
        yield Complaint(str(path), what, mend)
    for entry in rule.evidence:
        if today - entry.seen > _STALE:
            yield Complaint(
                str(path), f"evidence was seen on {entry.seen}", "look again", warning=True
            )


def _shape(rule: Rule) -> Iterator[tuple[str, str]]:
    if not _PURL.fullmatch(rule.package):
        yield f"package {rule.package!r} is no purl without version", _WRITE_PURL
    elif rule.package != _as_looked_up(rule.package):
        mend = f"write {_as_looked_up(rule.package)}"
        yield f"package {rule.package!r} is never asked for under this name", mend
    if not rule.evidence:
        yield "it has no evidence", "add [[evidence]] with a url, a date and what was looked at"
    for entry in rule.evidence:
        if not entry.url.startswith("https://"):
            yield f"evidence {entry.url!r} cannot be opened", "give an https:// address"
        if not entry.how.strip():
            yield "evidence does not say how it was checked", "say what was looked at in `how`"
    if rule.otherwise in (Verdict.READY, Verdict.UNKNOWN):
        yield f"otherwise = {rule.otherwise.value!r} asks for nothing", "name what has to be done"
    if rule.otherwise is Verdict.REPLACE and not rule.alternative:
        yield "it says replace without an [[alternative]]", "name one, or say blocked"
    if rule.impact in (Impact.FALLS_BACK, Impact.FEATURE) and not rule.fallback:
        yield f"impact {rule.impact.value!r} does not say to what", "describe it in `fallback`"
    for other in rule.alternative:
        if not _PURL.fullmatch(other.package):
            yield f"alternative {other.package!r} is no purl without version", _WRITE_PURL
    sizes_named = [issue.page_size for issue in rule.known_issue]
    for size in (*sizes_named, *(example.page_size for example in rule.example)):
        if size not in (0, *PAGE_SIZES.values()):
            sizes = ", ".join(map(str, PAGE_SIZES.values()))
            yield f"page_size {size} is no size of pages", f"write one of {sizes}"
    for digest in (one for issue in rule.known_issue for one in issue.hashes):
        if not _HASH.fullmatch(digest):
            yield f"hashes {digest!r} is no hash", "write sha256: and 64 hexadecimal digits"
    for identity in rule.jni:
        if not identity.startswith(("Java_", "JNI_OnLoad_")):
            yield f"jni {identity!r} is no JNI identity", "write Java_org_x_Class or JNI_OnLoad_x"


def _target(rule: Rule) -> Iterator[tuple[str, str]]:
    try:
        platform = str(Platform.parse(rule.target))
    except InputError as error:
        yield str(error), "write linux/arm64"
    else:
        if rule.target != platform:
            yield f"target {rule.target!r} is never asked for", f"write {platform}"


def _as_looked_up(package: str) -> str:
    """The purl with its name in the one form its registry knows (purl-spec, type definitions)."""
    ecosystem, _, name = package.partition("/")
    if ecosystem == "pkg:pypi":
        name = re.sub(r"[-_.]+", "-", name).lower()
    return f"{ecosystem}/{name.lower() if ecosystem == 'pkg:docker' else name}"


def _ranges(rule: Rule) -> Iterator[tuple[str, str]]:
    ranges = [
        ("supported", rule.supported),
        *((f"libc.{family}", text) for family, text in rule.libc.items()),
        *((f"python.{version}", text) for version, text in rule.python.items()),
        *((f"classifier {entry.classifier}", entry.range) for entry in rule.classifier),
        *((f"known_issue {issue.what[:20]!r}", issue.range) for issue in rule.known_issue),
    ]
    broken = []
    for name, text in ranges:
        try:
            if text.strip() not in ("", "*"):
                _check_order(rule.ecosystem, text)
        except FormatError as error:
            broken.append(text)
            yield f"{name}: {error.detail}", "write VERS constraints such as >=1.2|<2|>=2.3"
    for family in rule.libc:
        if family not in ("glibc", "musl"):
            yield f"libc {family!r} does not exist here", "write glibc or musl"
    for version in rule.python:
        if not _PYTHON.fullmatch(version):
            yield f"python {version!r} is no interpreter", 'write "3.8"'
    for before, after in pairwise(rule.classifier):
        if broken:
            break  # what cannot be read cannot be compared
        if _overlap(rule.ecosystem, before.range, after.range):
            yield "two classifiers share a version", "end one range where the next begins"


def _check_order(ecosystem: str, text: str) -> None:
    """Every bound must parse, and the bounds must alternate in the order they are written."""
    bounds = [part for part in parse_range(text) if part[0] not in ("=", "!=")]
    for _, version in parse_range(text):
        satisfies(ecosystem, version, text)
    for (low, first), (high, second) in pairwise(bounds):
        if low[0] == high[0]:
            raise FormatError("range-malformed", f"{low}{first} and {high}{second} overlap")
        if not satisfies(ecosystem, first, f"<{second}"):
            what = "hold nothing" if low[0] == ">" else "leave nothing out"
            raise FormatError("range-malformed", f"{low}{first} and {high}{second} {what}")


def _overlap(ecosystem: str, left: str, right: str) -> bool:
    """Whether two ranges share a version that one of them begins with."""
    if "" in (left.strip(), right.strip()):
        return False
    if "*" in (left.strip(), right.strip()):
        return True

    def bounds(text: str) -> Iterable[str]:
        return (version for operator, version in parse_range(text) if operator in (">=", "="))

    return any(satisfies(ecosystem, version, right) for version in bounds(left)) or any(
        satisfies(ecosystem, version, left) for version in bounds(right)
    )


def _examples(rule: Rule) -> Iterator[tuple[str, str]]:
    good = any(example.expect is Verdict.READY for example in rule.example)
    bad = any(example.expect is not Verdict.READY for example in rule.example)
    if not good and rule.supported:
        yield "no example is ready", "add an [[example]] with a supported version"
    if not bad and rule.supported != "*":
        yield "no example is refused", "add an [[example]] with an unsupported version"
    for example in rule.example:
        complaint = run_example(rule, example)
        if complaint:
            yield f"example {example.version!r}: {complaint}", "mend the example or the range"


def run_example(rule: Rule, example: Example) -> str:
    """What the rule answers differently from what the example expects; empty when it agrees."""
    try:
        target = Target(
            platform=Platform.parse(rule.target),
            libc=Libc.parse(example.libc) if example.libc else None,
            python=example.python,
            page_size=example.page_size,
        )
        found = judge(rule, example.version, target)
    except ArchcompatError as error:
        return str(error)
    expected = (example.expect, example.to)
    answer = (found.verdict, found.to_version)
    if answer != expected:
        return f"expected {_said(*expected)}, the rule says {_said(*answer)} {found.reason}".strip()
    if example.classifier and example.classifier != found.classifier:
        return f"expected classifier {example.classifier!r}, the rule says {found.classifier!r}"
    return ""


def _said(verdict: Verdict, to_version: str) -> str:
    return f"{verdict.value} to {to_version}" if to_version else verdict.value
