"""What a comparison of a rule with an index gave, version by version and told in ranges."""

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from archcompat.formats.versions import is_final, ordered, satisfies


class Standing(enum.StrEnum):
    """How a rule stands to its index."""

    AGREES = "agrees"
    DISAGREES = "disagrees"
    UNCHECKED = "unchecked"
    """The index was silent, or tells nothing about what the rule says."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One rule beside its index."""

    versions: tuple[str, ...] = ()
    """Those that were compared, oldest first."""
    wrong: tuple[str, ...] = ()
    """What they disagree about, a clause each; none when they agree."""
    notes: tuple[str, ...] = ()
    """What could not be compared, and why."""

    @property
    def standing(self) -> Standing:
        """One version that disagrees is enough; without any that was compared nothing is known."""
        if self.wrong:
            return Standing.DISAGREES
        return Standing.AGREES if self.versions else Standing.UNCHECKED


@dataclass(frozen=True, slots=True)
class Reading:
    """What both say of one version."""

    version: str
    ruled: bool
    """The rule calls it supported."""
    served: bool | None
    """The index has it for the target; None if that cannot be told."""


def final_versions(ecosystem: str, versions: Iterable[str]) -> list[str]:
    """Those that are no pre-releases, oldest first."""
    return [one for one in ordered(ecosystem, versions) if is_final(ecosystem, one)]


def in_all(ecosystem: str, version: str, ranges: Iterable[str]) -> bool:
    """Whether a version lies in each of some ranges."""
    return all(satisfies(ecosystem, version, constraints) for constraints in ranges)


def disagreements(readings: Iterable[Reading], found: str, missing: str) -> Iterator[str]:
    """What the rule gets wrong, for versions oldest first.

    ``found`` and ``missing`` say what the index shows of versions called unsupported and
    supported: ``1.2 to 1.4 (3 versions): called unsupported, but <found>``.
    """
    runs = groupby(
        readings, lambda one: None if one.served in (None, one.ruled) else bool(one.served)
    )
    for served, run in runs:
        if served is None:
            continue
        versions = [one.version for one in run]
        first, last = versions[0], versions[-1]
        span = first if len(versions) == 1 else f"{first} to {last} ({len(versions)} versions)"
        told = f"called unsupported, but {found}" if served else f"called supported, but {missing}"
        yield f"{span}: {told}"
