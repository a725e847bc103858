"""What text for people is drawn on: a console as wide and as colourful as the page."""

import codecs
import io
from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from archcompat.model.problem import Severity
from archcompat.model.report import ReportProblem
from archcompat.render.page import Page
from archcompat.render.safe import all_encodable, printable

_S = TypeVar("_S", bound=msgspec.Struct)
_SEVERITY = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "dim"}


def drawn(page: Page, draw: Callable[[Console], None]) -> str:
    """What ``draw`` prints, no line wider than the page and none with spaces at its end."""
    paper = io.TextIOWrapper(io.BytesIO(), page.encoding, errors="backslashreplace", newline="\n")
    console = Console(
        file=paper,
        width=page.width,
        color_system="standard" if page.color else None,
        force_terminal=page.color,
        no_color=not page.color,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
        _environ={},
    )
    draw(console)
    paper.seek(0)
    return "".join(f"{line.rstrip(' ')}\n" for line in paper.read().split("\n")[:-1])


def in_characters_of(page: Page, value: _S) -> _S:
    """A value in the page's characters: escapes are longer than what they stand for."""
    if codecs.lookup(page.encoding).name == "utf-8":
        return value
    return msgspec.convert(all_encodable(msgspec.to_builtins(value), page.encoding), type(value))


def title(text: str, console: Console) -> None:
    """The title of a section, after an empty line."""
    console.print()
    console.print(Text(text, "bold"))


def section(
    name: str, items: Iterable[tuple[str | Text, Text]], console: Console, *, gap: int = 1
) -> None:
    """A section of paragraphs, each behind its mark; nothing at all without items.

    A mark takes a third of the page at most; ``gap`` columns are between it and the text.
    """
    rows = list(items)
    if not rows:
        return
    title(name, console)
    grid = Table.grid(padding=(0, gap))
    grid.add_column(overflow="fold", max_width=max(console.width // 3, 7))
    grid.add_column(overflow="fold")
    for row in rows:
        grid.add_row(*row)
    console.print(Padding(grid, (0, 0, 0, 2)))


def mark(severity: Severity) -> Text:
    """The mark before a problem: how bad it is."""
    return Text(severity.value, _SEVERITY[severity])


def problem(one: ReportProblem) -> tuple[Text, Text]:
    """A problem and its mark, for a section."""
    return mark(one.severity), Text(printable(f"{one.where}: {one.detail}"))
