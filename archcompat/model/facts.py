"""What a kind reads from one entry: facts, each about a place, none about any other file."""

import enum
from dataclasses import dataclass

from archcompat.model.arch import Arch
from archcompat.model.where import Where
from archcompat.model.workload import HardCoded, UnrenderedTemplate, Workload


class Severity(enum.StrEnum):
    """How much a problem takes away from the scan."""

    ERROR = "error"
    """Something that should have been read was not: the scan is incomplete."""
    WARNING = "warning"
    """Everything was read, but an answer may be weaker for it."""
    INFO = "info"
    """Worth knowing, changes nothing."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that should have been understood and was not."""

    where: Where
    code: str
    """Stable and kebab-case: ``elf-truncated``, ``layer-digest-mismatch``."""
    detail: str
    """One short sentence; may quote names from the artifact."""
    severity: Severity = Severity.ERROR


class NativeFormat(enum.StrEnum):
    """The binary format of native code."""

    ELF = "elf"
    MACHO = "mach-o"
    PE = "pe"
    XCOFF = "xcoff"
    AR = "ar"
    """A static library: what the ELF object files in it are for."""


class NativeType(enum.StrEnum):
    """What the file is for, from the header."""

    EXECUTABLE = "executable"
    """ET_EXEC, or ET_DYN with an interpreter or DF_1_PIE."""
    SHARED = "shared-object"
    RELOCATABLE = "relocatable"
    CORE = "core"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class NativeObject:
    """One file of machine code, by its header and dynamic section."""

    where: Where
    format: NativeFormat
    arch: Arch
    machine: str
    """``uname -m`` spelling of ``arch``, or ``EM_4711`` for a machine without a name here."""
    bits: int
    """32 or 64, 0 if the format does not say."""
    os: str
    """``linux``, ``android``, ``freebsd``, ``openbsd``, ``netbsd``, ``dragonfly``, ``solaris``,
    ``hurd``, ``macos``, ``windows``, ``aix``, or ``none`` (firmware). What the bytes say, never the
    path."""
    type: NativeType
    libc: str = ""
    """``glibc`` or ``musl`` as interpreter, needed libraries or versions say; else empty."""
    soname: str = ""
    """DT_SONAME."""
    needed: tuple[str, ...] = ()
    """DT_NEEDED in file order."""
    interpreter: str = ""
    """PT_INTERP."""
    rpath: tuple[str, ...] = ()
    """DT_RPATH split at ``:``."""
    runpath: tuple[str, ...] = ()
    """DT_RUNPATH split at ``:``."""
    min_glibc: str = ""
    """Highest GLIBC_x.y version needed, ``2.17``."""
    min_glibcxx: str = ""
    """Highest GLIBCXX_x.y.z version needed, ``3.4.21``."""
    own_glibc: str = ""
    """Highest GLIBC_x.y version *defined*: set for the C library itself."""
    alignment: int = 0
    """Smallest p_align of the PT_LOAD segments in bytes, 0 without one."""
    jni: tuple[str, ...] = ()
    """Exported JNI identities, sorted: ``Java_<mangled class>`` without the method, and
    ``JNI_OnLoad_<library>``."""
    compression: str = ""
    """How the file was compressed by itself (``lib.so.gz``), not by its archive."""
    packed: str = ""
    """``upx`` when a packer hides the code."""
    at_once: tuple[str, ...] = ()
    """Functions of glibc that not every musl has and without which it is not loaded; only read of
    libraries in archives."""
    when_called: tuple[str, ...] = ()
    """Likewise those without which the program crashes when it calls them."""
    static_tls: bool = False
    """It takes thread-local storage at an offset that is fixed when it is loaded (initial-exec)."""


@dataclass(frozen=True, slots=True)
class Archive:
    """A container that was opened: a JAR, a wheel, a zip, a tar."""

    where: Where
    format: str
    """``zip``, ``jmod`` or ``tar``."""
    entries: int
    """Members listed in it."""
    classes: int = 0
    """Java class files among them."""


