"""Version order and ranges of every ecosystem: the one door to packaging and univers.

Ranges are VERS constraints (``>=5.18.4|<6|!=6.1|>=6.4.6``, https://github.com/package-url/vers-spec)
without the scheme, which the purl type implies.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cmp_to_key, lru_cache, partial
from itertools import pairwise
from typing import Any

from archcompat.errors import FormatError
from archcompat.formats import apkversion, mavenversion

# Purl types whose order univers knows, by the name of its class.
_UNIVERS = {
    "deb": "DebianVersion",
    "rpm": "RpmVersion",
    "alpm": "ArchLinuxVersion",
    "npm": "SemverVersion",
    "nuget": "NugetVersion",
    "gem": "RubygemsVersion",
    "cargo": "SemverVersion",
    "golang": "GolangVersion",
}
_BUILD = re.compile(r"\+b\d+$")
_LONGEST = 255  # letters; the longest of Maven Central has 90, and each may nest a level deeper
_CONSTRAINT = re.compile(r"(>=|<=|!=|>|<|=)?\s*([^\s|]+)")
# A pre-release is a whole word (rc1, not the b of bookworm), and a or b only before a number.
_TAG = re.compile(
    r"v?(\d+(?:\.\d+)*)"
    r"(?:[-_.]?(alpha|beta|rc|preview|pre|dev|[ab](?=\d))(?![a-z])[-_.]?(\d*))?(.*)",
    re.DOTALL | re.IGNORECASE | re.ASCII,
)
# Maven has no mark of its own: these words are what its users write.
_MAVEN_PRE = re.compile(
    r"alpha|beta|snapshot|preview|(?<![a-z])(?:rc|cr|ea|m|b)-?\d*(?![a-z0-9])", re.IGNORECASE
)
_PRE = {"dev": 0, "alpha": 1, "a": 1, "beta": 2, "b": 2, "pre": 3, "preview": 3, "rc": 4}


def compare(ecosystem: str, left: str, right: str) -> int:
    """-1, 0 or 1 as ``left`` is older than, as old as, or newer than ``right``.

    ``ecosystem`` is a purl type. Raises FormatError (``version-unknown``) for what the type does
    not order, such as the image tag ``latest``.
    """
    if max(len(left), len(right)) > _LONGEST:
        raise FormatError("version-unknown", f"a version of over {_LONGEST} letters is none")
    if ecosystem == "maven":
        return mavenversion.compare(left, right)
    mine, other = _parsed(ecosystem, left), _parsed(ecosystem, right)
    try:
        return int(mine > other) - int(mine < other)
    except (ValueError, TypeError) as error:  # univers reads some versions as late as here
        raise FormatError("version-unknown", f"{left!r} and {right!r}: {error}") from None


def satisfies(ecosystem: str, version: str, constraints: str) -> bool:
    """Whether a version lies in a range; the empty range holds nothing, ``*`` everything.

    For an image, ``=`` names a tag and its variants, not all tags of one order: ``=8.0`` is 8.0 and
    8.0-slim, which move on, but not 8.0.0; ``=jammy`` is a tag without a number. Raises FormatError
    as ``compare`` does, and ``range-malformed``.
    """
    if constraints.strip() in ("", "*"):
        return constraints.strip() == "*"
    parts = parse_range(constraints)
    same = _is_tag if ecosystem == "docker" else partial(_is_equal, ecosystem)
    for operator, bound in parts:
        if operator in ("=", "!=") and same(version, bound):
            return operator == "="
    bounds = [part for part in parts if part[0] not in ("=", "!=")]
    if not bounds:
        return all(operator == "!=" for operator, _ in parts)
    bounds = _sorted(ecosystem, bounds)

    def holds(bound: tuple[str, str]) -> bool:
        order = compare(ecosystem, version, bound[1])
        return {">=": order >= 0, ">": order > 0, "<=": order <= 0, "<": order < 0}[bound[0]]

    if bounds[0][0] in ("<", "<=") and holds(bounds[0]):
        return True
    if bounds[-1][0] in (">", ">=") and holds(bounds[-1]):
        return True
    return any(
        low[0] in (">", ">=") and high[0] in ("<", "<=") and holds(low) and holds(high)
        for low, high in pairwise(bounds)
    )


def nearest(ecosystem: str, version: str, ranges: Sequence[str], avoid: Sequence[str] = ()) -> str:
    """The smallest version named that is not older and lies in all ``ranges``; empty for none.

    It lies in none of the ranges ``avoid``; where one of those ends, a version is named too. A
    single image tag (``=8.0``) is none: it moves, and who pins a version wants one. Raises
    FormatError as ``satisfies`` does.
    """
    inclusive = (">=", "<=") if ecosystem == "docker" else (">=", "=", "<=")
    bounds = [*_bounds(ranges, inclusive), *_bounds(avoid, ("<",))]
    fitting = [
        bound
        for bound in bounds
        if compare(ecosystem, bound, version) >= 0
        and all(satisfies(ecosystem, bound, constraints) for constraints in ranges)
        and not any(satisfies(ecosystem, bound, constraints) for constraints in avoid)
    ]
    return min(fitting, key=_key(ecosystem), default="")


def ordered(ecosystem: str, versions: Iterable[str]) -> list[str]:
    """The versions that the type orders, oldest first; those that it does not are left out."""
    known = []
    for version in versions:
        with suppress(FormatError):
            compare(ecosystem, version, version)
            known.append(version)
    return sorted(known, key=_key(ecosystem))


def source_version(ecosystem: str, version: str) -> str:
    """A version without what tells a rebuild for one machine (Debian Policy, 5.6.12: ``+b1``)."""
    return _BUILD.sub("", version) if ecosystem == "deb" else version


def is_final(ecosystem: str, version: str) -> bool:
    """Whether a version is no pre-release, as the ecosystem marks those."""
    if ecosystem == "pypi":
        return not _parsed(ecosystem, version).is_prerelease
    if ecosystem == "maven":
        return _MAVEN_PRE.search(version) is None
    return "-" not in version.partition("+")[0]


def is_open_ended(ecosystem: str, constraints: str) -> bool:
    """Whether whatever comes next is in the range too: an unpinned requirement gets that."""
    if constraints.strip() in ("", "*"):
        return constraints.strip() == "*"
    bounds = [part for part in parse_range(constraints) if part[0] not in ("=", "!=")]
    return bool(bounds) and _sorted(ecosystem, bounds)[-1][0] in (">", ">=")


@lru_cache(1024)
def parse_range(constraints: str) -> tuple[tuple[str, str], ...]:
    """The (operator, version) pairs of a range. Raises FormatError (``range-malformed``)."""
    parts = []
    for text in constraints.split("|"):
        match = _CONSTRAINT.fullmatch(text.strip())
        if match is None or match[2] == "*":
            raise FormatError("range-malformed", f"{text!r} is no constraint of {constraints!r}")
        parts.append((match[1] or "=", match[2]))
    return tuple(parts)


def _bounds(ranges: Sequence[str], operators: tuple[str, ...]) -> Iterator[str]:
    for constraints in ranges:
        if constraints.strip() not in ("", "*"):
            yield from (
                bound for operator, bound in parse_range(constraints) if operator in operators
            )


def _is_tag(tag: str, bound: str) -> bool:
    """Whether a tag is the other or a variant of it; a date behind it makes it another build."""
    rest = tag.removeprefix(bound)
    return tag.startswith(bound) and (not rest or (rest[0] == "-" and not rest[1:2].isdigit()))


def _is_equal(ecosystem: str, left: str, right: str) -> bool:
    return compare(ecosystem, left, right) == 0


def _sorted(ecosystem: str, bounds: list[tuple[str, str]]) -> list[tuple[str, str]]:
    key = _key(ecosystem)
    return sorted(bounds, key=lambda bound: key(bound[1]))


def _key(ecosystem: str) -> Callable[[str], Any]:
    def order(left: str, right: str) -> int:
        return compare(ecosystem, left, right)

    return cmp_to_key(order)


@lru_cache(4096)
def _parsed(ecosystem: str, version: str) -> Any:
    """A version as an object that orders itself."""
    if ecosystem == "pypi":
        from packaging.version import InvalidVersion, Version  # noqa: PLC0415 - 20 ms

        try:
            return Version(version)
        except InvalidVersion:
            raise FormatError("version-unknown", f"{version!r} is no PEP 440 version") from None
    if ecosystem == "apk":
        return apkversion.key(version)
    if ecosystem in _UNIVERS:
        from univers import versions  # noqa: PLC0415, TID251 - this is the door; 170 ms

        try:
            return getattr(versions, _UNIVERS[ecosystem])(version)
        except Exception as error:  # noqa: BLE001 - each of its parsers has errors of its own
            raise FormatError("version-unknown", f"{version!r}: {error}") from None
    return _tag(version)


def _tag(version: str) -> tuple[tuple[int, ...], tuple[int, int]]:
    """The order of image tags and of software without a scheme: numbers, then pre-releases.

    ``v1.10.0-alpine`` is 1.10.0: a variant does not make it older.
    """
    match = _TAG.fullmatch(version.strip())
    if match is None:
        raise FormatError("version-unknown", f"{version!r} has no number to order it by")
    numbers = [int(part[:18]) for part in match[1].split(".")]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    stage = _PRE.get((match[2] or "").lower(), 9)
    return tuple(numbers), (stage, int(match[3] or 0) if match[2] else 0)
