"""What to do about a rule file that is no rule: a mend for each message of its reader."""

import difflib
import enum
import re

from archcompat.model.report import Impact, Verdict
from archcompat.model.rule import (
    Alternative,
    ClassifierRange,
    Evidence,
    EvidenceKind,
    Example,
    KnownIssue,
    Rule,
)

SEE = "see rules/README.md and rules/schema.json"
_KEYS = sorted(
    {
        key
        for struct in (Rule, Evidence, Example, ClassifierRange, KnownIssue, Alternative)
        for key in struct.__struct_fields__
    }
)
_WORDS: dict[str, type[enum.StrEnum]] = {
    "impact": Impact,
    "otherwise": Verdict,
    "expect": Verdict,
    "kind": EvidenceKind,
}
# Of tomllib and msgspec: messages that say what is wrong, but not what would be right.
_UNKNOWN = re.compile(r"unknown field `(\w+)`")
_MISSING = re.compile(r"missing required field `(\w+)`")
_ENUM = re.compile(r"Invalid enum value .* - at `\$.*?(\w+)`")
_NUMBER = re.compile(r"Expected `str`, got `(?:int|float|bool|date)`")


def mend_of(what: str) -> str:
    """The mend for a message of ``rulebook.load.read_rule``."""
    if found := _UNKNOWN.search(what):
        near = difflib.get_close_matches(found[1], _KEYS, 1)
        return f"write {near[0]}" if near else SEE
    if found := _MISSING.search(what):
        return f"add a line for {found[1]}"
    if (found := _ENUM.search(what)) and found[1] in _WORDS:
        return f"write one of {', '.join(_WORDS[found[1]])}"
    if _NUMBER.search(what):
        return "put it in quotes"
    if "encoded date" in what:
        return "write a date such as 2026-03-01, without quotes"
    if "so the file belongs at" in what:
        return "move it there, or mend package"
    return SEE
