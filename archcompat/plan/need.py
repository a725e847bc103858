"""What packages ask of each other: one requirement, by whom, and what may serve it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import Version

from archcompat.errors import FormatError
from archcompat.formats.distfile import DistFile, normalized
from archcompat.formats.requirementtext import Asked, read_requirement
from archcompat.graph.markers import applies
from archcompat.model.target import Target

_CLAUSE = re.compile(r"(===|[~=!<>]=|[<>])\s*([^\s,]+)")
_ANY = SpecifierSet()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A version of a package that could be installed."""

    name: str
    """Normalised."""
    extra: str
    """One of its extras, a candidate of its own; empty for the package itself."""
    version: Version
    file: DistFile | None
    """What installs, or what it is built from; None for what no index answered about."""

    @property
    def shown(self) -> str:
        """``uvicorn[standard] 0.13.4``; only the name of what is not known."""
        name = f"{self.name}[{self.extra}]" if self.extra else self.name
        return f"{name} {self.version}" if self.file is not None else name


@dataclass(frozen=True, slots=True)
class Need:
    """A requirement of one package, or of the user."""

    name: str
    extra: str
    specifier: SpecifierSet
    text: str
    """As it is shown: ``httptools==0.1.*``."""
    parent: Candidate | None = None
    """Who asks for it; None for the user."""


def needs(requires: tuple[str, ...], target: Target, by: Candidate) -> Iterator[Need]:
    """What ``by`` asks for on the target: its Requires-Dist, those of its extra if it has one.

    A line that is no requirement is left out, as installers that take such a package at all do.
    """
    for line in requires:
        asked = _asked(line)
        if asked is not None and applies(asked.marker, target, by.extra):
            yield from expanded(asked, by)


def expanded(asked: Asked, by: Candidate | None) -> Iterator[Need]:
    """A requirement as needs: of the package, and of each extra that is asked for."""
    name = normalized(asked.name)
    specifier, _ = lenient(asked.specifier)
    extras = f"[{','.join(asked.extras)}]" if asked.extras else ""
    text = f"{asked.name}{extras}{asked.specifier}"
    for extra in ("", *(normalized(extra) for extra in asked.extras)):
        yield Need(name, extra, specifier, text, by)


@lru_cache(4096)
def lenient(specifier: str) -> tuple[SpecifierSet, bool]:
    """A specifier, and whether it is valid as written (PEP 440).

    Metadata of years past has ``>=7.*``, which is taken for ``>=7``, and ``>dev``, which says
    nothing.
    """
    try:
        return SpecifierSet(specifier), True
    except InvalidSpecifier:
        pass
    kept = _ANY
    for operator, version in _CLAUSE.findall(specifier):
        try:
            kept &= SpecifierSet(f"{operator}{version.removesuffix('.*')}")
        except InvalidSpecifier:
            continue
    return kept, False


def lenient_lines(requires: tuple[str, ...]) -> list[str]:
    """The requirements among some lines whose versions are not valid as written."""
    found = ((line, _asked(line)) for line in requires)
    return [line for line, asked in found if asked is not None and not lenient(asked.specifier)[1]]


@lru_cache(65536)
def _asked(line: str) -> Asked | None:
    try:
        asked = read_requirement(line)
    except FormatError:
        return None
    return asked if asked.name else None
