"""Markdown for a pull request: the verdict, what to do first, and the rest, worst first."""

from collections.abc import Iterable, Iterator, Sequence

from archcompat.model.report import Finding, Report
from archcompat.render import remedies, words
from archcompat.render.deployment import MOST_EDITS, edited, edits_of, heading
from archcompat.render.left_out import fixed, left_out
from archcompat.render.markup import block, code, escaped
from archcompat.render.page import Page
from archcompat.render.sections import ALIKE, FIRST, Sections, problem_kinds, sections, steps

MARK = "<!-- archcompat -->"
"""Begins the text: whoever renews a comment finds the earlier one by it."""
MOST = 65_000
"""Bytes; GitHub refuses a comment of more than 65,536 characters."""
_LEAST = 3_000  # bytes in which a report still says something
_KEPT = 2_500  # bytes of a report for titles, and for saying what there was no room for
_TABLE = "| Component | Verdict | Impact | Basis | Fix | Where |\n|---|---|---|---|---|---|\n"


def render(reports: Sequence[Report], page: Page) -> str:  # noqa: ARG001 - it has no width
    """One part a report, each with its share of the room."""
    text, share = f"{MARK}\n", max(_LEAST, MOST // len(reports))
    for number, report in enumerate(reports):
        part = _report(report, share - _KEPT)
        if len(f"{text}{part}".encode()) > MOST:
            more = words.count(len(reports) - number, "more target")
            return f"{text}\nThere is no room here for {more}; all are in the JSON report.\n"
        text += part
    return text


def _report(report: Report, room: int) -> str:
    found = sections(report)
    head = [
        f"### {escaped(words.subject(report))}",
        f"**{escaped(words.headline(report, found))}**",
    ]
    said = (words.incomplete(report), words.nothing_native(report))
    head += [escaped(line) for line in said if line]
    paper = _Paper(room, "\n" + "\n\n".join(head) + "\n")
    paper.section("Do this first", _first(report, found))
    paper.section("Needs work", _work(report, found), before=_TABLE)
    for title, lines in (
        (
            "Comes with the operating system",
            (words.group(finding, report, found) for finding in found.groups),
        ),
        ("Not judged", (_sentence(finding, found) for finding in found.unjudged)),
        ("Also seen", (_sentence(one, found) for one in found.remarks if not edits_of(one))),
        ("Left out, by your wish", (text.plain for _, text in left_out(report, found))),
        ("Fixed since the baseline", (text.plain for _, text in fixed(report))),
        ("Problems", _problems(report)),
    ):
        paper.section(title, (f"- {escaped(line)}\n" for line in lines), folded=True)
    placed = edited((*found.remarks, *found.work))
    paper.section("Where pods may run", (_edits(one, found) for one in placed), folded=True)
    return f"{paper.text}\n{escaped(words.closing(report))}\n"


class _Paper:
    """Text that grows by whole lines as long as there is room."""

    def __init__(self, room: int, text: str) -> None:
        self.text = text
        self._room = room - len(text.encode())

    def section(
        self, title: str, lines: Iterable[str], *, before: str = "", folded: bool = False
    ) -> None:
        """A title and the lines below it that fit, and how many do not; nothing without lines."""
        all_lines = list(lines)
        if not all_lines:
            return
        fitting = 0
        for line in all_lines:
            self._room -= len(line.encode())
            if self._room < 0:
                self._room += len(line.encode())
                break
            fitting += 1
        body = before * bool(fitting) + "".join(all_lines[:fitting])
        if fitting < len(all_lines):
            more = f"{len(all_lines) - fitting:,}"
            body += f"\nThere is no room here for {more} more; all are in the JSON report.\n"
        count = f"{title} ({len(all_lines):,})"
        self.text += (
            f"\n<details><summary>{count}</summary>\n\n{body}\n</details>\n"
            if folded
            else f"\n#### {title}\n\n{body}"
        )


def _first(report: Report, found: Sections) -> Iterator[str]:
    todo = steps(found)
    for number, finding in enumerate(todo[:FIRST], 1):
        commands = finding.remediation.commands if finding.remediation is not None else ()
        how = f": {code(commands[0])}" if commands else ""
        yield f"{number}. {escaped(words.step(finding, report, found))}{how}\n"
    if len(todo) > FIRST:
        yield f"\n{words.more_steps(len(todo) - FIRST)}\n"


def _work(report: Report, found: Sections) -> Iterator[str]:
    for finding in found.work:
        component = found.components.get(finding.component)
        [(place, layer, _)] = words.by_place([finding], found)
        place = place or "".join(finding.where[:1])
        where = [code(place)] if place else []
        where += [escaped(words.layer(report, layer))] if layer is not None else []
        cells = (
            code(words.short_name(component, finding)),
            finding.verdict.value,
            finding.impact.value,
            finding.basis.value,
            escaped(remedies.fix(finding, report)),
            ", ".join(where),
        )
        yield f"| {' | '.join(cells)} |\n"


def _edits(finding: Finding, found: Sections) -> str:
    """A finding, and the lines that mend it as they stand in their file."""
    text = f"- {escaped(_sentence(finding, found))}\n"
    for edit in edits_of(finding)[:MOST_EDITS]:
        text += f"\n  {escaped(heading(edit))}\n\n{block(edit.lines) if edit.lines else ''}"
    return text


def _sentence(finding: Finding, found: Sections) -> str:
    return words.statement(finding, found, "".join(finding.where[:1]))


def _problems(report: Report) -> Iterator[str]:
    for alike in problem_kinds(report):
        for one in alike[:ALIKE]:
            yield f"{one.severity.value}: {words.problem(one)}"
        if len(alike) > ALIKE:
            yield words.more_problems(len(alike) - ALIKE, alike[0].code)
