"""Facts of an operating system: packages, their files and sources, where its linker looks."""

from msgspec import Struct

from archcompat.model.where import Where


class FileList(Struct, frozen=True):
    """Which files a package database says a package owns."""

    where: Where
    ecosystem: str
    """The purl type: ``deb``, ``apk``, ``rpm``, ``conda``, ``pypi``."""
    package: str
    """The package's name in that database; for ``pypi`` the dist-info folder."""
    paths: tuple[str, ...]
    """From the root of the same file system or archive, without a leading ``/``."""


class OsPackage(Struct, frozen=True):
    """One installed package of the distribution."""

    where: Where
    """The database that says so."""
    ecosystem: str
    """``deb``, ``apk`` or ``rpm``."""
    name: str
    version: str
    arch: str
    """As the database spells it: ``amd64``, ``all``, ``x86_64``, ``noarch``."""
    source: str = ""
    """The source package, if another name."""
    requires: tuple[str, ...] = ()
    """Names of what a Debian package depends on or recommends, alternatives too."""


class PackageSource(Struct, frozen=True):
    """Where a package manager takes packages from: one entry of its configuration."""

    where: Where
    line: int
    """From 1."""
    ecosystem: str
    """``deb``, ``apk`` or ``rpm``."""
    url: str
    """As written, with variables and passwords in it."""
    suite: str = ""
    """Of a Debian archive, as written."""
    components: tuple[str, ...] = ()
    architectures: tuple[str, ...] = ()
    """What it is limited to, in the package manager's spelling; empty for no limit."""
    mirrors: bool = False
    """The address is that of a list of mirrors."""


class SourceVariable(Struct, frozen=True):
    """A variable of the addresses of rpm repositories, from etc/yum/vars or etc/dnf/vars."""

    where: Where
    name: str
    value: str


class DpkgArchitectures(Struct, frozen=True):
    """What dpkg installs packages for beside its own architecture (``--add-architecture``)."""

    where: Where
    names: tuple[str, ...]
    """dpkg's spelling; the first is its own."""


class PackageFile(Struct, frozen=True):
    """A package of a distribution's kind as a file, not installed: a ``.deb`` or ``.rpm``."""

    where: Where
    """The file itself."""
    ecosystem: str
    """``deb`` or ``rpm``."""
    name: str
    version: str
    arch: str
    """As the package spells it: ``amd64``, ``all``, ``x86_64``, ``noarch``."""


class OsRelease(Struct, frozen=True):
    """The distribution of a root file system (os-release(5))."""

    where: Where
    id: str
    """``debian``, ``alpine``, ``rhel``."""
    version: str
    """VERSION_ID, ``12``."""
    name: str
    """PRETTY_NAME."""
    codename: str = ""
    """VERSION_CODENAME, ``bookworm``."""


class LibraryPath(Struct, frozen=True):
    """Folders the dynamic linker searches, from ld.so.conf or a file it includes."""

    where: Where
    folders: tuple[str, ...]
    includes: tuple[str, ...] = ()
    """Glob patterns of ``include`` lines, as written."""
