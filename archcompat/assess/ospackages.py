"""Decides about a distribution's package by what its repositories have for the target."""

from dataclasses import replace

from archcompat.assess.decision import Decision
from archcompat.assess.stock import Stock, Stocks
from archcompat.assess.successors import successors
from archcompat.errors import FormatError
from archcompat.formats.versions import compare, ordered, source_version
from archcompat.graph.unit import Unit, purl_of
from archcompat.model.arch import Arch, arch_of_token
from archcompat.model.report import Basis, Impact, Verdict

NOT_NEEDED = "not-needed"
MULTIARCH = "multiarch"
_DEEPEST = 10  # packages above one another that are looked at
_SHOWN = 3  # names told in a sentence


def by_repositories(unit: Unit, stocks: Stocks, target: Arch, *, foreign: bool) -> Decision | None:
    """What the repositories tell of a package of another machine; None where they do not.

    What is for neither the system's own machine nor the target needs nobody to be asked.

    ``foreign``: there is code of that machine in it.
    """
    stock = stocks.by_ecosystem.get(unit.ecosystem)
    source, arch = stocks.machines.get(unit.ecosystem), arch_of_token(unit.arch)
    if source in (None, target) or arch in (None, target) or unit.listed:
        return None
    versions = stock.versions.get(unit.name, ()) if stock is not None else ()
    if arch is not source:
        return _of_third_machine(unit, target, listed=bool(versions))
    if stock is None:
        return None
    if unit.name in stock.limited:
        message = (
            f"The repository has it for {target.oci} too, but its entry is limited to other"
            " machines: a build for the target does not find it."
        )
        impact = Impact.FAILS if foreign else Impact.FEATURE
        return Decision(Verdict.REBUILD, impact, Basis.PUBLISHED, message)
    if versions:
        return _published(unit, versions, target, foreign=foreign)
    absent = _absent(unit, stock, source, target, foreign=foreign) if stock.whole else None
    return replace(absent, absent=True) if absent is not None else None


def _published(unit: Unit, versions: tuple[str, ...], target: Arch, *, foreign: bool) -> Decision:
    impact = Impact.FAILS if foreign else Impact.NONE
    if unit.version in versions:
        message = f"The repositories have {unit.version} for {target.oci} too."
        decided = Decision(Verdict.REINSTALL, impact, Basis.PUBLISHED, message)
        return _leading(decided, unit, unit.name, unit.version, target)
    newest = (ordered(unit.ecosystem, versions) or list(versions))[-1]
    if _is_newer(unit.ecosystem, unit.version, newest):
        message = (
            f"The repositories have nothing newer than {newest} for {target.oci}:"
            f" {unit.version} is not there."
        )
        impact = Impact.FAILS if foreign else Impact.FEATURE
        decided = Decision(Verdict.UPGRADE, impact, Basis.PUBLISHED, message)
        return _leading(decided, unit, unit.name, newest, target)
    message = f"The repositories have {newest} for {target.oci}, which a build today takes."
    decided = Decision(Verdict.REINSTALL, impact, Basis.PUBLISHED, message)
    return _leading(decided, unit, unit.name, newest, target)


def _is_newer(ecosystem: str, installed: str, listed: str) -> bool:
    """Whether the installed one is newer than what is listed, builds of one version being alike."""
    mine, other = (source_version(ecosystem, version) for version in (installed, listed))
    try:
        return compare(ecosystem, mine, other) > 0
    except FormatError:
        return False  # nobody can tell; a build takes what is listed


def _absent(
    unit: Unit, stock: Stock, source: Arch, target: Arch, *, foreign: bool
) -> Decision | None:
    impact = Impact.FAILS if foreign else Impact.FEATURE
    nowhere = f"No repository has it for {target.oci}"
    other = _successor(unit.name, stock, source, target)
    if other:
        message = f"{nowhere}; {other} is there in its place."
        version = stock.versions.get(other, ("",))[0]
        decided = Decision(Verdict.REPLACE, impact, Basis.PUBLISHED, message)
        return _leading(decided, unit, other, version, target)
    users = stock.dependents.get(unit.name, ())
    if _is_superfluous(unit.name, stock, frozenset()):
        told = ", ".join(users[:_SHOWN]) + (" and others" if len(users) > _SHOWN else "")
        message = f"{nowhere}; what depends on it here ({told}) is there, and does without."
        return Decision(Verdict.REINSTALL, Impact.NONE, Basis.PUBLISHED, message, topic=NOT_NEEDED)
    if stock.source_names is None:
        return None
    if unit.name in stock.source_names:
        message = f"{nowhere}, only for {source.oci}."
        return Decision(Verdict.BLOCKED, impact, Basis.PUBLISHED, message)
    message = (
        f"{nowhere}, nor for {source.oci}: it was installed from a file, or from a repository"
        " that is not configured any more. Its makers may have a build for the target."
    )
    return Decision(Verdict.REBUILD, impact, Basis.GUESSED, message)


def _is_superfluous(name: str, stock: Stock, above: frozenset[str]) -> bool:
    """Whether all that depends on it is there without it, or is as superfluous itself.

    Within one distribution, what is listed for a machine can be installed there.
    """
    users = set(stock.dependents.get(name, ())) - above
    return bool(users) and all(
        user in stock.versions
        or (len(above) < _DEEPEST and _is_superfluous(user, stock, above | {name}))
        for user in users
    )


def _successor(name: str, stock: Stock, source: Arch, target: Arch) -> str:
    """What takes a package's place by its name, or because it says that it does; else empty."""
    for other in successors(name, source, target):
        if other in stock.versions:
            return other
    return next(iter(stock.providers.get(name, ())), "")


def _of_third_machine(unit: Unit, target: Arch, *, listed: bool) -> Decision:
    """A package of neither the system's own machine nor the target's."""
    message = (
        f"Packages for {unit.arch} serve programs for {unit.arch}, which do not run on"
        f" {target.oci}: those are to be built for {target.oci}, or left out."
    )
    basis = Basis.PUBLISHED if listed else Basis.DECLARED
    verdict = Verdict.REPLACE if listed else Verdict.BLOCKED
    return Decision(verdict, Impact.FEATURE, basis, message, topic=MULTIARCH)


def _leading(decision: Decision, unit: Unit, name: str, version: str, target: Arch) -> Decision:
    """The decision with the package of the target that it leads to."""
    arch = target.debian if unit.ecosystem == "deb" else target.value
    return decision.leading(
        purl=purl_of(unit.ecosystem, name, "", namespace=unit.namespace, arch=arch),
        from_version=unit.version,
        to_version=version,
    )
