"""One file as a subject: a JAR, a wheel, a binary, a requirements file with what it includes."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from archcompat.model.budget import Budget
from archcompat.model.layer import Layer, Member, Subject
from archcompat.model.problem import Problem
from archcompat.sources import Source
from archcompat.sources.disk_file import file_member, unreadable
from archcompat.sources.requirement_files import is_requirements_file, with_included_files


@dataclass(eq=False)
class SingleFileSource(Source):
    """A file, and the files it names by ``-r`` and ``-c`` when it is a requirements file."""

    subject: Subject
    files: tuple[tuple[str, str], ...]
    """(path as a member, path on disk), the file itself first."""
    role: str = ""
    """Of all of them, as ``Member.role``."""
    problems: tuple[Problem, ...] = ()
    layers: tuple[Layer, ...] = (Layer(0),)

    def members(self, layer: Layer, budget: Budget) -> Iterator[Member | Problem]:  # noqa: ARG002
        # There is one layer only; the argument is the protocol's.
        """Give the files in order; one that cannot be read any more is a problem."""
        for path, file in self.files:
            try:
                yield file_member(path, file, budget, follow=True, role=self.role)
            except OSError as error:
                yield unreadable(path, error)


def open_single_file(path: Path, target: str) -> SingleFileSource:
    """Open the file at ``path``, which the user called ``target``. Raises OSError."""
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    first = os.path.normpath(path.absolute())
    role = "requirements" if is_requirements_file(first) else ""
    members, problems = with_included_files(first) if role else (((path.name, first),), ())
    return SingleFileSource(Subject("file", target, f"sha256:{digest}"), members, role, problems)
