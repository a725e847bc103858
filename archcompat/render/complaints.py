"""What is wrong in rule files, as compilers say it: the file, the line, and the mend."""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from archcompat.render.safe import printable
from archcompat.render.words import count
from archcompat.rulebook.lint import Complaint

# What is said of a place: by tomllib, by msgspec (`$.evidence[0].seen`), by the checks themselves.
_TOML = re.compile(r"\(at line (\d+), column \d+\)")
_PATH = re.compile(r"`\$((?:\.\w+|\[[\d.]+\])+)`")
_STEP = re.compile(r"\.(\w+)(?:\[(\d+)\])?")
_FIELD = re.compile(r"unknown field `(\w+)`")
_QUOTED = re.compile(r"'([^']+)'")
_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")
# The key by whose value a complaint names one of several tables.
_NAMED_BY = {
    "example": "version",
    "evidence": "url",
    "alternative": "package",
    "known_issue": "what",
}


def complaint_line(complaint: Complaint) -> str:
    """``rules/pypi/x.toml:3: what is wrong; the mend``, on one line without an end."""
    path = Path(complaint.file)
    try:
        number = line_of(path.read_text("utf-8"), complaint.what)
    except (OSError, UnicodeDecodeError):
        number = 1
    kind = "warning: " if complaint.warning else ""
    return printable(f"{shown(path)}:{number}: {kind}{complaint.what}; {complaint.mend}")


def summary(rules: int, complaints: Sequence[Complaint]) -> str:
    """``83 rules checked: 2 mistakes, 1 warning``."""
    warnings = sum(one.warning for one in complaints)
    mistakes = len(complaints) - warnings
    told = [count(mistakes, "mistake") if mistakes else "no mistakes"]
    if warnings:
        told.append(count(warnings, "warning"))
    return f"{count(rules, 'rule')} checked: {', '.join(told)}"


def shown(path: Path) -> str:
    """A path as one would type it: relative to the working folder if it is below that."""
    return os.path.relpath(path) if path.absolute().is_relative_to(Path.cwd()) else str(path)


def line_of(text: str, what: str) -> int:
    """The line, from 1, of a rule file that a complaint speaks of; 1 for the file as a whole.

    It is found by what the complaint names, because tomllib keeps no places: where a rule says
    the same twice, it is the first of them.
    """
    if found := _TOML.search(what):
        return int(found[1])
    lines = text.splitlines()
    if "(at end of document)" in what:
        return max(len(lines), 1)
    start = _line_of_path(lines, what)
    for pattern in _patterns(what):
        for number, line in enumerate(lines[start:], start):
            if pattern.match(line):
                return number + 1
    return start + 1


def _line_of_path(lines: Sequence[str], what: str) -> int:
    """Index of the line that a path of msgspec leads to, as far as its steps are found."""
    found = _PATH.search(what)
    at = 0
    for name, index in _STEP.findall(found[1] if found is not None else ""):
        named = [
            number
            for number, line in enumerate(lines[at:], at)
            if re.match(rf'\s*\[*\s*"?{name}"?\s*[\]=.]', line)
        ]
        if len(named) > int(index or 0):
            at = named[int(index or 0)]
    return at


def _patterns(what: str) -> Iterator[re.Pattern[str]]:
    """What the line looks like, the surest first."""
    head, *rest = what.partition(":")[0].split(maxsplit=1) or [""]
    quoted = _QUOTED.findall(what)
    table, _, key = head.partition(".")
    for value in (*quoted[:1], *rest):
        yield re.compile(rf'\s*{re.escape(_NAMED_BY.get(head, head))}\s*=\s*"{re.escape(value)}')
    for value in (*quoted, *_DATE.findall(what)):
        yield re.compile(rf'[^#]*["=]\s*{re.escape(value)}(?:"|\s*$)')
    for name in (*_FIELD.findall(what), *quoted, key, table):
        if name:
            yield re.compile(rf'\s*\[*\s*"?{re.escape(name)}"?\s*[\]=]')
