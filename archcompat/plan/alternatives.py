"""Other targets for which less has to change: a C library, or a Python."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from archcompat.model.plan import PlanAlternative
from archcompat.model.target import Libc, Target
from archcompat.plan.make import Ground, Made, Today
from archcompat.plan.market import Market
from archcompat.plan.need import Candidate
from archcompat.plan.preference import Preference
from archcompat.plan.resolve import NoSolutionError
from archcompat.plan.smallest import Found, Search, changes, smallest

_LIBCS = (
    Libc("glibc", "2.28"),
    Libc("glibc", "2.35"),
)  # what wheels mostly ask for; 2022's systems
_LATER = 4  # Pythons
_SHOWN = 2


def alternatives(ground: Ground, made: Made) -> tuple[PlanAlternative, ...]:
    """Targets with fewer packages that have no wheel, or as many and fewer changes; best first.

    What a version requires is taken to be the same there: these sets are not verified.
    """
    now = ground.now
    best = _cost(made.found, now)
    if best == (0, 0):
        return ()
    found: list[tuple[tuple[int, int], Target]] = []
    for target in _others(made.market.target):
        market = made.market.on(target)
        blocked = [
            name
            for name, version in now.current.items()
            if market.is_known(name) and market.file(name, version) is None
        ]
        least = len(blocked)
        # Each of those changes or is built: no better than what is known is no use.
        if least >= sum(best) or any((0, least) >= cost for cost, _ in found):
            continue
        market.ahead(_nearest(blocked, market, ground.preference))
        try:
            other = smallest(Search(ground.request, now.current, market, ground.preference))
        except NoSolutionError:
            continue
        cost = _cost(other, now)
        if cost < best and not any(cost >= known for known, _ in found):
            found.append((cost, target))
    return tuple(
        PlanAlternative(str(target.libc or ""), target.python, cost[1], cost[0])
        for cost, target in sorted(found, key=lambda one: one[0])[:_SHOWN]
    )


def _nearest(names: Iterable[str], market: Market, preference: Preference) -> Iterator[Candidate]:
    """What will mostly take the place of packages that change."""
    for name in names:
        order = preference.order(name, market.versions(name)).final
        found = (market.candidate(name, "", version) for version in order)
        yield from islice((one for one in found if one is not None), 1)


def _cost(found: Found, now: Today) -> tuple[int, int]:
    """(packages without a wheel, changes)."""
    built = found.freedom.built & found.solution.chosen.keys()
    return len(built), len(changes(found.solution, now.current) - built)


def _others(target: Target) -> Iterator[Target]:
    """Later C libraries and glibc for musl, then later Pythons."""
    libc = target.libc
    for other in _LIBCS:
        if libc is not None and (libc.family == "musl" or _number(libc) < _number(other)):
            yield replace(target, libc=other)
    major, minor = (int(part) for part in target.python.split(".")[:2])
    for later in range(minor + 1, minor + 1 + _LATER):
        yield replace(target, python=f"{major}.{later}")


def _number(libc: Libc) -> tuple[int, ...]:
    return tuple(int(part) for part in libc.version.split(".")) if libc.version else (99,)
