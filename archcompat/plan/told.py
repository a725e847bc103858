"""Puts a verified set into words: each change with its kind, its reason and its chain."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from packaging.version import Version

from archcompat.model.plan import ChangeKind, PlanChange, PlanPackage
from archcompat.model.report import Basis
from archcompat.plan.make import Made, Today
from archcompat.plan.need import Candidate, lenient_lines
from archcompat.plan.reasons import chain_to, why
from archcompat.plan.request import Request, Root
from archcompat.plan.smallest import changes
from archcompat.rulebook.load import Rulebook

if TYPE_CHECKING:
    from packaging.specifiers import SpecifierSet


@dataclass(frozen=True, slots=True)
class Teller:
    """Everything that is known when a plan is told."""

    request: Request
    now: Today
    made: Made
    rulebook: Rulebook

    @property
    def _roots(self) -> dict[str, Root]:
        return {root.name: root for root in self.request.roots}

    def changes(self) -> tuple[PlanChange, ...]:
        """What has to change: the user's own packages first, then by name."""
        solution = self.made.found.solution
        told = [
            self._change(name, solution.chosen[name])
            for name in changes(solution, self.now.current) - self.made.found.freedom.built
        ]
        told += [self._unserved(name) for name in self._without_wheel()]
        told += self._rehashed({change.package for change in told})
        return tuple(sorted(told, key=lambda one: (not one.where, one.package)))

    def packages(self, told: tuple[PlanChange, ...]) -> tuple[PlanPackage, ...]:
        """The whole set, by name."""
        kinds = {change.package: change.kind for change in told}
        return tuple(
            self._package(name, candidate, kinds.get(name, ChangeKind.NONE))
            for name, candidate in self.made.found.solution.chosen.items()
        )

    def added(self) -> tuple[str, ...]:
        """Packages that were not needed before, as ``name version``."""
        chosen = self.made.found.solution.chosen
        return tuple(chosen[name].shown for name in chosen if self._is_new(name))

    def dropped(self) -> tuple[str, ...]:
        """Packages that are not needed any more."""
        chosen = self.made.found.solution.chosen
        return tuple(
            f"{name} {version}"
            for name, version in sorted(self.now.current.items())
            if name not in chosen
        )

    def held(self) -> tuple[str, ...]:
        """Packages that others bring, of which an installer would not take the planned version.

        It takes the newest that is allowed; so these have to be pinned to get the plan.
        """
        solution, market = self.made.found.solution, self.made.market
        asked: dict[str, list[SpecifierSet]] = {}
        for need in solution.needs:
            asked.setdefault(need.name, []).append(need.specifier)
        free = [
            name
            for name, candidate in solution.chosen.items()
            if name not in self._roots and candidate.file is not None
        ]
        return tuple(
            name
            for name in free
            if any(
                version > solution.chosen[name].version
                and not version.is_prerelease
                and all(one.contains(version) for one in asked[name])
                and market.file(name, version) is not None
                for version in market.versions(name)
            )
        )

    def _is_new(self, name: str) -> bool:
        known = self.now.current
        return bool(known) and name not in known and name not in self._roots

    def notes(self) -> Iterator[str]:
        """What is worth knowing and changes nothing."""
        for (name, version), lie in sorted(self.made.lies.items()):
            if self.now.current.get(name) != version:  # else that is why it changes
                yield f"{name} {version} is passed over: {lie}"
        target = self.made.market.target
        small = [
            f"{name} {self._version(name)}"
            for name, code in self.made.code.items()
            if 0 < code.alignment(target) < 65536
        ]
        if small:
            yield (
                f"{', '.join(small)}: linked for pages of 4 KiB, which machines with 64 KiB pages"
                " do not load (--page-size 64k plans for those)"
            )
        for name, code in self.made.code.items():
            foreign = code.foreign(target)
            if foreign:
                rest = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
                yield (
                    f"{name} {self._version(name)} holds code for other machines, which what uses"
                    f" it will miss: {foreign[0]}{rest}"
                )
        heads = [
            f"{path} of {name} {self._version(name)}"
            for name, code in self.made.code.items()
            for path in code.by_head(target)
        ]
        if heads:
            yield (
                f"{', '.join(heads)}: too large to be fetched; how new a C library it needs"
                " is known by its tag only"
            )
        yield from self._legacy()
        yield from self._plain_sources()

    def _legacy(self) -> Iterator[str]:
        """Metadata that newer installers refuse."""
        for candidate in self.made.found.solution.chosen.values():
            wrong = lenient_lines(self.made.market.requires(candidate))
            if wrong:
                yield (
                    f"{candidate.shown} requires {wrong[0]!r}, which pip refuses from 24.1 on:"
                    " install with pip<24.1, or take a later version of it"
                )

    def _plain_sources(self) -> Iterator[str]:
        """Versions left only because they have no wheel, though nothing in them is compiled."""
        for name, candidate in self.made.found.solution.chosen.items():
            now = self.now.current.get(name)
            if now is None or now == candidate.version:
                continue
            files = self.made.market.listed(name, now)
            source = self.made.market.source(files)
            if files and source is not None and not source.compiles:
                yield (
                    f"{name} {now} has no wheel, but nothing in it is compiled: where sources may"
                    " be installed, it can stay"
                )

    def _version(self, name: str) -> str:
        return str(self.made.found.solution.chosen[name].version)

    def _without_wheel(self) -> list[str]:
        """Packages of the set that nothing installs of as it is."""
        return sorted(
            name
            for name in self.made.found.freedom.built
            if name in self.made.found.solution.chosen and name not in self.request.sources
        )

    def _change(self, name: str, candidate: Candidate) -> PlanChange:
        old, new = self.now.current[name], candidate.version
        reason, chain = why(
            name, old, self.made.market, self.now.solution, self.made.found.solution
        )
        lie = self.made.lies.get((name, old))
        if lie is not None:
            reason = lie
        root = self._roots.get(name)
        return PlanChange(
            package=name,
            kind=self._kind(name, old, new),
            from_version=str(old),
            to_version=str(new),
            reason=reason,
            chain=chain,
            where=root.place if root is not None else "",
        )

    def _kind(self, name: str, old: Version, new: Version) -> ChangeKind:
        wish = self.request.wishes.get(name)
        if wish is None:
            return ChangeKind.TRANSITIVE
        if new < old:
            return ChangeKind.DOWNGRADE
        if wish.contains(new, prereleases=True):
            return ChangeKind.IN_RANGE if name in self._roots else ChangeKind.TRANSITIVE
        return ChangeKind.RELAXED

    def _unserved(self, name: str) -> PlanChange:
        """A package that no version of serves the target: replaced, built, or in the way."""
        candidate = self.made.found.solution.chosen[name]
        files = self.made.market.listed(name, candidate.version)
        rule = self.rulebook.find("pypi", "", name)
        other = rule.alternative[0] if rule is not None and rule.alternative else None
        has_source = any(not file.is_wheel for file in files)
        # Where the rule knows versions that serve, its advice is about another target.
        advice = rule.advice if rule is not None and not rule.supported else ""
        if other is not None:
            kind = ChangeKind.REPLACE
            instead = other.package.rpartition("/")[2]
            since = f" {other.version} or later" if other.version else ""
            advice = f"{instead}{since}" + (f" ({other.note})" if other.note else "")
        else:
            kind = ChangeKind.BUILD if has_source else ChangeKind.BLOCKED
        root = self._roots.get(name)
        return PlanChange(
            package=name,
            kind=kind,
            from_version=str(candidate.version),
            to_version="",
            reason=f"no version of {name} {self._never()}",
            chain=chain_to(name, self.made.found.solution),
            where=root.place if root is not None else "",
            advice=advice,
        )

    def _never(self) -> str:
        target = self.made.market.target
        libc = f" for {target.libc.family}" if target.libc is not None else ""
        return f"has an {target.platform.arch} wheel{libc} and Python {target.python}"

    def _rehashed(self, changed: set[str]) -> Iterator[PlanChange]:
        """Versions that stay, of files whose hashes the user's file does not list."""
        for root in self.request.roots:
            candidate = self.made.found.solution.chosen.get(root.name)
            if not root.hashes or root.name in changed or candidate is None:
                continue
            file = candidate.file
            if file is None or not file.hashes or set(file.hashes) & set(root.hashes):
                continue
            version = str(candidate.version)
            yield PlanChange(
                package=root.name,
                kind=ChangeKind.REHASH,
                from_version=version,
                to_version=version,
                reason=f"none of its hashes is that of {file.name}",
                chain=(),
                where=root.place,
            )

    def _package(self, name: str, candidate: Candidate, kind: ChangeKind) -> PlanPackage:
        file = candidate.file
        served = file is not None and name not in self.made.found.freedom.built
        code = self.made.code.get(name)
        basis = Basis.DECLARED
        if served and code is not None and code.is_read(self.made.market.target):
            basis = Basis.OBSERVED if code.elves else Basis.PUBLISHED
        return PlanPackage(
            package=name,
            version=str(candidate.version) if file is not None else "",
            file=file.name if file is not None and served else "",
            hashes=file.hashes if file is not None and served else (),
            change=kind,
            direct=name in self._roots,
            basis=basis,
        )
