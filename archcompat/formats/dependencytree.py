"""What build tools print of a project's dependencies, as nodes and edges whatever the tool."""

from collections.abc import Iterable
from dataclasses import dataclass

from archcompat.errors import FormatError
from archcompat.formats.sbom import SbomEntry

MOST_NODES = 500_000


@dataclass(frozen=True, slots=True)
class Coordinates:
    """An artifact of a Maven repository."""

    group: str
    artifact: str
    version: str
    classifier: str = ""
    type: str = "jar"

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What a class path has one version of."""
        return (self.group, self.artifact, self.classifier, self.type)

    @property
    def label(self) -> str:
        """``group:artifact:version[:classifier]``, without what is not known."""
        return ":".join(filter(None, (self.group, self.artifact, self.version, self.classifier)))


@dataclass(frozen=True, slots=True)
class Node:
    """One place in a tree; an artifact may be in several."""

    coordinates: Coordinates
    scope: str = ""
    """Maven's, empty for none."""
    version_lost: bool = False
    """Another place decides the version: here it is only what was asked for."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The dependencies of one module; the first node is the module itself."""

    nodes: tuple[Node, ...]
    children: tuple[tuple[int, ...], ...]
    """Of each node, by index."""


def listed(trees: Iterable[Tree]) -> tuple[SbomEntry, ...]:
    """What the modules of a project depend on when they run, their own artifacts left out.

    Of what lies in several places with several versions the nearest to the module counts, as Maven
    has it, and Gradle says it itself. Artifacts without a file (``pom``) pass on what they need.
    Raises FormatError (``tree-malformed``) for more than any project has.
    """
    trees = list(trees)
    if sum(len(tree.nodes) for tree in trees) > MOST_NODES:
        raise FormatError("tree-malformed", f"it has over {MOST_NODES:,} lines")
    own = {tree.nodes[0].coordinates.key for tree in trees if tree.nodes}
    entries: dict[str, SbomEntry] = {}
    for tree in trees:
        for entry in _of_tree(tree, own) if tree.nodes else ():
            known = entries.get(entry.ref)
            if known is not None:
                entry = SbomEntry(  # noqa: PLW2901 - the merge of both takes its place
                    entry.ref,
                    entry.name,
                    entry.version,
                    entry.purl,
                    tuple(dict.fromkeys((*known.requires, *entry.requires))),
                    known.direct or entry.direct,
                )
            entries[entry.ref] = entry
    return tuple(entries.values())


def _of_tree(tree: Tree, own: set[tuple[str, str, str, str]]) -> Iterable[SbomEntry]:
    depths = _depths(tree)
    chosen: dict[tuple[str, str, str, str], int] = {}
    order = sorted(depths, key=lambda index: (tree.nodes[index].version_lost, depths[index], index))
    for index in order:
        chosen.setdefault(tree.nodes[index].coordinates.key, index)
    passed = {
        index
        for index in depths
        if tree.nodes[index].coordinates.key in own or tree.nodes[index].coordinates.type == "pom"
    }
    purls = {
        key: purl(tree.nodes[index].coordinates)
        for key, index in chosen.items()
        if index not in passed
    }
    needs: dict[str, dict[str, None]] = {one: {} for one in purls.values()}
    direct: set[str] = set()
    for index in depths:
        node = tree.nodes[index]
        here = "" if index in passed else purls[node.coordinates.key]
        for child in _behind(tree, index, passed, depths):
            there = purls[tree.nodes[child].coordinates.key]
            if index == 0:
                direct.add(there)
            elif here and here != there:
                needs[here][there] = None
    for key, one in purls.items():
        coordinates = tree.nodes[chosen[key]].coordinates
        name = f"{coordinates.group}/{coordinates.artifact}"
        yield SbomEntry(one, name, coordinates.version, one, tuple(needs[one]), one in direct)


def _depths(tree: Tree) -> dict[int, int]:
    """How deep each node lies, those left out that only tests need."""
    depths = {0: 0}
    queue = [0]
    for index in queue:
        for child in tree.children[index]:
            if child not in depths and tree.nodes[child].scope != "test":
                depths[child] = depths[index] + 1
                queue.append(child)
    return depths


def _behind(tree: Tree, index: int, passed: set[int], reached: dict[int, int]) -> Iterable[int]:
    """The children of a node, in place of those without a file what these have."""
    todo = list(reversed(tree.children[index]))
    seen = set()
    while todo:
        child = todo.pop()
        if child in seen or child not in reached:
            continue
        seen.add(child)
        if child in passed:
            todo.extend(reversed(tree.children[child]))
        else:
            yield child


def purl(coordinates: Coordinates) -> str:
    """The package URL of an artifact (purl-spec, ``maven``)."""
    from packageurl import PackageURL  # noqa: PLC0415 - only where a tree is

    qualifiers = {"classifier": coordinates.classifier}
    if coordinates.type != "jar":
        qualifiers["type"] = coordinates.type
    return PackageURL(
        "maven",
        coordinates.group,
        coordinates.artifact,
        coordinates.version,
        {key: value for key, value in qualifiers.items() if value},
    ).to_string()
