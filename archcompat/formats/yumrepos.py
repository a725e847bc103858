"""Where dnf, yum and zypper take packages from: ``*.repo`` files (dnf.conf(5), repo options)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_OFF = frozenset(("0", "no", "false", "off"))
_MOST = 10_000  # lines of one file
_VARIABLE = re.compile(r"\$(?:\{(\w{1,64})\}|(\w{1,64}))")


@dataclass(frozen=True, slots=True)
class YumSource:
    """One repository that is enabled."""

    line: int
    """From 1, of its heading."""
    url: str
    """As written, with variables in it: the first of several."""
    mirrors: bool
    """The address is that of a list of mirrors, or of a metalink."""


def parse_repo_file(data: bytes) -> tuple[YumSource, ...]:
    """The enabled repositories of a ``*.repo`` file that say where they are."""
    found = []
    for line, options in _sections(data.decode("utf-8", "replace")):
        if options.get("enabled", "1").lower() in _OFF:
            continue
        base = re.split(r"[\s,]+", options.get("baseurl", "").strip())[0]
        lists = options.get("mirrorlist", "") or options.get("metalink", "")
        if base or lists:
            found.append(YumSource(line, base or lists, not base))
    return tuple(found)


def substituted(url: str, variables: dict[str, str]) -> str:
    """The address with the variables that have a value in their places; others stay."""
    return _VARIABLE.sub(lambda match: variables.get(match[1] or match[2], match[0]), url)


def _sections(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The line of each heading, and its options; what goes on in an indented line is joined."""
    options: dict[str, list[str]] = {}
    begun, last = 0, ""
    for number, line in enumerate(text.splitlines()[:_MOST], 1):
        if line[:1] in ("#", ";") or not line.strip():
            continue
        if line[0] == "[":
            if begun:
                yield begun, _joined(options)
            options, begun, last = {}, number, ""
        elif line[0] in " \t":
            if last:
                options[last].append(line.strip())
        else:
            name, sign, value = line.partition("=")
            last = name.strip().lower() if sign else ""
            if last:
                options[last] = [value.strip()]
    if begun:
        yield begun, _joined(options)


def _joined(options: dict[str, list[str]]) -> dict[str, str]:
    return {name: " ".join(lines) for name, lines in options.items()}
