"""Dependencies as a build tool lists them: Maven's and Gradle's trees, and Gradle's locks."""

from collections.abc import Callable, Iterator

from archcompat.formats.dependencytree import Tree, listed
from archcompat.formats.gradletree import is_gradle_report, parse_gradle_lock, parse_gradle_report
from archcompat.formats.maventree import maven_parser, parse_maven_text
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact, SbomPackage
from archcompat.model.marks import Marks

_MOST = 64 << 20  # bytes; the tree of a large product has some 2 MB


class DependencyTree:
    """Reads files of the file system only; the name of one that was printed may be any."""

    name = "dependency-tree"
    marks = Marks(
        suffixes=("txt", "tree", "log", "out", "dot", "tgf", "graphml", "json", "lockfile")
    )

    def claims(self, entry: Entry) -> bool:
        """By the name of a lock, by how it begins, or because the source knows it."""
        return not entry.where.depth and _parser(entry) is not None

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield each artifact that is needed when the project runs."""
        parse = _parser(entry)
        data = entry.read_at_most(_MOST, "a dependency tree")
        for one in listed(parse(data)) if parse is not None else ():
            yield SbomPackage(
                entry.where, one.ref, one.name, one.version, one.purl, one.requires, one.direct
            )


def _parser(entry: Entry) -> Callable[[bytes], list[Tree]] | None:
    if entry.role == "dependency-tree":
        return parse_maven_text
    if entry.where.name.endswith(".lockfile"):
        return parse_gradle_lock
    return maven_parser(entry.head) or (
        parse_gradle_report if is_gradle_report(entry.head) else None
    )


KIND = DependencyTree()
