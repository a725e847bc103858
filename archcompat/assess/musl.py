"""Whether a library that was built for glibc loads on musl, as musl's own loader would decide.

In the order in which that fails: a needed library that is no file, a symbol that has to be there
when the library is loaded, a symbol that is looked for when it is first called.
"""

import enum
from collections.abc import Collection
from dataclasses import dataclass

from archcompat.assess.decision import Decision
from archcompat.assess.naming import some
from archcompat.formats.musl import is_own, lacking, package_of
from archcompat.model.native import NativeObject
from archcompat.model.report import Basis, Impact, Verdict

_SHOWN = 3  # functions named in a sentence


class Fit(enum.Enum):
    """How far a library goes."""

    LOADS = "loads"
    MAY_CRASH = "may-crash"
    """It loads; a call of a function that is missing ends the program."""
    NEEDS_PACKAGE = "needs-package"
    """It loads once packages of Alpine are installed."""
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class MuslFit:
    """What becomes of one library."""

    fit: Fit
    reason: str = ""
    packages: tuple[str, ...] = ()
    """Of Alpine, that have what it needs."""


def was_read(native: NativeObject) -> bool:
    """Whether its imports are known: they are of libraries for glibc in archives."""
    return native.libc == "glibc" and native.where.depth > 0


def on_musl(native: NativeObject, version: str, present: Collection[str] = ()) -> MuslFit:
    """What a release of musl does with a library; empty for any of those known.

    ``present`` are the file names and sonames of libraries that are there on the target.
    """
    files = [name for name in native.needed if not is_own(name) and name not in present]
    packages = {name: package_of(name) for name in files}
    nowhere = [name for name, package in packages.items() if not package]
    if nowhere:
        return MuslFit(Fit.FAILS, f"it needs {', '.join(nowhere)}, which musl has not")
    at_once = lacking(native.at_once, version)
    if at_once:
        return MuslFit(Fit.FAILS, f"it needs {some(at_once, _SHOWN)}, which musl has not")
    if files:
        wanted = tuple(sorted(set(packages.values())))
        reason = f"it needs {', '.join(files)} (apk add {' '.join(wanted)})"
        return MuslFit(Fit.NEEDS_PACKAGE, reason, wanted)
    when_called = lacking(native.when_called, version)
    if when_called:
        reason = f"musl has no {some(when_called, _SHOWN)}: a call of it ends the program"
        return MuslFit(Fit.MAY_CRASH, reason)
    return MuslFit(Fit.LOADS)


def decided(musl: MuslFit) -> Decision:
    """What to do about a build for glibc that musl does not load as it is."""
    crashes = musl.fit is Fit.MAY_CRASH
    what = "loads on musl, but" if crashes else "is for glibc and does not load on musl as it is:"
    return Decision(
        Verdict.REBUILD,
        Impact.FEATURE if crashes else Impact.FAILS,
        Basis.OBSERVED,
        f"Its code for the target {what} {musl.reason}. A base image with glibc loads it.",
    ).leading(commands=(f"apk add {' '.join(musl.packages)}",) if musl.packages else ())
