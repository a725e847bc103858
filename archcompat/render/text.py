"""The report a person reads: the verdict, what to do first, then everything behind it."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from archcompat.model.report import Finding, Report, Verdict
from archcompat.render import remedies, words
from archcompat.render.deployment import MOST_EDITS, edited, edits_of, heading, image_rows
from archcompat.render.fold import folded
from archcompat.render.left_out import fixed, left_out
from archcompat.render.page import Page
from archcompat.render.paper import drawn, in_characters_of, mark, section, title
from archcompat.render.places import places
from archcompat.render.safe import printable
from archcompat.render.sections import ALIKE, FIRST, Sections, problem_kinds, sections, steps

_NARROW = 80  # columns below which five table columns are unreadable
_PLACED = 20  # findings told with the YAML that mends them
_FIXED = 36  # columns of the page that hold verdict, impact, basis, and what lies between

COLOR = {
    Verdict.READY: "green",
    Verdict.REINSTALL: "cyan",
    Verdict.REBUILD: "yellow",
    Verdict.UPGRADE: "yellow",
    Verdict.REPLACE: "red",
    Verdict.BLOCKED: "red",
    Verdict.UNKNOWN: "magenta",
}


def render(reports: Sequence[Report], page: Page) -> str:
    """The reports one after the other, no line wider than the page."""

    def draw(console: Console) -> None:
        for position, report in enumerate(reports):
            if position:
                console.print()
            _report(in_characters_of(page, report), console, page)

    return drawn(page, draw)


def _report(report: Report, console: Console, page: Page) -> None:
    found = sections(report)
    console.print(Text(words.subject(report), "dim"))
    console.print(Text(words.headline(report, found), f"bold {COLOR[report.verdict]}"))
    for line, style in (
        (words.incomplete(report), "bold red"),
        (words.nothing_native(report), ""),
    ):
        if line:
            console.print(Text(line, style))
    _first(report, found, console)
    _work(report, found, console, page)
    _images(report, console)
    section(
        "Comes with the operating system",
        (("-", _group(finding, report, found)) for finding in found.groups),
        console,
    )
    section("Not judged", (("-", _sentence(finding, found)) for finding in found.unjudged), console)
    remarks = [one for one in found.remarks if not edits_of(one)]
    section("Also seen", (("-", _sentence(finding, found)) for finding in remarks), console)
    placed = edited((*found.remarks, *found.work))
    section("Where pods may run", (("-", _edits(one, found)) for one in placed[:_PLACED]), console)
    if len(placed) > _PLACED:
        more = f"and {len(placed) - _PLACED:,} more; all are in the JSON report"
        console.print(Padding(Text(more, "dim"), (0, 0, 0, 4)))
    section("Left out, by your wish", left_out(report, found), console)
    section("Fixed since the baseline", fixed(report), console)
    if page.verbose:
        section("Why", (("-", _reasons(finding, found)) for finding in report.findings), console)
    if page.tree:
        title("Native files", console)
        console.print(Padding(places(report, found), (0, 0, 0, 2)))
    section("Problems", _problems(report), console)
    console.print()
    console.print(Text(words.closing(report), "dim"))


def _first(report: Report, found: Sections, console: Console) -> None:
    todo = steps(found)
    rows = []
    for number, finding in enumerate(todo[:FIRST], 1):
        text = Text(words.step(finding, report, found))
        commands = finding.remediation.commands if finding.remediation is not None else ()
        for command in commands[:1]:
            text.append(f"\n{printable(command)}", "dim")
        rows.append((f"{number}.", text))
    if len(todo) > FIRST:
        rows.append(("", Text(words.more_steps(len(todo) - FIRST), "dim")))
    section("Do this first", rows, console)


def _work(report: Report, found: Sections, console: Console, page: Page) -> None:
    """What needs work, under the place it lies in, one line each where the page is wide enough."""
    if not found.work:
        return
    title("Needs work", console)
    narrow = page.width < _NARROW
    name_width = (page.width - _FIXED) // 2
    if not narrow:
        head = _row(name_width)
        head.add_row("Component", "Verdict", "Impact", "Basis", "Fix", style="dim")
        console.print(Padding(head, (0, 0, 0, 2)))
    for place, layer, members in words.by_place(found.work, found):
        heading = Text(printable(place), "bold", overflow="fold")
        if layer is not None:
            heading.append(f"  {words.layer(report, layer)}".rstrip(), "dim")
        if heading:
            console.print(Padding(heading, (0, 0, 0, 2)))
        indent = 4 if heading else 2
        table = _row(name_width - indent + 2)
        for finding in members:
            component = found.components.get(finding.component)
            room = page.width if narrow else name_width
            name = folded(words.short_name(component, finding), room - indent)
            verdict = Text(finding.verdict.value, COLOR[finding.verdict])
            fix = remedies.fix(finding, report)
            if narrow:
                text = Text.assemble(name, "  ", verdict, f", {finding.impact.value}")
                text.append(f"\n  {fix} ({finding.basis.value})")
                console.print(Padding(text, (0, 0, 0, indent)))
            else:
                table.add_row(name, verdict, finding.impact.value, finding.basis.value, Text(fix))
        if not narrow:
            console.print(Padding(table, (0, 0, 0, indent)))


def _row(name_width: int) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=name_width, overflow="fold")
    for width in (9, 10, 9):
        table.add_column(width=width)
    table.add_column(overflow="fold")
    return table


def _images(report: Report, console: Console) -> None:
    """Every image that files refer to, ready or not: what is deployed at a glance."""
    rows = list(image_rows(report))
    if not rows:
        return
    title("Images", console)
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(4):
        table.add_column(overflow="fold")
    table.add_row("Image", "Offered for", "First good", "In", style="dim")
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(Padding(table, (0, 0, 0, 2)))


def _edits(finding: Finding, found: Sections) -> Text:
    """A finding, and the lines that mend it as they stand in their file."""
    text = _sentence(finding, found)
    edits = edits_of(finding)
    for edit in edits[:MOST_EDITS]:
        text.append(f"\n{heading(edit)}", "dim")
        for line in edit.lines:
            text.append(f"\n{printable(line)}")
    if len(edits) > MOST_EDITS:
        text.append(f"\nand the like in {len(edits) - MOST_EDITS:,} more places", "dim")
    return text


def _problems(report: Report) -> Iterator[tuple[Text, Text]]:
    """The worst first, those of a kind together, and of many of a kind the first ones."""
    for alike in problem_kinds(report):
        severity = mark(alike[0].severity)
        for one in alike[:ALIKE]:
            yield severity, Text(words.problem(one))
        if len(alike) > ALIKE:
            yield severity, Text(words.more_problems(len(alike) - ALIKE, alike[0].code), "dim")


def _sentence(finding: Finding, found: Sections) -> Text:
    return Text(words.statement(finding, found, "".join(finding.where[:1])))


def _group(finding: Finding, report: Report, found: Sections) -> Text:
    """The line of many components, and what repositories have of them."""
    text = Text(words.group(finding, report, found))
    listed = words.listed(finding)
    return text.append(f". {listed}", "dim") if listed else text


def _reasons(finding: Finding, found: Sections) -> Text:
    """Message, advice and evidence of one finding."""
    said = [finding.message]
    if finding.remediation is not None and finding.remediation.advice not in finding.message:
        said.append(finding.remediation.advice)
    reason = printable(" ".join(filter(None, said)))
    about = words.topic(finding, found)
    text = Text.assemble((about, "bold"), f": {reason}" if reason else "")
    for line in finding.evidence:
        told = (line.url, line.seen, f"(rule of {line.rule_origin})" if line.rule_origin else "")
        source = " ".join(printable(part) for part in told if part)
        text.append(f"\n  {line.basis.value}: {printable(line.text)}")
        text.append(f"\n  {source}" if source else "", "dim")
    return text
