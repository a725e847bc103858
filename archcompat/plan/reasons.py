"""Why a package cannot stay as it is, in words, and through whom it came in."""

import re
from collections import defaultdict
from collections.abc import Sequence

from packaging.version import Version

from archcompat.formats.distfile import DistFile
from archcompat.formats.wheelfit import accepts_python, best_wheel
from archcompat.model.arch import Arch, arch_of_token
from archcompat.model.target import Target
from archcompat.plan.market import Market
from archcompat.plan.need import Need
from archcompat.plan.resolve import Solution

# https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/
_PLATFORM = re.compile(r"(?:(manylinux|musllinux)(?:_(\d+)_(\d+)|(1|2010|2014))|linux)_(.+)")
_YEARS = {"1": (2, 5), "2010": (2, 12), "2014": (2, 17)}
_DEEP = 8  # links of a chain


def no_wheel(files: Sequence[DistFile], target: Target) -> str:
    """Why none of the files of one version installs on the target: ``has no aarch64 wheel``."""
    arch = target.platform.arch
    if not files:
        return "is on no index"
    kept = [file for file in files if not file.yanked]
    if not kept:
        return "was withdrawn from the index"
    if not any(accepts_python(file.requires_python, target) for file in kept):
        return f"does not take Python {target.python} (it says {kept[0].requires_python})"
    wheels = [file for file in kept if file.is_wheel]
    if not wheels:
        return "has no wheel at all, only a source distribution"
    mine = [file for file in wheels if arch in _archs(file)]
    if not mine:
        others = sorted({arch.value for file in wheels for arch in _archs(file)})
        return f"has no {arch.value} wheel" + (
            f" (only for {', '.join(others)})" if others else " (none for Linux)"
        )
    family = target.libc.family if target.libc is not None else "glibc"
    served = [file for file in mine if any(_family(tag) == family for tag in file.tags)]
    if not served:
        return f"has no {arch.value} wheel for {family}"
    fitting = Target(target.platform, None, target.python, target.page_size)
    if best_wheel(served, fitting) is None:
        pythons = sorted({tag.split("-")[0] for file in served for tag in file.tags}, key=_number)
        return f"has {arch.value} wheels for {', '.join(pythons)} only"
    lowest = min(
        (wanted for file in served for tag in file.tags if (wanted := _floor(tag)) is not None),
        default=None,
    )
    needed = f"{family} {lowest[0]}.{lowest[1]}" if lowest is not None else f"another {family}"
    return f"has {arch.value} wheels for {needed} or later only"


def chain_to(name: str, baseline: Solution) -> tuple[str, ...]:
    """Who requires a package, nearest first, up to one of the user's own requirements.

    None for one of those itself.
    """
    asked = defaultdict[str, list[Need]](list)
    for need in baseline.needs:
        asked[need.name].append(need)
    links: list[str] = []
    seen = {name}
    while len(links) < _DEEP and not any(need.parent is None for need in asked[name]):
        onward = [
            (need, need.parent.name)
            for need in asked[name]
            if need.parent is not None and need.parent.name not in seen
        ]
        if not onward:
            break
        need, name = onward[0]
        links.append(link(need))
        seen.add(name)
    return tuple(links)


def link(need: Need) -> str:
    """``uvicorn[standard] 0.13.4 requires httptools==0.1.*``."""
    return f"{need.parent.shown} requires {need.text}" if need.parent is not None else need.text


def why(
    name: str, now: Version, market: Market, baseline: Solution, solution: Solution
) -> tuple[str, tuple[str, ...]]:
    """Why a package does not keep its version, and the chain from there to the user's own."""
    if market.file(name, now) is None:
        reason = no_wheel(market.listed(name, now), market.target)
        return f"{name} {now} {reason}", chain_to(name, baseline)
    for need in baseline.needs:
        if need.parent is None or need.parent.name != name or need.name == name:
            continue
        chosen, old = solution.version(need.name), baseline.version(need.name)
        if chosen is not None and need.specifier.contains(chosen, prereleases=True):
            continue
        if old is not None and market.file(need.name, old) is None:
            cause = no_wheel(market.listed(need.name, old), market.target)
            return f"{need.name} {old} {cause}", (link(need),)
        if chosen is not None:
            return f"{need.name} becomes {chosen}", (link(need),)
    for need in solution.needs:
        if need.name == name and not need.specifier.contains(now, prereleases=True):
            return link(need), chain_to(need.parent.name, solution) if need.parent else ()
    return f"no set of versions with {name} {now} was found", ()


def _archs(file: DistFile) -> set[Arch]:
    """The architectures of its Linux tags."""
    platforms = (_PLATFORM.fullmatch(tag.rpartition("-")[2]) for tag in file.tags)
    found = (arch_of_token(match[5]) for match in platforms if match is not None)
    return {arch for arch in found if arch is not None}


def _family(tag: str) -> str:
    platform = tag.rpartition("-")[2]
    return "musl" if platform.startswith("musllinux") else "glibc" if "linux" in platform else ""


def _floor(tag: str) -> tuple[int, int] | None:
    match = _PLATFORM.fullmatch(tag.rpartition("-")[2])
    if match is None or match[1] is None:
        return None
    return _YEARS[match[4]] if match[4] else (int(match[2]), int(match[3]))


def _number(tag: str) -> tuple[int, str]:
    digits = re.sub(r"\D", "", tag)
    return int(digits[1:] or 0) if digits else 0, tag
