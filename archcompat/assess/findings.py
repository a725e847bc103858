"""Words the decisions as findings, and groups what is one thing to do."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from archcompat.assess.building import build_command
from archcompat.assess.decision import Decision
from archcompat.assess.makers import new_finding, new_remediation
from archcompat.assess.ospackages import MULTIARCH, NOT_NEEDED
from archcompat.assess.wheelremarks import wheel_remarks
from archcompat.graph.linker import Links
from archcompat.graph.unit import Unit
from archcompat.model.report import (
    Basis,
    EvidenceLine,
    Finding,
    Impact,
    Provenance,
    Remediation,
    Verdict,
)
from archcompat.model.target import Target

_K = TypeVar("_K", bound=Hashable)


def findings(
    units: Sequence[Unit],
    decisions: Mapping[str, Decision],
    links: Links,
    target: Target,
    distribution: str,
    *,
    remarks: tuple[Finding, ...] = (),
) -> tuple[Finding, ...]:
    """Every finding, worst first, then by component; with ``remarks`` that were made elsewhere."""
    based = _grouped(
        (unit for unit in units if decisions[unit.id].base), lambda unit: decisions[unit.id].base
    )
    again = _grouped(
        (unit for unit in units if _comes_again(unit, decisions[unit.id])),
        lambda unit: (unit.ecosystem, unit.namespace, decisions[unit.id].mislabeled),
    )
    groups = [
        # One package of another machine was added to the right base; many are another base.
        group
        for (_, _, mislabeled), group in again.items()
        if not mislabeled or len(group) > 1
    ]
    unknown = _unknown_lists(units, decisions)
    strangers = _of_third_machines(units, decisions)
    handled = (*groups, *unknown, *strangers, *based.values())
    together = {unit.id for group in handled for unit in group}
    alone = [
        unit
        for unit in units
        if decisions[unit.id].verdict is not Verdict.READY and unit.id not in together
    ]
    found = [
        _of_unit(unit, part, part.library if decisions[unit.id].parts else "")
        for unit in alone
        for part in decisions[unit.id].parts or (decisions[unit.id],)
    ]
    found += [
        _of_distribution(group, decisions, target, distribution, _counts(group, units, decisions))
        for group in groups
    ]
    found += [_of_base(base, group, decisions, units) for base, group in based.items()]
    found += [_of_unknown(group) for group in unknown]
    found += [_of_strangers(group, decisions, target) for group in strangers]
    found += _missing(units, decisions, links)
    found += wheel_remarks(units, decisions, target)
    found += remarks
    return tuple(sorted(found, key=_order))


def _grouped(units: Iterable[Unit], key: Callable[[Unit], _K]) -> dict[_K, list[Unit]]:
    """The units that have a key in common, in the order of the first of each."""
    found: dict[_K, list[Unit]] = {}
    for unit in units:
        found.setdefault(key(unit), []).append(unit)
    return found


def _comes_again(unit: Unit, decision: Decision) -> bool:
    """Whether it is a package of a distribution that another base image brings for the target."""
    if unit.provenance is not Provenance.OS_PACKAGE or decision.base:
        return False
    same = decision.verdict is Verdict.REINSTALL and decision.topic == "architecture"
    return same or decision.mislabeled


def _of_base(
    base: str, group: list[Unit], decisions: Mapping[str, Decision], units: Sequence[Unit]
) -> Finding:
    """One finding for all that comes with the base image, which is judged by itself."""
    first = decisions[group[0].id]
    image = next(unit for unit in units if unit.id == base)
    name = f"{image.full_name}:{image.version}".rstrip(":")
    return new_finding(
        f"base-image/{base.partition('@')[0]}",
        component=group[0].id,
        verdict=first.verdict,
        impact=_gravest(group, decisions),
        basis=first.basis,
        title=f"{name}: {len(group)} components come with the base image",
        message=first.message,
        evidence=decisions[base].evidence,
        rule=first.rule,
        members=tuple(unit.id for unit in group),
    )


def _unknown_lists(units: Sequence[Unit], decisions: Mapping[str, Decision]) -> list[list[Unit]]:
    """What a bill of materials lists and nobody knows, by the kind of package."""
    unknown = (
        unit
        for unit in units
        if unit.listed and not unit.asked and decisions[unit.id].verdict is Verdict.UNKNOWN
    )
    return list(_grouped(unknown, lambda unit: unit.ecosystem).values())


def _of_third_machines(
    units: Sequence[Unit], decisions: Mapping[str, Decision]
) -> list[list[Unit]]:
    """Packages of a machine that is neither the system's nor the target, by machine."""
    strangers = (
        unit
        for unit in units
        if decisions[unit.id].topic == MULTIARCH and not decisions[unit.id].base
    )
    return list(_grouped(strangers, lambda unit: (unit.ecosystem, unit.arch)).values())


