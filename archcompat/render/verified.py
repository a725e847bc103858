"""How rules stand to the package indexes: a line each, and below it what they disagree about."""

import json
from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from archcompat.render.page import Page
from archcompat.render.paper import drawn
from archcompat.render.safe import all_encodable, encodable, printable, printable_json
from archcompat.render.words import count
from archcompat.rulebook.verify.outcome import Outcome, Standing

Verified = tuple[str, Outcome]
"""The id of a rule, and what its comparison gave."""

_COLORS = {Standing.AGREES: "green", Standing.DISAGREES: "red", Standing.UNCHECKED: "yellow"}
_INDENT = 2 + max(len(standing) for standing in Standing)


def as_text(verified: Sequence[Verified], page: Page) -> str:
    """All of them and, last, how many are which."""

    def draw(console: Console) -> None:
        for rule_id, outcome in verified:
            standing = outcome.standing
            line = Text(standing.value.ljust(_INDENT), _COLORS[standing], overflow="fold")
            line.append(printable(rule_id), "bold")
            if outcome.versions:
                line.append(f"  {count(len(outcome.versions), 'version')}", "default")
            console.print(line)
            for told in (*outcome.wrong, *outcome.notes):
                shown = printable(all_encodable(told, page.encoding))
                console.print(Padding(Text(shown, overflow="fold"), (0, 0, 0, _INDENT)))

    return drawn(page, draw) + _summary(verified) + "\n"


def as_json(verified: Sequence[Verified]) -> str:
    """An array of objects: ``id``, ``standing``, ``versions``, ``wrong``, ``notes``."""
    rows = [
        {
            "id": rule_id,
            "standing": outcome.standing.value,
            "versions": [encodable(version) for version in outcome.versions],
            "wrong": [encodable(told) for told in outcome.wrong],
            "notes": [encodable(told) for told in outcome.notes],
        }
        for rule_id, outcome in verified
    ]
    return printable_json(json.dumps(rows, indent=2, ensure_ascii=False)) + "\n"


def _summary(verified: Sequence[Verified]) -> str:
    """``3 rules: 1 agrees, 1 disagrees, 1 could not be checked``."""
    found = Counter(outcome.standing for _, outcome in verified)
    agree, disagree, unchecked = (found[standing] for standing in Standing)
    told = [f"{agree} {'agrees' if agree == 1 else 'agree'}"]
    if disagree:
        told.append(f"{disagree} {'disagrees' if disagree == 1 else 'disagree'}")
    if unchecked:
        told.append(f"{unchecked} could not be checked")
    return f"{count(len(verified), 'rule')}: {', '.join(told)}"
