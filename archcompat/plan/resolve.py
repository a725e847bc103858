"""Finds versions that agree with each other, by resolvelib, in an order of preference."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from packaging.specifiers import SpecifierSet
from packaging.version import Version
from resolvelib import AbstractProvider, BaseReporter, Resolver
from resolvelib.resolvers import ResolutionImpossible, ResolutionTooDeep

from archcompat.plan.market import Market
from archcompat.plan.need import Candidate, Need
from archcompat.plan.preference import Preference

if TYPE_CHECKING:
    from resolvelib.resolvers import RequirementInformation
    from resolvelib.structs import Matches

_AHEAD = 8  # versions
_Key = tuple[str, str]
"""Package, extra."""


@dataclass(frozen=True, slots=True)
class Solution:
    """One version of each package, which agree."""

    chosen: Mapping[str, Candidate]
    """By package, sorted by name."""
    needs: tuple[Need, ...]
    """Everything that is asked of them, by the user and by each other."""

    def version(self, name: str) -> Version | None:
        """The version of a package, None if it is not needed or not known."""
        candidate = self.chosen.get(name)
        return candidate.version if candidate is not None and candidate.file is not None else None


class NoSolutionError(Exception):
    """No versions were found that agree; that there are none is not proven."""

    def __init__(self, conflict: Sequence[Need], parents: Mapping[str, frozenset[str]]) -> None:
        """``conflict`` are needs that could not be met together, none if the search was cut."""
        super().__init__("no versions agree")
        self.conflict = tuple(conflict)
        self.parents = parents
        """Which packages asked for a package while it was searched."""

    def ancestors(self) -> frozenset[str]:
        """The packages in the conflict, and all through which these came in."""
        found: set[str] = set()
        todo = [need.name for need in self.conflict]
        todo += [need.parent.name for need in self.conflict if need.parent is not None]
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo.extend(self.parents.get(name, ()))
        return frozenset(found)


def resolve(
    market: Market,
    preference: Preference,
    roots: Iterable[Need],
    *,
    prereleases: frozenset[str] = frozenset(),
    limits: Mapping[str, SpecifierSet] | None = None,
    rounds: int = 2000,
) -> Solution:
    """Versions for ``roots`` and all they need.

    Pre-releases are taken of the packages named, where a requirement names one, and of what has
    nothing else; ``limits`` hold for a package whoever brings it. Raises NoSolutionError, also
    after ``rounds`` steps.
    """
    wanted = list(roots)
    own = frozenset(need.name for need in wanted)
    provider = _Provider(market, preference, prereleases, limits or {}, own)
    resolver: Resolver[Need, Candidate, _Key] = Resolver(provider, BaseReporter())
    try:
        result = resolver.resolve(wanted, max_rounds=rounds)
    except ResolutionImpossible as error:
        raise NoSolutionError(
            [cause.requirement for cause in error.causes], provider.parents()
        ) from None
    except ResolutionTooDeep:
        raise NoSolutionError((), provider.parents()) from None
    chosen = {
        name: candidate for (name, extra), candidate in sorted(result.mapping.items()) if not extra
    }
    kept = set(result.mapping.values())
    asked = (
        cause.requirement
        for criterion in result.criteria.values()
        for cause in criterion.information
    )
    return Solution(
        chosen, tuple(need for need in asked if need.parent is None or need.parent in kept)
    )


@dataclass(slots=True)
class _Provider(AbstractProvider["Need", "Candidate", "_Key"]):
    market: Market
    preference: Preference
    prereleases: frozenset[str]
    limits: Mapping[str, SpecifierSet]
    roots: frozenset[str]
    _parents: dict[str, set[str]] = field(default_factory=dict)

    def parents(self) -> dict[str, frozenset[str]]:
        return {name: frozenset(names) for name, names in self._parents.items()}

    def identify(self, requirement_or_candidate: Need | Candidate) -> _Key:
        return requirement_or_candidate.name, requirement_or_candidate.extra

    def get_preference(
        self,
        identifier: _Key,
        resolutions: Mapping[_Key, Candidate],  # noqa: ARG002 - resolvelib's protocol
        candidates: Mapping[_Key, Iterator[Candidate]],  # noqa: ARG002 - likewise
        information: Mapping[_Key, Iterator["RequirementInformation[Need, Candidate]"]],  # noqa: ARG002 - likewise
        backtrack_causes: Sequence["RequirementInformation[Need, Candidate]"],
    ) -> tuple[bool, bool, _Key]:
        """Packages of the last conflict first, then the user's own, by name."""
        name = identifier[0]
        troubled = any(
            name == cause.requirement.name
            or (cause.parent is not None and cause.parent.name == name)
            for cause in backtrack_causes
        )
        return not troubled, name not in self.roots, identifier

    def find_matches(
        self,
        identifier: _Key,
        requirements: Mapping[_Key, Iterator[Need]],
        incompatibilities: Mapping[_Key, Iterator[Candidate]],
    ) -> "Matches[Candidate]":
        name, extra = identifier
        wanted = list(requirements.get(identifier, ()))
        if extra:
            wanted += requirements.get((name, ""), ())
        bad = {candidate.version for candidate in incompatibilities.get(identifier, ())}
        if not self.market.is_known(name):
            assumed = self.market.assumed(name, extra)
            return [] if assumed.version in bad else [assumed]
        if bad:  # what was tried first does not do: it will mostly be one of the next
            self.market.ahead(islice(self.matches(name, extra, wanted, bad), _AHEAD))
        return lambda: self._one_by_one(self.matches(name, extra, wanted, bad))

    def _one_by_one(self, candidates: Iterator[Candidate]) -> Iterator[Candidate]:
        """The candidates; who asks for a second one has no use for the first, and asks for more."""
        yield from islice(candidates, 1)
        while some := list(islice(candidates, _AHEAD)):
            self.market.ahead(some)
            yield from some

    def matches(
        self, name: str, extra: str, wanted: Sequence[Need], bad: set[Version]
    ) -> Iterator[Candidate]:
        """Candidates, best first."""
        every, final, early = self.preference.order(name, self.market.versions(name))
        order = every
        if name not in self.prereleases:
            early_too = not final or any(need.specifier.prereleases for need in wanted)
            order = [*final, *early] if early_too else final
        specifiers = [need.specifier for need in wanted]
        if name in self.limits:
            specifiers.append(self.limits[name])
        allows = self.preference.allows
        for version in order:
            if version in bad:
                continue
            if all(allows(one, version) for one in specifiers):
                candidate = self.market.candidate(name, extra, version)
                if candidate is not None:
                    yield candidate

    def is_satisfied_by(self, requirement: Need, candidate: Candidate) -> bool:
        return candidate.file is None or self.preference.allows(
            requirement.specifier, candidate.version
        )

    def get_dependencies(self, candidate: Candidate) -> Iterable[Need]:
        found = list(self.market.needs(candidate))
        if candidate.extra:
            same = f"=={candidate.version}"
            itself = Need(
                candidate.name, "", SpecifierSet(same), f"{candidate.name}{same}", candidate
            )
            found.insert(0, itself)
        for need in found:
            self._parents.setdefault(need.name, set()).add(candidate.name)
        return found