def _of_strangers(group: list[Unit], decisions: Mapping[str, Decision], target: Target) -> Finding:
    """One finding for all packages of such a machine."""
    first = group[0]
    worst = max((decisions[unit.id] for unit in group), key=lambda one: one.verdict.rank)
    many = len(group) > 1
    what = f"{len(group)} package{'s' if many else ''} for {first.arch}"
    return new_finding(
        f"{MULTIARCH}/{first.ecosystem}/{first.arch}",
        component=first.id,
        verdict=worst.verdict,
        impact=worst.impact,
        basis=worst.basis,
        title=f"{what}, which {'do' if many else 'does'} not run on {target.platform}",
        message=decisions[first.id].message,
        where=tuple(sorted({str(unit.where[0]) for unit in group})),
        members=tuple(unit.id for unit in group),
    )


def _of_unknown(group: list[Unit]) -> Finding:
    """One finding for all packages of a kind that nothing is known of."""
    first = group[0]
    what = f"{len(group)} {first.ecosystem} package{'s' if len(group) > 1 else ''}"
    return new_finding(
        f"unknown/{first.ecosystem}",
        component=first.id,
        verdict=Verdict.UNKNOWN,
        impact=Impact.NONE,
        basis=Basis.GUESSED,
        title=f"{what}: could not be judged",
        message=f"{what}: no rule names them, and a list does not tell what holds native code.",
        where=tuple(sorted({str(where) for unit in group for where in unit.where})),
        members=tuple(unit.id for unit in group),
    )


def _gravest(group: list[Unit], decisions: Mapping[str, Decision]) -> Impact:
    return min((decisions[unit.id].impact for unit in group), key=lambda impact: impact.rank)


def _order(finding: Finding) -> tuple[int, int, str]:
    return (finding.impact.rank, -finding.verdict.rank, finding.id)


def _of_unit(unit: Unit, decision: Decision, library: str) -> Finding:
    """The judgement of a unit, or of one library in it where they differ."""
    name = f"{unit.full_name} {unit.version}".strip()
    if library:
        name = f"{name}, {library} in it"
    return new_finding(
        f"{decision.topic}/{unit.id}" + (f"#{library}" if library else ""),
        component=unit.id,
        verdict=decision.verdict,
        impact=decision.impact,
        basis=decision.basis,
        title=f"{name}: {_what(unit, decision)}",
        message=decision.message,
        where=tuple(str(where) for where in unit.where),
        evidence=decision.evidence,
        remediation=decision.remediation,
        rule=decision.rule,
        library=library,
        lines=unit.lines,
    )


def _what(unit: Unit, decision: Decision) -> str:
    if decision.topic == "rehash":
        return "lock its file for the target too"
    if decision.topic == NOT_NEEDED:
        return "not there for the target, and not needed"
    remedy = decision.remediation
    if unit.lines and remedy is not None and remedy.advice and not remedy.purl:
        return remedy.advice
    return _TITLE[decision.verdict] + _toward(decision.remediation)


_TITLE = {
    Verdict.READY: "ready",
    Verdict.REINSTALL: "install the same version for the target",
    Verdict.REBUILD: "rebuild for the target",
    Verdict.UPGRADE: "upgrade",
    Verdict.REPLACE: "replace",
    Verdict.BLOCKED: "no version for the target is known",
    Verdict.UNKNOWN: "could not be judged",
}


def _toward(remediation: Remediation | None) -> str:
    if remediation is None:
        return ""
    if remediation.action is Verdict.UPGRADE and remediation.to_version:
        return f" to {remediation.to_version}"
    if remediation.action is Verdict.REPLACE and remediation.purl:
        return f" by {remediation.purl}"
    return ""


