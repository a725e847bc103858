"""The report: what a scan says, in the shape the JSON has (schema_version 1)."""

import enum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from archcompat.model.problem import Severity
from archcompat.model.target import Target

SCHEMA_VERSION = "1.0.0"


class Verdict(enum.StrEnum):
    """What has to be done before a component runs on the target."""

    READY = "ready"
    REINSTALL = "reinstall"
    REBUILD = "rebuild"
    UPGRADE = "upgrade"
    REPLACE = "replace"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"

    @property
    def rank(self) -> int:
        """Work to do, 0 for ready to 5 for blocked; -1 for unknown, which is not on the scale."""
        return -1 if self is Verdict.UNKNOWN else _ORDER.index(self)


_ORDER = [verdict for verdict in Verdict if verdict is not Verdict.UNKNOWN]


class Impact(enum.StrEnum):
    """What happens when nothing is done."""

    FAILS = "fails"
    FEATURE = "feature"
    FALLS_BACK = "falls-back"
    NONE = "none"

    @property
    def rank(self) -> int:
        """How little happens: 0 for what fails, 3 for nothing."""
        return _GRAVEST_FIRST.index(self)


_GRAVEST_FIRST = list(Impact)


class Basis(enum.StrEnum):
    """How a statement is known, strongest first."""

    EXECUTED = "executed"
    RESOLVED = "resolved"
    OBSERVED = "observed"
    PUBLISHED = "published"
    RULE = "rule"
    DECLARED = "declared"
    GUESSED = "guessed"


class Provenance(enum.StrEnum):
    """Who put a native file there."""

    BASE_IMAGE = "base-image"
    OS_PACKAGE = "os-package"
    LANGUAGE_PACKAGE = "language-package"
    RUNTIME = "runtime"
    UNOWNED = "unowned"


class Native(Struct, frozen=True, forbid_unknown_fields=True):
    """A file of machine code."""

    path: Annotated[str, Meta(description="place inside the subject, nested ones joined with !/")]
    format: str
    machine: Annotated[str, Meta(description="as `uname -m` spells it")]
    os: str
    libc: str
    min_glibc: str
    soname: str
    needed: tuple[str, ...]
    logical: Annotated[str, Meta(description="the library this is one platform's build of")]
    verdict: Verdict


class Component(Struct, frozen=True, forbid_unknown_fields=True):
    """A unit that is upgraded, rebuilt or replaced as one: a package, or a file nobody owns."""

    id: str
    purl: str
    name: str
    version: str
    ecosystem: Annotated[str, Meta(description="a purl type, `file`, or `line` of a text")]
    provenance: Provenance
    verdict: Verdict
    impact: Impact
    basis: Basis
    where: tuple[str, ...]
    layer: Annotated[int | None, Meta(description="index of the layer that brought it, 0 lowest")]
    natives: tuple[Native, ...]
    introduced_by: Annotated[
        tuple[tuple[str, ...], ...],
        Meta(description="paths of component ids, from what the user asked for to this one"),
    ]
    platforms: Annotated[
        tuple[str, ...],
        Meta(description="what an image is offered for, as far as its registry or a rule told"),
    ] = ()
    since: Annotated[
        str, Meta(description="the first version of an image for the target, as its rule knows")
    ] = ""


class Coverage(enum.StrEnum):
    """What the builds of one library amount to on the target."""

    COVERED = "covered"
    """One of them is the target's and loads there."""
    OTHER_LIBC = "other-libc"
    """The target's machine code is there, but only for another C library."""
    UNLOADABLE = "unloadable"
    """The target's machine code is there, but does not load: for its name, its pages, its needs."""
    NEEDS_PACKAGE = "needs-package"
    """The target's machine code is there, and loads once a package of the system is installed."""
    MAY_CRASH = "may-crash"
    """It loads, but musl lacks functions that it may call; a call of one ends the program."""
    FOREIGN = "foreign"
    """There are builds for other machines only."""
    OTHER_OS = "other-os"
    """There are builds for other operating systems only: nothing is said of the target."""
    ABSENT = "absent"
    """Classes have native methods that nothing here implements: the system would have to."""


class Library(Struct, frozen=True, forbid_unknown_fields=True):
    """A library of native code in Java archives, its builds for all platforms as one."""

    name: str
    coverage: Coverage
    libc: Annotated[
        dict[str, Coverage],
        Meta(description="coverage by C library of the target, if there is any"),
    ]
    components: Annotated[tuple[str, ...], Meta(description="ids of what brings its builds")]
    natives: Annotated[tuple[str, ...], Meta(description="places of its builds and their helpers")]
    classes: Annotated[
        tuple[str, ...],
        Meta(description="Java classes whose native methods it has, as far as they were read"),
    ] = ()
    shaded: Annotated[str, Meta(description="the package it was moved to, if any")] = ""


