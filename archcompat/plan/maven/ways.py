"""The ways by which a library of a Maven project gets the target's code, each resolved by Maven."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from archcompat.assess.javastanding import Fit, Judge, Standing
from archcompat.errors import InputError
from archcompat.formats.dependencytree import Coordinates, Tree
from archcompat.formats.maventree import parse_maven_text
from archcompat.formats.pom import parse_pom
from archcompat.formats.pomedit import (
    Add,
    Edit,
    Exclude,
    Manage,
    Rename,
    SetParent,
    SetVersion,
    edited,
)
from archcompat.indexes.javareleases import JavaReleases, Release
from archcompat.model.mavenplan import WayKind
from archcompat.model.rule import Rule
from archcompat.plan.maven.resolved import Name, Resolved, resolved
from archcompat.sources.mavenrun import MavenProject

_AT_ONCE = 6  # variants of the project in one run of Maven
_MARK = ".archcompat-"
_Choice = SetVersion | SetParent


@dataclass(frozen=True, slots=True)
class Way:
    """Changes after which Maven brings the target's code."""

    kind: WayKind
    what: str
    brings: Coordinates | None
    edits: tuple[Edit, ...]


class Workshop:
    """Tries changes of one POM; raises InputError, UnreachableError and FormatError."""

    def __init__(
        self, project: MavenProject, data: bytes, judge: Judge, releases: JavaReleases
    ) -> None:
        """``data`` is the POM."""
        self._project = project
        self._data = data
        self._pom = parse_pom(data)
        self._judge = judge
        self._releases = releases
        # What Maven said: several libraries may have a way in common.
        self._of_pom: dict[bytes, Resolved | None] = {}
        self._of_choice: dict[_Choice, Resolved | None] = {}

    def names(self, name: Name) -> bool:
        """Whether the POM itself names a dependency."""
        return bool(self._pom.named(*name))

    def outcome(self, edits: Sequence[Edit]) -> Resolved | None:
        """What Maven resolves the changed POM to; None if it does not."""
        pom = edited(self._data, edits)
        if pom not in self._of_pom:
            try:
                self._of_pom[pom] = resolved(parse_maven_text(self._project.tree(pom)))
            except InputError:
                self._of_pom[pom] = None
        return self._of_pom[pom]

    def standing(self, tree: Resolved | None, name: Name) -> Standing | None:
        """How a library stands in a tree; None if it is not in it."""
        builds = tree.of(name) if tree is not None else []
        return self._judge.standing(builds) if builds else None

    def ways(self, name: Name, today: Resolved, standing: Standing) -> Iterator[Way]:
        """Every way out for a library, that of the dependency which brings it first."""
        starts = [way[0] for way in today.chains(name)]
        if self.names(name):
            starts = []
            if standing.release is not None:
                own = [SetVersion(*name, standing.release.version)]
                yield from self._finished(WayKind.UPGRADE, name, own, standing.release)
        elif standing.release is not None:
            yield from self._override(name, today, standing)
        for start in dict.fromkeys(one.name for one in starts):
            if self.names(start) and not self._is_managed(start):
                version = next(one.version for one in starts if one.name == start)
                later = self._releases.later(*start, version)
                choices = [SetVersion(*start, one) for one in later]
                yield from self._upgrade(name, choices, single=len(starts) == 1)
        yield from self._of_parent(name)
        rule = standing.rule
        if standing.fit is Fit.NONE and rule is not None:
            yield from self._replacement(name, rule, starts)

    def _finished(
        self, kind: WayKind, name: Name, edits: Sequence[Edit], jar: Release | None
    ) -> Iterator[Way]:
        """A way, with the target's own JAR where that takes one, if Maven resolves it so."""
        if jar is not None and jar.classifier:
            edits = [*edits, Add(Coordinates(*name, jar.version, jar.classifier))]
        tree = self.outcome(edits)
        found = self.standing(tree, name)
        if tree is None or (found is not None and found.fit is not Fit.SERVED):
            return
        jars = [one.coordinates for one in edits if isinstance(one, Add)] or tree.of(name)
        yield Way(kind, _told(edits), jars[-1] if jars else None, tuple(edits))

    def _override(self, name: Name, today: Resolved, standing: Standing) -> Iterator[Way]:
        release = standing.release
        assert release is not None  # noqa: S101 - the caller looked
        old = {one.version for one in today.of(name)}
        family = sorted(
            (
                one
                for one in today.needs
                if one.group == name[0] and one.version in old and not self.names(one.name)
            ),
            key=lambda one: one.key,
        )
        bom = Coordinates(name[0], f"{name[1].split('-')[0]}-bom", release.version, type="pom")
        listed = self._releases.repository.pom(bom.group, bom.artifact, bom.version) or b""
        choices: list[list[Edit]] = []
        if standing.fit is Fit.MISSES_JAR:
            choices = [[]]  # the version stays
        elif f"<artifactId>{name[1]}</artifactId>".encode() in listed:
            choices = [[Manage(bom)]]
        if standing.fit is not Fit.MISSES_JAR:
            choices.append([Manage(replace(one, version=release.version)) for one in family])
        for edits in choices:
            found = list(self._finished(WayKind.OVERRIDE, name, edits, release))
            if found:
                yield from found
                return

    def _is_managed(self, name: Name) -> bool:
        """Whether the POM names a dependency without a version: who manages it decides."""
        return any(not one.written("version") for one in self._pom.named(*name))

    def _of_parent(self, name: Name) -> Iterator[Way]:
        """Another version of a published parent, if that manages enough of what is brought in."""
        group, artifact, version = (
            self._pom.parent[key].value if key in self._pom.parent else ""
            for key in ("groupId", "artifactId", "version")
        )
        if not (group and artifact and version) or "$" in version:
            return
        later = self._releases.later(group, artifact, version)
        choices = [SetParent(group, artifact, one) for one in later]
        yield from self._upgrade(name, choices, single=False)

    def _upgrade(self, name: Name, choices: Sequence[_Choice], *, single: bool) -> Iterator[Way]:
        """The nearest version of what the project names whose tree serves the target."""
        jars: dict[_Choice, Release | None] = {}

        def serves(choice: _Choice, tree: Resolved) -> bool:
            found = self.standing(tree, name)
            jars[choice] = found.release if found is not None else None
            if found is None:
                return single
            return found.fit in (Fit.SERVED, Fit.MISSES_JAR)

        nearest = self._nearest(choices, serves)
        if nearest is not None:
            yield from self._finished(WayKind.UPGRADE, name, [nearest], jars[nearest])

    def _nearest(
        self, choices: Sequence[_Choice], serves: Callable[[_Choice, Resolved], bool]
    ) -> _Choice | None:
        """The first of some changes that serves, as if none after it failed again."""
        low, high = -1, len(choices)  # it lies behind low, and high is known to serve
        while high - low > 1:
            probes = _probes(low, high, found=high < len(choices))
            served = self._serving([choices[index] for index in probes], serves)
            hits = [index for index, good in zip(probes, served, strict=True) if good]
            if hits:
                high = hits[0]
                low = max((one for one in probes if one < high), default=low)
            elif high == len(choices):
                low = probes[-1]
            else:
                low = max(low, probes[-1])
        return choices[high] if high < len(choices) else None

    def _serving(
        self, choices: Sequence[_Choice], serves: Callable[[_Choice, Resolved], bool]
    ) -> list[bool]:
        """Which of some changes serve."""
        return [
            tree is not None and serves(one, tree)
            for one, tree in zip(choices, self._each(choices), strict=True)
        ]

    def _each(self, choices: Sequence[_Choice]) -> list[Resolved | None]:
        """The outcome of each change by itself, in one run where the project is alone."""
        if self._pom.modules:
            return [self.outcome([one]) for one in choices]
        new = [one for one in choices if one not in self._of_choice]
        if new:
            self._of_choice.update(zip(new, self._side_by_side(new), strict=True))
        return [self._of_choice[one] for one in choices]

    def _side_by_side(self, choices: Sequence[_Choice]) -> list[Resolved | None]:
        own = self._pom.fields["artifactId"].value
        variants = [
            edited(self._data, [one, Rename(f"{own}{_MARK}{number}")])
            for number, one in enumerate(choices)
        ]
        by_name: dict[str, list[Tree]] = {}
        for tree in parse_maven_text(self._project.trees(variants)):
            by_name.setdefault(tree.nodes[0].coordinates.artifact, []).append(tree)
        found = [by_name.get(f"{own}{_MARK}{number}") for number in range(len(choices))]
        return [resolved(trees) if trees is not None else None for trees in found]

    def _replacement(self, name: Name, rule: Rule, starts: Sequence[Coordinates]) -> Iterator[Way]:
        """Another artifact, if it has the same classes and the target's code."""
        for alternative in rule.alternative:
            kind, _, path = alternative.package.removeprefix("pkg:").partition("/")
            group, _, artifact = path.partition("/")
            if kind != "maven" or not artifact:
                continue
            folders = self._judge.class_folders((name, (group, artifact)))
            if not folders:
                continue
            versions = [alternative.version] if alternative.version else []
            versions = versions or self._releases.later(group, artifact, "0")[-1:]
            for version in versions:
                held = self._releases.holding(group, artifact, version)
                members = self._releases.repository.members(group, artifact, version) or ()
                same = any(one.startswith(folders) for one in members)
                if held is None or not held.served or not same:
                    continue
                edits: list[Edit] = [
                    Exclude(one.group, one.artifact, *name)
                    for one in starts
                    if self.names(one.name)
                ]
                jar = Coordinates(group, artifact, version)
                if not edits and self.names(name):
                    continue  # its own line says what to write instead
                tree = self.outcome([*edits, Add(jar)])
                if tree is not None and not tree.of(name) and tree.of((group, artifact)):
                    what = f"{group}:{artifact} {version} in its place, which has the same classes"
                    yield Way(WayKind.REPLACE, what, jar, (*edits, Add(jar)))


