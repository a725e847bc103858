"""What ``mvn dependency:tree`` writes: text, also as Maven prints it, dot, tgf, graphml and json.

https://maven.apache.org/plugins/maven-dependency-plugin/tree-mojo.html
"""

import re
from collections.abc import Callable, Iterable

import msgspec
from msgspec import Struct

from archcompat.errors import FormatError
from archcompat.formats.dependencytree import Coordinates, Grower, Node, Tree
from archcompat.formats.xmltree import parse_xml

COLOUR = re.compile(r"\x1b\[[\d;]*m")
"""What Maven writes around words on a terminal."""
_SCOPES = ("compile", "provided", "runtime", "test", "system", "import")
_PART = r"[\w.+\-]+"
_LABEL = rf"\(?{_PART}:{_PART}:{_PART}:{_PART}(?::{_PART}){{0,2}}(?:[ )][^\r\n\"]*)?"
_INFO = re.compile(r"^\[INFO\] ")
_LINE = re.compile(rf"((?:[| ]  )*)(?:[+\\]- )?({_LABEL})")
_ALONE = re.compile(r"[A-Za-z_][\w.-]*:[\w.-]+:[a-z][\w-]*:[\w.+-]+")  # of no dependencies
_BRANCH = re.compile(r"(?:[| ]  )*[+\\]- ")
_NOTE = re.compile(r" - (?:version managed|scope (?:managed|updated)|omitted)|;| \(")
_EDGE = re.compile(r'^\s*"([^"]+)"\s*->\s*"([^"]+)"', re.MULTILINE)
_GRAPH = re.compile(r'digraph\s+"([^"]+)"\s*\{')
_TGF_NODE = re.compile(rf"(-?\d+) ({_LABEL})")
_TGF_EDGE = re.compile(r"(-?\d+) (-?\d+)(?: .*)?")
# What stands at the start of each; of a log, where the tree comes later, what all logs begin with.
_TEXT_START = re.compile(
    rb"(?:\[INFO\] )?[\w.-]+:[\w.-]+:[\w.-]+:[^\s:]+(?::\w+)?\s*\n(?:\[INFO\] )?[+\\]- "
)
_LOG_START = re.compile(rb"\A(?:\x1b\[[\d;]*m)*\[(?:\x1b\[[\d;]*m)?INFO")


