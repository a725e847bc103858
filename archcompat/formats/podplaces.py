"""Reads where a pod may run: its nodeSelector, its required node affinity, its tolerations.

https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
"""

from archcompat.formats.yamldoc import Node
from archcompat.model.workload import Pin, Span, Toleration


def pins(selector: Node, key: Node, lines: list[str]) -> tuple[Pin, ...]:
    """The conditions of a nodeSelector, which stands under ``key``."""
    found = []
    for label, value in selector.entries:
        removable = None
        if not selector.flow and label.line == value.line and key.line < label.line:
            alone = len(selector.entries) == 1
            first = key.line if alone else label.line
            removable = (first, label.line - first + 1)
        span = _span(value, lines)
        found.append(Pin(label.line, label.text, "In", (value.text,), span, removable))
    return tuple(found)


def terms(spec: Node, lines: list[str]) -> tuple[tuple[Pin, ...], ...]:
    """What a node must satisfy one of; preferences decide nothing."""
    required = spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]
    return tuple(
        tuple(_expression(one, lines) for one in term["matchExpressions"].items)
        for term in required["nodeSelectorTerms"].items
    )


def _expression(node: Node, lines: list[str]) -> Pin:
    values = node["values"].items
    return Pin(
        node["key"].line,
        node["key"].text,
        node["operator"].text,
        tuple(value.text for value in values),
        _span(values[-1], lines) if values else None,
    )


def _span(value: Node, lines: list[str]) -> Span | None:
    if not value.end or not 0 < value.line <= len(lines):
        return None
    source = lines[value.line - 1]
    if value.text not in source[value.column : value.end]:
        return None  # an encoding whose lines are not these
    return Span(value.line, value.column, value.end, source)


def tolerations(listed: Node) -> tuple[Toleration, ...]:
    """The taints that are tolerated."""
    return tuple(
        Toleration(
            one["key"].text,
            one["operator"].text or "Equal",
            one["value"].text,
            one["effect"].text,
        )
        for one in listed.items
    )


def toleration_place(listed: Node, lines: list[str]) -> tuple[int, int] | None:
    """(line, column) of the ``-`` of the first, where they are in lines."""
    if listed.flow or not listed.items or not 0 < listed.line <= len(lines):
        return None
    column = lines[listed.line - 1].find("-")
    return (listed.line, column) if column >= 0 else None
