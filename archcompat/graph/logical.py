"""Which native files are builds of one logical library for different platforms."""

import re
from collections import defaultdict
from collections.abc import Iterable

from archcompat.model.arch import spellings
from archcompat.model.facts import NativeObject

# Tokens that name a platform or a compiler, not a library.
_PLATFORM = (
    "linux", "linuxmusl", "gnu", "glibc", "musl", "alpine", "eabihf", "gnueabihf", "android", "osx",
    "macos", "macosx", "mac", "darwin", "apple", "windows", "win", "win32", "win64", "mingw",
    "msvc", "freebsd", "openbsd", "netbsd", "dragonflybsd", "solaris", "sunos", "aix", "clang",
    "gcc", "static", "universal", "universal2", "pc", "unknown", "fedora",
)  # fmt: skip
_TOKENS = sorted((*spellings(), *_PLATFORM), key=len, reverse=True)
_TOKEN = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, _TOKENS))})(?![a-z0-9])")
_PYTHON_TAG = re.compile(r"(?:cpython|pypy|cp|pp)-?\d+[a-z]*|abi3")
_SUFFIX = re.compile(r"\.(?:so(?:\.[\d.]+)?|dll|dylib|jnilib|dynlib|node|exe|lib|pyd|a)$")
_VERSION = re.compile(r"[-_]\d+(?:\.\d+)+(?:[-.][a-z0-9]+)*$")
_SEPARATORS = re.compile(r"[-_.]{2,}|[-_.]+(?=/|$)|(?<=/)[-_.]+|^[-_.]+")


def plain_path(path: str) -> str:
    """A path without platform tokens, version and suffix: equal for builds of one library.

    ``Linux/x86_64/libsnappyjava.so`` and ``Linux/aarch64/libsnappyjava.so`` both give
    ``snappyjava``.
    """
    text = _SUFFIX.sub("", path.lower())
    text = _VERSION.sub("", text)
    text = _PYTHON_TAG.sub("", text)
    text = _TOKEN.sub("", text)
    text = _SEPARATORS.sub("", text)
    parts = [part for part in text.split("/") if part]
    if parts and parts[-1].startswith("lib") and len(parts[-1]) > 3:
        parts[-1] = parts[-1][3:]
    return "/".join(parts)


def logical_name(native: NativeObject) -> str:
    """The name to show: the JNI library name where the code states it, else the plain file name."""
    for identity in native.jni:
        if identity.startswith("JNI_OnLoad_"):
            return identity.removeprefix("JNI_OnLoad_")
    plain = plain_path(native.where.path)
    return plain.rpartition("/")[2] or native.where.name


def group(natives: Iterable[NativeObject]) -> list[list[NativeObject]]:
    """Natives grouped into logical libraries.

    Two files belong together when they export a common JNI identity (it survives shading), or,
    without any, when their paths differ only in platform tokens.
    """
    parent: dict[str, str] = {}

    def find(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    keyed: list[tuple[str, NativeObject]] = []
    for native in natives:
        keys = [*native.jni] or [f"path:{plain_path(native.where.path)}"]
        for key in keys[1:]:
            parent[find(key)] = find(keys[0])
        keyed.append((keys[0], native))
    groups: dict[str, list[NativeObject]] = defaultdict(list)
    for key, native in keyed:
        groups[find(key)].append(native)
    return list(groups.values())
