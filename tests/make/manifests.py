"""Makes Kubernetes manifests, and applies the edits that a report names to them."""

from collections.abc import Iterable

from archcompat.model.report import Edit


def deployment(name: str, *images: str, spec: str = "", kind: str = "Deployment") -> str:
    """A workload with a container for each image; ``spec`` is further YAML of its pod."""
    containers = "".join(
        f"        - name: c{number}\n          image: {image}\n"
        for number, image in enumerate(images)
    )
    further = "".join(f"      {line}\n" for line in spec.splitlines())
    return (
        f"apiVersion: apps/v1\nkind: {kind}\nmetadata:\n  name: {name}\nspec:\n  template:\n"
        f"    metadata:\n      labels:\n        app: {name}\n    spec:\n{further}"
        f"      containers:\n{containers}"
    )


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text with the edits done, the last one first."""
    lines = text.splitlines()
    for edit in sorted(edits, key=lambda one: one.line, reverse=True):
        start = edit.line - 1
        lines[start : start + edit.removes] = edit.lines
    return "".join(f"{line}\n" for line in lines)
