"""Packages that only one of two images has, and those of which each has another version."""

from collections import Counter

from archcompat.compare.keys import Key
from archcompat.compare.neutral import is_of_one_machine, neutral
from archcompat.compare.variant import Variant
from archcompat.formats.versions import source_version
from archcompat.model.comparison import PackageDifference

REBUILT = "packages of the distribution were built again for one machine (+b1)"
ONE_MACHINE = "packages of the distribution exist for one machine only"
NAMED = "packages are named after the machine"


def package_differences(
    first: Variant, second: Variant
) -> tuple[tuple[PackageDifference, ...], Counter[str]]:
    """The differences that count, those that one lacks before others, and what does not count."""
    ours, theirs = first.versions, second.versions
    expected: Counter[str] = Counter()
    pairs = [(key, key) for key in ours.keys() & theirs.keys()]
    alone = {neutral(key.name, second.arch): key for key in sorted(theirs.keys() - ours.keys())}
    met = set()
    found = []
    for key in sorted(ours.keys() - theirs.keys()):
        twin = alone.get(neutral(key.name, first.arch))
        if twin is not None and twin.ecosystem == key.ecosystem:
            pairs.append((key, twin))
            met.add(twin)
            expected[NAMED] += 1
        else:
            found.append(_difference(key, ours[key], frozenset()))
    found += [
        _difference(key, frozenset(), theirs[key]) for key in alone.values() if key not in met
    ]
    for key, twin in pairs:
        if ours[key] == theirs[twin]:
            continue
        if _sources(key, ours[key]) == _sources(key, theirs[twin]):
            expected[REBUILT] += 1
        else:
            found.append(_difference(key, ours[key], theirs[twin]))
    counted = []
    for one in found:
        lone = one.lacks is not None and one.ecosystem in _DISTRIBUTIONS
        if lone and is_of_one_machine(one.name):
            expected[ONE_MACHINE] += 1
        else:
            counted.append(one)
    return tuple(sorted(counted, key=_order)), expected


_DISTRIBUTIONS = ("deb", "apk", "rpm")


def _sources(key: Key, versions: frozenset[str]) -> set[str]:
    return {source_version(key.ecosystem, version) for version in versions}


def _difference(key: Key, ours: frozenset[str], theirs: frozenset[str]) -> PackageDifference:
    return PackageDifference(key.ecosystem, key.name, tuple(sorted(ours)), tuple(sorted(theirs)))


def _order(one: PackageDifference) -> tuple[bool, bool, str, str]:
    """What one of the two lacks first, and what people chose before what a distribution has."""
    return one.lacks is None, one.ecosystem in _DISTRIBUTIONS, one.ecosystem, one.name
