"""A pom.xml that is the target: the dependencies that it names itself."""

from collections.abc import Iterator

from archcompat.formats.dependencytree import Coordinates, purl
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
            group, artifact, version, classifier, kind, scope = (
                pom.value(one.written(name)) for name in _FIELDS
            )
            if not one.managed and scope != "test" and artifact and version and "$" not in version:
                coordinates = Coordinates(group, artifact, version, classifier, kind or "jar")
                name = f"{group}/{artifact}"
                told = purl(coordinates)
                yield SbomPackage(entry.where, told, name, version, told, direct=True)
        detail = (
            "only dependencies that it names with their versions are listed: Maven knows the rest,"
            " and is asked with --resolve"
        )
        yield Problem(entry.where, "dependencies-unresolved", detail)


_FIELDS = ("groupId", "artifactId", "version", "classifier", "type", "scope")
KIND = MavenProjectFile()
