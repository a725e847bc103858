"""Makes what ``mvn dependency:tree`` writes, in each of its formats, and Gradle's report."""

import json
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Branch:
    """One place in a tree: ``group:artifact:type[:classifier]:version[:scope]`` and a note."""

    label: str
    children: list["Branch"] = field(default_factory=list)
    note: str = ""
    """``omitted for duplicate``."""

    @property
    def text(self) -> str:
        return f"({self.label} - {self.note})" if self.note else self.label


def text(root: Branch) -> str:
    """As it is with ``-DoutputFile``."""
    return "\n".join([root.text, *_lines(root, "", "+- ", "\\- ", "|  ")]) + "\n"


def log(*roots: Branch) -> str:
    """As Maven prints it, module by module."""
    said = ["Scanning for projects...", ""]
    for root in roots:
        said += [f"--- dependency:3.8.1:tree (default-cli) @ {root.label.split(':')[1]} ---"]
        said += [*text(root).splitlines(), ""]
    return "\n".join(f"[INFO] {line}" for line in [*said, "BUILD SUCCESS"]) + "\n"


def dot(root: Branch) -> str:
    """A Graphviz digraph."""
    edges = "".join(f'\t"{a.text}" -> "{b.text}" ; \n' for a, b in _edges(root))
    return f'digraph "{root.text}" {{ \n{edges} }} '


def tgf(root: Branch) -> str:
    """Trivial graph format."""
    nodes = "".join(f"{id(one)} {one.text}\n" for one in _all(root))
    edges = "".join(f"{id(a)} {id(b)} compile\n" for a, b in _edges(root))
    return f"{nodes}#\n{edges}"


def graphml(root: Branch) -> str:
    """GraphML as yEd reads it."""
    nodes = "".join(
        f'<node id="{id(one)}"><data key="d0"><y:ShapeNode><y:NodeLabel>{one.text}'
        "</y:NodeLabel></y:ShapeNode></data></node>\n"
        for one in _all(root)
    )
    edges = "".join(f'<edge source="{id(a)}" target="{id(b)}"/>\n' for a, b in _edges(root))
    return (
        '<?xml version="1.0"?> <graphml xmlns="http://graphml.graphdrawing.org/xmlns"'
        ' xmlns:y="http://www.yworks.com/xml/graphml">\n'
        f'<graph id="dependencies" edgedefault="directed">\n{nodes}{edges}</graph></graphml>'
    )


def as_json(root: Branch) -> str:
    """One object in another."""
    return json.dumps(_object(root), indent=2)


def gradle(project: str, sections: dict[str, list[Branch]]) -> str:
    """A report of ``gradle dependencies``, labels as Gradle writes them."""
    rule = "-" * 60
    parts = [f"\n> Task :dependencies\n\n{rule}\n{project}\n{rule}\n"]
    for name, branches in sections.items():
        body = _lines(Branch("", branches), "", "+--- ", "\\--- ", "|    ")
        parts.append(
            "\n".join([f"{name} - Of source set 'main'.", *(body or ["No dependencies"]), ""])
        )
    return "\n".join([*parts, "(*) - dependencies omitted (listed previously)\n"])


def _lines(root: Branch, before: str, middle: str, last: str, bar: str) -> list[str]:
    found = []
    for number, child in enumerate(root.children, 1):
        end = number == len(root.children)
        found.append(before + (last if end else middle) + child.text)
        inner = before + (" " * len(bar) if end else bar)
        found += _lines(child, inner, middle, last, bar)
    return found


def _all(root: Branch) -> list[Branch]:
    return [root, *(one for child in root.children for one in _all(child))]


def _edges(root: Branch) -> list[tuple[Branch, Branch]]:
    return [(one, child) for one in _all(root) for child in one.children]


def _object(branch: Branch) -> dict[str, Any]:
    group, artifact, kind, *rest = branch.label.split(":")
    scope = rest.pop() if rest[-1] in ("compile", "runtime", "test", "provided") else ""
    return {
        "groupId": group,
        "artifactId": artifact,
        "version": rest[-1],
        "type": kind,
        "scope": scope,
        "classifier": rest[0] if len(rest) == 2 else "",
        "optional": "false",
        "children": [_object(child) for child in branch.children],
    }
