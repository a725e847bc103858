"""A pom.xml as the target: itself, or in its place the tree that Maven makes of it."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from archcompat.model.budget import Budget
from archcompat.model.entry import HEAD_SIZE
from archcompat.model.layer import Layer, Member, MemberType, Subject
from archcompat.model.problem import Problem
from archcompat.sources import Source

_PROJECT = re.compile(rb"<project[\s>]")


@dataclass(eq=False)
class MavenSource(Source):
    """One file, with the role of a project or of a dependency tree."""

    subject: Subject
    name: str
    role: str
    data: bytes
    layers: tuple[Layer, ...] = (Layer(0),)
    problems: tuple[Problem, ...] = ()

    def members(self, layer: Layer, budget: Budget) -> Iterator[Member | Problem]:  # noqa: ARG002
        # There is one layer, whose size is known; the arguments are the protocol's.
        """Give the file."""
        yield Member(
            self.name,
            MemberType.FILE,
            len(self.data),
            "",
            self.data[:HEAD_SIZE],
            lambda: BytesIO(self.data),
            self.role,
        )


def is_maven_project(path: Path) -> bool:
    """Whether a file is a POM: by name and how it begins. Raises OSError."""
    if path.suffix.lower() not in (".xml", ".pom"):
        return False
    with path.open("rb") as stream:
        head = stream.read(1 << 14)
    named = path.name == "pom.xml" or path.suffix == ".pom"
    return _PROJECT.search(head) is not None and (named or b"maven.apache.org/POM" in head)


def open_maven_project(
    path: Path, target: str, *, resolve: bool, offline: bool = False
) -> MavenSource:
    """Open the POM at ``path``, which the user called ``target``; ``resolve`` runs Maven.

    Raises OSError, and InputError when Maven does not resolve it.
    """
    data = path.read_bytes()
    subject = Subject("file", target, f"sha256:{hashlib.sha256(data).hexdigest()}")
    if not resolve:
        return MavenSource(subject, path.name, "maven-project", data)
    from archcompat.sources.mavenrun import MavenProject  # noqa: PLC0415 - few run Maven

    tree = MavenProject(path, offline).tree()
    return MavenSource(subject, path.name, "dependency-tree", tree)
