"""Keeps a plan from bringing in versions with known vulnerabilities where clean ones are near."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from packaging.version import Version

from archcompat.formats.wheelfit import parsed
from archcompat.model.plan import Advisory, Audit
from archcompat.plan.make import Ground, Made, Today, make
from archcompat.plan.market import Market
from archcompat.plan.resolve import NoSolutionError
from archcompat.plan.smallest import changes

_ROUNDS = 5  # a version with a fix may have a vulnerability of its own


@dataclass(frozen=True, slots=True)
class Audited:
    """What an auditor says of some versions."""

    found: tuple[Advisory, ...] = ()
    not_audited: tuple[str, ...] = ()
    """``name version`` of those it knows nothing of."""
    cause: str = ""


Auditor = Callable[[Sequence[tuple[str, str]]], Audited]
"""Takes (name, version) pairs."""


def audited(ground: Ground, made: Made, ask: Auditor) -> tuple[Made, Audit]:
    """The plan to suggest, and what is known of its vulnerabilities.

    Of packages that change anyway a version without known vulnerabilities is taken instead. Where
    more would have to change for that, the smaller plan stays and the other one is named.
    """
    first = ask(_versions(made))
    best, said, cleaner = made, first, made
    now, market = ground.now, ground.market
    market = market.barring(frozenset(made.lies))
    answer = first
    for _ in range(_ROUNDS):
        bad = _avoidable(market, cleaner, now, answer.found)
        if not bad:
            break
        market = market.barring(bad)
        try:
            cleaner = make(ground, market)
        except NoSolutionError:
            break
        answer = ask(_versions(cleaner))
        if len(answer.found) < len(said.found) and _is_no_larger(cleaner, best, now):
            best, said = cleaner, answer
    other = cleaner if cleaner is not best and len(answer.found) < len(said.found) else None
    return best, Audit(
        audited=len(_versions(best)) - len(said.not_audited),
        not_audited=said.not_audited,
        found=said.found,
        cause=said.cause,
        cleaner=_named(other, best) if other is not None else (),
    )


def _versions(made: Made) -> list[tuple[str, str]]:
    return [
        (name, str(candidate.version))
        for name, candidate in made.found.solution.chosen.items()
        if candidate.file is not None
    ]


def _avoidable(
    market: Market, made: Made, now: Today, found: Iterable[Advisory]
) -> frozenset[tuple[str, Version]]:
    """Versions below the fix, of packages that the plan changes or brings in."""
    kept = {
        name
        for name, version in now.current.items()
        if made.found.solution.version(name) == version
    }
    bad: set[tuple[str, Version]] = set()
    for advisory in found:
        mine = parsed(advisory.version)
        if advisory.package in kept or mine is None:
            continue
        fixes = [fix for fix in map(parsed, advisory.fixed_in) if fix is not None and fix > mine]
        if fixes:
            bad |= {
                (advisory.package, version)
                for version in market.versions(advisory.package)
                if version < min(fixes)
            }
    return frozenset(bad)


def _is_no_larger(other: Made, made: Made, now: Today) -> bool:
    """Whether no further package changes, and none more has to be built."""
    return (
        changes(other.found.solution, now.current) <= changes(made.found.solution, now.current)
        and other.found.freedom.built <= made.found.freedom.built
    )


def _named(other: Made, made: Made) -> tuple[str, ...]:
    """What the other plan has otherwise, as ``name==version``."""
    return tuple(
        f"{name}=={version}"
        for name, version in _versions(other)
        if str(made.found.solution.version(name)) != version
    )
