"""What native files are called without their platform, and the library they say to be."""

import re
from functools import lru_cache

from archcompat.model.arch import spellings
from archcompat.model.native import NativeObject

# Tokens that name a platform or a compiler, not a library.
_PLATFORM = (
    "linux", "linuxmusl", "gnu", "glibc", "musl", "alpine", "eabihf", "gnueabihf", "android", "osx",
    "macos", "macosx", "mac", "darwin", "apple", "windows", "windows32", "windows64", "win",
    "win32", "win64", "mingw", "mingw32", "mingw64", "w32", "w64",
    "msvc", "freebsd", "openbsd", "netbsd", "dragonflybsd", "solaris", "sunos", "aix", "clang",
    "gcc", "static", "universal", "universal2", "pc", "unknown", "fedora",
)  # fmt: skip
_TOKENS = sorted((*spellings(), *_PLATFORM), key=len, reverse=True)
_TOKEN = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, _TOKENS))})(?![a-z0-9])")
_OTHER_SYSTEM = re.compile(
    r"(?<![a-z0-9])(?:freebsd|openbsd|netbsd|dragonfly(?:bsd)?|solaris|sunos|aix)(?![a-z0-9])"
)
_PYTHON_TAG = re.compile(r"(?:cpython|pypy|cp|pp)-?\d+[a-z]*|abi3")
_SUFFIX = re.compile(r"\.(?:so(?:\.[\d.]+)?|dll|dylib|jnilib|dynlib|node|exe|lib|pyd|a)$")
_VERSION = re.compile(r"[-_]\d+(?:\.\d+)+(?:[-.][a-z0-9]+)*$")
_RELEASE = re.compile(r"^meta-inf/versions/\d+/")  # of a multi-release JAR, JAR file specification
_ON_LOAD = "JNI_OnLoad_"
_SEPARATORS = re.compile(r"[-_.]{2,}|[-_.]+(?=/|$)|(?<=/)[-_.]+|^[-_.]+")


@lru_cache(maxsize=1 << 14)
def plain_path(path: str) -> str:
    """A path without platform tokens, version and suffix: equal for builds of one library.

    ``Linux/x86_64/libsnappyjava.so`` and ``Linux/aarch64/libsnappyjava.so`` both give
    ``snappyjava``.
    """
    text = _SUFFIX.sub("", _RELEASE.sub("", path.lower()))
    text = _VERSION.sub("", text)
    text = _PYTHON_TAG.sub("", text)
    text = _TOKEN.sub("", text)
    text = _SEPARATORS.sub("", text)
    parts = [part for part in text.split("/") if part]
    if parts and parts[-1].startswith("lib") and len(parts[-1]) > 3:
        parts[-1] = parts[-1][3:]
    return "/".join(parts)


def is_of_another_system(native: NativeObject) -> bool:
    """Whether the path names another system than Linux where the bytes name none.

    Old builds for the BSDs have no sign of their system in them. Only then a path decides.
    """
    silent = native.os == "linux" and not (native.libc or native.needed or native.interpreter)
    return silent and _OTHER_SYSTEM.search(native.where.path.lower()) is not None


def logical_name(native: NativeObject) -> str:
    """The name to show: the JNI library name where the code states it, else the plain file name."""
    for identity in native.jni:
        if identity.startswith(_ON_LOAD):
            return identity.removeprefix(_ON_LOAD)
    plain = plain_path(native.where.path)
    return plain.rpartition("/")[2] or native.where.name


def shaded_under(native: NativeObject) -> str:
    """The package a library was moved to when it was shaded, as its file name has it; else empty.

    Its loader asks for ``libio_grpc_netty_shaded_netty_tcnative_linux_x86_64.so`` then, while the
    code still registers as ``JNI_OnLoad_netty_tcnative``.
    """
    stem = native.where.name.removeprefix("lib")
    for identity in native.jni:
        name = identity.removeprefix(_ON_LOAD)
        position = stem.find(name)
        if name and name != identity and position > 0 and stem[position - 1] == "_":
            return stem[:position].rstrip("_")
    return ""
