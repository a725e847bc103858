"""From a request to a plan: what is in use, what has to change, and whether that is true."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from archcompat.formats.distfile import DistFile
from archcompat.indexes.pythonindex import PythonIndex
from archcompat.model.arch import Arch
from archcompat.model.target import Platform, Target
from archcompat.plan.ahead import look_ahead
from archcompat.plan.closure import Asking, Closure, check
from archcompat.plan.market import Market, Silence
from archcompat.plan.natives import look_into
from archcompat.plan.need import Need
from archcompat.plan.preference import Preference
from archcompat.plan.request import Request
from archcompat.plan.resolve import NoSolutionError, Solution, resolve
from archcompat.plan.smallest import Found, Search, smallest
from archcompat.plan.wheelcode import WheelCode

_TURNS = 8  # how often a wheel that is not what its tags say may send the search back


@dataclass(frozen=True, slots=True)
class Today:
    """The set as it is on the machine that it comes from."""

    solution: Solution
    current: Mapping[str, Version]
    """Versions in use, by package."""
    conflict: tuple[Need, ...] = ()
    """Why no set of versions fits the request even there; empty when one does."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What every search of a run stands on."""

    index: PythonIndex
    request: Request
    now: Today
    market: Market
    """Of the target."""
    preference: Preference


@dataclass(frozen=True, slots=True)
class Made:
    """A verified set for the target, before it is put into words."""

    found: Found
    market: Market
    code: Mapping[str, WheelCode]
    """What was read in the wheels, by package."""
    closure: Closure
    lies: Mapping[tuple[str, Version], str]
    """Versions that were passed over because their wheel is not what its tags say."""


def today(index: PythonIndex, request: Request, here: Market, silence: Silence) -> Today:
    """What an installer would take now on the machine the request comes from.

    Of an older Python index it is what was installed then; where versions are known to be in use
    those are it.
    """
    source = replace(here.target, platform=_source(here.target), libc=None)
    there = Market(
        index, source, silence, built=None, yanked=request.pins, told_by=here, start=index.ahead
    )
    look_ahead(index.ahead, there, here, request)
    early = frozenset(root.name for root in request.roots) if request.prereleases else frozenset()
    try:
        solution = resolve(
            there,
            Preference(request.installed),
            list(request.needs()),
            prereleases=early,
            limits=request.limits,
        )
    except NoSolutionError as error:
        return Today(Solution({}, ()), request.pins, error.conflict or tuple(request.needs()))
    current = {
        name: candidate.version
        for name, candidate in solution.chosen.items()
        if candidate.file is not None
    }
    return Today(solution, {**current, **request.installed})


def make(ground: Ground, market: Market | None = None) -> Made:
    """The smallest set of changes of which every wheel is what its tags say.

    ``market`` may have less than that of the ground. Raises NoSolutionError.
    """
    index, request, target = ground.index, ground.request, ground.market.target
    lies: dict[tuple[str, Version], str] = {}
    code: dict[str, tuple[DistFile, WheelCode]] = {}
    market = market or ground.market
    for _ in range(_TURNS):
        found = smallest(Search(request, ground.now.current, market, ground.preference))
        wheels = {name: file for name, file in _wheels(found) if code.get(name, (None,))[0] != file}
        looked = look_into(index, list(wheels.values()), target)
        code.update(zip(wheels, zip(wheels.values(), looked, strict=True), strict=True))
        fresh = {
            (name, found.solution.chosen[name].version): lie
            for name, (file, what) in code.items()
            if name in wheels and (lie := what.lie(file, target))
        }
        if not fresh:
            break
        lies.update(fresh)
        market = market.barring(frozenset(fresh))
    chosen = dict(_wheels(found))
    excused: dict[str, list[tuple[str, str]]] = {
        name: [] for name in found.solution.chosen if name not in chosen
    }
    for need in found.solution.needs:
        if need.parent is not None and need.parent.name in excused:
            excused[need.parent.name].append((need.name, need.extra))
    closure = check(
        list(_asked(request, found)),
        chosen,
        target,
        index.metadata,
        excused,
    )
    told = {name: what for name, (_, what) in code.items() if name in chosen}
    return Made(found, market, told, closure, lies)


def _wheels(found: Found) -> Iterator[tuple[str, DistFile]]:
    """What would be installed of packages that need no build."""
    for name, candidate in found.solution.chosen.items():
        if (
            candidate.file is not None
            and candidate.file.is_wheel
            and name not in found.freedom.built
        ):
            yield name, candidate.file


def _asked(request: Request, found: Found) -> Iterable[Asking]:
    """The user's requirements as far as the plan keeps them."""
    loose = found.freedom.raised | found.freedom.any | found.freedom.built
    for root in request.roots:
        kept = SpecifierSet() if root.name in loose else root.specifier
        yield Asking(root.name, root.extras, kept)


def _source(target: Target) -> Platform:
    """The platform the request was made for: x86_64, unless that is the target."""
    arch = Arch.AARCH64 if target.platform.arch is Arch.X86_64 else Arch.X86_64
    return Platform(target.platform.os, arch)
