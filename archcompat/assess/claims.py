"""What claims to be the target's already, and is not: then it is broken now."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec

from archcompat.assess.coverage import State
from archcompat.assess.decision import Decision
from archcompat.graph.unit import Unit
from archcompat.model.arch import Arch
from archcompat.model.native import NativeObject
from archcompat.model.report import Basis, Impact, Verdict

Seen = Sequence[tuple[NativeObject, State]]
"""The native files of a unit, each with what it means for the target."""


def is_broken_now(unit: Unit, counted: Seen, arch: Arch, *, claims_target: bool) -> bool:
    """Whether something that claims to be the target's holds foreign code that would be loaded.

    ``claims_target``: the subject says so; a wheel says it by its tags. Code inside a JAR or a pure
    wheel is picked by platform at run time, so it is not loaded.
    """
    loaded = any(
        state in (State.FOREIGN, State.MISFIT)
        and (native.where.depth == 0 or unit.ecosystem == "pypi")
        for native, state in counted
    )
    tagged = is_tagged_for(unit, arch)
    claimed = (loaded and (claims_target or tagged)) or (tagged and is_none_of(unit, counted, arch))
    return claimed and not unit.pure


def is_tagged_for(unit: Unit, arch: Arch) -> bool:
    """Whether the tags of a wheel name the target's machine."""
    return any(tag.endswith(f"_{arch.value}") for tag in unit.tags)


def is_none_of(unit: Unit, counted: Seen, arch: Arch) -> bool:
    """Whether some file is of a machine that runs nothing here, and none is the target's."""
    strange = any(state is State.STRANGER for _, state in counted)
    return strange and all(native.arch is not arch for native in unit.natives)


def at_least_rebuild(decision: Decision, unit: Unit, counted: Seen, arch: Arch) -> Decision:
    """The decision on something that is broken now, by the bytes that show it."""
    message, remediation = decision.message, decision.remediation
    mislabeled = is_none_of(unit, counted, arch) or any(
        state is State.FOREIGN for _, state in counted
    )
    if mislabeled:
        says = f"It is offered as {arch.value}, but holds other code"
        message = f"{says}: it does not work where it is meant to. {message}"
    verdict = decision.verdict
    if verdict.rank < Verdict.REBUILD.rank:
        verdict = Verdict.REBUILD
        if remediation is not None:
            remediation = msgspec.structs.replace(remediation, action=verdict)
    return replace(
        decision,
        verdict=verdict,
        impact=Impact.FAILS,
        basis=Basis.OBSERVED,
        message=message,
        remediation=remediation,
        mislabeled=mislabeled,
    )