def _counts(group: list[Unit], units: Sequence[Unit], decisions: Mapping[str, Decision]) -> str:
    """What repositories have of a distribution's packages for the target; empty if not asked."""
    leads = [decisions[unit.id].remediation for unit in group]
    told = [lead for lead in leads if lead is not None and lead.basis is Basis.PUBLISHED]
    if not told:
        return ""
    same = sum(lead.from_version == lead.to_version for lead in told)
    members = {unit.id for unit in group}
    kind = (group[0].ecosystem, group[0].namespace)
    others = [
        decisions[unit.id]
        for unit in units
        if unit.provenance is Provenance.OS_PACKAGE
        and (unit.ecosystem, unit.namespace) == kind
        and unit.id not in members
    ]
    absent = sum(other.absent for other in others)
    older = sum(other.verdict is Verdict.UPGRADE for other in others)
    counted = (
        (same, "at the same version"),
        (len(told) - same + older, "at another version"),
        (absent, "not at all"),
        (len(group) - len(told), "unknown"),
    )
    said = [f"{number:,} {how}" for number, how in counted if number]
    return f"Listed for the target: {', '.join(said)}."


def _of_distribution(
    grouped: list[Unit],
    decisions: Mapping[str, Decision],
    target: Target,
    distribution: str,
    counts: str,
) -> Finding:
    """One finding for all packages that come again with the target's base image.

    In an image that claims to be the target's they are broken now: its base was another one.
    """
    files = sum(len(unit.natives) for unit in grouped)
    first = decisions[grouped[0].id]
    name = distribution or grouped[0].namespace or "the distribution"
    held = f"{len(grouped)} packages with {files} native files"
    kind = "os-packages"
    if not first.mislabeled:
        what = "to install for the target"
        message = (
            f"{held} come from {name}. {counts or first.message}"
            f" Building the image for {target.platform} installs them."
        )
    else:
        kind = "os-packages-elsewhere"
        what = "that do not run where the image is offered"
        message = (
            f"The image is offered for {target.platform}, but {held} of {name} are not for it:"
            f" it was built from another base. Build it again for {target.platform}."
        )
    return new_finding(
        f"{kind}/{grouped[0].ecosystem}/{grouped[0].namespace}",
        component=grouped[0].id,
        verdict=first.verdict,
        impact=_gravest(grouped, decisions),
        basis=first.basis,
        title=f"{name}: {len(grouped)} packages {what}",
        message=message,
        where=tuple(sorted({str(unit.where[0]) for unit in grouped})),
        evidence=first.evidence if first.mislabeled else first.evidence[-1:],
        remediation=new_remediation(
            first.verdict,
            first.basis,
            commands=(build_command(target.platform),),
            advice=counts,
        ),
        rule=first.rule,
        members=tuple(unit.id for unit in grouped),
    )


def _missing(
    units: Sequence[Unit], decisions: Mapping[str, Decision], links: Links
) -> list[Finding]:
    """A finding for each unit that needs libraries which are nowhere in the file system."""
    owner = {native.where: unit for unit in units for native in unit.natives}
    absent: dict[str, list[tuple[str, str]]] = {}
    for native, name in links.missing:
        absent.setdefault(owner[native.where].id, []).append((name, str(native.where)))
    found = []
    for unit in units:
        if unit.id not in absent:
            continue
        names = sorted({name for name, _ in absent[unit.id]})
        decision = decisions[unit.id]
        found.append(
            new_finding(
                f"missing-library/{unit.id}",
                component=unit.id,
                verdict=decision.verdict,
                impact=Impact.FEATURE,
                basis=Basis.OBSERVED,
                title=f"{unit.full_name}: needs {', '.join(names)}",
                message=(
                    f"{', '.join(names)} {'is' if len(names) == 1 else 'are'} nowhere in this file"
                    " system; what needs it does not load as the image stands."
                ),
                where=tuple(sorted({place for _, place in absent[unit.id]})),
                evidence=tuple(
                    EvidenceLine(Basis.OBSERVED, f"{place}: DT_NEEDED or PT_INTERP {name}")
                    for name, place in absent[unit.id][:5]
                ),
            )
        )
    return found
