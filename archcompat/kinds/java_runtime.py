"""The ``release`` file of a Java runtime: a JDK, a JRE, or what jlink made of one."""

from collections.abc import Iterator

from archcompat.formats.javarelease import parse_java_release
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.programfacts import JavaRuntime

_LIMIT = 64 << 10  # bytes; real ones are below 4 KB


class JavaRuntimeRelease:
    """Says whose build of which Java is there."""

    name = "java-runtime"
    marks = Marks(names=("release",))

    def claims(self, entry: Entry) -> bool:
        """By the name, and what such a file must say; many a file is called release."""
        path = entry.where.parts[-1]
        named = path == "release" or path.endswith("/release")
        return named and b"JAVA_VERSION=" in entry.head

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the runtime."""
        with entry.open() as stream:
            text = stream.read(_LIMIT).decode("utf-8", "replace")
        found = parse_java_release(text)
        if found is not None:
            yield JavaRuntime(
                entry.where, found.vendor, found.version, found.modules, linked=found.linked
            )


KIND = JavaRuntimeRelease()
