"""The whole plan of a Maven project: what lacks the target's code, the ways out, one set of all."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archcompat import __version__
from archcompat.assess.javastanding import Fit, Judge, Standing
from archcompat.errors import FormatError, UnreachableError
from archcompat.formats.dependencytree import Coordinates
from archcompat.formats.maventree import parse_maven_text
from archcompat.formats.pomedit import Add, Edit, Exclude, Manage, SetParent, SetVersion, edited
from archcompat.formats.versions import compare
from archcompat.indexes.javareleases import JavaReleases
from archcompat.indexes.threads import Threads
from archcompat.model.mavenplan import MavenNeed, MavenPlan, MavenWay, WayKind, XmlChange
from archcompat.model.problem import Severity
from archcompat.model.progress import SILENT, Progress
from archcompat.model.report import Basis, Impact, ReportProblem, ReportTarget, ReportTool
from archcompat.model.target import Target
from archcompat.plan.maven.resolved import Name, Resolved, resolved
from archcompat.plan.maven.ways import Way, Workshop
from archcompat.rulebook.load import Rulebook
from archcompat.sources.mavenrun import MavenProject

_THREADS = 6


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan is made for, and of whom."""

    target: Target
    rulebook: Rulebook
    releases: JavaReleases
    preferred: WayKind = WayKind.UPGRADE
    """Which way is taken where there are several."""


def plan_maven(
    project: MavenProject, subject: str, asked: Asked, progress: Progress = SILENT
) -> tuple[MavenPlan, bytes]:
    """The plan, and the POM changed so.

    Raises InputError when Maven does not resolve the project as it is, and FormatError for a POM
    that is none.
    """
    data = project.pom.read_bytes()
    progress("mvn dependency:tree", 0, 1)
    today = resolved(parse_maven_text(project.tree()))
    judge = Judge(asked.rulebook, asked.releases, asked.target)
    workshop = Workshop(project, data, judge, asked.releases)
    standings, problems = _standings(today, judge, subject)
    found: list[tuple[Name, Standing, list[Way]]] = []
    wanting = [one for one in standings if one[1].fit is not Fit.UNKNOWN]
    for number, (name, standing) in enumerate(wanting):
        progress(f"ways out for {':'.join(name)}", number, len(wanting))
        try:
            ways = list(workshop.ways(name, today, standing))
        except (UnreachableError, FormatError) as error:
            ways = []
            problems.append(_problem("index-unreachable", subject, f"{':'.join(name)}: {error}"))
        found.append((name, standing, ways))
    edits = _together(_chosen(ways, asked.preferred) for _, _, ways in found)
    served = [name for name, _, ways in found if ways]
    # The one way of one library was resolved before.
    verified = len(served) <= 1 or _verified(workshop, edits, served)
    progress("", 1, 1)
    problems += [
        _problem("not-judged", subject, f"{':'.join(name)}: {standing.reason}")
        for name, standing in standings
        if standing.fit is Fit.UNKNOWN
    ]
    plan = MavenPlan(
        tool=ReportTool("archcompat", __version__),
        target=ReportTarget.of(asked.target),
        subject=subject,
        artifacts=len(today.needs),
        needs=tuple(_need(name, standing, ways, today) for name, standing, ways in found),
        chosen=tuple(_change(edit) for edit in edits),
        verified=verified,
        problems=tuple(problems),
    )
    return plan, edited(data, edits)


def _standings(
    today: Resolved, judge: Judge, subject: str
) -> tuple[list[tuple[Name, Standing]], list[ReportProblem]]:
    """What is not served, and what could not be found out."""

    def standing(name: Name) -> Standing | str:
        try:
            return judge.standing(today.of(name))
        except (UnreachableError, FormatError) as error:
            return str(error)

    names = today.names()
    found: list[tuple[Name, Standing]] = []
    problems: list[ReportProblem] = []
    with Threads(_THREADS, "lookup") as pool:
        for name, answer in zip(names, pool.map(standing, names), strict=True):
            if isinstance(answer, str):
                detail = f"{':'.join(name)}: {answer}"
                problems.append(_problem("index-unreachable", subject, detail))
            elif answer.fit is not Fit.SERVED:
                found.append((name, answer))
    return found, problems


def _problem(code: str, where: str, detail: str) -> ReportProblem:
    return ReportProblem(code, where, detail, Severity.WARNING)


def _chosen(ways: Sequence[Way], preferred: WayKind) -> tuple[Edit, ...]:
    first = next((way for way in ways if way.kind is preferred), None)
    chosen = first or next(iter(ways), None)
    return chosen.edits if chosen is not None else ()


def _together(parts: Iterable[tuple[Edit, ...]]) -> list[Edit]:
    """All edits, each once; of two versions of one thing the newer."""
    kept: dict[object, Edit] = {}
    for edit in (edit for part in parts for edit in part):
        key = _key(edit)
        other = kept.get(key)
        if other is None or compare("maven", _version(other), _version(edit)) < 0:
            kept[key] = edit
    order = (SetParent, SetVersion, Exclude, Manage, Add)
    return sorted(kept.values(), key=lambda edit: order.index(type(edit)))


def _key(edit: Edit) -> object:
    match edit:
        case SetVersion() | SetParent():
            return (type(edit), edit.group, edit.artifact)
        case Add() | Manage():
            return (type(edit), edit.coordinates.key)
        case _:
            return edit


def _version(edit: Edit) -> str:
    match edit:
        case SetVersion() | SetParent():
            return edit.version
        case Add() | Manage():
            return edit.coordinates.version
        case _:
            return "0"


def _verified(workshop: Workshop, edits: list[Edit], names: list[Name]) -> bool:
    """Whether Maven resolves all of it so that each library that has a way out is served."""
    tree = workshop.outcome(edits)
    stands = [workshop.standing(tree, name) for name in names]
    return tree is not None and all(one is None or one.fit is Fit.SERVED for one in stands)


def _need(name: Name, standing: Standing, ways: Sequence[Way], today: Resolved) -> MavenNeed:
    rule = standing.rule
    release = standing.release
    seen = ""
    if release is not None:
        jar = Coordinates(*name, release.version, release.classifier)
        seen = f"{jar.label} holds {release.file}"
    advice = rule.advice if rule is not None else ""
    if rule is not None and rule.impact is not Impact.FAILS and rule.fallback:
        advice = f"Until then: {rule.fallback.rstrip('.')}. {advice}"
    if rule is not None and standing.fit is Fit.NONE and rule.alternative:
        other = rule.alternative[0]
        advice += f" Instead: {other.package.removeprefix('pkg:')} {other.note}".rstrip()
    return MavenNeed(
        package=":".join(name),
        version=today.of(name)[0].version,
        impact=standing.impact,
        reason=standing.reason,
        seen=seen,
        chains=tuple(tuple(one.label for one in way) for way in today.chains(name)),
        ways=tuple(
            MavenWay(
                way.kind,
                way.what,
                way.brings.label if way.brings is not None else "",
                tuple(_change(edit) for edit in way.edits),
                Basis.RESOLVED,
            )
            for way in ways
        ),
        advice=advice.strip(),
    )


def _change(edit: Edit) -> XmlChange:
    match edit:
        case Manage():
            place = "dependencyManagement/dependencies"
        case Exclude():
            place = f"exclusions of the dependency {edit.group}:{edit.artifact}"
        case SetParent():
            place = "the project, in place of what is there"
        case SetVersion():
            place = "dependencies, in place of what is there"
        case _:
            place = "dependencies"
    return XmlChange(place, edit.xml())
