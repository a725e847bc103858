"""The files that a requirements file includes by ``-r`` and ``-c``, and those include in turn."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from archcompat.errors import FormatError
from archcompat.formats.requirementlines import MAX_BYTES, Line, read_lines
from archcompat.model.problem import Problem
from archcompat.model.where import Where

_MAX_FILES = 1000
_NAMED = re.compile(
    r"(?:.*[-_.])?(?:requirements?|constraints?)(?:[-_.].*)?\.(?:txt|in)", re.IGNORECASE
)
_MAYBE = frozenset(("", ".txt", ".in", ".pip", ".req", ".reqs"))
_ENTRY = re.compile(r"[A-Za-z0-9][\w.-]*\s*(?:$|[\[=<>!~;@(])")
_URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)

Members = tuple[tuple[str, str], ...]
"""(path as a member, absolute path on disk)."""


def with_included_files(first: str) -> tuple[Members, tuple[Problem, ...]]:
    """The file at the absolute path ``first`` and all it includes, each once, in order.

    Member paths are counted from the deepest folder that holds all of them, so that the folder of
    one joined with what it says leads to the other. A file that includes nothing is alone, under
    its own name. Problems: an include that is missing, unreadable or a URL.
    """
    files = {first: None}
    failed: list[tuple[str, int, str, str]] = []
    todo = [first]
    while todo and len(files) < _MAX_FILES:
        file = todo.pop()
        found: list[str] = []
        for line, written in _includes(file):
            path = os.path.normpath(Path(file).parent / written)
            if _URL.match(written):
                failed.append((file, line, written, "is a URL, and not fetched"))
            elif "\0" in path or not Path(path).is_file():
                failed.append((file, line, written, "is not there"))
            elif not os.access(path, os.R_OK):
                failed.append((file, line, written, "may not be read"))
            elif path not in files:
                files[path] = None
                found.append(path)
        todo.extend(reversed(found))
    root = os.path.commonpath([Path(file).parent for file in files])
    members = tuple((os.path.relpath(file, root), file) for file in files)
    names = dict(zip(files, members, strict=True))
    problems = tuple(
        Problem(Where((names[file][0],)), "include-missing", f"line {line}: {written} {cause}")
        for file, line, written, cause in failed
    )
    return members, problems


def is_requirements_file(file: str) -> bool:
    """Whether the file is a requirements file: by name, or because every line is fit for one."""
    name = Path(file).name
    if _NAMED.fullmatch(name):
        return True
    if Path(name).suffix.lower() not in _MAYBE:
        return False
    lines = _lines(file)
    entries = sum(_is_entry(line) for line in lines)
    urls = sum(_URL.match(line.requirement) is not None for line in lines)
    return entries > 0 and entries + urls == len(lines)


def _is_entry(line: Line) -> bool:
    """Whether a line is of options, or looks like a name with what may follow one."""
    if line.strange:
        return False
    return not line.requirement or _ENTRY.match(line.requirement) is not None


def _includes(file: str) -> Iterator[tuple[int, str]]:
    """(line number from 1, path as written) of each include line."""
    for line in _lines(file):
        if line.include is not None:
            yield line.number, line.include[0]


def _lines(file: str) -> list[Line]:
    """The lines of a file, none when it cannot be read or is no text: whoever reads it tells."""
    try:
        with Path(file).open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        return list(read_lines(data)) if len(data) <= MAX_BYTES else []
    except (OSError, FormatError):
        return []
