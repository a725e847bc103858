"""Reads an opened source to its end, so that tests can say what was in it."""

from dataclasses import dataclass, field

from archcompat.errors import FormatError
from archcompat.model.budget import Budget
from archcompat.model.layer import Layer, MemberType
from archcompat.model.problem import Problem
from archcompat.sources import Source


@dataclass
class Reading:
    """What one layer gave."""

    files: dict[str, bytes] = field(default_factory=dict)
    """Content of regular files by path."""
    links: dict[str, str] = field(default_factory=dict)
    """Symlinks by path, their text as written."""
    paths: list[str] = field(default_factory=list)
    """Everything, in order."""
    problems: list[Problem] = field(default_factory=list)
    error: str = ""
    """Code of the FormatError that ended it."""


def read(source: Source, layer: Layer) -> Reading:
    """Read one layer to its end or to the error that ends it."""
    reading = Reading()
    try:
        for member in source.members(layer, Budget()):
            if isinstance(member, Problem):
                reading.problems.append(member)
                continue
            reading.paths.append(member.path)
            if member.type is MemberType.SYMLINK:
                reading.links[member.path] = member.link
            if member.type is MemberType.FILE and member.open is not None:
                with member.open() as stream:
                    content = stream.read()
                assert content[:512] == member.head
                reading.files[member.path] = content
    except FormatError as error:
        reading.error = error.code
    return reading


def read_all(source: Source) -> list[Reading]:
    """Read every layer, lowest first."""
    return [read(source, layer) for layer in source.layers]


def codes(problems: tuple[Problem, ...] | list[Problem]) -> list[str]:
    """The codes of problems."""
    return [problem.code for problem in problems]
