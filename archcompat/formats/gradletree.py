"""What Gradle says of a project's dependencies: lock files, and what ``dependencies`` prints.

https://docs.gradle.org/current/userguide/dependency_locking.html and
.../viewing_debugging_dependencies.html
"""

import re
from collections.abc import Iterable

from archcompat.formats.dependencytree import Coordinates, Grower, Node, Tree

_RULE = re.compile(r"-{20,}")
_SECTION = re.compile(r"([\w.$-]+)(?: - .*)?")
_LINE = re.compile(r"((?:[| ]    )*)[+\\]--- (.+)")
_LOCKED = re.compile(r"([^:\s#=]+):([^:\s=]+):([^:\s=]+)(?:=(\S*))?")
_MARKS = re.compile(r"(?: \((?:\*|n|c)\)| FAILED)+$")
_PROJECT = Node(Coordinates("", "(project)", "", type="pom"))
_STARTS = re.compile(
    rb"^(?:> Task )?:(?:[\w.-]+:)*dependencies\s*$"
    rb"|^-{20,}\r?\n(?:Root project|Project ':)|^[\w$-]+ - .*\r?\n[+\\]--- ",
    re.MULTILINE,
)


def parse_gradle_lock(data: bytes) -> list[Tree]:
    """What a lock file lists for running, all of it direct: locks have no edges."""
    found: list[tuple[Coordinates, tuple[str, ...]]] = []
    for line in data.decode("utf-8", "replace").splitlines():
        match = _LOCKED.fullmatch(line.strip())
        if match is not None:
            names = tuple((match[4] or "").split(",")) if match[4] is not None else ()
            found.append((Coordinates(match[1], match[2], match[3]), names))
    wanted = _running({name for _, names in found for name in names})
    nodes = [_PROJECT, *(Node(one) for one, names in found if not names or wanted & {*names})]
    children = (tuple(range(1, len(nodes))), *(() for _ in nodes[1:]))
    return [Tree(tuple(nodes), children)] if found else []


def parse_gradle_report(data: bytes) -> list[Tree]:
    """The trees of a report: of each project the configurations that it runs with."""
    sections: list[dict[str, list[tuple[int, Node]]]] = []
    lines: list[tuple[int, Node]] | None = None
    for line in data.decode("utf-8", "replace").splitlines():
        text = line.rstrip()
        match = _LINE.fullmatch(text)
        if match is not None and lines is not None:
            node = _node(match[2])
            if node is not None:
                lines.append((len(match[1]) // 5, node))
        elif _RULE.fullmatch(text):
            lines = None  # a project's headline follows, or ends
            if not sections or sections[-1]:
                sections.append({})
        elif match is None and (name := _SECTION.fullmatch(text)) is not None:
            sections = sections or [{}]
            lines = sections[-1].setdefault(name[1], [])
        elif not text:
            lines = None
    trees: list[Tree] = []
    grower = Grower()
    for project in sections:
        wanted = _running({name for name, content in project.items() if content})
        for content in (project[name] for name in project if name in wanted):
            grower.add(0, _PROJECT)
            for depth, node in content:
                grower.add(depth + 1, node)
            trees += grower.done()
    return trees


def is_gradle_report(head: bytes) -> bool:
    """Whether a file that begins so is one."""
    return _STARTS.search(head) is not None


def _running(names: Iterable[str]) -> frozenset[str]:
    """The configurations that something runs with; where none is called so all but the tests'."""
    known = [name for name in names if not name.lower().startswith(_NOT_SHIPPED)]
    return frozenset(name for name in known if name.lower().endswith("runtimeclasspath")) or (
        frozenset(known)
    )


_NOT_SHIPPED = ("test", "annotationprocessor", "compileonly", "checkstyle", "jacoco", "pmd", "kapt")


def _node(text: str) -> Node | None:
    """The artifact of ``group:artifact[:wanted][ -> got]``; a project of the build is none."""
    if text.endswith((" (c)", " FAILED", " (n)")):
        return None  # a constraint brings nothing, and what was not resolved neither
    asked, _, got = _MARKS.sub("", text).partition(" -> ")
    if asked.startswith("project ") or got.startswith("project "):
        return Node(Coordinates("", got or asked, "", type="pom"))
    parts = (got if got.count(":") >= 2 else asked).split(":")
    if len(parts) < 2 or not parts[0]:
        return None
    version = got if got and ":" not in got else parts[2] if len(parts) > 2 else ""
    return Node(Coordinates(parts[0], parts[1], version))
