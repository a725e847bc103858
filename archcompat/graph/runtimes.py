"""Recognises a JVM, a CPython or a Node.js that was copied in, by its own files."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from archcompat.model.facts import JavaRuntime, NativeObject

# Each pattern matches one file every copy of the runtime has; group 1 is its home folder.
_MARKS = (
    ("openjdk", re.compile(r"(?:(.*)/)?(?:jre/)?lib/(?:[a-z0-9_]+/)?server/libjvm\.so")),
    ("python", re.compile(r"(?:(.*)/)?lib/(?:libpython(\d\.\d+)[a-z]*\.so\.1\.0)")),
    ("python", re.compile(r"(?:(.*)/)?lib/python(\d\.\d+)/lib-dynload/math\.[^/]+\.so")),
    ("nodejs", re.compile(r"(?:(.*)/)?bin/node")),
)
# What below the home belongs to the runtime; the rest of /usr/local is somebody else's.
_BELONGS = {
    "openjdk": re.compile(r"(?:jre/)?(?:bin|lib|jmods)/.*"),
    "python": re.compile(
        r"bin/(?:python|2to3|pydoc|idle)[^/]*|lib/libpython3?[^/]*"
        r"|lib/python\d\.\d+/(?!site-packages/|dist-packages/).*"
    ),
    "nodejs": re.compile(r"bin/(?:node|npm|npx|corepack)|lib/node_modules/(?:npm|corepack)/.*"),
}


@dataclass(frozen=True, slots=True)
class Runtime:
    """A language runtime in the file system."""

    name: str
    """``openjdk`` (or its vendor's), ``python`` or ``nodejs``: the name of its purl."""
    home: str
    """Its folder, ``usr/local``; empty for the root."""
    version: str
    """As far as its ``release`` file or its file names tell, ``3.8``; else empty."""
    kind: str = ""
    """Which files are its own: ``openjdk``, ``python`` or ``nodejs``."""
    detail: str = ""
    """What more there is to know, in a sentence for people."""

    def owns(self, path: str) -> bool:
        """Whether a file of the file system is part of it."""
        prefix = self.home + "/" if self.home else ""
        return (
            path.startswith(prefix)
            and _BELONGS[self.kind].fullmatch(path[len(prefix) :]) is not None
        )


def runtimes(
    natives: Iterable[NativeObject], releases: Iterable[JavaRuntime] = ()
) -> list[Runtime]:
    """Every runtime that the given files (of the file system, owned by no package) show.

    A Java runtime's ``release`` file says whose it is.
    """
    found: dict[tuple[str, str], Runtime] = {}
    paths = {native.where.path for native in natives}
    for path in sorted(paths):
        for name, mark in _MARKS:
            match = mark.fullmatch(path)
            if match is not None:
                version = match[2] if mark.groups > 1 else ""
                home = match[1] or ""
                if name == "openjdk" and home.rpartition("/")[2] == "jre" and paths & _of_jdk(home):
                    home = home.rpartition("/")[0]
                found.setdefault((name, home), Runtime(name, home, version, name))
    for release in releases:
        if release.where.depth == 0 and (key := ("openjdk", release.where.folder)) in found:
            found[key] = _released(found[key], release)
    return [found[key] for key in sorted(found)]


def _released(runtime: Runtime, release: JavaRuntime) -> Runtime:
    linked = (
        f"jlink made it of {len(release.modules)} modules; run that again with the modules of a JDK"
        " for the target."
    )
    return replace(
        runtime,
        name=release.vendor,
        version=release.version,
        detail=linked if release.linked else "",
    )


def _of_jdk(jre: str) -> set[str]:
    """Programs beside a folder that show it to be the ``jre`` of a JDK (until Java 8)."""
    above = jre.removesuffix("jre")
    return {f"{above}bin/java", f"{above}bin/javac"}
