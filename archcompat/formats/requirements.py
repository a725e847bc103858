"""Requirements files: what pip would install by one, line by line."""

import re
from collections import Counter
from collections.abc import Iterator

from archcompat.errors import FormatError
from archcompat.formats.requirementlines import Line, read_lines
from archcompat.formats.requirementtext import read_requirement
from archcompat.model.problem import Problem, Severity
from archcompat.model.pythonfacts import Requirement, RequirementsInclude, RequirementsOption
from archcompat.model.where import Where

_HASH = re.compile(r"(?:sha256|sha384|sha512):[0-9A-Fa-f]+")
_USER = re.compile(r"://(?!git@|(?:\$\{\w+\}:?)+@)[^/@\s]*@")  # not a variable, which is no secret
_SEVERITY = {
    "requirement-invalid": Severity.ERROR,
    "requirement-version-invalid": Severity.WARNING,
    "requirement-nameless": Severity.WARNING,
    "requirement-option-invalid": Severity.WARNING,
}
_TOLD = 20  # problems of one code told one by one; the others are counted

_NOT_GLOBAL = frozenset(("--requirement", "--constraint", "--editable", "--hash"))

_Found = Requirement | RequirementsInclude | RequirementsOption | Problem


def parse_requirements(data: bytes, where: Where) -> Iterator[_Found]:
    """Yield what each line of the file at ``where`` asks for, and a Problem where it is unclear.

    https://pip.pypa.io/en/stable/reference/requirements-file-format/. A wheel named by URL or path
    has the name of its file, and ``==`` its version. Passwords in URLs are left out. Raises
    FormatError for bytes that are no text, or after more lines than such a file can have.
    """
    count: Counter[str] = Counter()
    for line in read_lines(data):
        for fact in _facts(line, where):
            if isinstance(fact, Problem):
                count[fact.code] += 1
                if count[fact.code] > _TOLD:
                    continue
            yield fact
    for code, number in count.items():
        if number > _TOLD:
            detail = f"and {number - _TOLD:,} more lines alike"
            yield Problem(where, code, detail, _SEVERITY[code])


def _facts(line: Line, where: Where) -> Iterator[_Found]:
    include = line.include
    if include is not None:
        yield RequirementsInclude(where, line.number, *include)
    if not line.requirement:
        for name, value in line.options:
            if name not in _NOT_GLOBAL:
                yield RequirementsOption(where, line.number, name, value)
    if line.requirement:
        yield from _requirement(line, where, line.requirement)
    else:
        for path in line.values("--editable")[:1]:
            yield from _requirement(line, where, path, editable=True)
    if line.strange:
        yield _problem(line, where, "requirement-option-invalid", line.strange)


def _requirement(
    line: Line, where: Where, text: str, *, editable: bool = False
) -> Iterator[_Found]:
    try:
        asked = read_requirement(text, editable=editable)
    except FormatError as error:
        detail = f"{_shown(text)} is no requirement"
        yield _problem(line, where, error.code, detail)
        return
    hashes = line.values("--hash")
    yield Requirement(
        where,
        line.number,
        asked.name,
        asked.specifier,
        asked.extras,
        asked.marker,
        _USER.sub("://****@", asked.url),
        tuple(value for value in hashes if _HASH.fullmatch(value)),
    )
    if not asked.name:
        detail = f"{_shown(text)} does not say which package it is"
        yield _problem(line, where, "requirement-nameless", detail)
    if not asked.valid:
        detail = f"{_shown(text)} has a version that Python packaging does not know"
        yield _problem(line, where, "requirement-version-invalid", detail)
    if not all(_HASH.fullmatch(value) for value in hashes):
        detail = f"{_shown(text)} has a hash that pip does not know"
        yield _problem(line, where, "requirement-option-invalid", detail)


def _problem(line: Line, where: Where, code: str, detail: str) -> Problem:
    return Problem(where, code, f"line {line.number}: {detail}", _SEVERITY[code])


def _shown(text: str) -> str:
    hidden = _USER.sub("://****@", text)
    return hidden if len(hidden) <= 100 else f"{hidden[:100]}…"
