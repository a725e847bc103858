"""The files by which a copied language runtime tells its version.

Node.js has ``node_version.h``, CPython ``patchlevel.h``, Ruby ``rbconfig.rb``, PHP
``php_version.h``, Go ``VERSION`` in its root, Erlang ``OTP_VERSION``, each of its own build; beside
a self-contained .NET program ``deps.json`` names the pack of the runtime.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class VersionFile:
    """How one such file is known, and where the version is in it."""

    runtime: str
    """Name of the runtime's ``pkg:generic`` purl."""
    name: str
    """What the file's name is, or ends with after a dot."""
    path: re.Pattern[str]
    """What its path ends with."""
    version: re.Pattern[bytes]
    """The version's parts are its groups; the first match counts."""


VERSION_FILES = (
    VersionFile(
        "nodejs",
        "node_version.h",
        re.compile(r"(?:^|/)include/node/node_version\.h$"),
        re.compile(
            rb"#define NODE_MAJOR_VERSION (\d+)\s+#define NODE_MINOR_VERSION (\d+)\s+"
            rb"#define NODE_PATCH_VERSION (\d+)"
        ),
    ),
    VersionFile(
        "python",
        "patchlevel.h",
        re.compile(r"(?:^|/)include/python\d\.\d+[a-z]*/patchlevel\.h$"),
        re.compile(rb'#define PY_VERSION\s+"(\d+\.\d+\.\d+)'),
    ),
    VersionFile(
        "ruby",
        "rbconfig.rb",
        re.compile(r"(?:^|/)lib/ruby/\d+\.\d+\.\d+/[^/]+/rbconfig\.rb$"),
        re.compile(rb'CONFIG\["RUBY_PROGRAM_VERSION"\] = "(\d+\.\d+\.\d+)'),
    ),
    VersionFile(
        "php",
        "php_version.h",
        re.compile(r"(?:^|/)include/php/main/php_version\.h$"),
        re.compile(rb'#define PHP_VERSION "(\d+\.\d+\.\d+)'),
    ),
    VersionFile(
        "go", "VERSION", re.compile(r"(?:^|/)VERSION$"), re.compile(rb"\Ago(\d+\.\d+(?:\.\d+)?)")
    ),
    VersionFile(
        "erlang",
        "OTP_VERSION",
        re.compile(r"(?:^|/)releases/\d+/OTP_VERSION$"),
        re.compile(rb"\A(\d+(?:\.\d+)+)"),
    ),
    VersionFile(
        "dotnet",
        "deps.json",
        re.compile(r"[^/]\.deps\.json$"),
        re.compile(rb'"runtimepack\.Microsoft\.NETCore\.App\.Runtime\.[\w-]+/(\d+\.\d+\.\d+)'),
    ),
)


def version_file(path: str) -> VersionFile | None:
    """What a file of that path may be; None for any other."""
    return next((one for one in VERSION_FILES if one.path.search(path)), None)


def read_version(kind: VersionFile, data: bytes) -> str:
    """The version that the beginning of a file tells; empty if it tells none."""
    found = kind.version.search(data)
    return b".".join(found.groups()).decode("ascii") if found is not None else ""
