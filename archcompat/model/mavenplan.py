"""A plan for a Maven project: libraries without the target's code, and the ways out (schema 1)."""

import enum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from archcompat.model.report import Basis, Impact, ReportProblem, ReportTarget, ReportTool

MAVEN_PLAN_VERSION = "1.0.0"


class WayKind(enum.StrEnum):
    """How a library gets another version."""

    UPGRADE = "upgrade"
    """What the project names itself gets another version, and brings it along."""
    OVERRIDE = "override"
    """dependencyManagement decides its version, whoever brings it."""
    REPLACE = "replace"
    """Another artifact with the same classes takes its place."""


class XmlChange(Struct, frozen=True, forbid_unknown_fields=True):
    """Something to write into the pom.xml."""

    place: Annotated[str, Meta(description="the element it stands in")]
    xml: str


class MavenWay(Struct, frozen=True, forbid_unknown_fields=True):
    """A set of changes after which the target's code is there."""

    kind: WayKind
    what: Annotated[str, Meta(description="in a few words, with versions")]
    brings: Annotated[str, Meta(description="group:artifact:version[:classifier], empty for none")]
    changes: tuple[XmlChange, ...]
    basis: Annotated[Basis, Meta(description="resolved: Maven resolved the changed pom.xml")]


class MavenNeed(Struct, frozen=True, forbid_unknown_fields=True):
    """A library without the target's code."""

    package: Annotated[str, Meta(description="group:artifact")]
    version: str
    impact: Impact
    reason: str
    seen: Annotated[str, Meta(description="what was read of the version that serves the target")]
    chains: Annotated[
        tuple[tuple[str, ...], ...],
        Meta(description="each way from a dependency of the project's own to it"),
    ]
    ways: tuple[MavenWay, ...]
    advice: str = ""


class MavenPlan(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole answer."""

    tool: ReportTool
    target: ReportTarget
    subject: str
    artifacts: Annotated[int, Meta(description="how many Maven resolves the project to")]
    needs: tuple[MavenNeed, ...]
    chosen: Annotated[
        tuple[XmlChange, ...], Meta(description="all changes together, one way for each library")
    ]
    verified: Annotated[
        bool, Meta(description="Maven resolved these, and each library has the target's code then")
    ]
    problems: tuple[ReportProblem, ...]
    plan_version: str = MAVEN_PLAN_VERSION


def maven_plan_schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of ``MavenPlan``."""
    return msgspec.json.schema(MavenPlan)
