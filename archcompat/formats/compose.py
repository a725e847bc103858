"""Reads Compose files (https://github.com/compose-spec/compose-spec/blob/main/spec.md)."""

from collections.abc import Iterator

from archcompat.formats.archwords import value_arch
from archcompat.formats.dockerfile import expand
from archcompat.formats.yamldoc import Node, parse_yaml
from archcompat.model.facts import Fact, ImageReference
from archcompat.model.where import Where
from archcompat.model.workload import HardCoded


def parse_compose(data: bytes, where: Where) -> Iterator[Fact]:
    """An ImageReference for each service's image, a HardCoded for each node it insists on.

    A service that is built is known by its Dockerfile; of one that is not, variables have the
    values that stand beside them. Raises FormatError as ``parse_yaml`` does.
    """
    for document in parse_yaml(data):
        for name, service in document["services"].entries:
            yield from _of_service(name.text, service, where)


def _of_service(name: str, service: Node, where: Where) -> Iterator[Fact]:
    image, platform = service["image"], service["platform"]
    built = service["build"]
    if image.text and not (built.entries or built.text):
        reference = expand(image.text.strip(), {}) or ""
        insists = expand(platform.text.strip(), {}) or ""
        yield ImageReference(where, image.line, reference, insists, f"service {name}")
    elif platform.text:
        yield from _insists(platform, platform.text, f"platform: {platform.text}", where)
    for one in built["platforms"].items:
        if len(built["platforms"].items) == 1:
            yield from _insists(one, one.text, f"platforms: {one.text}", where)
    for one in service["deploy"]["placement"]["constraints"].items:
        key, equals, value = one.text.partition("==")
        if equals and key.strip() == "node.platform.arch":
            yield from _insists(one, value, one.text, where)


def _insists(node: Node, value: str, text: str, where: Where) -> Iterator[Fact]:
    arch = value_arch(value)
    if arch is not None:
        yield HardCoded(where, node.line, arch, "placement", text)