def _probes(low: int, high: int, *, found: bool) -> list[int]:
    """Which to try next, in order: near ones and ever farther ones, or a few between two."""
    if not found:
        steps = [low + 2**power for power in range(_AT_ONCE * 4)]
        near = [one for one in steps if one < high]
        return sorted({*near[: _AT_ONCE - 1], high - 1})
    between = range(low + 1, high)
    if len(between) <= _AT_ONCE:
        return list(between)
    step = len(between) / (_AT_ONCE + 1)
    return sorted({between[int(step * number)] for number in range(1, _AT_ONCE + 1)})


def _told(edits: Iterable[Edit]) -> str:
    parts = []
    managed = [one.coordinates for one in edits if isinstance(one, Manage)]
    parts += [
        f"{one.group}:{one.artifact} {one.version}" for one in edits if isinstance(one, SetVersion)
    ]
    parts += [
        f"the parent {one.group}:{one.artifact} {one.version}"
        for one in edits
        if isinstance(one, SetParent)
    ]
    if managed:
        more = f" and {len(managed) - 1} more of its group" if len(managed) > 1 else ""
        parts.append(f"{managed[0].group}:{managed[0].artifact} {managed[0].version}{more} managed")
    parts += [
        f"the JAR {one.coordinates.artifact} {one.coordinates.version}"
        f" {one.coordinates.classifier}".rstrip()
        for one in edits
        if isinstance(one, Add)
    ]
    return ", and ".join(parts)
