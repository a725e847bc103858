"""Environment markers, judged for the target.

https://packaging.python.org/en/latest/specifications/dependency-specifiers/#environment-markers
"""

import re
from functools import lru_cache

from packaging.markers import (
    InvalidMarker,
    Marker,
    UndefinedComparison,
    UndefinedEnvironmentName,
)

from archcompat.formats.distfile import normalized
from archcompat.model.target import Target

# A name, then extras, versions or a URL, which ends at a space, then a marker.
_REQUIREMENT = re.compile(
    r"\s*(?P<name>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)[^;@]*(?:@\s*\S+\s*)?[^;]*(?:;(?P<marker>.*))?",
    re.ASCII | re.DOTALL,
)

_EXTRA = re.compile(r"""\bextra\s*==\s*["']([\w.-]+)["']""")

# Interpreters that a target may have when it does not say, and their first and a late release.
_PYTHONS = ("2.7", *(f"3.{minor}" for minor in range(5, 16)))
_MICROS = (".0", ".99")


def read_edge(line: str) -> tuple[str, str]:
    """The normalised name and the marker of a Requires-Dist line; no name for what is none.

    Not packaging's Requirement: it would take the time of all else that is done with the lines.
    """
    found = _REQUIREMENT.match(line)
    return (normalized(found["name"]), found["marker"] or "") if found is not None else ("", "")


def applies(marker: str, target: Target, extra: str = "") -> bool:
    """Whether an environment marker holds on the target.

    Where the target's Python is not known, whether it holds for any. A marker that is none, or
    that compares what cannot be compared, rules nothing out.
    """
    platform = target.platform
    return not marker or _holds(marker, platform.os, platform.arch.value, target.python, extra)


def extras_of(marker: str) -> tuple[str, ...]:
    """The extras that a marker speaks of."""
    return tuple(dict.fromkeys(_EXTRA.findall(marker)))


def may_apply(marker: str, target: Target) -> bool:
    """Whether a marker holds on the target, with one of the extras that it speaks of or none."""
    return any(applies(marker, target, extra) for extra in ("", *extras_of(marker)))


@lru_cache(4096)  # the same few hundred markers stand in all the packages of an installation
def _holds(marker: str, system: str, machine: str, python: str, extra: str) -> bool:
    try:
        parsed = Marker(marker)
        return any(
            parsed.evaluate(_environment(system, machine, version, micro, extra))
            for version in ((python,) if python else _PYTHONS)
            for micro in _MICROS
        )
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName, RecursionError):
        return True


def _environment(
    system: str, machine: str, python: str, micro: str, extra: str
) -> dict[str, str | set[str] | frozenset[str]]:
    """The variables of the dependency specifiers specification, for CPython."""
    return {
        "os_name": "posix",
        "sys_platform": system,
        "platform_system": system.capitalize(),
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_release": "",
        "platform_version": "",
        "implementation_name": "cpython",
        "implementation_version": python + micro,
        "python_version": python,
        "python_full_version": python + micro,
        "extra": extra,
    }