class EvidenceLine(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that was seen, where."""

    basis: Basis
    text: str
    url: str = ""
    seen: Annotated[str, Meta(description="date, YYYY-MM-DD")] = ""
    rule_origin: Annotated[
        str, Meta(description="folder of the rule that says so; empty for a shipped one, or none")
    ] = ""


class Edit(Struct, frozen=True, forbid_unknown_fields=True):
    """Lines of a text to take out, and lines to put in their place."""

    path: str
    line: Annotated[int, Meta(description="the first that is taken out, or that it goes before")]
    removes: Annotated[int, Meta(description="number of lines that are taken out")]
    lines: Annotated[tuple[str, ...], Meta(description="as they stand there, with indentation")]


class Remediation(Struct, frozen=True, forbid_unknown_fields=True):
    """The smallest change known to help."""

    action: Verdict
    purl: str
    from_version: str
    to_version: str
    classifier: str
    commands: tuple[str, ...]
    basis: Basis
    advice: str = ""
    edits: Annotated[
        tuple[Edit, ...], Meta(description="the same as changes to texts, where they are known")
    ] = ()


class SuppressionKind(enum.StrEnum):
    """Who said that something is not to count at the gate."""

    IGNORED = "ignored"
    """An entry of an ignore file."""
    BASELINE = "baseline"
    """An earlier report that has it already."""


class Suppression(Struct, frozen=True, forbid_unknown_fields=True):
    """Why a finding or a problem does not count at the gate; what is true of it stays as it is."""

    kind: SuppressionKind
    reason: Annotated[str, Meta(description="what the entry gives, for people")]
    by: Annotated[str, Meta(description="the entry as written, or the name of the baseline")]
    until: Annotated[str, Meta(description="last day it holds, YYYY-MM-DD; empty for no end")] = ""


class Finding(Struct, frozen=True, forbid_unknown_fields=True):
    """A statement about one component, or about one group of them, that asks for work."""

    id: str
    component: Annotated[str, Meta(description="a component id")]
    verdict: Verdict
    impact: Impact
    basis: Basis
    title: str
    message: str
    where: tuple[str, ...]
    evidence: tuple[EvidenceLine, ...]
    remediation: Remediation | None
    rule: str
    members: Annotated[
        tuple[str, ...], Meta(description="ids of all components, when the finding is of a group")
    ] = ()
    library: Annotated[
        str, Meta(description="the one library in it that is spoken of, where several differ")
    ] = ""
    lines: Annotated[
        tuple[int, ...],
        Meta(description="the line of each place, from 1, or 0; empty when none is of a text"),
    ] = ()
    suppressed: Annotated[
        Suppression | None, Meta(description="set when it does not count at the gate")
    ] = None
    rule_origin: Annotated[
        str, Meta(description="folder the rule comes from; empty for those that archcompat ships")
    ] = ""

    @property
    def judges(self) -> bool:
        """Whether it is the judgement of its one component, and no remark and no group."""
        return self.id.partition("/")[0] in ("architecture", "rehash")


class ReportProblem(Struct, frozen=True, forbid_unknown_fields=True):
    """Something that should have been read and was not."""

    code: str
    where: str
    detail: str
    severity: Severity
    suppressed: Annotated[
        Suppression | None, Meta(description="set when it does not count at the gate")
    ] = None


class ReportTool(Struct, frozen=True, forbid_unknown_fields=True):
    """What wrote the report."""

    name: str
    version: str


class ReportTarget(Struct, frozen=True, forbid_unknown_fields=True):
    """What the subject was judged for; libc and python empty where unknown."""

    platform: str
    libc: str
    python: str
    page_size: int

    @classmethod
    def of(cls, target: Target) -> "ReportTarget":
        """As a report tells it."""
        libc = str(target.libc or "")
        return cls(str(target.platform), libc, target.python, target.page_size)


class ReportLayer(Struct, frozen=True, forbid_unknown_fields=True):
    """A layer of the subject."""

    index: int
    diff_id: str
    created_by: str


class ReportSubject(Struct, frozen=True, forbid_unknown_fields=True):
    """What was scanned."""

    kind: str
    name: str
    digest: str
    platform: Annotated[str, Meta(description="what an image's config claims, else empty")]
    distribution: Annotated[str, Meta(description="PRETTY_NAME of os-release")] = ""
    layers: tuple[ReportLayer, ...] = ()


class ReportRules(Struct, frozen=True, forbid_unknown_fields=True):
    """A folder of further rules, as far as no folder before it has the same ones."""

    folder: str
    added: Annotated[int, Meta(description="rules of packages that no later folder knows")]
    overridden: Annotated[
        tuple[str, ...], Meta(description="ids of the rules that it has in place of later folders'")
    ]


class Fixed(Struct, frozen=True, forbid_unknown_fields=True):
    """A finding that the baseline has and this report has not."""

    id: str
    component: Annotated[str, Meta(description="a component id of the baseline")]
    verdict: Annotated[Verdict, Meta(description="what it was")]
    impact: Annotated[Impact, Meta(description="what it was")]
    title: str


class Report(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything one scan says."""

    tool: ReportTool
    target: ReportTarget
    subject: ReportSubject
    verdict: Verdict
    complete: Annotated[bool, Meta(description="false when an error-severity problem was met")]
    summary: Annotated[dict[str, int], Meta(description="number of components by verdict")]
    components: tuple[Component, ...]
    findings: tuple[Finding, ...]
    problems: tuple[ReportProblem, ...]
    libraries: Annotated[
        tuple[Library, ...], Meta(description="what Java archives hold, by name and place")
    ] = ()
    plan: None = None
    fixed: Annotated[
        tuple[Fixed, ...], Meta(description="what a baseline has and is gone, by id")
    ] = ()
    rules: Annotated[
        tuple[ReportRules, ...], Meta(description="folders of rules that were given, first wins")
    ] = ()
    schema_version: str = SCHEMA_VERSION


def schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of ``Report``."""
    return msgspec.json.schema(Report)
