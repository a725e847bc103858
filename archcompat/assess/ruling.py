"""What the rules database says about a unit, as a decision."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

import msgspec

from archcompat.assess.decision import Decision
from archcompat.errors import FormatError
from archcompat.graph.unit import Unit
from archcompat.model.native import NativeObject
from archcompat.model.report import Basis, EvidenceLine, Impact, Verdict
from archcompat.model.rule import EvidenceKind, Rule
from archcompat.model.target import Libc, Platform, Target
from archcompat.rulebook.judge import Judgement, judge, known_issues, late_files
from archcompat.rulebook.load import Rulebook

# A rule that only repeats a list is shown as weak as that: it declares, it has not seen.
_BASIS = {
    EvidenceKind.OBSERVED: Basis.RULE,
    EvidenceKind.UPSTREAM: Basis.RULE,
    EvidenceKind.CLAIMED: Basis.GUESSED,
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """The rulebook, asked for one target."""

    rulebook: Rulebook
    target: Target

    def names(self, unit: Unit) -> bool:
        """Whether a rule is about the unit itself, not only about code in it."""
        return self._named(unit) is not None

    def of_code(self, identities: tuple[str, ...]) -> Rule | None:
        """The rule that knows code by its JNI identities."""
        rule = self.rulebook.find_by_jni(identities) if identities else None
        return rule if rule is not None and self._is_for_target(rule) else None

    def unfound(self, native: NativeObject) -> str:
        """Why its loader does not find a build for the target by its name; empty if it does."""
        rule = self.of_code(native.jni)
        if rule is None or not rule.asks_for:
            return ""
        if any(fnmatchcase(native.where.name, pattern) for pattern in rule.asks_for):
            return ""
        return f"its loader does not ask for that name but for {' or '.join(rule.asks_for)}"

    def on_unit(self, unit: Unit, identities: tuple[str, ...]) -> Decision | None:
        """What the rule of a package says; None without a rule.

        ``identities`` are the JNI identities of what stands in the way: without a rule for the
        package, one for that code answers (shaded into another JAR).
        """
        rule = self._named(unit)
        if rule is None:
            return self._on_code(unit, identities)
        if not unit.version and rule.ecosystem == "maven":
            return self._without_version(rule, unit)
        if not unit.version and unit.go is not None:
            return None  # built from sources of one's own, or stripped: there is more to be said
        found = judge(rule, unit.version, self._wanted(unit))
        same = unit.ecosystem == "maven" and unit.natives and not found.classifier
        if same and found.verdict is Verdict.READY:
            # A JAR without a classifier is the same everywhere: something else in it is meant.
            return self._on_code(unit, identities)
        decision = self._decision(rule, unit, found)
        return self._late(rule, unit, decision) if found.verdict is Verdict.READY else decision

    def _late(self, rule: Rule, unit: Unit, decision: Decision) -> Decision:
        """The decision about a version that is published, unless a lock is older than its files."""
        issues = (late_files(rule, unit.version, asked.hashes) for asked in unit.asked)
        late = next((issue for issue in issues if issue is not None), None)
        if late is None or decision.remediation is None:
            return decision
        return replace(
            decision,
            verdict=Verdict.UPGRADE,
            impact=late.impact,
            message=f"{unit.version} is published for the target, but {late.what}",
            remediation=msgspec.structs.replace(
                decision.remediation, action=Verdict.UPGRADE, commands=()
            ),
            topic="rehash",
        )

    def _on_code(self, unit: Unit, identities: tuple[str, ...]) -> Decision | None:
        """What the rule of the code in a JAR says."""
        rule = self.of_code(identities) if unit.ecosystem == "maven" else None
        return self._without_version(rule, unit) if rule is not None else None

    def on_go(self, unit: Unit) -> Rule | None:
        """The rule of what a Go program is a build of."""
        return self._named(unit)

    def on_present(self, unit: Unit, *, musl: bool = False) -> Decision | None:
        """What is known to go wrong with something that is the target's build already.

        None without a rule that says so: the bytes themselves speak for it.
        """
        rule = self._named(unit)
        if rule is None or not unit.version:
            return None
        wanted = self._wanted(unit, musl=musl)
        found = judge(rule, unit.version, wanted)
        if found.verdict is Verdict.UNKNOWN:
            return None
        issues = known_issues(rule, unit.version, wanted)
        return self._decision(rule, unit, replace(found, issues=issues)) if issues else None

    def on_image(self, unit: Unit, *, musl: bool) -> Decision | None:
        """What the rule of an image says of a tag; None without one, or for a tag it cannot place.

        ``musl``: the tag names the Alpine variant.
        """
        rule = self._named(unit)
        if rule is None:
            return None
        found = judge(rule, unit.version, self._wanted(unit, musl=musl))
        return None if found.verdict is Verdict.UNKNOWN else self._decision(rule, unit, found)

    def is_published(self, unit: Unit, *, musl: bool) -> bool:
        """Whether the rule of an image calls its version published, faults or not."""
        rule = self._named(unit)
        if rule is None:
            return False
        found = judge(rule, unit.version, self._wanted(unit, musl=musl))
        return found.verdict is Verdict.READY or bool(found.issues)

    def first_served(self, unit: Unit) -> str:
        """The first version that the rule of a package calls published; empty without any."""
        rule = self._named(unit)
        bounds = rule.supported.split("|") if rule is not None else []
        return next((one.removeprefix(">=") for one in bounds if one.startswith(">=")), "")

    def troubled(self, unit: Unit) -> Callable[[str], bool]:
        """Whether something is known to go wrong on the target with a version of a package."""
        rule = self.rulebook.find(unit.ecosystem, unit.namespace, unit.name)
        if rule is None or not rule.known_issue or not self._is_for_target(rule):
            return lambda _version: False
        wanted = self._wanted(unit)

        def troubled(version: str) -> bool:
            try:
                return bool(known_issues(rule, version, wanted))
            except FormatError:
                return False  # a version that cannot be placed is taken by nobody

        return troubled

    def on_distribution(self, unit: Unit) -> Decision | None:
        """What the rule of an operating system says about one of its packages."""
        rule = self.rulebook.find("generic", "", unit.namespace)
        if rule is None or not self._is_for_target(rule):
            return None
        return Decision(
            Verdict.REINSTALL,
            Impact.FAILS,
            _BASIS[rule.strongest_evidence],
            rule.advice or "The distribution's packages are built for the target too.",
            self._evidence(rule),
            rule=rule.id,
        )

    def _wanted(self, unit: Unit, *, musl: bool = False) -> Target:
        """The target as it is for this unit."""
        libc = Libc("musl") if musl else self.target.libc
        return replace(self.target, libc=libc, python=unit.python or self.target.python)

    def _evidence(self, rule: Rule) -> tuple[EvidenceLine, ...]:
        origin = self.rulebook.origin_of(rule.id)
        return tuple(
            EvidenceLine(
                _BASIS[entry.kind],
                f"{entry.kind.value}: {entry.how}",
                entry.url,
                str(entry.seen),
                origin,
            )
            for entry in rule.evidence
        )

    def _named(self, unit: Unit) -> Rule | None:
        if unit.go is not None:
            rule = self.rulebook.find_by_go(unit.go.path, unit.go.module.partition("@")[0])
        else:
            rule = self.rulebook.find(unit.ecosystem, unit.namespace, unit.name)
        return rule if rule is not None and self._is_for_target(rule) else None

    def _is_for_target(self, rule: Rule) -> bool:
        return Platform.parse(rule.target).matches(self.target.platform)

    def _decision(self, rule: Rule, unit: Unit, found: Judgement) -> Decision:
        basis = _BASIS[rule.strongest_evidence]
        if found.verdict is Verdict.UNKNOWN:
            message = f"Its rule cannot place this version: {found.reason}."
            return Decision(
                Verdict.UNKNOWN, rule.impact, basis, message, self._evidence(rule), rule=rule.id
            )
        verdict = Verdict.REINSTALL if found.verdict is Verdict.READY else found.verdict
        purl, to_version = _toward(rule, unit, verdict, found)
        impact = found.issues[0].impact if found.issues else rule.impact
        if verdict is Verdict.REINSTALL and not unit.natives:
            impact = Impact.NONE  # nothing is there yet that could fail
        return Decision(
            verdict,
            impact,
            basis,
            _message(rule, unit, found),
            self._evidence(rule),
            rule=rule.id,
        ).leading(
            purl=purl,
            from_version=unit.version,
            to_version=to_version,
            classifier=found.classifier,
            commands=_commands(rule, verdict, to_version, found.classifier),
            advice=rule.advice,
        )

    def _without_version(self, rule: Rule, unit: Unit) -> Decision:
        """Code of a known library of unknown version, as in a JAR that it was shaded into."""
        name = rule.id.rpartition("/")[2]
        message = f"It carries the native code of {name} without a build for the target."
        if rule.supported and unit.name == name:
            message += f" Versions {rule.supported} have one."
        elif rule.supported:
            message += f" Take a version of {unit.name} that bundles {name} {rule.supported}."
        decision = Decision(
            Verdict.UPGRADE if rule.supported else rule.otherwise,
            rule.impact,
            _BASIS[rule.strongest_evidence],
            f"{message} {rule.advice}".rstrip(),
            self._evidence(rule),
            rule=rule.id,
        )
        if rule.supported and unit.name != name:
            return decision.leading(purl=rule.package, advice=f"bundle {name} {rule.supported}")
        return decision


def _message(rule: Rule, unit: Unit, found: Judgement) -> str:
    if found.verdict is Verdict.READY:
        text = f"{unit.version or 'What is newest'} is published for the target"
        text += f" with the classifier {found.classifier}." if found.classifier else "."
    elif found.issues:
        return f"{unit.version} is published for the target, but: {found.issues[0].what}"
    elif not rule.supported:
        text = "No version is published for the target."
    elif rule.ecosystem == "docker":  # its ranges name many a tag that moves
        text = f"{unit.version} is not published for the target"
        text += f"; {found.to_version} is." if found.to_version else "."
    else:
        text = f"{unit.version} is not published for the target; versions {rule.supported} are."
    if rule.impact is Impact.FALLS_BACK and rule.fallback:
        text += f" Until then it falls back: {rule.fallback.rstrip('.')}."
    elif rule.impact is Impact.FEATURE and rule.fallback:
        text += f" Only a feature is affected: {rule.fallback.rstrip('.')}."
    return text


def _toward(rule: Rule, unit: Unit, verdict: Verdict, found: Judgement) -> tuple[str, str]:
    """(purl without version, version) of what to take instead."""
    if verdict is Verdict.REPLACE and rule.alternative:
        return rule.alternative[0].package, rule.alternative[0].version
    return rule.package, found.to_version or (unit.version if verdict is Verdict.REINSTALL else "")


def _commands(rule: Rule, verdict: Verdict, version: str, classifier: str) -> tuple[str, ...]:
    name = rule.id.rpartition("/")[2]
    if not version or verdict not in (Verdict.UPGRADE, Verdict.REINSTALL):
        return ()
    if rule.ecosystem == "pypi":
        return (f"pip install '{name}=={version}'",)
    if rule.ecosystem == "maven":
        group = rule.id.split("/")[1]
        return (":".join(part for part in (group, name, version, classifier) if part),)
    if rule.ecosystem == "npm":
        return (f"npm install {rule.id.removeprefix('npm/')}@{version}",)
    return ()
