"""What a kind reads from one entry: facts, each about a place, none about any other file."""

from msgspec import Struct

from archcompat.model.native import Archive, NativeObject
from archcompat.model.osfacts import (
    DpkgArchitectures,
    FileList,
    LibraryPath,
    OsPackage,
    OsRelease,
    PackageFile,
    PackageSource,
    SourceVariable,
)
from archcompat.model.problem import Problem
from archcompat.model.programfacts import (
    GoBuild,
    JavaIdentity,
    JavaRuntime,
    NativeMethods,
    RuntimeVersion,
    RustBuild,
)
from archcompat.model.pythonfacts import (
    CondaPackage,
    PythonMetadata,
    PythonRequires,
    PythonWheelTags,
    Requirement,
    RequirementsInclude,
    RequirementsOption,
)
from archcompat.model.where import Where
from archcompat.model.workload import HardCoded, UnrenderedTemplate, Workload


class NodePackage(Struct, frozen=True):
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


class SbomPackage(Struct, frozen=True):
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


class ImageReference(Struct, frozen=True):
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
