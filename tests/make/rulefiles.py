"""Makes rule files: one that is right, and copies of it with something changed."""

import datetime as dt
from pathlib import Path

from archcompat.model.rule import Rule
from archcompat.rulebook.load import read_rule

TODAY = dt.date(2026, 6, 1)
KEYS = {
    "package": '"pkg:pypi/thing"',
    "supported": '">=1.2|<2|>=2.3"',
    "otherwise": '"upgrade"',
    "impact": '"fails"',
}
EVIDENCE = """
[[evidence]]
url  = "https://example.org/thing"
seen = 2026-03-01
how  = "the index lists a file for it"
kind = "observed"
"""
EXAMPLES = """
[[example]]
version = "1.0"
expect  = "upgrade"
to      = "1.2"

[[example]]
version = "1.2"
expect  = "ready"
"""


def rule_text(
    more: str = "", *, evidence: str = EVIDENCE, examples: str = EXAMPLES, **keys: str
) -> str:
    """A rule's TOML; ``keys`` are TOML literals, an empty one leaves the key out."""
    lines = [f"{key} = {value}" for key, value in {**KEYS, **keys}.items() if value]
    return "\n".join((*lines, evidence, examples, more))


def write_rule(folder: Path, text: str, rule_id: str = "pypi/thing") -> Path:
    """The file of a rule in a folder of rules."""
    path = folder / f"{rule_id}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def rule(folder: Path, more: str = "", **keys: str) -> Rule:
    """A rule that was written to a folder and read again."""
    return read_rule(write_rule(folder, rule_text(more, **keys)), folder)
