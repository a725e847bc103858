"""Facts of Python: distributions, what they need, and what asks for them."""

from msgspec import Struct

from archcompat.model.where import Where


class PythonMetadata(Struct, frozen=True):
    """METADATA or PKG-INFO of one Python distribution (core metadata specification)."""

    where: Where
    name: str
    """As written, not normalised."""
    version: str
    requires: tuple[str, ...] = ()
    """Requires-Dist values as written."""
    requires_python: str = ""


class PythonWheelTags(Struct, frozen=True):
    """WHEEL of one Python distribution: what it was built for (binary distribution format)."""

    where: Where
    tags: tuple[str, ...]
    """``cp38-cp38-manylinux2014_x86_64``, expanded, sorted."""
    pure: bool
    """Root-Is-Purelib."""


class PythonRequires(Struct, frozen=True):
    """requires.txt of an egg-info folder: what its PKG-INFO leaves out."""

    where: Where
    requires: tuple[str, ...]
    """As Requires-Dist would say it."""


class CondaPackage(Struct, frozen=True):
    """A package that conda installed, by its record in conda-meta."""

    where: Where
    name: str
    version: str
    build: str
    subdir: str
    """``linux-64``, ``noarch``."""
    channel: str
    depends: tuple[str, ...] = ()
    """``numpy >=1.16,<2.0a0``."""


class Requirement(Struct, frozen=True):
    """One line of a requirements file, or one entry of a lock file or a pyproject.toml."""

    where: Where
    line: int
    """First line of the logical line, from 1; of other files the number of the entry, from 1."""
    name: str
    """As written; empty for a direct URL without a name."""
    specifier: str
    """PEP 440 specifiers as written, ``==1.2.3``; empty for none."""
    extras: tuple[str, ...] = ()
    marker: str = ""
    url: str = ""
    hashes: tuple[str, ...] = ()
    """``sha256:…``; where there are any, only files that have one of them may be installed."""
    files: tuple[str, ...] = ()
    """The names of the files that a lock file allows, for whatever machine."""
    requires: tuple[str, ...] = ()
    """What a lock file says the package requires, as Requires-Dist would."""


class RequirementsInclude(Struct, frozen=True):
    """A ``-r`` or ``-c`` line of a requirements file."""

    where: Where
    line: int
    path: str
    """As written, relative to the including file."""
    constraint: bool
    """``-c``: what the other file lists only limits versions, it does not install."""


class RequirementsOption(Struct, frozen=True):
    """An option for all of a requirements file, such as ``--index-url``."""

    where: Where
    line: int
    name: str
    """Long form: ``--extra-index-url``."""
    value: str
    """As written, with variables and passwords in it; empty for a flag."""
