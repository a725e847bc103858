"""Facts of native code: one file by its header, and the archives such files lie in."""

import enum

from msgspec import Struct

from archcompat.model.arch import Arch
from archcompat.model.where import Where


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


class NativeObject(Struct, frozen=True):
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


class Archive(Struct, frozen=True):
    """A container that was opened: a JAR, a wheel, a zip, a tar."""

    where: Where
    format: str
    """``zip``, ``jmod`` or ``tar``."""
    entries: int
    """Members listed in it."""
    classes: int = 0
    """Java class files among them."""
    sha1: str = ""
    """Of the whole file, hexadecimal; only of a zip that has native code in it."""
