"""What two builds of one image have that differs (schema 1)."""

import enum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from archcompat.model.report import ReportProblem, ReportTool

COMPARISON_VERSION = "1.0.0"


class Which(enum.StrEnum):
    """One of the two that are compared."""

    FIRST = "first"
    SECOND = "second"


class Side(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the two, as it was read."""

    name: str
    platform: Annotated[str, Meta(description="what it is offered for, `linux/arm64`")]
    digest: str
    distribution: Annotated[str, Meta(description="PRETTY_NAME of os-release")]
    packages: int
    natives: Annotated[int, Meta(description="native files, those in archives too")]
    complete: Annotated[bool, Meta(description="false when something in it could not be read")]


class WrongMachine(Struct, frozen=True, forbid_unknown_fields=True):
    """A file that does not run where the image that holds it is offered."""

    side: Which
    path: str
    machine: Annotated[str, Meta(description="as `uname -m` spells it")]
    type: Annotated[str, Meta(description="executable, shared-object …")]
    component: Annotated[str, Meta(description="the package or file it belongs to")]


class PackageDifference(Struct, frozen=True, forbid_unknown_fields=True):
    """A package that only one of the two has, or each in another version."""

    ecosystem: Annotated[str, Meta(description="a purl type; golang for a program's main module")]
    name: str
    first: Annotated[tuple[str, ...], Meta(description="its versions there; empty without it")]
    second: Annotated[tuple[str, ...], Meta(description="its versions there; empty without it")]

    @property
    def lacks(self) -> Which | None:
        """Which of the two does not have it; None where the versions differ."""
        if self.first and self.second:
            return None
        return Which.SECOND if self.first else Which.FIRST


class NativeDifference(Struct, frozen=True, forbid_unknown_fields=True):
    """A native file that only one of the two has, though both have what it belongs to."""

    only_in: Which
    path: str
    machine: str
    component: Annotated[str, Meta(description="the package or file it belongs to")]


class SettingDifference(Struct, frozen=True, forbid_unknown_fields=True):
    """Something that the two configs say differently, of how a container starts."""

    name: Annotated[str, Meta(description="Entrypoint, Cmd, WorkingDir, or Env and a name")]
    first: str
    second: str


class Expected(Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of difference that machines have anyway, and which does not count."""

    what: str
    number: int


class Comparison(Struct, frozen=True, forbid_unknown_fields=True):
    """The whole answer; each list has the largest differences first."""

    tool: ReportTool
    first: Side
    second: Side
    wrong_machine: tuple[WrongMachine, ...]
    packages: tuple[PackageDifference, ...]
    natives: tuple[NativeDifference, ...]
    settings: tuple[SettingDifference, ...]
    expected: tuple[Expected, ...]
    problems: tuple[ReportProblem, ...]
    comparison_version: str = COMPARISON_VERSION

    @property
    def differences(self) -> int:
        """How many differences count."""
        lists = (self.wrong_machine, self.packages, self.natives, self.settings)
        return sum(map(len, lists))

    @property
    def complete(self) -> bool:
        """Whether both were read whole."""
        return self.first.complete and self.second.complete


def comparison_schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of ``Comparison``."""
    return msgspec.json.schema(Comparison)
