"""What META-INF inside a Java archive says the archive, or a part shaded into it, is."""

from collections.abc import Iterator

from archcompat.formats.javamanifest import (
    manifest_identities,
    parse_manifest,
    parse_pom_properties,
)
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.programfacts import JavaIdentity

_MANIFEST = "META-INF/MANIFEST.MF"
_LIMIT = 1 << 20  # bytes; a signed JAR's manifest may be longer, but its main section is first


class JavaMetadata:
    """Reads MANIFEST.MF, and pom.properties where Maven puts it, inside archives only."""

    name = "java-identity"
    marks = Marks(names=("MANIFEST.MF", "pom.properties"))

    def claims(self, entry: Entry) -> bool:
        """By the exact path: a class loader knows no other."""
        path = entry.where.parts[-1]
        if path[:9] != "META-INF/" or entry.where.depth < 1:
            return False
        return path == _MANIFEST or (
            path.startswith("META-INF/maven/")
            and path.endswith("/pom.properties")
            and path.count("/") == 4
        )

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield what is said, in the order of how exact it is."""
        with entry.open() as stream:
            data = stream.read(_LIMIT)
        where = entry.where
        if where.path == _MANIFEST:
            for found in manifest_identities(parse_manifest(data)):
                yield JavaIdentity(where, *found, source="manifest")
            return
        said = parse_pom_properties(data)
        group, artifact = where.path.split("/")[2:4]
        yield JavaIdentity(
            where,
            said.group or group,
            said.artifact or artifact,
            said.version,
            source="pom.properties",
        )


KIND = JavaMetadata()
