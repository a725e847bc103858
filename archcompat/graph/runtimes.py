"""Recognises the runtime of a language that was copied in, by its own files."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from archcompat.model.native import NativeObject
from archcompat.model.programfacts import JavaRuntime, RuntimeVersion

_APART = "dotnet-apart"  # the runtime beside a self-contained program
# Each pattern matches one file every copy of the runtime has; group 1 is its home folder.
_MARKS = (
    ("openjdk", re.compile(r"(?:(.*)/)?(?:jre/)?lib/(?:[a-z0-9_]+/)?server/libjvm\.so")),
    ("python", re.compile(r"(?:(.*)/)?lib/(?:libpython(\d\.\d+)[a-z]*\.so\.1\.0)")),
    ("python", re.compile(r"(?:(.*)/)?lib/python(\d\.\d+)/lib-dynload/math\.[^/]+\.so")),
    ("nodejs", re.compile(r"(?:(.*)/)?bin/node")),
    ("dotnet", re.compile(r"(?:(.*)/)?shared/Microsoft\.NETCore\.App/(\d[^/]*)/libcoreclr\.so")),
    (_APART, re.compile(r"(?!.*Microsoft\.NETCore\.App/)(?:(.*)/)?libcoreclr\.so")),
    ("go", re.compile(r"(?:(.*)/)?pkg/tool/linux_[a-z0-9]+/compile")),
    ("ruby", re.compile(r"(?:(.*)/)?lib/ruby/(\d+\.\d+)\.0/[^/]*-linux[^/]*/[^/]+\.so")),
    ("erlang", re.compile(r"(?:(.*)/)?erts-\d[^/]*/bin/beam(?:\.smp)?")),
    ("php", re.compile(r"(?:(.*)/)?(?:bin/php|sbin/php-fpm)")),
)
# What below the home belongs to the runtime; the rest of /usr/local is somebody else's.
_BELONGS = {
    "openjdk": re.compile(r"(?:jre/)?(?:bin|lib|jmods)/.*"),
    "python": re.compile(
        r"bin/(?:python|2to3|pydoc|idle)[^/]*|lib/libpython3?[^/]*"
        r"|lib/python\d\.\d+/(?!site-packages/|dist-packages/).*"
    ),
    "nodejs": re.compile(r"bin/(?:node|npm|npx|corepack)|lib/node_modules/(?:npm|corepack)/.*"),
    "dotnet": re.compile(r"dotnet|(?:host|shared|sdk|packs|templates)/.*"),
    _APART: re.compile(
        r"lib(?:coreclr|coreclrtraceptprovider|clrjit|clretwrc|clrgc(?:exp)?|mscordaccore|mscordbi"
        r"|dbgshim|hostfxr|hostpolicy|System\.[A-Za-z.]+)\.so|createdump|System\.[A-Za-z.]+\.so"
    ),
    "go": re.compile(r"bin/(?:go|gofmt)|pkg/.*|src/.*|test/.*|misc/.*"),
    "ruby": re.compile(
        r"bin/(?:ruby|erb|gem|irb|racc|rake|rbs|rdoc|ri|bundler?)|lib/libruby[^/]*"
        r"|lib/ruby/\d+\.\d+\.\d+/.*"
    ),
    # Applications of Erlang itself that have native code; a release has its own beside them.
    "erlang": re.compile(
        r"erts-[^/]*/.*|bin/[^/]*"
        r"|lib/(?:asn1|crypto|erl_interface|megaco|odbc|os_mon|runtime_tools|tools|wx)-\d[^/]*/.*"
    ),
    "php": re.compile(
        r"bin/(?:php|phpdbg|php-cgi)|sbin/php-fpm|lib/php/extensions/no-debug-.*|lib/libphp\d?\.so"
        r"|lib/apache2/modules/libphp\d?\.so"
    ),
}


@dataclass(frozen=True, slots=True)
class Runtime:
    """A language runtime in the file system."""

    name: str
    """The name of its purl: ``openjdk`` (or its vendor's), ``python``, ``nodejs``, ``dotnet`` …"""
    home: str
    """Its folder, ``usr/local``; empty for the root."""
    version: str
    """As far as its ``release`` file or its file names tell, ``3.8``; else empty."""
    kind: str = ""
    """Which files are its own, a key of those that belong to a runtime."""
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
    natives: Iterable[NativeObject],
    releases: Iterable[JavaRuntime] = (),
    versions: Iterable[RuntimeVersion] = (),
) -> list[Runtime]:
    """Every runtime that the given files (of the file system, owned by no package) show.

    A Java runtime's ``release`` file says whose it is, and files of the others their versions.
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
                found.setdefault((name, home), _runtime(name, home, version))
    for release in releases:
        if release.where.depth == 0 and (key := ("openjdk", release.where.folder)) in found:
            found[key] = _released(found[key], release)
    told = [one for one in versions if one.where.depth == 0]
    return [_versioned(found[key], told) for key in sorted(found)]


def _runtime(kind: str, home: str, version: str) -> Runtime:
    if kind != _APART:
        return Runtime(kind, home, version, kind)
    how = "It lies beside a self-contained program: publish that with --runtime linux-arm64."
    return Runtime("dotnet", home, version, kind, how)


def _versioned(runtime: Runtime, told: Iterable[RuntimeVersion]) -> Runtime:
    """The runtime with the version that a file below its home tells, if one does."""
    prefix = runtime.home + "/" if runtime.home else ""
    found = {
        one.version
        for one in told
        if one.name == runtime.name
        and one.where.path.startswith(prefix)
        and (not runtime.version or f"{one.version}.".startswith(f"{runtime.version}."))
    }
    return replace(runtime, version=found.pop()) if len(found) == 1 else runtime


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
