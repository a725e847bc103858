"""Decides for each native file whether it, or another build of it, serves the target."""

import enum
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from msgspec import structs

from archcompat.assess.musl import Fit, MuslFit, on_musl, was_read
from archcompat.graph.libraries import Library
from archcompat.graph.logical import is_of_another_system
from archcompat.model.arch import Arch
from archcompat.model.native import NativeFormat, NativeObject, NativeType
from archcompat.model.target import Target
from archcompat.model.where import Where


class State(enum.Enum):
    """What one native file means for the target."""

    SERVES = "serves"
    """It is the target's machine code, and its C library and page size fit."""
    MISFIT = "misfit"
    """It is the target's machine code, but needs another C library or smaller pages."""
    COVERED = "covered"
    """It is not the target's, but another build of the same library beside it is."""
    FOREIGN = "foreign"
    """It is what runs today and nothing serves the target in its place."""
    STRANGER = "stranger"
    """It runs neither today nor on the target: another machine's code altogether."""
    LINKED = "linked"
    """A relocatable object, or a file without anything to load: no program loads it."""
    ELSEWHERE = "elsewhere"
    """It belongs to another operating system, or to none (BPF, firmware, a core dump): nothing to
    say."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What one native file means for the target, and why it is not loaded there where it is not."""

    state: State
    reason: str = ""
    """For MISFIT only."""
    musl: MuslFit | None = None
    """How far it goes on the target's musl, where that is the reason."""


Unfound = Callable[[NativeObject], str]
"""Says why a file's loader does not find it on the target, empty when it does."""


def found(_: NativeObject) -> str:
    """Know nothing against a name."""
    return ""


def standings(
    found_libraries: Iterable[Library], target: Target, source: Arch, unfound: Unfound = found
) -> dict[Where, Standing]:
    """The standing of every native file, by its place."""
    all_libraries = list(found_libraries)
    files = [native for one in all_libraries for native in one.natives if native.where.depth == 0]
    around = Around(_has_both_libcs(files), _names(files))
    result: dict[Where, Standing] = {}
    for library in all_libraries:
        result.update(standing_in(library, target, source, unfound, around))
    return result


@dataclass(frozen=True, slots=True)
class Around:
    """What of the file system matters for a library."""

    both_libcs: bool = False
    """Programs of glibc and of musl run."""
    names: frozenset[str] = frozenset()
    """File names and sonames of the libraries in it."""
    beside: frozenset[str] = frozenset()
    """The same of what lies beside the library itself."""

    def has(self, name: str) -> bool:
        """Whether a library is there under a name."""
        return name in self.names or name in self.beside


def standing_in(
    library: Library,
    target: Target,
    source: Arch,
    unfound: Unfound = found,
    around: Around | None = None,
) -> dict[Where, Standing]:
    """The standing of the files of one library, its helpers with it."""
    today = runs_on(source)
    known = replace(around or Around(), beside=_names(library.helpers))
    own = {native.where: _own_standing(native, target, today, known) for native in library.files}
    for native in library.natives:
        if own[native.where].state is State.SERVES:
            reason = unfound(native) or _lacks_helper(native, library.helpers)
            if reason:
                own[native.where] = Standing(State.MISFIT, reason)
    builds = {own[native.where].state for native in library.natives}
    for where, standing in own.items():
        replaced = standing.state in _REPLACEABLE and State.SERVES in builds
        # A stranger beside what runs today: the build that counts is judged already.
        beside = standing.state is State.STRANGER and State.FOREIGN in builds
        if replaced or beside:
            own[where] = Standing(State.COVERED)
    return own


_NO_MACHINE = "EM_0"  # EM_NONE of the ELF gABI: what a broken tool leaves in the header
_REPLACEABLE = (State.FOREIGN, State.STRANGER, State.MISFIT, State.LINKED)

# Libraries that a system has: a build may take them from there although another brings its own.
_OF_SYSTEMS = re.compile(
    r"lib(?:gomp|iomp5|stdc\+\+|gcc_s|gfortran|quadmath|atomic|c\+\+(?:abi)?|omp|tbb|z|ssl|crypto"
    r"|dl|m|rt|pthread|numa|blas|lapack|openblas)\.so"
)


