"""Reads Kubernetes manifests: the images that they name, and where their pods may run.

https://kubernetes.io/docs/reference/kubernetes-api/ has the kinds. A pod's specification is known
by its containers wherever it lies, so that custom resources with a pod template are read as well.
"""

import re
from collections.abc import Iterator

from archcompat.errors import FormatError
from archcompat.formats.imagereference import image_name
from archcompat.formats.podplaces import pins, terms, toleration_place, tolerations
from archcompat.formats.yamldoc import Node, parse_yaml
from archcompat.model.facts import Fact, ImageReference
from archcompat.model.where import Where
from archcompat.model.workload import Workload

# Text of other programs, and what objects look like instead of objects.
_NO_PODS = frozenset(("ConfigMap", "Secret", "CustomResourceDefinition"))
_CONTAINERS = (
    ("containers", "container"),
    ("initContainers", "init container"),
    ("ephemeralContainers", "ephemeral container"),
)
_IMAGE_OPTION = re.compile(r"--?(?:[\w.-]*[.-])?(?:image|reloader)")
_DEEPEST = 40  # a CronJob's containers lie 7 deep in it, and it may lie in a List


def parse_manifests(data: bytes, where: Where) -> Iterator[Fact]:
    """An ImageReference for each image that is named, a Workload for each pod specification.

    Raises FormatError as ``parse_yaml`` does, after the facts of the documents before.
    """
    lines = data.decode("utf-8-sig", "replace").splitlines()
    for document in parse_yaml(data):
        yield from _of_object(document, where, lines, set(), 0)


def _of_object(
    node: Node, where: Where, lines: list[str], seen: set[int], depth: int
) -> Iterator[Fact]:
    kind = node["kind"].text
    if not kind or not node["apiVersion"].text or kind in _NO_PODS or depth > _DEEPEST:
        return
    if kind.endswith("List"):
        if id(node) in seen:
            return
        seen.add(id(node))
        for item in node["items"].items:
            yield from _of_object(item, where, lines, seen, depth + 1)
        return
    meta = node["metadata"]
    name = meta["name"].text or meta["generateName"].text
    namespace = meta["namespace"].text
    full = f"{namespace}/{name}" if namespace and name else name
    head = Workload(where, node["kind"].line, kind, full)
    yield from _search(node, head, lines, seen, depth)


def _search(
    node: Node, head: Workload, lines: list[str], seen: set[int], depth: int
) -> Iterator[Fact]:
    """What is below a node, each once: an alias leads to what was met before."""
    if node.scalar or id(node) in seen or depth > _DEEPEST:
        return
    seen.add(id(node))
    if _is_pod(node):
        yield from _pod(node, head, lines)
        return
    reference, line = _image(node["image"])
    if _is_plausible(reference):
        yield ImageReference(head.where, line, reference, usage=head.title)
    for below in (*node.items, *(value for _, value in node.entries)):
        yield from _search(below, head, lines, seen, depth + 1)


def _image(node: Node) -> tuple[str, int]:
    """(reference, line) of what custom resources call an image: in one, or in parts."""
    if node.scalar:
        return node.text.strip(), node.line
    parts = [node[key].text for key in ("registry", "repository")]
    path = "/".join(part for part in parts if part)
    return f"{path}:{node['tag'].text}", node["tag"].line


def _is_plausible(reference: str) -> bool:
    """Whether a text can hardly be anything but an image: a custom resource may call much so."""
    try:
        image = image_name(reference)
    except FormatError:
        return False
    return bool(image.tag or image.digest or image.host)


def _is_pod(node: Node) -> bool:
    return any(one["image"].text for one in node["containers"].items)


def _pod(spec: Node, head: Workload, lines: list[str]) -> Iterator[Fact]:
    images = []
    for key, what in _CONTAINERS:
        for container in spec[key].items:
            image = container["image"]
            if not image.text:
                continue
            name = container["name"].text
            usage = f"{head.title}, {what} {name}".rstrip()
            reference = image.text.strip()
            yield ImageReference(head.where, image.line, reference, usage=usage)
            images.append(reference)
            yield from _arguments(container, usage, head)
    selector = spec["nodeSelector"]
    listed = spec["tolerations"]
    yield Workload(
        head.where,
        head.line,
        head.kind,
        head.name,
        images=tuple(dict.fromkeys(images)),
        selector=pins(selector, spec.key("nodeSelector"), lines),
        terms=terms(spec, lines),
        tolerations=tolerations(listed),
        spec=None if spec.flow else (spec.line, spec.column),
        selector_place=_place(selector),
        tolerations_place=toleration_place(listed, lines),
    )


def _arguments(container: Node, usage: str, head: Workload) -> Iterator[Fact]:
    """Images that a program is told to start others from: ``--executor-image REFERENCE``."""
    before = ""
    for one in (*container["command"].items, *container["args"].items):
        option, equals, value = one.text.partition("=")
        if not equals:
            option, value = before, one.text
        before = one.text
        if _IMAGE_OPTION.fullmatch(option) and _is_plausible(value):
            yield ImageReference(head.where, one.line, value, usage=f"{usage}, {option}")
    for variable in container["env"].items:
        name, text = variable["name"].text, variable["value"]
        if name.upper().endswith("_IMAGE") and _is_plausible(text.text):
            yield ImageReference(head.where, text.line, text.text, usage=f"{usage}, {name}")


def _place(mapping: Node) -> tuple[int, int] | None:
    return (mapping.line, mapping.column) if mapping.entries and not mapping.flow else None