@dataclass(frozen=True, slots=True)
class JavaIdentity:
    """What META-INF inside a Java archive says the archive (or a part of it) is."""

    where: Where
    """The pom.properties or MANIFEST.MF."""
    group: str
    artifact: str
    version: str
    source: str
    """``pom.properties``, ``manifest`` or, of a jmod, ``module-info``."""


@dataclass(frozen=True, slots=True)
class JavaRuntime:
    """A JDK or JRE, by the ``release`` file in its home."""

    where: Where
    vendor: str
    """Name of its ``pkg:generic`` purl: ``temurin``, ``corretto``, ``openjdk`` …"""
    version: str
    """``17.0.9``, and ``8.0.392`` for 8u392."""
    modules: tuple[str, ...] = ()
    linked: bool = False
    """It was made by jlink; the vendor is then unknown (``openjdk``)."""


@dataclass(frozen=True, slots=True)
class RuntimeVersion:
    """The version of another language's runtime, by one of its own files."""

    where: Where
    name: str
    """Name of its ``pkg:generic`` purl: ``nodejs``, ``python``, ``dotnet`` …"""
    version: str
    """``14.17.3``."""


@dataclass(frozen=True, slots=True)
class NativeMethods:
    """Which of the classes that were read in a Java archive need native code."""

    where: Where
    """The archive."""
    classes: tuple[str, ...]
    """Those with native methods, sorted, with slashes: ``org/xerial/snappy/SnappyNative``."""
    loads: tuple[tuple[str, str], ...] = ()
    """(class, constant name or path of a library that it loads), sorted."""


@dataclass(frozen=True, slots=True)
class PythonMetadata:
    """METADATA or PKG-INFO of one Python distribution (core metadata specification)."""

    where: Where
    name: str
    """As written, not normalised."""
    version: str
    requires: tuple[str, ...] = ()
    """Requires-Dist values as written."""
    requires_python: str = ""


@dataclass(frozen=True, slots=True)
class PythonWheelTags:
    """WHEEL of one Python distribution: what it was built for (binary distribution format)."""

    where: Where
    tags: tuple[str, ...]
    """``cp38-cp38-manylinux2014_x86_64``, expanded, sorted."""
    pure: bool
    """Root-Is-Purelib."""


@dataclass(frozen=True, slots=True)
class PythonRequires:
    """requires.txt of an egg-info folder: what its PKG-INFO leaves out."""

    where: Where
    requires: tuple[str, ...]
    """As Requires-Dist would say it."""


@dataclass(frozen=True, slots=True)
class CondaPackage:
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


@dataclass(frozen=True, slots=True)
class FileList:
    """Which files a package database says a package owns."""

    where: Where
    ecosystem: str
    """The purl type: ``deb``, ``apk``, ``rpm``, ``conda``, ``pypi``."""
    package: str
    """The package's name in that database; for ``pypi`` the dist-info folder."""
    paths: tuple[str, ...]
    """From the root of the same file system or archive, without a leading ``/``."""


@dataclass(frozen=True, slots=True)
class OsPackage:
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


@dataclass(frozen=True, slots=True)
class PackageSource:
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


@dataclass(frozen=True, slots=True)
class SourceVariable:
    """A variable of the addresses of rpm repositories, from etc/yum/vars or etc/dnf/vars."""

    where: Where
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class DpkgArchitectures:
    """What dpkg installs packages for beside its own architecture (``--add-architecture``)."""

    where: Where
    names: tuple[str, ...]
    """dpkg's spelling; the first is its own."""


@dataclass(frozen=True, slots=True)
class PackageFile:
    """A package of a distribution's kind as a file, not installed: a ``.deb`` or ``.rpm``."""

    where: Where
    """The file itself."""
    ecosystem: str
    """``deb`` or ``rpm``."""
    name: str
    version: str
    arch: str
    """As the package spells it: ``amd64``, ``all``, ``x86_64``, ``noarch``."""


@dataclass(frozen=True, slots=True)
class OsRelease:
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


