"""A plan for people and for programs."""

from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from archcompat.model.plan import (
    Audit,
    ChangeKind,
    Plan,
    PlanAlternative,
    PlanChange,
    plan_schema,
)
from archcompat.model.report import Basis
from archcompat.render.as_json import document, json_text, titled
from archcompat.render.page import Page
from archcompat.render.paper import drawn, in_characters_of, problem, section, title
from archcompat.render.safe import printable

_COLOR = {
    ChangeKind.REHASH: "cyan",
    ChangeKind.TRANSITIVE: "cyan",
    ChangeKind.IN_RANGE: "cyan",
    ChangeKind.RELAXED: "yellow",
    ChangeKind.DOWNGRADE: "yellow",
    ChangeKind.REPLACE: "red",
    ChangeKind.BUILD: "red",
    ChangeKind.BLOCKED: "red",
}
_UNSERVED = (ChangeKind.REPLACE, ChangeKind.BUILD, ChangeKind.BLOCKED)
_FEW = 8  # names in one line


def render_json(plan: Plan) -> str:
    """The plan as a JSON object, its version first."""
    return json_text(document(plan, "plan_version"))


def plan_schema_text() -> str:
    """The JSON Schema of a plan, as it is checked in beside the package's modules."""
    return titled("archcompat plan", plan_schema())


def render_table(plan: Plan, page: Page) -> str:
    """The plan as text, no line wider than the page."""
    told = in_characters_of(page, plan)

    def draw(console: Console) -> None:
        _plan(told, console, page)

    return drawn(page, draw)


def _plan(plan: Plan, console: Console, page: Page) -> None:
    libc = f", {plan.target.libc}" if plan.target.libc else ""
    console.print(
        Text(
            f"{printable(plan.subject)}, planned for {plan.target.platform},"
            f" Python {plan.target.python}{libc}",
            "dim",
        )
    )
    console.print(Text(_headline(plan), f"bold {'green' if _is_clear(plan) else 'yellow'}"))
    _changes(plan, console)
    section("Why", (_why(change) for change in plan.changes), console, gap=2)
    section("Besides", (("-", Text(line)) for line in _besides(plan)), console)
    section("Less would change", (("-", _other(one, plan)) for one in plan.alternatives), console)
    section("Vulnerabilities", (("-", Text(line)) for line in _audit(plan)), console)
    if page.verbose:
        section("The whole set", _packages(plan), console, gap=2)
    section("Problems", (problem(one) for one in plan.problems), console, gap=2)
    console.print()
    console.print(Text(_closing(plan), "dim"))


def _is_clear(plan: Plan) -> bool:
    return plan.solved and plan.complete and not plan.changes


def _headline(plan: Plan) -> str:
    if not plan.solved:
        return f"No set of versions was found for {plan.target.platform}"
    unserved = sum(change.kind in _UNSERVED for change in plan.changes)
    changed = len(plan.changes) - unserved
    if not plan.changes:
        return (
            f"Nothing has to change for {plan.target.platform}"
            if plan.complete
            else "Nothing is known that has to change, but not everything could be found out"
        )
    packages = "package" if changed == 1 else "packages"
    parts = [f"{changed} {packages} to change"] if changed else []
    if unserved:
        parts.append(f"{unserved} without a wheel for {plan.target.platform}")
    return ", ".join(parts)


def _changes(plan: Plan, console: Console) -> None:
    if not plan.changes:
        return
    title("Changes", console)
    table = Table.grid(padding=(0, 2, 0, 0))
    for _ in range(3):
        table.add_column(overflow="fold")
    table.add_column(overflow="fold", style="dim")
    for change in plan.changes:
        table.add_row(
            printable(change.package),
            _step(change),
            Text(change.kind.value, _COLOR[change.kind]),
            printable(change.where),
        )
    console.print(Padding(table, (0, 0, 0, 2)))


def _step(change: PlanChange) -> str:
    old, new = printable(change.from_version), printable(change.to_version)
    if change.kind is ChangeKind.REHASH or not new:
        return old
    return f"{old} -> {new}"


def _why(change: PlanChange) -> tuple[str, Text]:
    text = Text(printable(change.reason))
    for link in change.chain:
        text.append(f"\n<- {printable(link)}", "dim")
    if change.advice:
        verb = "take" if change.kind is ChangeKind.REPLACE else "note:"
        text.append(f"\n{verb} {printable(change.advice)}")
    return printable(change.package), text


def _besides(plan: Plan) -> Iterator[str]:
    for words, names in (("comes with it", plan.added), ("is not needed any more", plan.dropped)):
        if names:
            shown = ", ".join(printable(name) for name in names[:_FEW])
            more = f" and {len(names) - _FEW} more" if len(names) > _FEW else ""
            yield f"{shown}{more}: {words}"
    for note in plan.notes:
        yield printable(note)


def _other(one: PlanAlternative, plan: Plan) -> Text:
    parts = []
    if one.libc != plan.target.libc:
        parts.append(f"an image with {one.libc.replace(':', ' ')}")
    if one.python != plan.target.python:
        parts.append(f"Python {one.python}")
    told = f"{one.changes} to change"
    if one.without_wheel:
        told += f", {one.without_wheel} without a wheel"
    return Text(f"with {' and '.join(parts)}: {told} (by what the index lists, not verified)")


def _audit(plan: Plan) -> Iterator[str]:
    audit = plan.audit
    if audit is None:
        return
    for one in audit.found:
        fixed = f", fixed in {', '.join(one.fixed_in)}" if one.fixed_in else ""
        yield printable(f"{one.package} {one.version}: {one.id}{fixed}")
    if audit.cleaner:
        yield printable(f"a larger change has fewer of them: {', '.join(audit.cleaner)}")
    if audit.not_audited:
        yield printable(
            f"not audited: {len(audit.not_audited)} of"
            f" {audit.audited + len(audit.not_audited)} packages; {audit.cause}"
        )
    elif not audit.found:
        yield f"none is known in the {audit.audited} packages of the set"


def _packages(plan: Plan) -> Iterator[tuple[str, Text]]:
    for one in plan.packages:
        text = f"{one.file or 'not a wheel'} ({one.basis.value})"
        yield f"{printable(one.package)} {printable(one.version)}", Text(printable(text))


def _closing(plan: Plan) -> str:
    if not plan.solved:
        return "That there is none is not proven: the search is not exhaustive."
    served = sum(1 for one in plan.packages if one.file)
    read = sum(1 for one in plan.packages if one.basis is Basis.OBSERVED)
    wheels = f"{served} wheel{'' if served == 1 else 's'}"
    parts = [
        f"{wheels} checked against each other's metadata, the native code in {read} read"
        if plan.basis is Basis.RESOLVED
        else f"{wheels}; the set is not verified: see the problems"
    ]
    parts.append(_audited(plan.audit))
    if plan.opinion is not None:
        verdict = {True: "agrees", False: "disagrees", None: "was not asked"}[plan.opinion.agrees]
        parts.append(f"{plan.opinion.tool} {verdict}: {printable(plan.opinion.detail)}")
    return "; ".join(parts) + "."


def _audited(audit: Audit | None) -> str:
    if audit is None:
        return "not audited for known vulnerabilities (--audit)"
    return f"{audit.audited} packages audited, {len(audit.found)} vulnerabilities known"
