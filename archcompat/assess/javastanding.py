"""Whether a resolved library has the target's code: by its rule, else by what its JAR holds."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archcompat.formats.dependencytree import Coordinates
from archcompat.formats.versions import is_final, satisfies
from archcompat.indexes.javareleases import JavaReleases, Release
from archcompat.model.arch import arch_of_token, spellings
from archcompat.model.report import Impact, Verdict
from archcompat.model.rule import Rule
from archcompat.model.target import Platform, Target
from archcompat.rulebook.judge import judge, ranges_for
from archcompat.rulebook.load import Rulebook


class Fit(enum.Enum):
    """How a library stands."""

    SERVED = "served"
    MISSES_JAR = "misses-jar"
    """The version does, but the JAR with the target's classifier is not there."""
    UPGRADE = "upgrade"
    NONE = "none"
    """No version serves the target."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a library for the target."""

    fit: Fit
    release: Release | None = None
    """What serves the target: at this version for MISSES_JAR, else the nearest."""
    impact: Impact = Impact.FAILS
    reason: str = ""
    rule: Rule | None = None


_SERVED = Standing(Fit.SERVED)


class Judge:
    """Judges the libraries of one plan; raises UnreachableError and FormatError."""

    def __init__(self, rulebook: Rulebook, releases: JavaReleases, target: Target) -> None:
        """``releases`` looks for the code of the target's machine."""
        self._rulebook = rulebook
        self._releases = releases
        self._target = target

    def standing(self, builds: Sequence[Coordinates]) -> Standing:
        """How a library stands: ``builds`` are its JARs, one for each classifier."""
        jars = [one for one in builds if one.type not in ("pom", "war", "ear")]
        if not jars:
            return _SERVED
        rule = self._rulebook.find("maven", jars[0].group, jars[0].artifact)
        if rule is not None and Platform.parse(rule.target).matches(self._target.platform):
            return self._by_rule(rule, jars)
        return self._by_jar(jars)

    def class_folders(self, names: Iterable[tuple[str, str]]) -> tuple[str, ...]:
        """Where in a JAR the classes lie whose native methods the rules of these artifacts name.

        A name is (group, artifact).
        """
        found = []
        for group, artifact in names:
            rule = self._rulebook.find("maven", group, artifact)
            found += [
                one.removeprefix("Java_").rstrip("_").replace("_", "/") + "/"
                for one in (rule.jni if rule is not None else ())
                if one.startswith("Java_")
            ]
        return tuple(found)

    def _by_rule(self, rule: Rule, jars: Sequence[Coordinates]) -> Standing:
        version = jars[0].version
        present = {one.classifier for one in jars}
        if rule.classifier and present == {""}:
            return _SERVED  # its native code is in another JAR, which is not there today either
        found = judge(rule, version, self._target)
        if found.verdict is Verdict.READY:
            if not found.classifier or found.classifier in present:
                return _SERVED
            release = self._seen(jars[0], version, found.classifier)
            reason = f"{version} has the target's code in a JAR of its own, {found.classifier}"
            return Standing(Fit.MISSES_JAR, release, rule.impact, reason, rule)
        if found.verdict is Verdict.UNKNOWN:
            return Standing(Fit.UNKNOWN, None, rule.impact, found.reason, rule)
        nearest = None
        if found.verdict is Verdict.UPGRADE and found.to_version:
            nearest = self._seen(jars[0], found.to_version, found.classifier) or self._next(
                rule, jars[0], found.to_version
            )
        reason = f"{version} holds no code for {self._target.platform}"
        if nearest is None:
            return Standing(Fit.NONE, None, rule.impact, f"{reason}, nor does any other", rule)
        return Standing(Fit.UPGRADE, nearest, rule.impact, reason, rule)

    def _seen(self, jar: Coordinates, version: str, classifier: str) -> Release | None:
        """The JAR that a rule names, if it holds what the rule says."""
        held = self._releases.holding(jar.group, jar.artifact, version, classifier)
        return Release(version, classifier, held.served) if held and held.served else None

    def _next(self, rule: Rule, jar: Coordinates, version: str) -> Release | None:
        """The next version in the rule's ranges whose JAR does."""
        ranges = ranges_for(rule, self._target)
        later = [
            one
            for one in self._releases.later(jar.group, jar.artifact, version)
            if all(satisfies("maven", one, text) for text in ranges)
        ]
        return self._releases.first_serving(
            jar.group,
            jar.artifact,
            later,
            lambda one: [judge(rule, one, self._target).classifier],
        )

    def _by_jar(self, jars: Sequence[Coordinates]) -> Standing:
        """Without a rule the JARs themselves tell, and those of later versions."""
        holdings = [
            (one, self._releases.holding(one.group, one.artifact, one.version, one.classifier))
            for one in jars
        ]
        if any(held is None for _, held in holdings):
            return Standing(Fit.UNKNOWN, reason="the repository has no such JAR")
        if any(held is not None and held.served for _, held in holdings):
            return _SERVED
        foreign = [one for one, held in holdings if held is not None and held.foreign]
        if not foreign:
            return _SERVED
        jar = foreign[0]
        names = self._classifiers(jar.classifier)
        later = self._releases.later(jar.group, jar.artifact, jar.version)
        here = [jar.version] if jar.classifier else []
        release = self._releases.first_serving(
            jar.group, jar.artifact, [*here, *later], lambda _version: names
        )
        reason = f"{jar.version} holds no code for {self._target.platform}"
        if release is None:
            final = "" if is_final("maven", jar.version) else " (no release)"
            return Standing(Fit.NONE, reason=f"{reason}{final}, nor does any later one")
        fit = Fit.MISSES_JAR if release.version == jar.version else Fit.UPGRADE
        return Standing(fit, release, reason=reason)

    def _classifiers(self, classifier: str) -> list[str]:
        """How the target's JAR may be called beside one with a classifier of another machine."""
        arch = self._target.platform.arch
        for token in sorted(spellings(), key=len, reverse=True):
            start = classifier.lower().find(token)
            if token and start >= 0 and arch_of_token(token) is not None:
                end = start + len(token)
                return [
                    classifier[:start] + other + classifier[end:]
                    for other in sorted(spellings())
                    if arch_of_token(other) is arch
                ]
        return [classifier]
