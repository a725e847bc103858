"""Which files of a Python project install on a target, by their tags and Requires-Python.

https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/, for CPython as
pip orders it. Where the target does not say which Python or C library it has, any will do.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.tags import compatible_tags, cpython_tags
from packaging.version import InvalidVersion, Version

from archcompat.formats.distfile import DistFile
from archcompat.model.arch import Arch
from archcompat.model.target import Libc, Target

# Interpreters a target may have when it does not say; the newest one is preferred.
PYTHONS = tuple(f"3.{minor}" for minor in range(15, 5, -1))
_NEWEST = {"glibc": (2, 45), "musl": (1, 2)}
# The first glibc that wheels can name, by the oldest policy of the architecture (PEP 600).
_OLDEST = {Arch.X86_64: 5, Arch.I386: 5}
_ALIASES = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}
_SPELLED = {Arch.I386: "i686", Arch.ARM: "armv7l"}


@dataclass(frozen=True, slots=True)
class Offer:
    """What the files of a project hold for one version and one target."""

    listed: bool
    """The version is listed at all."""
    wheel: DistFile | None
    """What installs of this very version."""
    sdist: DistFile | None
    """What it can be built from."""
    foreign: bool
    """It has wheels, of other platforms, interpreters or C libraries."""
    nearest: DistFile | None
    """The wheel of the nearest other version that installs; None if there never was one."""


class Shelf(Protocol):
    """The files of one project; those of a version are only looked at when they are asked for."""

    @property
    def versions(self) -> tuple[str, ...]:
        """As file names spell them; some may be none."""
        ...

    def files(self, version: str, /) -> tuple[DistFile, ...]:
        """The files of one of ``versions``."""
        ...


def offer(
    shelf: Shelf,
    version: str,
    target: Target,
    avoid: Callable[[str], bool] = lambda _version: False,
) -> Offer:
    """What a project holds for ``version`` on ``target``.

    A yanked file counts for its own version only, which a pin may still name.
    """
    own = files_of(shelf, version)
    installable = [file for file in own if accepts_python(file.requires_python, target)]
    best = best_wheel(installable, target)
    return Offer(
        listed=bool(own),
        wheel=best,
        sdist=source_of(installable, target),
        foreign=any(file.is_wheel for file in own) and best is None,
        nearest=None if best is not None else nearest_wheel(shelf, version, target, avoid),
    )


def files_of(shelf: Shelf, version: str) -> list[DistFile]:
    """The files of one version, however it is spelled, or of that without its local label."""
    mine = parsed(version)
    if mine is None:
        return []
    wanted = (mine, Version(mine.public)) if mine.local is not None else (mine,)
    return [
        file
        for spelling in shelf.versions
        if parsed(spelling) in wanted
        for file in shelf.files(spelling)
    ]


def nearest_wheel(
    shelf: Shelf,
    version: str,
    target: Target,
    avoid: Callable[[str], bool] = lambda _version: False,
) -> DistFile | None:
    """The wheel of the nearest other version that installs on ``target``; None for none.

    That is the lowest newer one, else the highest older one; without a version, the newest. Never
    one that ``avoid`` names or that is yanked, nor a pre-release for who has none.
    """
    mine = parsed(version)
    spellings: dict[Version, list[str]] = {}
    for spelling in shelf.versions:
        its = parsed(spelling)
        wanted = its is not None and (not its.is_prerelease or (mine and mine.is_prerelease))
        if its is not None and its != mine and wanted:
            spellings.setdefault(its, []).append(spelling)
    ordered = sorted(spellings)
    newer = [its for its in ordered if mine is not None and its > mine]
    for its in (*newer, *reversed(ordered[: len(ordered) - len(newer)])):
        files = (
            file
            for spelling in spellings[its]
            if not avoid(spelling)
            for file in shelf.files(spelling)
            if not file.yanked
        )
        best = best_wheel(files, target)
        if best is not None:
            return best
    return None


def best_wheel(files: Iterable[DistFile], target: Target) -> DistFile | None:
    """The wheel pip would install of several of one version: by tags, then by build number."""
    ranks = tag_ranks(target)
    return min(
        (
            file
            for file in files
            if any(tag in ranks for tag in file.tags)
            and accepts_python(file.requires_python, target)
        ),
        key=lambda file: (_rank(file, ranks), tuple(-part for part in file.build[:1]), file.name),
        default=None,
    )


def source_of(files: Iterable[DistFile], target: Target) -> DistFile | None:
    """The source distribution among the files of one version, None if the Python is no good."""
    return next(
        (
            file
            for file in files
            if not file.is_wheel and accepts_python(file.requires_python, target)
        ),
        None,
    )


def fits(file: DistFile, target: Target) -> bool:
    """Whether a wheel installs on the target: its tags and Requires-Python do."""
    return best_wheel((file,), target) is not None


def accepts_python(requires_python: str, target: Target) -> bool:
    """Whether Requires-Python holds for some release of the target's Python; pip ignores nonsense.

    https://packaging.python.org/en/latest/specifications/core-metadata/#requires-python
    """
    return not requires_python or _accepts(requires_python, target.python)


def tag_ranks(target: Target) -> Mapping[str, int]:
    """The tags the target installs, each with its rank: 0 is what pip likes best."""
    return _ranks(target.platform.arch, target.libc, target.python)


@lru_cache(65536)
def parsed(version: str) -> Version | None:
    """A version as an object that orders itself; None for what is none (PEP 440)."""
    try:
        return Version(version)
    except InvalidVersion:
        return None


def _rank(file: DistFile, ranks: Mapping[str, int]) -> int:
    return min(ranks.get(tag, len(ranks)) for tag in file.tags)


@lru_cache(4096)
def _accepts(requires_python: str, python: str) -> bool:
    try:
        wanted = SpecifierSet(requires_python)
    except InvalidSpecifier:
        return True
    return any(
        wanted.contains(f"{version}.{micro}", prereleases=True)
        for version in ((python,) if python else PYTHONS)
        for micro in (0, 99)  # the first release, and one after all
    )


@lru_cache(64)
def _ranks(arch: Arch, libc: Libc | None, python: str) -> Mapping[str, int]:
    platforms = list(_platforms(arch, libc))
    ranks: dict[str, int] = {}
    for version in (python,) if python else PYTHONS:
        major, minor = (int(part) for part in version.split("."))
        interpreter = f"cp{major}{minor}"
        for tags in (
            cpython_tags((major, minor), list(_abis(major, minor)), platforms),
            compatible_tags((major, minor), interpreter, platforms),
        ):
            for tag in tags:
                ranks.setdefault(str(tag), len(ranks))
    return ranks


def _abis(major: int, minor: int) -> Iterator[str]:
    """The ABI of the ordinary build of a CPython (PEP 425; the ``m`` ended with 3.8)."""
    letters = "mu" if major == 2 else "m" if (major, minor) < (3, 8) else ""
    yield f"cp{major}{minor}{letters}"


def _platforms(arch: Arch, libc: Libc | None) -> Iterator[str]:
    """Platform tags, the newest C library first; of both families when none is said."""
    spelled = _SPELLED.get(arch, arch.value)
    yield f"linux_{spelled}"
    for family in (libc.family,) if libc is not None else ("glibc", "musl"):
        numbers = libc.version.split(".") if libc is not None and libc.version else ()
        major, minor = (int(part) for part in numbers[:2]) if numbers else _NEWEST[family]
        if family == "musl":
            for number in range(minor, -1, -1):
                yield f"musllinux_{major}_{number}_{spelled}"
            continue
        for number in range(minor, _OLDEST.get(arch, 17) - 1, -1):
            yield f"manylinux_{major}_{number}_{spelled}"
            if number in _ALIASES:
                yield f"{_ALIASES[number]}_{spelled}"
