"""The smallest set of changes: relax what a conflict blames, solve, take back what can stay.

That no smaller one exists is not proven: resolvelib finds solutions, not proofs.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from archcompat.plan.market import Market
from archcompat.plan.preference import Preference
from archcompat.plan.request import Request
from archcompat.plan.resolve import NoSolutionError, Solution, resolve

_ROUNDS = 600  # of one attempt that may fail; real sets are solved in under 200
_LAST_ROUNDS = 5000


@dataclass(frozen=True, slots=True)
class Freedom:
    """What of the request is not insisted on, by package."""

    raised: frozenset[str] = frozenset()
    """Newer versions than the specifier allows will do."""
    any: frozenset[str] = frozenset()
    """Older ones as well."""
    built: frozenset[str] = frozenset()
    """No wheel need be published of it: it has to be built, or replaced."""

    def more(self, names: frozenset[str]) -> "Freedom":
        """The next degree for some packages that have not the highest."""
        return replace(
            self,
            raised=self.raised | names,
            any=self.any | (self.raised & names),
        )


@dataclass(frozen=True, slots=True)
class Found:
    """A solution, and what it does not keep of the request."""

    solution: Solution
    freedom: Freedom


@dataclass(frozen=True, slots=True)
class Search:
    """One question: the request, the versions in use, and where to look."""

    request: Request
    current: Mapping[str, Version]
    market: Market
    preference: Preference

    def attempt(self, freedom: Freedom, rounds: int = _ROUNDS) -> Solution:
        """Solve with that much freedom. Raises NoSolutionError."""
        early = {name for name, version in self.current.items() if version.is_prerelease}
        if self.request.prereleases:
            early |= {root.name for root in self.request.roots}
        instead = self._specifiers(freedom)
        return resolve(
            self.market.building(freedom.built),
            self.preference,
            list(self.request.needs(instead)),
            prereleases=frozenset(early),
            limits={**self.request.limits, **instead},
            rounds=rounds,
        )

    def _specifiers(self, freedom: Freedom) -> dict[str, SpecifierSet]:
        """What holds of a package in place of what the user says."""
        found = {}
        for name in freedom.raised | freedom.any:
            now = self.current.get(name)
            lowest = now is not None and name not in freedom.any
            found[name] = SpecifierSet(f">={now.public}" if now is not None and lowest else "")
        return found

    def stays(self, name: str) -> bool:
        """Whether something installs that the user's own specifier allows."""
        wish = self.request.wishes[name]
        return not self.market.is_known(name) or any(
            wish.contains(version, prereleases=True) and self.market.file(name, version) is not None
            for version in self.market.versions(name)
        )


def smallest(search: Search) -> Found:
    """A solution with as few changes as were found. Raises NoSolutionError."""
    direct = frozenset(search.request.wishes)
    blocked = frozenset(name for name in direct if not search.stays(name))
    freedom = Freedom()
    for name in blocked:
        freedom = _opened(search, freedom, name)
    while True:
        try:
            solution = search.attempt(freedom)
            break
        except NoSolutionError as error:
            more = _more(search, freedom, error, direct)
            if more == freedom:
                solution = search.attempt(freedom, _LAST_ROUNDS)
                break
            freedom = more
    return _taken_back(search, Found(solution, freedom), blocked)


def changes(solution: Solution, current: Mapping[str, Version]) -> frozenset[str]:
    """The packages that get another version than they have."""
    return frozenset(
        name
        for name, candidate in solution.chosen.items()
        if candidate.file is not None and name in current and current[name] != candidate.version
    )


def _opened(search: Search, freedom: Freedom, name: str) -> Freedom:
    """The freedom that a package needs of which nothing installs that the user would take.

    An older version is only an answer as long as it is of the same major release.
    """
    now = search.current.get(name)
    versions = [
        version
        for version in sorted(search.market.versions(name))
        if not version.is_prerelease or (now is not None and now.is_prerelease)
    ]

    def serves(version: Version) -> bool:
        return search.market.file(name, version) is not None

    # Each stops at the first one: most versions are never looked at.
    if any(map(serves, (one for one in versions if now is None or one > now))):
        return replace(freedom, raised=freedom.raised | {name})
    if now is not None and any(map(serves, (one for one in versions if _line(one) == _line(now)))):
        return replace(freedom, any=freedom.any | {name})
    return _built(freedom, name)


def _line(version: Version) -> tuple[int, ...]:
    """The release line: 1 of 1.4.2, and 0.4 of 0.4.2, where each may break what was before."""
    return version.release[:1] if version.major else (*version.release, 0)[:2]


def _built(freedom: Freedom, name: str) -> Freedom:
    return replace(freedom, built=freedom.built | {name})


def _more(
    search: Search, freedom: Freedom, error: NoSolutionError, direct: frozenset[str]
) -> Freedom:
    """More freedom for what a failure blames; first newer versions, then builds, then any."""
    blamed = (error.ancestors() or direct) & direct
    for names in (blamed, direct):
        fresh = names - freedom.raised - freedom.any - freedom.built
        if fresh:
            return freedom.more(fresh)
    hopeless = frozenset(
        need.name
        for need in error.conflict
        if search.market.is_known(need.name) and not search.market.has_any(need.name)
    )
    if not hopeless <= freedom.built:
        return replace(freedom, built=freedom.built | hopeless)
    for names in (blamed, direct):
        if not names - freedom.built <= freedom.any:
            return freedom.more(names - freedom.built)
    return freedom


def _taken_back(search: Search, found: Found, blocked: frozenset[str]) -> Found:
    """The solution with each freedom undone, one by one, that the others do not need."""
    best = found
    for name in sorted((found.freedom.raised | found.freedom.any) - blocked):
        tighter = replace(
            best.freedom, raised=best.freedom.raised - {name}, any=best.freedom.any - {name}
        )
        try:
            solution = search.attempt(tighter)
        except NoSolutionError:
            continue
        if _cost(search, solution) <= _cost(search, best.solution):
            best = Found(solution, tighter)
    return best


def _cost(search: Search, solution: Solution) -> tuple[int, int]:
    """How many packages change, and how many of those are the user's own."""
    changed = changes(solution, search.current)
    return len(changed), len(changed & search.request.wishes.keys())
