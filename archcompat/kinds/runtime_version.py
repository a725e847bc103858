"""The files by which a copied Node.js, CPython, Ruby, PHP, Go, Erlang or .NET tells its version."""

from collections.abc import Iterator

from archcompat.formats.runtimeversion import VERSION_FILES, read_version, version_file
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.programfacts import RuntimeVersion

_LIMIT = 256 << 10  # bytes; Ruby's has 20 KB, and .NET names its own pack first


class RuntimeVersionFile:
    """Says which version of a language's runtime is there."""

    name = "runtime-version"
    marks = Marks(
        names=tuple(one.name for one in VERSION_FILES if one.name != "deps.json"),
        suffixes=("json",),
    )

    def claims(self, entry: Entry) -> bool:
        """By the path; many a file is called VERSION, and Go's says so."""
        path = entry.where.path
        if path.endswith("VERSION") and not path.endswith("OTP_VERSION"):
            return entry.head.startswith(b"go1.")
        return (not path.endswith(".json") or path.endswith(".deps.json")) and (
            version_file(path) is not None
        )

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the version."""
        kind = version_file(entry.where.path)
        with entry.open() as stream:
            version = read_version(kind, stream.read(_LIMIT)) if kind is not None else ""
        if kind is not None and version:
            yield RuntimeVersion(entry.where, kind.runtime, version)


KIND = RuntimeVersionFile()