def parse_maven_text(data: bytes) -> list[Tree]:
    """The trees of a text, whatever else Maven printed; none if there is none."""
    trees: list[Tree] = []
    grower = Grower()
    lines = data.decode("utf-8", "replace").splitlines()
    plain = [_INFO.sub("", COLOUR.sub("", line)).rstrip() for line in lines]
    for number, line in enumerate(plain):
        match = _LINE.fullmatch(line)
        branch = _BRANCH.match(line) is not None
        follows = number + 1 < len(plain) and _BRANCH.match(plain[number + 1]) is not None
        alone = _ALONE.fullmatch(line) is not None
        node = _node(match[2]) if match is not None and (branch or follows or alone) else None
        if match is None or node is None or (branch and not grower.nodes):
            trees += grower.done()
            continue
        if not branch:
            trees += grower.done()
        grower.add(len(match[1]) // 3 + 1 if branch else 0, node)
    return trees + grower.done()


def parse_maven_dot(data: bytes) -> list[Tree]:
    """The trees of a file of Graphviz graphs. Raises FormatError (``tree-malformed``)."""
    text = data.decode("utf-8", "replace")
    starts = list(_GRAPH.finditer(text))
    trees = []
    for number, start in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(text)
        edges = [match.groups() for match in _EDGE.finditer(text, start.end(), end)]
        labels = dict.fromkeys([start[1], *(label for edge in edges for label in edge)])
        trees.append(_joined({label: label for label in labels}, edges))
    return trees


def parse_maven_tgf(data: bytes) -> list[Tree]:
    """The trees in trivial graph format. Raises FormatError (``tree-malformed``)."""
    trees = []
    labels: dict[str, str] = {}
    edges: list[tuple[str, str]] = []
    for line in data.decode("utf-8", "replace").splitlines():
        node, edge = _TGF_NODE.fullmatch(line), _TGF_EDGE.fullmatch(line)
        if node is not None:
            if edges:  # the next module's
                trees.append(_joined(labels, edges))
                labels, edges = {}, []
            labels[node[1]] = node[2]
        elif edge is not None:
            edges.append((edge[1], edge[2]))
    return [*trees, _joined(labels, edges)]


def parse_maven_graphml(data: bytes) -> list[Tree]:
    """The tree of a GraphML document. Raises FormatError (``xml-malformed``)."""
    labels: dict[str, str] = {}
    edges: list[tuple[str, str]] = []
    for graph in parse_xml(data).all("graph"):
        for node in graph.all("node"):
            shapes = [shape for data in node.all("data") for shape in data.all("ShapeNode")]
            labels[node.attributes.get("id", "")] = "".join(
                shape.value("NodeLabel") for shape in shapes
            )
        edges += [
            (edge.attributes.get("source", ""), edge.attributes.get("target", ""))
            for edge in graph.all("edge")
        ]
    return [_joined(labels, edges)]


class _JsonNode(Struct, rename="camel"):
    group_id: str
    artifact_id: str
    version: str
    type: str = "jar"
    scope: str | None = ""
    classifier: str | None = ""
    children: "list[_JsonNode] | None" = None


def parse_maven_json(data: bytes) -> list[Tree]:
    """The tree of a JSON document. Raises FormatError (``tree-malformed``)."""
    try:
        root = msgspec.json.decode(data, type=_JsonNode)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError("tree-malformed", f"it is no dependency tree: {error}") from None
    grower = Grower()
    todo = [(0, root)]
    while todo:
        depth, one = todo.pop()
        coordinates = Coordinates(
            one.group_id, one.artifact_id, one.version, one.classifier or "", one.type
        )
        grower.add(depth, Node(coordinates, one.scope or ""))
        todo += [(depth + 1, child) for child in reversed(one.children or ())]
    return grower.done()


def maven_parser(head: bytes) -> Callable[[bytes], list[Tree]] | None:
    """What reads a file that begins so; None for one that is no such tree."""
    if head.startswith(b'digraph "') and head.count(b":", 0, 200) >= 3:
        return parse_maven_dot
    if b"<graphml" in head and b'<graph id="dependencies"' in head:
        return parse_maven_graphml
    if re.match(rb'\s*\{\s*"groupId"\s*:\s*"[^"]*",\s*"artifactId"', head):
        return parse_maven_json
    if re.match(rb"-?\d+ [\w.-]+:[\w.-]+:[\w.-]+:", head):
        return parse_maven_tgf
    if _LOG_START.match(head) or _TEXT_START.match(head.replace(b"\r", b"")):
        return parse_maven_text
    return None


def _joined(labels: dict[str, str], edges: Iterable[tuple[str, ...]]) -> Tree:
    """A tree of labels by id and of edges between ids; the first that none leads to is its root."""
    nodes = {one: node for one, label in labels.items() if (node := _node(label)) is not None}
    kept = [(source, target) for source, target in edges if source in nodes and target in nodes]
    targets = {target for _, target in kept}
    root = next((one for one in nodes if one not in targets), None)
    if root is None:
        raise FormatError("tree-malformed", "it has no node that is the project")
    order = [root, *(one for one in nodes if one != root)]
    index = {one: number for number, one in enumerate(order)}
    children: list[list[int]] = [[] for _ in order]
    for source, target in kept:
        children[index[source]].append(index[target])
    return Tree(tuple(nodes[one] for one in order), tuple(map(tuple, children)))


def _node(label: str) -> Node | None:
    """The artifact of ``group:artifact:type[:classifier]:version[:scope]`` and what is noted."""
    lost = "omitted for conflict" in label
    text = _NOTE.split(label.strip().lstrip("("), maxsplit=1)[0].rstrip(") ")
    parts = text.split(":")
    scope = parts.pop() if len(parts) > 4 and parts[-1] in _SCOPES else ""
    if not 4 <= len(parts) <= 5 or not all(parts):
        return None
    group, artifact, kind, *rest = parts
    classifier = rest[0] if len(rest) == 2 else ""
    return Node(Coordinates(group, artifact, rest[-1], classifier, kind), scope, lost)
