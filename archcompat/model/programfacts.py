"""Facts of Java and of compiled programs: identities, native methods, runtimes, builds."""

from msgspec import Struct

from archcompat.model.where import Where


class JavaIdentity(Struct, frozen=True):
    """What META-INF inside a Java archive says the archive (or a part of it) is."""

    where: Where
    """The pom.properties or MANIFEST.MF."""
    group: str
    artifact: str
    version: str
    source: str
    """``pom.properties``, ``manifest`` or, of a jmod, ``module-info``."""


class JavaRuntime(Struct, frozen=True):
    """A JDK or JRE, by the ``release`` file in its home."""

    where: Where
    vendor: str
    """Name of its ``pkg:generic`` purl: ``temurin``, ``corretto``, ``openjdk`` …"""
    version: str
    """``17.0.9``, and ``8.0.392`` for 8u392."""
    modules: tuple[str, ...] = ()
    linked: bool = False
    """It was made by jlink; the vendor is then unknown (``openjdk``)."""


class RuntimeVersion(Struct, frozen=True):
    """The version of another language's runtime, by one of its own files."""

    where: Where
    name: str
    """Name of its ``pkg:generic`` purl: ``nodejs``, ``python``, ``dotnet`` …"""
    version: str
    """``14.17.3``."""


class NativeMethods(Struct, frozen=True):
    """Which of the classes that were read in a Java archive need native code."""

    where: Where
    """The archive."""
    classes: tuple[str, ...]
    """Those with native methods, sorted, with slashes: ``org/xerial/snappy/SnappyNative``."""
    loads: tuple[tuple[str, str], ...] = ()
    """(class, constant name or path of a library that it loads), sorted."""


class GoBuild(Struct, frozen=True):
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


class RustBuild(Struct, frozen=True):
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
