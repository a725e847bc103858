"""Reads YAML into nodes that know their lines (https://yaml.org/spec/1.1/), whatever the bytes.

libyaml gives the events; they are put together here, because PyYAML's own composer recurses in C
and knows no limits. An alias is the very node it stands for, so that no bomb goes off.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from archcompat.errors import FormatError

MAX_BYTES = 16 << 20  # what `helm template` gives of the largest charts has some 4 MB
_DEEPEST = 100  # nested collections; libyaml takes quadratic time over flow ones
_MOST = 1_000_000  # nodes of a file
_NULL = frozenset(("", "~", "null", "Null", "NULL"))


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A scalar, a sequence or a mapping of a document; one that is missing is like an empty one."""

    line: int = 0
    """From 1; of a mapping that of its first key. 0: it is missing."""
    column: int = 0
    """From 0, as ``line``."""
    end: int = 0
    """The column behind a scalar that ends on the line it begins on, else 0."""
    text: str = ""
    """Of a scalar; empty for null."""
    scalar: bool = False
    flow: bool = False
    """A collection in brackets."""
    items: tuple["Node", ...] = ()
    """Of a sequence."""
    entries: tuple[tuple["Node", "Node"], ...] = ()
    """Of a mapping, in order."""

    def __getitem__(self, key: str) -> "Node":
        """The value of a key of a mapping, merged ones too; a missing node without it."""
        return _value(self, key)

    def key(self, name: str) -> "Node":
        """The node of a key itself; a missing node without it."""
        return next((key for key, _ in reversed(self.entries) if key.text == name), MISSING)


MISSING = Node()


def _value(node: Node, key: str) -> Node:
    """The value of a key in a mapping, or in the first of those it takes in by ``<<`` that has it.

    Each is looked into once, however many aliases lead to it.
    """
    looked_into: set[int] = set()
    left = [node]
    while left:
        mapping = left.pop()
        if id(mapping) in looked_into:
            continue
        looked_into.add(id(mapping))
        for name, value in reversed(mapping.entries):  # the last of several holds
            if name.text == key:
                return value
        merges = [value for name, value in mapping.entries if name.text == "<<"]
        left += reversed([one for value in merges for one in value.items or (value,)])
    return MISSING


def parse_yaml(data: bytes) -> Iterator[Node]:
    """The documents of a stream, in order.

    Raises FormatError (``yaml-malformed``, ``limit-size``, ``limit-depth``, ``limit-entries``)
    where one cannot be read; those before it were given already.
    """
    if len(data) > MAX_BYTES:
        raise FormatError("limit-size", f"a YAML file of over {MAX_BYTES:,} bytes")
    yaml, loader = _library()
    stack: list[_Open] = []
    anchors: dict[str, Node] = {}
    number = 0
    try:
        for event in yaml.parse(data, Loader=loader):
            match type(event).__name__:
                case "DocumentStartEvent":
                    anchors = {}
                    continue
                case "MappingStartEvent" | "SequenceStartEvent":
                    if len(stack) == _DEEPEST:
                        raise FormatError("limit-depth", f"it nests over {_DEEPEST} levels deep")
                    stack.append(_Open(event))
                    continue
                case "MappingEndEvent" | "SequenceEndEvent":
                    closed = stack.pop()
                    node, anchor = closed.node(), closed.start.anchor
                case "ScalarEvent":
                    node, anchor = _scalar(event), event.anchor
                case "AliasEvent":
                    # One to what encloses it stands for nothing: no tool that is meant takes it.
                    node, anchor = anchors.get(event.anchor, MISSING), None
                case _:
                    continue
            number += 1
            if number > _MOST:
                raise FormatError("limit-entries", f"it has over {_MOST:,} values")
            if anchor:
                anchors[anchor] = node
            if stack:
                stack[-1].nodes.append(node)
            else:
                yield node
    except (yaml.YAMLError, ValueError) as error:
        raise FormatError("yaml-malformed", f"it is no YAML: {_cause(error)}") from None


@dataclass(slots=True)
class _Open:
    """A collection whose end was not met yet."""

    start: Any
    nodes: list[Node] = field(default_factory=list)

    def node(self) -> Node:
        mark = self.start.start_mark
        line, column = mark.line + 1, mark.column
        flow = bool(self.start.flow_style)
        if type(self.start).__name__ == "SequenceStartEvent":
            return Node(line, column, flow=flow, items=tuple(self.nodes))
        if self.nodes:  # an anchor or a tag may stand before the first key
            line, column = self.nodes[0].line, self.nodes[0].column
        entries = tuple(zip(self.nodes[::2], self.nodes[1::2], strict=True))
        return Node(line, column, flow=flow, entries=entries)


def _scalar(event: Any) -> Node:
    first, last = event.start_mark, event.end_mark
    plain = event.style is None or event.style == ""
    text = "" if plain and event.value in _NULL else event.value
    end = last.column if last.line == first.line else 0
    return Node(first.line + 1, first.column, end, text, scalar=True)


@cache
def _library() -> tuple[Any, Any]:
    import yaml  # noqa: PLC0415 - few subjects have a YAML file

    return yaml, yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


def _cause(error: Exception) -> str:
    """In one line, with the line of the file."""
    mark = getattr(error, "problem_mark", None)
    said = getattr(error, "problem", None) or str(error).partition("\n")[0]
    return f"line {mark.line + 1}: {said}" if mark is not None else said
