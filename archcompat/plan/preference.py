"""Which version of a package is tried before which: the one in use, then the nearest."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from packaging.specifiers import SpecifierSet
from packaging.version import Version


class Order(NamedTuple):
    """The versions of a package, best first."""

    every: Sequence[Version]
    final: Sequence[Version]
    early: Sequence[Version]
    """Pre-releases."""


class Preference:
    """What is known of the versions in use, and of those the user would take.

    It remembers what it said, over all searches of a run: they ask the same a thousand times.
    """

    def __init__(
        self,
        current: Mapping[str, Version] | None = None,
        wishes: Mapping[str, SpecifierSet] | None = None,
    ) -> None:
        """Take the versions in use and what requirements and constraints say, by package."""
        self._current = current or {}
        self._wishes = wishes or {}
        self._orders: dict[str, Order] = {}
        self._allowed: dict[int, tuple[SpecifierSet, dict[Version, bool]]] = {}

    def order(self, name: str, versions: Iterable[Version]) -> Order:
        """The versions of a package, which are always the same.

        The current one; then what the user's specifiers allow, newer ones before older ones, near
        before far; then the rest likewise. Without a current version the newest comes first.
        """
        if name not in self._orders:
            every = self._ordered(name, versions)
            self._orders[name] = Order(
                every,
                [version for version in every if not version.is_prerelease],
                [version for version in every if version.is_prerelease],
            )
        return self._orders[name]

    def allows(self, specifier: SpecifierSet, version: Version) -> bool:
        """Whether a specifier allows a version, pre-releases as well."""
        # By identity: to compare specifiers costs more than to ask them.
        _, known = self._allowed.setdefault(id(specifier), (specifier, {}))
        if version not in known:
            known[version] = specifier.contains(version, prereleases=True)
        return known[version]

    def _ordered(self, name: str, versions: Iterable[Version]) -> list[Version]:
        now = self._current.get(name)
        wish = self._wishes.get(name)
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
