"""Judges where workloads may run: what keeps a ready one off the target, or lets an unready one on.

What a cluster's nodes are is not known; only what the manifests say of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from archcompat.assess.decision import Decision
from archcompat.assess.makers import new_finding, new_remediation
from archcompat.assess.manifestedits import keeping_to, letting_in, tolerating
from archcompat.assess.naming import some
from archcompat.assess.nodes import (
    TAINT_EFFECT,
    TAINT_KEY,
    keeping_off,
    runs_elsewhere,
    tolerates_all,
    tolerates_arch,
)
from archcompat.graph.buildlines import workload_unit
from archcompat.graph.unit import Unit
from archcompat.model.arch import Arch
from archcompat.model.report import (
    Basis,
    EvidenceLine,
    Finding,
    Impact,
    Verdict,
)
from archcompat.model.target import Platform
from archcompat.model.workload import Pin, Workload

_DAEMON = "DaemonSet"
_NAMED = 3  # images named of a workload


@dataclass(frozen=True, slots=True)
class Scheduling:
    """What is to be said of the workloads of a subject."""

    kept_off: tuple[tuple[Unit, Decision], ...] = ()
    """Those whose images are ready, and which no node of the target's may run."""
    findings: tuple[Finding, ...] = ()
    """Remarks on the others."""


NO_WORKLOADS = Scheduling()


def scheduling(
    workloads: Iterable[Workload],
    units: Sequence[Unit],
    decisions: Mapping[str, Decision],
    target: Platform,
    source: Arch,
) -> Scheduling:
    """What keeps ready workloads from the target's nodes, and what lets others onto them."""
    ids = {one.reference: unit.id for unit in units for one in unit.references}
    kept: dict[str, tuple[Unit, Decision]] = {}
    remarks: dict[str, Finding] = {}
    untolerant: list[Workload] = []
    for workload in workloads:
        if runs_elsewhere(workload):
            continue
        images = {name: ids[name] for name in workload.images if name in ids}
        verdicts = {name: decisions[one].verdict for name, one in images.items()}
        bad = [name for name, one in verdicts.items() if one.rank > Verdict.REINSTALL.rank]
        pins = keeping_off(workload, target)
        if bad and not pins:
            remark = _lands(workload, bad, images[bad[0]], target, Platform("linux", source))
            remarks.setdefault(remark.id, remark)
        if bad or Verdict.UNKNOWN in verdicts.values() or not images:
            continue
        if pins:
            unit = workload_unit(workload)
            kept.setdefault(unit.id, (unit, _kept_off(workload, pins, target)))
        if not tolerates_arch(workload, target):
            untolerant.append(workload)
    if untolerant:
        remark = _tainted(untolerant, ids[untolerant[0].images[0]], target)
        remarks[remark.id] = remark
    return Scheduling(tuple(kept.values()), tuple(remarks.values()))


def _kept_off(workload: Workload, pins: tuple[Pin, ...], target: Platform) -> Decision:
    said = ", ".join(dict.fromkeys(_said(pin) for pin in pins))
    return Decision(
        Verdict.REINSTALL,
        Impact.FAILS,
        Basis.DECLARED,
        f"All its images are there for {target}, but it asks for nodes of another machine: {said}.",
        tuple(
            EvidenceLine(Basis.DECLARED, f"{workload.where}:{pin.line} asks for {_said(pin)}")
            for pin in pins
        ),
    ).leading(advice=f"let it run on {target} nodes too", edits=letting_in(workload, pins, target))


def _said(pin: Pin) -> str:
    values = ", ".join(pin.values)
    match pin.operator:
        case "In":
            return f"{pin.key} {'=' if len(pin.values) == 1 else 'in'} {values}"
        case "NotIn":
            return f"{pin.key} not in {values}"
        case _:
            return f"{pin.key} {pin.operator}"


def _lands(
    workload: Workload, bad: list[str], component: str, target: Platform, home: Platform
) -> Finding:
    """A workload that nothing keeps off nodes on which some of its images do not start."""
    named = some(bad, _NAMED)
    verb = "does" if len(bad) == 1 else "do"
    daemon = workload.kind == _DAEMON
    if daemon:
        title = f"{workload.title}: to be made ready before the first {target} node joins"
        which = "every node that it fits" if workload.selector or workload.terms else "every node"
        message = f"It runs on {which}, and {named} {verb} not run on {target}."
    else:
        title = f"{workload.title}: may be started on {target} nodes"
        message = f"Nothing keeps it off them, and {named} {verb} not run there."
    if tolerates_all(workload):
        message += " No taint keeps it off either: it tolerates all."
    elif tolerates_arch(workload, target):
        message += f" It even tolerates the taint {TAINT_KEY}={target.arch.oci}."
    edits = keeping_to(workload, home)
    how = "" if edits else f" by nodeSelector {TAINT_KEY}: {home.arch.oci}"
    advice = f"Until that is mended, keep it to {home} nodes{how}."
    return new_finding(
        f"{'daemonset' if daemon else 'scheduling'}/{workload_unit(workload).id}",
        component=component,
        verdict=Verdict.REINSTALL,
        impact=Impact.FAILS,
        basis=Basis.DECLARED,
        title=title,
        message=f"{message} {advice}",
        where=(str(workload.where),),
        remediation=new_remediation(Verdict.REINSTALL, Basis.DECLARED, advice=advice, edits=edits),
        lines=(workload.line,),
    )


def _tainted(workloads: list[Workload], component: str, target: Platform) -> Finding:
    """All ready workloads that a taint would keep off, in one finding."""
    number = len(workloads)
    what = f"{number:,} ready workload{' does' if number == 1 else 's do'}"
    taint = f"{TAINT_KEY}={target.arch.oci}:{TAINT_EFFECT}"
    advice = (
        f"Where {target} nodes have it, as Google's GKE gives it to them, let them tolerate it."
    )
    edits = tuple(edit for one in workloads for edit in tolerating(one, target))
    return new_finding(
        "taint/workloads",
        component=component,
        verdict=Verdict.REINSTALL,
        impact=Impact.NONE,
        basis=Basis.DECLARED,
        title=f"{what} not tolerate the taint {taint}",
        message=advice,
        where=tuple(str(one.where) for one in workloads),
        remediation=new_remediation(Verdict.REINSTALL, Basis.DECLARED, advice=advice, edits=edits),
        lines=tuple(one.line for one in workloads),
    )
