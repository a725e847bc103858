"""A plan for a Maven project, for people and for programs."""

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from archcompat.model.mavenplan import MavenNeed, MavenPlan, XmlChange, maven_plan_schema
from archcompat.model.report import Impact
from archcompat.render.as_json import document, json_text, titled
from archcompat.render.page import Page
from archcompat.render.paper import drawn, in_characters_of, mark, section, title
from archcompat.render.safe import printable


def render_json(plan: MavenPlan) -> str:
    """The plan as a JSON object, its version first."""
    return json_text(document(plan, "plan_version"))


def maven_plan_schema_text() -> str:
    """The JSON Schema of such a plan, as it is checked in beside the package's modules."""
    return titled("archcompat plan of a Maven project", maven_plan_schema())


def render_table(plan: MavenPlan, page: Page) -> str:
    """The plan as text; XML is never folded, to be copied."""
    told = in_characters_of(page, plan)

    def draw(console: Console) -> None:
        _plan(told, console)

    return drawn(page, draw)


def _plan(plan: MavenPlan, console: Console) -> None:
    console.print(
        Text(f"{printable(plan.subject)}, planned for {plan.target.platform} with Maven", "dim")
    )
    clear = not plan.needs and not plan.problems
    console.print(Text(_headline(plan), f"bold {'green' if clear else 'yellow'}"))
    for need in plan.needs:
        _need(need, console)
    if plan.chosen and len(plan.needs) > 1:
        title("All together", console)
        for change in plan.chosen:
            _change(change, console)
    section(
        "Problems",
        ((mark(one.severity), Text(printable(one.detail))) for one in plan.problems),
        console,
        gap=2,
    )
    console.print()
    console.print(Text(_closing(plan), "dim"))


def _headline(plan: MavenPlan) -> str:
    if not plan.needs:
        if plan.problems:
            return "Nothing is known that has to change, but not everything could be found out"
        return f"Nothing has to change for {plan.target.platform}"
    stuck = sum(not need.ways for need in plan.needs)
    parts = [f"{len(plan.needs) - stuck} to change"] if stuck < len(plan.needs) else []
    parts += [f"{stuck} without a way out"] if stuck else []
    many = "library" if len(plan.needs) == 1 else "libraries"
    return f"{len(plan.needs)} {many} without code for {plan.target.platform}: {', '.join(parts)}"


_IMPACTS = {
    Impact.FAILS: "it fails there",
    Impact.FEATURE: "what uses it fails there",
    Impact.FALLS_BACK: "it falls back there",
}


def _need(need: MavenNeed, console: Console) -> None:
    title(f"{printable(need.package)} {printable(need.version)}", console)
    impact = _IMPACTS.get(need.impact, "")
    _line(f"{need.reason}{'; ' + impact if impact else ''}", console)
    for chain in need.chains:
        for depth, step in enumerate(chain):
            _line(f"{'  ' * depth}{'-> ' if depth else ''}{step}", console, "dim")
    if need.seen:
        _line(f"seen: {need.seen}", console)
    for number, way in enumerate(need.ways, 1):
        brings = f", which brings {way.brings}" if way.brings else ""
        head = f"{number}. {way.kind.value}: {way.what}{brings} ({way.basis.value})"
        console.print()
        _line(head, console, "bold")
        for change in way.changes:
            _change(change, console)
    if not need.ways:
        _line("no way out is known: no change of the pom.xml brings code for the target", console)
    if need.advice:
        console.print()
        _line(need.advice, console)


def _line(text: str, console: Console, style: str = "") -> None:
    console.print(Padding(Text(printable(text), style), (0, 0, 0, 2)))


def _change(change: XmlChange, console: Console) -> None:
    _line(f"   in {change.place}:", console, "dim")
    for line in change.xml.splitlines():
        console.print(
            Text(f"       {printable(line)}", "cyan"), no_wrap=True, overflow="ignore", crop=False
        )


def _closing(plan: MavenPlan) -> str:
    text = f"{plan.artifacts} artifacts resolved by Maven"
    if plan.chosen:
        text += (
            "; it resolves the changed pom.xml, and each library has the target's code then"
            if plan.verified
            else "; all changes together were not verified"
        )
    return f"{text}."
