"""Makes text that comes from an artifact safe to show; every name passes through here."""

import json
import re
from typing import Any

LONGEST = 1000
"""Characters shown of one name: what is longer only fills the screen."""

# Letters and symbols by category, but nothing is drawn for them: fillers and the blank braille.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_UNUSUAL = re.compile(r"##|[^\n -~]")
# What build services take for a command in a log, to which reports are written: ``::error::`` and
# ``##[error]`` (GitHub), ``##vso[`` (Azure), ``##teamcity[``.
_COMMANDS = (("::", r":\x3a"), ("##", r"#\x23"))


def printable(text: str) -> str:
    r"""``text`` as one line of visible characters that do nothing to a terminal.

    Control characters (so escape sequences and line breaks), bidirectional and zero-width
    controls, lone surrogates, private and unassigned code points are written as Python escapes
    (``\x1b``, ``\u202e``), and so is a part of what a build service would take for a command
    (``::``, ``##``). A text over ``LONGEST`` characters loses its middle. Square brackets
    stay: nothing in this package interprets markup.
    """
    if not text.isascii():
        text = encodable(text)  # as it is saved: what was read again is shown alike
    if len(text) > LONGEST:
        text = f"{text[: LONGEST // 2]}...{text[3 - LONGEST // 2 :]}"
    if not (text.isprintable() and _INVISIBLE.isdisjoint(text)):
        text = "".join(char if _visible(char) else _escaped(char) for char in text)
    for command, harmless in _COMMANDS:
        text = text.replace(command, harmless)
    return text


def printable_json(text: str) -> str:
    r"""JSON text that says the same, with what ``printable`` escapes as ``\u`` escapes.

    JSON escapes C0 controls only, and a report is looked at in a terminal too. A line of JSON
    never begins with ``::``, but ``##[error]`` is a command anywhere in a line.
    """

    def harmless(found: re.Match[str]) -> str:
        if found[0] == "##":
            return r"\u0023#"
        return found[0] if _visible(found[0]) else json.dumps(found[0])[1:-1]

    return _UNUSUAL.sub(harmless, text)


def encodable(text: str, encoding: str = "utf-8") -> str:
    r"""``text`` as it can be written in an encoding: everything else as the text ``\udc80``.

    Lone surrogates, which no encoding has, stand for bytes of a file name that are no UTF-8
    (PEP 383).
    """
    return text.encode(encoding, "backslashreplace").decode(encoding)


def all_encodable(value: Any, encoding: str = "utf-8") -> Any:
    """Plain values (text, numbers, lists, dicts) with every text but keys ``encodable``."""
    match value:
        case str():
            return encodable(value, encoding)
        case list() | tuple():
            return [all_encodable(item, encoding) for item in value]
        case dict():
            return {key: all_encodable(item, encoding) for key, item in value.items()}
        case _:
            return value


def _visible(char: str) -> bool:
    return char.isprintable() and char not in _INVISIBLE


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
