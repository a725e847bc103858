"""What is worth knowing of wheels that run on the target as far as their tags tell."""

import re
from collections.abc import Iterable, Iterator, Mapping

from archcompat.assess.decision import Decision
from archcompat.assess.makers import new_finding
from archcompat.formats.libstdcxx import newest, numbers
from archcompat.graph.unit import Unit
from archcompat.model.arch import Arch
from archcompat.model.native import NativeObject
from archcompat.model.report import Basis, EvidenceLine, Finding, Impact, Verdict
from archcompat.model.target import Target

_MANYLINUX = re.compile(r"manylinux(?:_2_(\d+)|(2014|2010|1))_(.+)")
_LEGACY = {"2014": 17, "2010": 12, "1": 5}
_SLACK = {17: 18}  # that of aarch64's manylinux2014 may want one more
_SHOWN = 5


def wheel_remarks(
    units: Iterable[Unit], decisions: Mapping[str, Decision], target: Target
) -> Iterator[Finding]:
    """A finding for each wheel whose bytes want more than its tags say, or may not load late.

    Only of those that are ready: what is known of others is told already.
    """
    for unit in units:
        if unit.ecosystem == "pypi" and decisions[unit.id].verdict is Verdict.READY:
            own = [native for native in unit.natives if native.arch is target.platform.arch]
            yield from _understated(unit, own, target)
            yield from _late(unit, own)


def _understated(unit: Unit, own: list[NativeObject], target: Target) -> Iterator[Finding]:
    floor = _floor(unit.tags, target.platform.arch)
    if floor is None:
        return
    promised = f"manylinux_2_{floor}"
    glibc = target.libc is None or not target.libc.version
    high = [
        native
        for native in own
        if glibc and numbers(native.min_glibc) > (2, _SLACK.get(floor, floor))
    ]
    if high:
        need = max((native.min_glibc for native in high), key=numbers)
        yield _remark(
            unit,
            "wheel-tag",
            f"needs glibc {need}, its tag promises 2.{floor}",
            f"Installers take it for {promised}, but it does not load below glibc {need}.",
            [(native, f"wants GLIBC_{native.min_glibc}") for native in high],
        )
    if any(native.soname.startswith("libstdc++") for native in own):
        return  # it brings its own
    libc = target.libc
    known = libc.version if libc is not None and libc.family == "glibc" else ""
    has = newest(known or f"2.{floor}")
    new = [native for native in own if has and numbers(native.min_glibcxx) > has.glibcxx]
    if new and has:
        need = max((native.min_glibcxx for native in new), key=numbers)
        yield _remark(
            unit,
            "wheel-tag-libstdcxx",
            f"needs a libstdc++ with GLIBCXX_{need}",
            f"Installers take it for {promised}, whose systems have libstdc++ up to"
            f" GLIBCXX_{'.'.join(map(str, has.glibcxx))}: it needs a newer one.",
            [(native, f"wants GLIBCXX_{native.min_glibcxx}") for native in new],
        )


def _late(unit: Unit, own: list[NativeObject]) -> Iterator[Finding]:
    static = [native for native in own if native.static_tls]
    if static:
        names = ", ".join(dict.fromkeys(native.where.name for native in static[:_SHOWN]))
        yield _remark(
            unit,
            "static-tls",
            f"{names} may not load late",
            "It takes thread-local storage of which little is left once a program runs: where it is"
            " loaded after other large libraries, the loader may say 'cannot allocate memory in"
            " static TLS block'. Import it first, or preload it.",
            [(native, "has relocations of initial-exec TLS") for native in static],
            impact=Impact.NONE,
        )


def _remark(
    unit: Unit,
    topic: str,
    title: str,
    message: str,
    seen: list[tuple[NativeObject, str]],
    *,
    impact: Impact = Impact.FEATURE,
) -> Finding:
    return new_finding(
        f"{topic}/{unit.id}",
        component=unit.id,
        verdict=Verdict.READY,
        impact=impact,
        basis=Basis.OBSERVED,
        title=f"{unit.name} {unit.version}: {title}",
        message=message,
        where=tuple(sorted(str(native.where) for native, _ in seen)),
        evidence=tuple(
            EvidenceLine(Basis.OBSERVED, f"{native.where}: {what}")
            for native, what in seen[:_SHOWN]
        ),
    )


def _floor(tags: Iterable[str], arch: Arch) -> int | None:
    """The oldest glibc 2.x that the tags of a wheel promise to load on; None without such a tag."""
    found = []
    for tag in tags:
        match = _MANYLINUX.fullmatch(tag.rpartition("-")[2])
        if match is not None and match[3] == arch.value:
            found.append(int(match[1]) if match[1] else _LEGACY[match[2]])
    return min(found, default=None)
