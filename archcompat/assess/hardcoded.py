"""Decides about a place in a build file that names another machine than the target's."""

from archcompat.assess.decision import Decision
from archcompat.graph.unit import Unit
from archcompat.model.report import Basis, EvidenceLine, Impact, Remediation, Verdict
from archcompat.model.target import Platform

_TARGETARCH = "ARG TARGETARCH has the name of the machine that is built for"
_ADVICE = {
    "download": f"take the file for the machine that is built for: {_TARGETARCH}",
    "file": "take the file for the machine that is built for",
    "goarch": "leave GOARCH to the build, or write GOARCH=$TARGETARCH",
    "variable": f"let the build name the machine: {_TARGETARCH}",
    "apt": "leave arch= out, or write $(dpkg --print-architecture)",
    "package": "leave the machine out of the package's name",
    "toolchain": "build for the machine that is built for",
    "flag": "leave the flag out where the build is for another machine",
    "path": "take the folder of the machine that is built for",
    "placement": "leave the machine out of the constraint",
}


def decide_hard_coded(unit: Unit, target: Platform) -> Decision:
    """The decision about a unit of hard-coded places."""
    first = unit.hard_coded[0]
    evidence = tuple(
        EvidenceLine(Basis.DECLARED, f"{one.where}:{one.line}: {one.text}")
        for one in unit.hard_coded
    )
    message = f"It names {first.arch.value}, whatever machine is built for."
    remedy = Remediation(
        action=Verdict.REBUILD,
        purl="",
        from_version="",
        to_version="",
        classifier="",
        commands=(f"docker buildx build --platform {target} .",),
        basis=Basis.DECLARED,
        advice=_ADVICE[first.kind],
    )
    return Decision(
        Verdict.REBUILD, Impact.FAILS, Basis.DECLARED, message, evidence[:_SHOWN], remedy
    )


_SHOWN = 10
