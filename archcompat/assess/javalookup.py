"""Asks a Maven repository what its JARs hold, for the Java libraries that a verdict needs it of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import msgspec

from archcompat.assess.asking import answers, silence
from archcompat.assess.decision import Decision
from archcompat.assess.javastanding import Fit, Judge, Standing
from archcompat.formats.dependencytree import Coordinates
from archcompat.graph.unit import Unit
from archcompat.indexes.javareleases import JavaReleases
from archcompat.indexes.maven import MavenRepository
from archcompat.model.problem import Problem
from archcompat.model.report import Basis, EvidenceLine, Impact, Verdict
from archcompat.model.target import Target
from archcompat.rulebook.load import Rulebook

_THREADS = 6


@dataclass(frozen=True, slots=True)
class JavaLookups:
    """What the repository said: decisions that take the place of others."""

    decisions: Mapping[str, Decision]
    """By unit."""
    problems: tuple[Problem, ...]


def look_up_java(
    units: Iterable[Unit],
    decisions: Mapping[str, Decision],
    repository: MavenRepository,
    rulebook: Rulebook,
    target: Target,
) -> JavaLookups:
    """Ask about the libraries of which the JARs tell more than is known."""
    judge = Judge(rulebook, JavaReleases(repository, target.platform.arch), target)
    asked = [unit for unit in units if _is_worth_asking(unit, decisions[unit.id])]

    def standing(unit: Unit) -> Standing:
        coordinates = Coordinates(unit.namespace, unit.name, unit.version, unit.classifier)
        return judge.standing([coordinates])

    told, silent = answers(standing, asked, threads=_THREADS)
    found: dict[str, Decision] = {}
    for unit, answer in told:
        decision = _decided(unit, decisions[unit.id], answer)
        if decision is not None:
            found[unit.id] = decision
    return JavaLookups(found, tuple(silence(silent)))


def _is_worth_asking(unit: Unit, decision: Decision) -> bool:
    """Whether nothing of it was looked at, no rule knows what is in it, or a rule advises."""
    if unit.ecosystem != "maven" or not (unit.namespace and unit.version):
        return False
    if decision.parts:
        return False
    if unit.listed and decision.verdict is Verdict.UNKNOWN:
        return True
    guessed = decision.verdict is Verdict.REBUILD and decision.basis is Basis.GUESSED
    return guessed or (decision.verdict is Verdict.UPGRADE and bool(decision.rule))


def _decided(unit: Unit, decision: Decision, found: Standing) -> Decision | None:
    """What the JARs say; None where that is nothing better."""
    if found.fit is Fit.UNKNOWN or (found.fit is Fit.NONE and found.rule is not None):
        return None
    if found.fit is Fit.SERVED:
        if not unit.listed or decision.rule:
            return None  # what was looked at here is not what is published
        return Decision(
            Verdict.READY,
            Impact.NONE,
            Basis.OBSERVED,
            "Its JAR in the Maven repository holds code for the target, or no native code.",
        )
    if found.fit is Fit.NONE:
        return replace(
            decision,
            verdict=Verdict.BLOCKED,
            impact=Impact.FAILS,
            basis=Basis.OBSERVED,
            message=f"{found.reason}, as their JARs in the Maven repository show.",
        )
    return _led(unit, decision, found)


def _led(unit: Unit, decision: Decision, found: Standing) -> Decision | None:
    """To the version whose JAR was seen to hold the target's code."""
    release = found.release
    if release is None:
        return None
    same = release.version == unit.version
    verdict = Verdict.REINSTALL if same else Verdict.UPGRADE
    command = Coordinates(unit.namespace, unit.name, release.version, release.classifier).label
    seen = EvidenceLine(Basis.OBSERVED, f"{command} in the Maven repository holds {release.file}")
    if decision.remediation is not None:
        remediation = msgspec.structs.replace(
            decision.remediation,
            action=verdict,
            to_version=release.version,
            classifier=release.classifier,
            commands=(command,),
            basis=Basis.OBSERVED,
        )
        evidence = (seen, *decision.evidence)
        return replace(
            decision,
            verdict=verdict,
            basis=Basis.OBSERVED,
            evidence=evidence,
            remediation=remediation,
        )
    message = f"{found.reason}; {release.version} does, as its JAR in the Maven repository shows."
    if same:
        message = f"The JAR {release.classifier} of {unit.version} holds code for the target."
    return replace(
        decision,
        verdict=verdict,
        impact=Impact.FAILS,
        basis=Basis.OBSERVED,
        message=message,
        evidence=(*decision.evidence, seen),
    ).leading(
        purl=unit.purl,
        from_version=unit.version,
        to_version=release.version,
        classifier=release.classifier,
        commands=(command,),
    )