def _lacks_helper(native: NativeObject, helpers: Sequence[NativeObject]) -> str:
    """Why a build does not load for want of a helper that only other machines' builds have."""
    for name in native.needed:
        having = [one for one in helpers if name in (one.soname, one.where.name)]
        if (
            having
            and not any(one.arch is native.arch for one in having)
            and not _OF_SYSTEMS.match(name)
        ):
            machines = ", ".join(sorted({one.machine for one in having}))
            return f"it needs {name}, which is there for {machines} only"
    return ""


def misfit_reason(native: NativeObject, target: Target) -> str:
    """Why a file of the target's machine does not load there; empty when it does."""
    if native.alignment and native.alignment < target.page_size:
        return (
            f"its segments are aligned to {native.alignment // 1024} KiB, the target has"
            f" {target.page_size // 1024} KiB pages"
        )
    libc = target.libc
    has = _numbers(libc.version) if libc is not None and libc.family == "glibc" else ()
    if has and _numbers(native.min_glibc) > has:
        return f"it needs glibc {native.min_glibc}, the target has {libc}"
    if libc is not None and native.libc and native.libc != libc.family:
        return f"it needs {native.libc}, the target has {libc}"
    return ""


def _names(natives: Iterable[NativeObject]) -> frozenset[str]:
    return frozenset(name for one in natives for name in (one.soname, one.where.name))


_LINUX = (NativeFormat.ELF, NativeFormat.AR)


def _own_standing(
    native: NativeObject, target: Target, today: frozenset[Arch], around: Around
) -> Standing:
    foreign_system = (
        native.os != target.platform.os
        or native.format not in _LINUX
        or is_of_another_system(native)
    )
    no_machine = native.machine == _NO_MACHINE and native.libc  # a library for no machine at all
    other = native.arch in (Arch.BPF, Arch.OTHER) and not no_machine
    if foreign_system or other or native.type is NativeType.CORE:
        return Standing(State.ELSEWHERE)
    loaded = native.type in (NativeType.EXECUTABLE, NativeType.SHARED)
    if native.arch is target.platform.arch:
        return _at_home(native, target, around) if loaded else Standing(State.SERVES)
    if not loaded:
        return Standing(State.LINKED)
    return Standing(State.FOREIGN if native.arch in today else State.STRANGER)


def _at_home(native: NativeObject, target: Target, around: Around) -> Standing:
    """The standing of code of the target's machine."""
    libc = target.libc
    musl = libc is not None and libc.family == "musl" and not around.both_libcs
    fit = None
    if libc is not None and musl and native.type is NativeType.SHARED and was_read(native):
        fit = on_musl(native, libc.version, [one for one in native.needed if around.has(one)])
    apart = around.both_libcs or fit is not None  # from what its own C library is
    reason = misfit_reason(structs.replace(native, libc="") if apart else native, target)
    if not reason and fit is not None and fit.fit is not Fit.LOADS:
        return Standing(State.MISFIT, fit.reason, fit)
    return Standing(State.MISFIT, reason) if reason else Standing(State.SERVES)


def _has_both_libcs(files: Iterable[NativeObject]) -> bool:
    """Whether glibc and musl both are in the file system, so that programs of both run."""
    files = list(files)
    musl = any(native.where.name.startswith("ld-musl-") for native in files)
    return musl and any(native.own_glibc for native in files)


def runs_on(source: Arch) -> frozenset[Arch]:
    """Architectures whose programs the source machine runs."""
    if source is Arch.X86_64:
        return frozenset((Arch.X86_64, Arch.I386))
    return frozenset((source,))


def of_other_machines(
    natives: Iterable[NativeObject], stands: Mapping[Where, Standing], arch: Arch
) -> list[NativeObject]:
    """The files by themselves that a machine does not run, with no other build in their place."""
    fits = runs_on(arch)
    return [
        native
        for native in natives
        if native.where.depth == 0
        and native.arch not in fits
        and stands[native.where].state in (State.FOREIGN, State.STRANGER)
    ]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
