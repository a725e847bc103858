"""Decides about a place in a build file that names another machine than the target's."""

from archcompat.assess.decision import Decision
from archcompat.graph.unit import Unit
from archcompat.model.report import Basis, EvidenceLine, Impact, Verdict

# BuildKit's name for the machine that is built for, where a stage asks for it by ARG TARGETARCH:
# https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope
_ADVICE = {
    "download": "take the file of ${TARGETARCH}",
    "file": "take the file of ${TARGETARCH}",
    "goarch": "leave GOARCH out, or say $TARGETARCH",
    "variable": "let ARG TARGETARCH say it",
    "apt": "say $(dpkg --print-architecture)",
    "package": "leave the machine out of its name",
    "toolchain": "build for ${TARGETARCH}",
    "flag": "leave it out where not x86 is built for",
    "path": "take the folder of ${TARGETARCH}",
    "placement": "leave the machine out",
}


def decide_hard_coded(unit: Unit) -> Decision:
    """The decision about a unit of hard-coded places."""
    first = unit.hard_coded[0]
    evidence = tuple(
        EvidenceLine(Basis.DECLARED, f"{one.where}:{one.line}: {one.text}")
        for one in unit.hard_coded
    )
    message = f"It is for {first.arch.value}, whatever machine is asked for."
    decision = Decision(Verdict.REBUILD, Impact.FAILS, Basis.DECLARED, message, evidence[:_SHOWN])
    return decision.leading(advice=_ADVICE[first.kind])


_SHOWN = 10
