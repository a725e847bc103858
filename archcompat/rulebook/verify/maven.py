"""Compares a rule of a Maven artifact with the native code in its JARs."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from archcompat.formats.versions import compare, ordered, parse_range, satisfies
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.maven import MavenRepository
from archcompat.model.arch import Arch
from archcompat.model.rule import Rule
from archcompat.model.target import Platform
from archcompat.rulebook.verify.outcome import Outcome, Reading, disagreements, final_versions

_MOST_READ = 24  # versions of one rule; each costs some requests
_DIGITS = re.compile(r"\d+(?:\.\d+)+")


@dataclass(frozen=True, slots=True)
class _Look:
    """What one version was found to hold."""

    version: str
    names: tuple[str, ...] = ()
    """Of files with the target's code, without version numbers."""
    other: bool = False
    """There is code for other machines."""
    absent: bool = False
    """There is no such JAR."""


def verify(rule: Rule, fetcher: Fetcher, base: str) -> Outcome:
    """The versions of the examples, those on both sides of each border, and the newest."""
    _, group, artifact = rule.id.split("/")
    repository = MavenRepository(fetcher, base)
    published = repository.versions(group, artifact)
    if published is None:
        return Outcome(wrong=("the repository knows no such artifact",))
    arch = Platform.parse(rule.target).arch
    looks = [_look(repository, rule, version, arch) for version in _chosen(rule, published)]
    ruled = {
        version: satisfies("maven", version, rule.supported)
        for version in (one.version for one in looks)
    }
    right_names = {name for one in looks if ruled[one.version] for name in one.names}
    readings = []
    notes = []
    for one in looks:
        served: bool | None = bool(one.names)
        if one.absent and not rule.classifier:
            served = None
            notes.append(f"{one.version} has no JAR")
        elif not one.names and not one.other and not rule.classifier:
            served = None
            notes.append(f"{one.version} holds no native code at all")
        elif not ruled[one.version] and _is_renamed(one.names, right_names):
            served = None
            notes.append(
                f"{one.version} holds {arch.value} code under another name: {one.names[0]}"
            )
        readings.append(Reading(one.version, ruled[one.version], served))
    found = f"it holds {arch.value} code"
    missing = f"it holds no {arch.value} code"
    if rule.classifier:
        found, missing = (f"{text} with its classifier" for text in (found, missing))
    told = tuple(one.version for one in readings if one.served is not None)
    return Outcome(told, tuple(disagreements(readings, found, missing)), tuple(notes))


def _chosen(rule: Rule, published: Iterable[str]) -> list[str]:
    """The versions to read, oldest first: the borders before the examples if they are many."""
    known = ordered("maven", published)
    final = final_versions("maven", known) or known
    bounds = [bound for text in _ranges(rule) for _, bound in parse_range(text)]
    wanted: dict[str, None] = {}
    for bound in bounds:
        below = [one for one in final if compare("maven", one, bound) < 0]
        above = [one for one in final if compare("maven", one, bound) > 0]
        at = [one for one in known if compare("maven", one, bound) == 0]
        wanted.update(dict.fromkeys((*below[-1:], *(at or above[:1]))))
    wanted.update(dict.fromkeys(final[-1:]))
    wanted.update(dict.fromkeys(one.version for one in rule.example if one.version in known))
    return ordered("maven", list(wanted)[:_MOST_READ])


def _is_renamed(names: tuple[str, ...], right: set[str]) -> bool:
    """Whether the target's code lies under none of the names it has where it is found."""
    return bool(names and right) and right.isdisjoint(names)


def _ranges(rule: Rule) -> Iterator[str]:
    texts = (rule.supported, *(entry.range for entry in rule.classifier))
    return (text for text in texts if text.strip() not in ("", "*"))


def _classifiers(rule: Rule, version: str) -> list[str]:
    """Those that a version is to have, or must not have: all of the rule's."""
    if not rule.classifier:
        return [""]
    here = [one.classifier for one in rule.classifier if satisfies("maven", version, one.range)]
    return here or sorted({one.classifier for one in rule.classifier})


def _look(repository: MavenRepository, rule: Rule, version: str, arch: Arch) -> _Look:
    """What a version holds, with any of the classifiers that matter."""
    _, group, artifact = rule.id.split("/")
    names: list[str] = []
    other = False
    absent = True
    for classifier in _classifiers(rule, version):
        natives = repository.natives(group, artifact, version, classifier, arch)
        for native in natives or ():
            if native.arch is arch:
                names.append(_DIGITS.sub("", native.name) or "the program itself")
                break  # each further one may cost a request
            other = True
        absent = absent and natives is None
    return _Look(version, tuple(names), other, absent)
