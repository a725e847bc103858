"""The files that a requirements file includes by ``-r`` and ``-c``, and those include in turn."""

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from archcompat.model.facts import Problem
from archcompat.model.where import Where

_MAX_BYTES = 4 << 20
_MAX_FILES = 1000
_NAMED = re.compile(
    r"(?:.*[-_.])?(?:requirements?|constraints?)(?:[-_.].*)?\.(?:txt|in)|.*\.in", re.IGNORECASE
)
_MAYBE = frozenset(("", ".txt", ".pip", ".req", ".reqs"))
# https://pip.pypa.io/en/stable/reference/requirements-file-format/
_INCLUDE = re.compile(
    r"\s*(?:-[rc]\s*|--(?:requirement|constraint)(?:\s+|\s*=\s*))(?P<path>[^-\s].*)"
)
_COMMENT = re.compile(r"(?:^|\s+)#.*")
_ENTRY = re.compile(r"\s*(?:-|[A-Za-z0-9][\w.-]*\s*(?:$|[\[=<>!~;@(]))")
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
        for line, written in _includes(_read(file)) if file != first or _reads_on(file) else ():
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


def _read(file: str) -> str:
    """The text of a file, as pip reads it; empty when it cannot be or is no text."""
    try:
        with Path(file).open("rb") as stream:
            raw = stream.read(_MAX_BYTES + 1)
    except OSError:
        return ""
    if len(raw) > _MAX_BYTES or b"\0" in raw:
        return ""
    return raw.decode("utf-8-sig", "surrogateescape")


def _reads_on(file: str) -> bool:
    """Whether a file is a requirements file: by its name, or because every line is fit for one."""
    name = Path(file).name
    if _NAMED.fullmatch(name):
        return True
    if Path(name).suffix.lower() not in _MAYBE:
        return False
    lines = [line for _, line in _logical_lines(_read(file))]
    return bool(lines) and all(_ENTRY.match(line) for line in lines)


def _includes(text: str) -> Iterator[tuple[int, str]]:
    """(line number from 1, path as written) of each include line."""
    for number, line in _logical_lines(text):
        match = _INCLUDE.fullmatch(line)
        if match is not None:
            yield number, _unquoted(match["path"].strip())


def _unquoted(written: str) -> str:
    try:
        return (shlex.split(written) or [written])[0]
    except ValueError:
        return written


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines joined at a backslash, without comments and empty ones, by their first number."""
    start, joined = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        start = start or number
        if line.endswith("\\") and not line.lstrip().startswith("#"):
            joined += line[:-1]
            continue
        whole = _COMMENT.sub("", joined + line).strip()
        if whole:
            yield start, whole
        start, joined = 0, ""
    if joined.strip():
        yield start, joined.strip()
