"""A comparison of two builds for people and for programs."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from archcompat.model.comparison import Comparison, Side, Which, comparison_schema
from archcompat.render.as_json import document, json_text, titled
from archcompat.render.page import Page
from archcompat.render.paper import drawn, in_characters_of, problem, section, title
from archcompat.render.safe import printable

_FEW = 20  # rows of a section, unless everything is wanted
_NONE = "-"

Row = tuple[str, ...]


def render_json(comparison: Comparison) -> str:
    """The comparison as a JSON object, its version first."""
    return json_text(document(comparison, "comparison_version"))


def comparison_schema_text() -> str:
    """The JSON Schema of a comparison, as it is checked in beside the package's modules."""
    return titled("archcompat comparison", comparison_schema())


def render_table(comparison: Comparison, page: Page) -> str:
    """The comparison as text, no line wider than the page."""
    told = in_characters_of(page, comparison)

    def draw(console: Console) -> None:
        _comparison(told, console, page)

    return drawn(page, draw)


def _comparison(told: Comparison, console: Console, page: Page) -> None:
    one, other = _names(told)
    for name, side in ((one, told.first), (other, told.second)):
        console.print(Text(_side(name, side), "dim"))
    clear = not told.differences and told.complete
    console.print(Text(_headline(told), f"bold {'green' if clear else 'yellow'}"))
    names = {Which.FIRST: one, Which.SECOND: other}
    for name, columns, rows in (
        (
            "Files of another machine",
            (),
            [
                (names[row.side], f"{row.machine} {row.type}", row.path)
                for row in told.wrong_machine
            ],
        ),
        (
            "Packages",
            ("", one, other),
            [
                (f"{row.name} ({row.ecosystem})", _versions(row.first), _versions(row.second))
                for row in told.packages
            ],
        ),
        (
            "Native files that one has only",
            (),
            [(names[row.only_in], row.machine, row.path) for row in told.natives],
        ),
        (
            "Settings",
            ("", one, other),
            [(row.name, row.first or _NONE, row.second or _NONE) for row in told.settings],
        ),
    ):
        _table(name, columns, rows, console, page)
    section("Problems", (problem(one) for one in told.problems), console, gap=2)
    if told.expected:
        console.print()
        listed = "; ".join(f"{one.number:,} {one.what}" for one in told.expected)
        console.print(Text(f"Not counted: {listed}.", "dim"))


def _names(told: Comparison) -> tuple[str, str]:
    """How the two are told apart: by platform, or else by name."""
    if told.first.platform != told.second.platform:
        return told.first.platform, told.second.platform
    if told.first.name != told.second.name:
        return printable(told.first.name), printable(told.second.name)
    return "first", "second"


def _side(name: str, side: Side) -> str:
    what = f"{side.packages:,} packages, {side.natives:,} native files"
    parts = ["" if name == printable(side.name) else printable(side.name)]
    parts += [printable(side.distribution), what]
    return f"{name}: {', '.join(part for part in parts if part)}"


def _headline(told: Comparison) -> str:
    number = told.differences
    if not number:
        return "The same on both" if told.complete else "No difference in what could be read"
    wrong = []
    one, other = _names(told)
    for which, name, side in ((Which.FIRST, one, told.first), (Which.SECOND, other, told.second)):
        files = sum(row.side is which for row in told.wrong_machine)
        if files:
            wrong.append(f"{files:,} of {side.natives:,} files of {name} are for another machine")
    counted = f"{number:,} difference{'s' if number > 1 else ''}"
    return "; ".join((counted, *wrong))


def _versions(versions: tuple[str, ...]) -> str:
    return ", ".join(versions) or _NONE


def _table(name: str, columns: Row, rows: Sequence[Row], console: Console, page: Page) -> None:
    if not rows:
        return
    shown = rows if page.verbose else rows[:_FEW]
    title(f"{name} ({len(rows):,})", console)
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in rows[0]:
        table.add_column(overflow="fold")
    if columns:
        table.add_row(*(Text(column, "dim") for column in columns))
    for row in shown:
        table.add_row(*map(printable, row))
    console.print(Padding(table, (0, 0, 0, 2)))
    for line in _left_out(len(rows) - len(shown)):
        console.print(Text(line, "dim"))


def _left_out(number: int) -> Iterator[str]:
    if number:
        yield f"  and {number:,} more (--verbose)"