@dataclass(frozen=True, slots=True)
class NodePackage:
    """A package.json of an installed or packed npm package."""

    where: Where
    name: str
    version: str
    os: tuple[str, ...] = ()
    cpu: tuple[str, ...] = ()
    """npm spelling: ``x64``, ``arm64``."""
    libc: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    """Names in optionalDependencies: platform packages hang there."""
    dependencies: tuple[str, ...] = ()
    """Names in dependencies."""


@dataclass(frozen=True, slots=True)
class GoBuild:
    """The build information a Go linker leaves in a binary (runtime/debug.BuildInfo)."""

    where: Where
    go: str
    """``go1.21.3``."""
    path: str
    """Import path of the main package."""
    module: str
    """Main module, ``path@version``."""
    arch: str = ""
    """GOARCH."""
    cgo: bool | None = None
    """CGO_ENABLED; None when the binary does not say."""
    modules: tuple[str, ...] = ()
    """Dependencies, ``path@version``."""
    version: str = ""
    """The program's own, ``1.21.3``, by its main module or else by what was linked into it; empty
    where it does not say, or names a commit only."""


@dataclass(frozen=True, slots=True)
class RustBuild:
    """What a Rust program says of how it was built."""

    where: Where
    compiler: str
    """``1.76.0``; empty where it does not say."""
    name: str
    """Its own package; empty unless cargo-auditable listed it."""
    version: str
    crates: tuple[str, ...]
    """``name@version`` of what is in it: all, or those that a panic may name."""
    listed: bool
    """Whether cargo-auditable listed them, so that none is missing."""


@dataclass(frozen=True, slots=True)
class Requirement:
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


@dataclass(frozen=True, slots=True)
class RequirementsInclude:
    """A ``-r`` or ``-c`` line of a requirements file."""

    where: Where
    line: int
    path: str
    """As written, relative to the including file."""
    constraint: bool
    """``-c``: what the other file lists only limits versions, it does not install."""


@dataclass(frozen=True, slots=True)
class RequirementsOption:
    """An option for all of a requirements file, such as ``--index-url``."""

    where: Where
    line: int
    name: str
    """Long form: ``--extra-index-url``."""
    value: str
    """As written, with variables and passwords in it; empty for a flag."""


@dataclass(frozen=True, slots=True)
class LibraryPath:
    """Folders the dynamic linker searches, from ld.so.conf or a file it includes."""

    where: Where
    folders: tuple[str, ...]
    includes: tuple[str, ...] = ()
    """Glob patterns of ``include`` lines, as written."""


@dataclass(frozen=True, slots=True)
class SbomPackage:
    """A package that a software bill of materials lists."""

    where: Where
    ref: str
    """What the document calls it; empty for nothing."""
    name: str
    version: str
    purl: str
    """As written; empty for none."""
    requires: tuple[str, ...] = ()
    """Refs of what it depends on."""
    direct: bool = False
    """The subject itself is said to depend on it."""


@dataclass(frozen=True, slots=True)
class ImageReference:
    """One place where a file names a container image: a Dockerfile's FROM, a workload's image."""

    where: Where
    line: int
    """From 1."""
    reference: str
    """``redis:6``, variables resolved; empty where one has no value."""
    platform: str = ""
    """What the place insists on, ``linux/amd64``; empty for none."""
    usage: str = ""
    """``stage build``, ``Deployment web, container app``; empty where it goes without saying."""


Fact = (
    NativeObject
    | Archive
    | JavaIdentity
    | JavaRuntime
    | RuntimeVersion
    | NativeMethods
    | PythonMetadata
    | PythonWheelTags
    | PythonRequires
    | CondaPackage
    | FileList
    | OsPackage
    | PackageFile
    | PackageSource
    | SourceVariable
    | DpkgArchitectures
    | OsRelease
    | NodePackage
    | GoBuild
    | RustBuild
    | Requirement
    | RequirementsInclude
    | RequirementsOption
    | LibraryPath
    | ImageReference
    | HardCoded
    | Workload
    | UnrenderedTemplate
    | SbomPackage
    | Problem
)
