"""Which version of a package is tried before which: the one in use, then the nearest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from packaging.specifiers import SpecifierSet
from packaging.version import Version


@dataclass(frozen=True, slots=True)
class Preference:
    """What is known of the versions in use, and of those the user would take."""

    current: Mapping[str, Version] = field(default_factory=dict)
    """By package."""
    wishes: Mapping[str, SpecifierSet] = field(default_factory=dict)
    """What the user's requirements and constraints say, by package."""

    def order(self, name: str, versions: Iterable[Version]) -> list[Version]:
        """Versions, best first.

        The current one; then what the user's specifiers allow, newer ones before older ones, near
        before far; then the rest likewise. Without a current version the newest comes first.
        """
        now = self.current.get(name)
        wish = self.wishes.get(name)
        allowed: list[Version] = []
        others: list[Version] = []
        for version in sorted(versions):
            inside = wish is None or wish.contains(version, prereleases=True)
            (allowed if inside else others).append(version)
        return [
            *([now] if now is not None and (now in allowed or now in others) else ()),
            *_around(now, allowed),
            *_around(now, others),
        ]


def _around(now: Version | None, rising: list[Version]) -> list[Version]:
    if now is None:
        return rising[::-1]
    older = [version for version in rising if version < now]
    return [version for version in rising if version > now] + older[::-1]
