"""Reads the instructions of a Dockerfile (https://docs.docker.com/reference/dockerfile/).

Parser directives, continuation lines with comments between them, here-documents, and variables as
BuildKit takes them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archcompat.errors import FormatError

MAX_BYTES = 1 << 20
_MOST = 20_000  # lines; those that generators write have some 2,000
# As BuildKit and podman name them, and as people name several in one folder.
_NAMED = re.compile(
    r"(?:docker|container)file(?:[._-].+)?|.+\.(?:docker|container)file", re.IGNORECASE
)
_DIRECTIVE = re.compile(r"#\s*([A-Za-z][\w-]*)\s*=\s*(\S.*)")
_COMMENT = re.compile(r"\s*#")
_INSTRUCTION = re.compile(r"\s*([A-Za-z]+)(?:\s+(.*))?\s*", re.DOTALL)
_FLAG = re.compile(r"--([a-z][a-z-]*)(?:=(\S*))?(?:\s+|$)")
_HEREDOC = re.compile(r"(?<![<\d])\d*<<(-?)(['\"]?)([A-Za-z_][\w.]*)\2(?!<)")
_WITH_HEREDOC = ("RUN", "COPY", "ADD")
_VARIABLE = re.compile(
    r"\\(?P<escaped>.)|\$(?:(?P<plain>\w+)"
    r"|\{(?P<name>\w+)(?:(?P<how>:?[-+?])(?P<other>(?:[^{}$]|\$\w+|\$\{\w+\})*))?\})",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction, without comments and with its lines joined."""

    line: int
    """From 1, of its first line."""
    name: str
    """In capitals: ``FROM``; of ``ONBUILD RUN`` that of what is done later."""
    flags: tuple[tuple[str, str], ...]
    """``--platform=x`` as ``("platform", "x")``."""
    value: str
    """What follows the flags, without here-documents."""
    lines: tuple[tuple[int, str], ...]
    """(number from 1, text) of each line it takes, flags and here-documents included."""


def is_dockerfile(name: str) -> bool:
    """Whether a file is called as a Dockerfile is: Dockerfile, Dockerfile.prod, prod.Dockerfile."""
    return _NAMED.fullmatch(name) is not None


def read_instructions(data: bytes) -> Iterator[Instruction]:
    """The instructions in order.

    Raises FormatError (``dockerfile-malformed``, ``limit-size``, ``limit-entries``) for what is no
    text or no instruction.
    """
    if len(data) > MAX_BYTES:
        raise FormatError("limit-size", f"a Dockerfile of over {MAX_BYTES:,} bytes")
    try:
        lines = data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError:
        raise FormatError("dockerfile-malformed", "it is no UTF-8 text") from None
    if len(lines) > _MOST:
        raise FormatError("limit-entries", f"it has over {_MOST:,} lines")
    escape, position = _directives(lines)
    while position < len(lines):
        if not lines[position].strip() or _COMMENT.match(lines[position]):
            position += 1
            continue
        taken, start = _joined(lines, position, escape)
        position = _behind_heredocs(taken, lines, start)
        documents = [(at + 1, lines[at]) for at in range(start, position)]
        yield _instruction(taken, documents)


def _directives(lines: list[str]) -> tuple[str, int]:
    """(the escape character, lines taken): directives stand before anything else."""
    escape = "\\"
    for position, line in enumerate(lines):
        match = _DIRECTIVE.fullmatch(line.strip())
        if match is None:
            return escape, position
        if match[1].lower() == "escape" and match[2] == "`":
            escape = "`"
    return escape, len(lines)


def _joined(lines: list[str], position: int, escape: str) -> tuple[list[tuple[int, str]], int]:
    """The lines of an instruction without what continues them, and where the next one begins."""
    taken: list[tuple[int, str]] = []
    while position < len(lines):
        line = lines[position]
        position += 1
        if taken and (_COMMENT.match(line) or not line.strip()):
            continue
        stripped = line.rstrip(" \t")
        if not stripped.endswith(escape):
            taken.append((position, line))
            break
        taken.append((position, stripped[:-1]))
    return taken, position


def _instruction(taken: list[tuple[int, str]], documents: list[tuple[int, str]]) -> Instruction:
    number = taken[0][0]
    match = _INSTRUCTION.fullmatch("".join(text for _, text in taken))
    if match is None:
        raise FormatError("dockerfile-malformed", f"line {number}: no instruction begins like this")
    name, rest = match[1].upper(), match[2] or ""
    if name == "ONBUILD":
        inner = _INSTRUCTION.fullmatch(rest)
        name, rest = (inner[1].upper(), inner[2] or "") if inner is not None else (name, rest)
    flags = []
    rest = rest.lstrip()
    while (flag := _FLAG.match(rest)) is not None:
        flags.append((flag[1], flag[2] or ""))
        rest = rest[flag.end() :]
    return Instruction(number, name, tuple(flags), rest.strip(), (*taken, *documents))


def _behind_heredocs(taken: list[tuple[int, str]], lines: list[str], position: int) -> int:
    """Where the line after the here-documents of an instruction is."""
    text = "".join(text for _, text in taken)
    if not text.lstrip().upper().startswith((*_WITH_HEREDOC, "ONBUILD")):
        return position
    for match in _HEREDOC.finditer(text):
        while position < len(lines):
            line = lines[position].lstrip("\t") if match[1] else lines[position]
            position += 1
            if line == match[3]:
                break
    return position


def expand(text: str, values: Mapping[str, str]) -> str | None:
    """A text with its variables replaced; None when one has no value.

    ``${X:-y}``, ``${X-y}``, ``${X:+y}`` and ``${X+y}`` as the shell has them; patterns are not.
    """
    missing = False

    def value(match: re.Match[str]) -> str:
        nonlocal missing
        if match["escaped"] is not None:
            return match["escaped"]
        name = match["plain"] or match["name"]
        how, other = match["how"] or "", match["other"] or ""
        found = values.get(name)
        there = bool(found) if how.startswith(":") else found is not None
        if how.endswith("+"):
            return _other(other, values) if there else ""
        if there and found is not None:
            return found
        if how.endswith("-"):
            return _other(other, values)
        missing = True
        return ""

    done = _VARIABLE.sub(value, text)
    return None if missing or "$" in done else done


def _other(text: str, values: Mapping[str, str]) -> str:
    """What stands in a variable's braces, with the plain variables in it replaced."""
    return re.sub(r"\$\{?(\w+)\}?", lambda match: values.get(match[1], ""), text)
