"""All rules in a table for people, or as JSON."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.text import Text

from archcompat.model.rule import Evidence, EvidenceKind, Rule
from archcompat.render.page import Page
from archcompat.render.paper import drawn, in_characters_of
from archcompat.render.safe import encodable, printable, printable_json

_HEAD = ("Rule", "Otherwise", "Impact", "Evidence", "Seen", "Supported")


@dataclass(frozen=True, slots=True)
class _Row:
    """A rule in a line; the fields of its JSON object."""

    id: str
    supported: str
    """VERS constraints, as the rule has them."""
    otherwise: str
    impact: str
    evidence: str
    """How its best evidence was checked; empty without any."""
    seen: str
    """When that was, YYYY-MM-DD."""


def table(rules: Iterable[Rule], page: Page) -> str:
    """One line a rule below a headline; where that is too wide for the page, two without one."""
    cells = [_cells(_row(in_characters_of(page, rule))) for rule in rules]
    if not cells:
        return ""
    lines = [_HEAD, *cells]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    if sum(widths) + 2 * (len(widths) - 1) <= page.width:
        padded = ("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)
        return "".join(f"{line}\n" for line in padded)

    def draw(console: Console) -> None:
        for rule, otherwise, impact, evidence, seen, supported in cells:
            console.print(Text(rule, "bold", overflow="fold"))
            told = f"  {supported}, else {otherwise}, {impact} ({evidence} {seen})"
            console.print(Text(told, overflow="fold"))

    return drawn(page, draw)


def as_json(rules: Iterable[Rule]) -> str:
    """An array of objects with the fields of the table, ranges as the rules have them."""
    rows = [{name: encodable(text) for name, text in asdict(_row(rule)).items()} for rule in rules]
    return printable_json(json.dumps(rows, indent=2, ensure_ascii=False)) + "\n"


def best(evidence: Sequence[Evidence]) -> Evidence | None:
    """The strongest evidence, and of what is equally strong the latest."""
    kinds = list(EvidenceKind)
    return min(
        evidence, key=lambda one: (kinds.index(one.kind), -one.seen.toordinal()), default=None
    )


def _row(rule: Rule) -> _Row:
    strongest = best(rule.evidence)
    return _Row(
        id=rule.id,
        supported=rule.supported,
        otherwise=rule.otherwise.value,
        impact=rule.impact.value,
        evidence=strongest.kind.value if strongest is not None else "",
        seen=strongest.seen.isoformat() if strongest is not None else "",
    )


def _cells(row: _Row) -> tuple[str, ...]:
    supported = {"": "none", "*": "all"}.get(row.supported.strip(), row.supported)
    cells = (row.id, row.otherwise, row.impact, row.evidence or "none", row.seen, supported)
    return tuple(map(printable, cells))
