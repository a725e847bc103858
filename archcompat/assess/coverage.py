"""Decides for each native file whether it, or another build of it, serves the target."""

import enum
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from archcompat.graph.logical import group
from archcompat.model.arch import Arch
from archcompat.model.facts import NativeFormat, NativeObject, NativeType
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


def states(natives: Iterable[NativeObject], target: Target, source: Arch) -> dict[Where, State]:
    """The state of every native file, by its place.

    Builds of one logical library are looked for over the whole application: the archive that
    holds the JARs, or the folder they lie in; files of the file system among each other.
    """
    applications: dict[tuple[str, ...], list[NativeObject]] = defaultdict(list)
    natives = list(natives)
    both = _has_both_libcs(natives)
    for native in natives:
        applications[_application(native.where)].append(native)
    found: dict[Where, State] = {}
    today = _runs_on(source)
    for members in applications.values():
        for builds in group(members):
            own = {
                native.where: _own_state(native, target, today, both_libcs=both)
                for native in builds
            }
            served = State.SERVES in own.values()
            used_today = State.FOREIGN in own.values()
            for where, state in own.items():
                if state in _REPLACEABLE and served:
                    found[where] = State.COVERED
                elif state is State.STRANGER and used_today:
                    found[where] = State.COVERED  # the build that counts is judged already
                else:
                    found[where] = state
    return found


_REPLACEABLE = (State.FOREIGN, State.STRANGER, State.MISFIT, State.LINKED)


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


def _own_state(
    native: NativeObject, target: Target, today: frozenset[Arch], *, both_libcs: bool
) -> State:
    foreign_system = native.os != target.platform.os or native.format is not NativeFormat.ELF
    no_system = native.arch in (Arch.BPF, Arch.OTHER) or native.type is NativeType.CORE
    if foreign_system or no_system:
        return State.ELSEWHERE
    loaded = native.type in (NativeType.EXECUTABLE, NativeType.SHARED)
    if native.arch is target.platform.arch:
        fitted = replace(native, libc="") if both_libcs else native
        return State.MISFIT if loaded and misfit_reason(fitted, target) else State.SERVES
    if not loaded:
        return State.LINKED
    return State.FOREIGN if native.arch in today else State.STRANGER


def _has_both_libcs(natives: list[NativeObject]) -> bool:
    """Whether glibc and musl both are in the file system, so that programs of both run."""
    files = [native for native in natives if native.where.depth == 0]
    musl = any(native.where.name.startswith("ld-musl-") for native in files)
    return musl and any(native.own_glibc for native in files)


def _runs_on(source: Arch) -> frozenset[Arch]:
    """Architectures whose programs the source machine runs."""
    if source is Arch.X86_64:
        return frozenset((Arch.X86_64, Arch.I386))
    return frozenset((source,))


def _application(where: Where) -> tuple[str, ...]:
    if where.depth == 0:
        return ()
    outer = where.parts[0]
    return ("folder", outer.rpartition("/")[0]) if where.depth == 1 else ("archive", outer)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
