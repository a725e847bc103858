"""A pom.xml that is the target: the dependencies that it names itself."""

from collections.abc import Iterator

from archcompat.formats.dependencytree import purl
from archcompat.formats.pom import MOST_BYTES, parse_pom
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact, SbomPackage
from archcompat.model.marks import Marks
from archcompat.model.problem import Problem


class MavenProjectFile:
    """Reads the file that is asked about; one that lies anywhere else is a source of something."""

    name = "maven-project"
    marks = Marks(names=("pom.xml",))

    def claims(self, entry: Entry) -> bool:
        """By what the source knows."""
        return entry.role == "maven-project"

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield what it names with a version, and that there is more."""
        with entry.open() as stream:
            pom = parse_pom(stream.read(MOST_BYTES + 1))
        for one in pom.dependencies:
            found, test = pom.coordinates(one), pom.value(one.written("scope")) == "test"
            version = found.version
            if not one.managed and not test and found.artifact and version and "$" not in version:
                name = f"{found.group}/{found.artifact}"
                told = purl(found)
                yield SbomPackage(entry.where, told, name, version, told, direct=True)
        detail = (
            "only dependencies that it names with their versions are listed: Maven knows the rest,"
            " and is asked with --resolve"
        )
        yield Problem(entry.where, "dependencies-unresolved", detail)


KIND = MavenProjectFile()
