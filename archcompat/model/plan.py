"""A plan: the changes after which a set of Python packages installs on the target (schema 1)."""

import enum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from archcompat.model.report import Basis, ReportProblem, ReportTarget, ReportTool

PLAN_VERSION = "1.0.0"


class ChangeKind(enum.StrEnum):
    """What a change means for whoever makes it, least first."""

    NONE = "none"
    """Nothing changes."""
    REHASH = "rehash only"
    """The version stays, but the hashes do not name the target's file."""
    TRANSITIVE = "transitive"
    """A package that others bring gets another version."""
    IN_RANGE = "direct in range"
    """A package of the user's own gets another version, which its requirement allows."""
    RELAXED = "pin relaxed"
    """… which its requirement does not allow: the line has to change."""
    DOWNGRADE = "downgrade"
    """… which is older."""
    REPLACE = "replace"
    """No version serves the target; another package does."""
    BUILD = "build"
    """No version has a wheel for the target: it has to be built from source."""
    BLOCKED = "blocked"
    """There are no sources either."""


class PlanChange(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing to change, and why."""

    package: str
    kind: ChangeKind
    from_version: str
    to_version: Annotated[str, Meta(description="empty where no version serves the target")]
    reason: str
    chain: Annotated[
        tuple[str, ...],
        Meta(description="who requires it, up to the user's own: `uvicorn 0.13.4 requires …`"),
    ]
    where: Annotated[str, Meta(description="file:line of the user's own requirement, else empty")]
    advice: str = ""


class PlanPackage(Struct, frozen=True, forbid_unknown_fields=True):
    """One package of the planned set."""

    package: str
    version: str
    file: Annotated[str, Meta(description="what pip would install; empty if it is not known")]
    hashes: tuple[str, ...]
    change: ChangeKind
    direct: bool
    basis: Annotated[
        Basis,
        Meta(
            description="observed: its ELF files were read; published: it has none; declared: not"
            " all of them were read"
        ),
    ]


class PlanAlternative(Struct, frozen=True, forbid_unknown_fields=True):
    """Another target for which less has to change."""

    libc: str
    python: str
    changes: int
    without_wheel: Annotated[int, Meta(description="packages to build or replace")]


class Advisory(Struct, frozen=True, forbid_unknown_fields=True):
    """A known vulnerability of a planned version."""

    package: str
    version: str
    id: str
    fixed_in: tuple[str, ...]


class Audit(Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of vulnerabilities; nothing is known of what is not audited."""

    audited: int
    not_audited: tuple[str, ...]
    found: tuple[Advisory, ...]
    cause: Annotated[str, Meta(description="why not everything was audited, else empty")] = ""
    cleaner: Annotated[
        tuple[str, ...],
        Meta(description="package==version of a larger plan without these vulnerabilities"),
    ] = ()


class SecondOpinion(Struct, frozen=True, forbid_unknown_fields=True):
    """Whether another resolver takes the planned set."""

    tool: str
    agrees: bool | None
    detail: str


class Plan(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole answer."""

    tool: ReportTool
    target: ReportTarget
    subject: str
    solved: Annotated[bool, Meta(description="false when no set of versions was found")]
    basis: Annotated[
        Basis, Meta(description="resolved once the closure and the ELF headers were verified")
    ]
    complete: Annotated[bool, Meta(description="false when something could not be found out")]
    changes: tuple[PlanChange, ...]
    packages: tuple[PlanPackage, ...]
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    held: Annotated[
        tuple[str, ...],
        Meta(description="packages that others bring, of which an installer would take another"),
    ]
    notes: tuple[str, ...]
    alternatives: tuple[PlanAlternative, ...]
    audit: Audit | None
    opinion: SecondOpinion | None
    problems: tuple[ReportProblem, ...]
    plan_version: str = PLAN_VERSION


def plan_schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of ``Plan``."""
    return msgspec.json.schema(Plan)
