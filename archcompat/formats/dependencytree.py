"""What build tools print of a project's dependencies, as nodes and edges whatever the tool."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

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
    def name(self) -> tuple[str, str]:
        """(group, artifact)."""
        return (self.group, self.artifact)

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


@dataclass(frozen=True, slots=True)
class Artifact:
    """What a project runs with, and what it needs in its turn."""

    coordinates: Coordinates
    requires: tuple[Coordinates, ...]
    direct: bool
    """A module itself depends on it."""

    def merged(self, other: "Artifact") -> "Artifact":
        """The same artifact as two modules have it."""
        requires = tuple(dict.fromkeys((*self.requires, *other.requires)))
        return replace(self, requires=requires, direct=self.direct or other.direct)


class Grower:
    """Makes a tree of nodes that come with their depths, parents first."""

    def __init__(self) -> None:
        """Begin with no node."""
        self.nodes: list[Node] = []
        self._children: list[list[int]] = []
        self._path: list[int] = []

    def add(self, depth: int, node: Node) -> None:
        """Put a node below the last one that is less deep; the root's depth is 0."""
        index = len(self.nodes)
        self.nodes.append(node)
        self._children.append([])
        del self._path[depth:]
        if self._path:
            self._children[self._path[-1]].append(index)
        self._path.append(index)

    def done(self) -> list[Tree]:
        """The tree, if there is one; the next one begins."""
        nodes, children = tuple(self.nodes), tuple(map(tuple, self._children))
        self.nodes, self._children, self._path = [], [], []
        return [Tree(nodes, children)] if nodes else []


def artifacts(trees: Iterable[Tree]) -> tuple[Artifact, ...]:
    """What the modules of a project depend on when they run, their own artifacts left out.

    Of what lies in several places with several versions the nearest to the module counts, as Maven
    has it, and Gradle says it itself. Artifacts without a file (``pom``) pass on what they need.
    Raises FormatError (``tree-malformed``) for more than any project has.
    """
    trees = list(trees)
    if sum(len(tree.nodes) for tree in trees) > MOST_NODES:
        raise FormatError("tree-malformed", f"it has over {MOST_NODES:,} lines")
    own = {tree.nodes[0].coordinates.key for tree in trees if tree.nodes}
    found: dict[Coordinates, Artifact] = {}
    for one in (one for tree in trees if tree.nodes for one in _of_tree(tree, own)):
        known = found.get(one.coordinates)
        found[one.coordinates] = one if known is None else known.merged(one)
    return tuple(found.values())


def listed(trees: Iterable[Tree]) -> tuple[SbomEntry, ...]:
    """The same as packages, by their package URLs. Raises FormatError as above."""
    found = artifacts(trees)
    purls = {one.coordinates: purl(one.coordinates) for one in found}
    return tuple(
        SbomEntry(
            ref=purls[one.coordinates],
            name=f"{one.coordinates.group}/{one.coordinates.artifact}",
            version=one.coordinates.version,
            purl=purls[one.coordinates],
            requires=tuple(purls[there] for there in one.requires),
            direct=one.direct,
        )
        for one in found
    )


def _of_tree(tree: Tree, own: set[tuple[str, str, str, str]]) -> Iterable[Artifact]:
    depths = _depths(tree)
    chosen: dict[tuple[str, str, str, str], Coordinates] = {}
    order = sorted(depths, key=lambda index: (tree.nodes[index].version_lost, depths[index], index))
    passed = {
        index
        for index in depths
        if tree.nodes[index].coordinates.key in own or tree.nodes[index].coordinates.type == "pom"
    }
    for index in order:
        if index not in passed:
            coordinates = tree.nodes[index].coordinates
            chosen.setdefault(coordinates.key, coordinates)
    needs: dict[Coordinates, dict[Coordinates, None]] = {one: {} for one in chosen.values()}
    direct: set[Coordinates] = set()
    for index in depths:
        here = chosen.get(tree.nodes[index].coordinates.key)
        for child in _behind(tree, index, passed, depths):
            there = chosen[tree.nodes[child].coordinates.key]
            if index == 0:
                direct.add(there)
            elif here is not None and here != there:
                needs[here][there] = None
    for one, others in needs.items():
        yield Artifact(one, tuple(others), one in direct)


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
