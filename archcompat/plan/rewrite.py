"""The user's own requirements file, changed as planned and otherwise as it was written."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from archcompat.errors import FormatError
from archcompat.formats.distfile import normalized
from archcompat.formats.requirementlines import Line, read_lines
from archcompat.formats.requirementtext import read_requirement
from archcompat.model.plan import ChangeKind, Plan, PlanChange, PlanPackage

_HASH = re.compile(r"[ \t]*(?:\\[ \t]*\n[ \t]*)?--hash[= \t]\s*[A-Za-z0-9]+:[0-9A-Fa-f]+")
_HEAD = re.compile(r"[ \t]*[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?(?:[ \t]*\[[^\]]*\])?")
_HASHED = "--hash"
_UNSERVED = {
    ChangeKind.REPLACE: "it has no wheel for {platform}: take {advice}",
    ChangeKind.BUILD: "it has no wheel for {platform}: build it there",
    ChangeKind.BLOCKED: "it has no wheel for {platform}, and no sources",
}


@dataclass(frozen=True, slots=True)
class _Planned:
    platform: str
    packages: Mapping[str, PlanPackage]
    changes: Mapping[str, PlanChange]


@dataclass(frozen=True, slots=True)
class _Block:
    """The physical lines of one logical line."""

    text: str
    line: Line | None
    """None for comments and empty lines."""


def rewritten(files: Mapping[str, str], first: str, plan: Plan) -> str:
    """The text of ``first``, with the files that it includes by ``-r`` in place of those lines.

    ``files`` has the texts by the names that the plan's places have. Comments, order, markers and
    options stay. Where a line has hashes its new version has that of the file that is planned.
    """
    planned = _Planned(
        plan.target.platform,
        {one.package: one for one in plan.packages},
        {one.package: one for one in plan.changes},
    )
    text = _file(files, first, planned, ())
    named = {name for other in files.values() for name in _names(other)}
    wanted = {one.package for one in plan.changes if one.kind is ChangeKind.TRANSITIVE}
    wanted |= set(plan.held)
    if _HASHED in text:  # then installers refuse what has none
        wanted = {one.package for one in plan.packages if one.file}
    added = [
        f"{one.package}=={one.version}"
        + "".join(f" --hash={value}" for value in _hashes(text, one))
        for one in plan.packages
        if one.package in wanted - named
    ]
    if not added:
        return text
    comment = f"# Brought by others, as planned for {plan.target.platform}:\n"
    return text.rstrip("\n") + "\n\n" + comment + "\n".join(added) + "\n"


def _names(text: str) -> Iterator[str]:
    """The packages that a file names."""
    for line in read_lines(text.encode()):
        if line.requirement:
            with suppress(FormatError):
                yield normalized(read_requirement(line.requirement).name)


def _hashes(text: str, package: PlanPackage) -> tuple[str, ...]:
    """The hashes to write for a package, none in a file that has none."""
    return package.hashes if _HASHED in text else ()


def _file(
    files: Mapping[str, str],
    name: str,
    planned: _Planned,
    around: Sequence[str],
) -> str:
    written: list[str] = []
    for block in _blocks(files[name]):
        line = block.line
        include = line.include if line is not None else None
        other = _beside(name, include[0]) if include is not None and not include[1] else ""
        if other in files and other not in (*around, name):
            inner = _file(files, other, planned, (*around, name))
            written.append(f"# {block.text.strip()}\n{inner.rstrip(chr(10))}\n")
        elif line is not None and line.requirement:
            written.append(_line(block.text, line, planned))
        else:
            written.append(block.text)
    return "".join(written)


def _line(text: str, line: Line, planned: _Planned) -> str:
    try:
        asked = read_requirement(line.requirement)
    except FormatError:
        return text
    name = normalized(asked.name)
    change = planned.changes.get(name)
    if change is None or asked.url or not name:
        return text
    if change.kind in _UNSERVED:
        told = _UNSERVED[change.kind].format(platform=planned.platform, advice=change.advice)
        return f"# archcompat: {told}\n{text}"
    package = planned.packages.get(name)
    if change.kind is not ChangeKind.REHASH:
        text = _with_version(text, asked.specifier, change.to_version)
    if line.values("--hash") and package is not None and package.hashes:
        text = _with_hashes(text, package.hashes, keep=change.kind is ChangeKind.REHASH)
    return text


def _with_version(text: str, specifier: str, version: str) -> str:
    head = _HEAD.match(text)
    at = head.end() if head is not None else 0
    if not specifier:
        return f"{text[:at]}=={version}{text[at:]}"
    start = text.find(specifier, at)
    if start < 0:  # written over several lines
        return text
    before, after = text[:start], text[start + len(specifier) :]
    if before.endswith("(") and after.startswith(")"):
        before, after = before[:-1], after[1:]
    return f"{before}=={version}{after}"


def _with_hashes(text: str, hashes: Sequence[str], *, keep: bool) -> str:
    """The hashes written as the first of the old ones was: on the line, or each on its own."""
    found = list(_HASH.finditer(text))
    if not found:
        return text
    form = found[0][0]
    start = form[: form.index("--hash")]
    new = "".join(f"{start}--hash={value}" for value in hashes if value not in text)
    if keep:
        end = found[-1].end()
        return text[:end] + new + text[end:]
    first, last = found[0].start(), found[-1].end()
    return text[:first] + new + text[last:]


def _blocks(text: str) -> Iterator[_Block]:
    """The whole text, cut where logical lines begin and end."""
    starts = {line.number: line for line in read_lines(text.encode())}
    block: list[str] = []
    current: Line | None = None
    for number, raw in enumerate(text.splitlines(keepends=True), 1):
        if number in starts and not block:
            current = starts[number]
        block.append(raw)
        if raw.rstrip("\r\n").endswith("\\") and not raw.lstrip().startswith("#"):
            continue
        yield _Block("".join(block), current)
        block, current = [], None
    if block:
        yield _Block("".join(block), current)


def _beside(name: str, path: str) -> str:
    """The name of a file that another one includes."""
    parts = name.split("/")[:-1]
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
