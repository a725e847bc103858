"""What the template shows of one report, in the words and the order of the text report."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from archcompat.model.problem import Severity
from archcompat.model.report import Coverage, Library, Provenance, Report, ReportLayer, Verdict
from archcompat.render import words
from archcompat.render.html.allowance import Allowance, Shown
from archcompat.render.html.picture import Picture, picture
from archcompat.render.html.rows import WORST_FIRST, Link, Table, table
from archcompat.render.left_out import fixed, left_out
from archcompat.render.sections import ALIKE, FIRST, problem_kinds, sections, steps

_LAYERS = 500
_LIBRARIES = 500
_BROUGHT = 20  # components that bring builds of one library


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do."""

    text: str
    command: str
    anchor: str
    """The row that says why."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many components have a verdict, by where they come from."""

    verdict: Verdict
    number: int
    by_origin: tuple[int, ...]
    """In the order of ``View.origins``."""


@dataclass(frozen=True, slots=True)
class JavaLibrary:
    """A library in Java archives, and what brings its builds."""

    library: Library
    brought_by: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer, and what it brought."""

    layer: ReportLayer
    components: int
    work: int
    """How many of them are not ready."""


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """Problems of one severity and code."""

    severity: Severity
    told: tuple[str, ...]
    more: str
    """That there are more; empty when there are none."""


@dataclass(frozen=True, slots=True)
class View:
    """One report on the page."""

    prefix: str
    """What all its anchors begin with."""
    report: Report
    headline: str
    notices: tuple[str, ...]
    """What keeps it from being an all-clear, or makes it one."""
    steps: tuple[Step, ...]
    more_steps: str
    origins: tuple[Provenance, ...]
    """Those that any component has."""
    tallies: tuple[Tally, ...]
    """Of each verdict that any component has, the worst first."""
    table: Table
    picture: Picture
    libraries: Shown[JavaLibrary]
    left_out: Shown[str]
    """What does not count, because somebody said so."""
    fixed: Shown[str]
    """What the baseline has and the report has not."""
    problems: tuple[ProblemKind, ...]
    layers: Shown[Layer]
    closing: str


def view(report: Report, prefix: str, allowance: Allowance) -> View:
    """The view of a report; it takes what it lists from the allowance."""
    found = sections(report)
    rows = table(report, found, prefix, allowance)
    anchors = {row.finding.id: row.anchor for row in rows.rows if row.finding is not None}
    todo = steps(found)
    verdicts = Counter(component.verdict for component in report.components)
    both = Counter((one.verdict, one.provenance) for one in report.components)
    origins = [origin for origin in Provenance if any(key[1] is origin for key in both)]
    notices = (words.incomplete(report), words.nothing_native(report))
    return View(
        prefix=prefix,
        report=report,
        headline=words.headline(report, found),
        notices=tuple(filter(None, notices)),
        steps=tuple(
            Step(
                words.step(finding, report, found),
                "".join(finding.remediation.commands[:1]) if finding.remediation else "",
                anchors.get(finding.id, ""),
            )
            for finding in todo[:FIRST]
        ),
        more_steps=words.more_steps(len(todo) - FIRST) if len(todo) > FIRST else "",
        origins=tuple(origins),
        tallies=tuple(
            Tally(verdict, verdicts[verdict], tuple(both[verdict, origin] for origin in origins))
            for verdict in WORST_FIRST
            if verdicts[verdict]
        ),
        table=rows,
        picture=picture(report, rows.rows),
        libraries=_libraries(report, rows, allowance),
        left_out=allowance.take([text.plain for _, text in left_out(report, found)]),
        fixed=allowance.take([text.plain for _, text in fixed(report)]),
        problems=tuple(_problems(report, allowance)),
        layers=_layers(report, allowance),
        closing=words.closing(report),
    )


def _problems(report: Report, allowance: Allowance) -> Iterator[ProblemKind]:
    for alike in allowance.take(problem_kinds(report)).items:
        told = allowance.take(alike, ALIKE)
        yield ProblemKind(
            alike[0].severity,
            tuple(map(words.problem, told.items)),
            words.more_problems(told.more, alike[0].code) if told.more else "",
        )


def _libraries(report: Report, rows: Table, allowance: Allowance) -> Shown[JavaLibrary]:
    """Those that the target lacks first."""
    order = sorted(report.libraries, key=lambda one: (one.coverage is Coverage.COVERED, one.name))
    shown = allowance.take(order, _LIBRARIES)
    return Shown(
        tuple(
            JavaLibrary(
                one, tuple(rows.links.get(id_) or Link(id_) for id_ in one.components[:_BROUGHT])
            )
            for one in shown.items
        ),
        shown.more,
    )


def _layers(report: Report, allowance: Allowance) -> Shown[Layer]:
    brought = Counter(component.layer for component in report.components)
    work = Counter(
        component.layer for component in report.components if component.verdict is not Verdict.READY
    )
    shown = allowance.take(report.subject.layers, _LAYERS)
    return Shown(
        tuple(Layer(layer, brought[layer.index], work[layer.index]) for layer in shown.items),
        shown.more,
    )
