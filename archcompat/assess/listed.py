"""Decides about a package that is only listed: nothing of it is there to be looked at."""

from archcompat.assess.decision import Decision
from archcompat.assess.ruling import Ruling
from archcompat.graph.unit import Unit
from archcompat.model.report import Basis, Impact, Verdict

# What these indexes publish is source, which a build for the target compiles.
_SOURCE = ("golang", "cargo")


def decide_listed(unit: Unit, ruling: Ruling) -> Decision:
    """What its rule says; without one only that nothing is known, or that it is source."""
    ruled = ruling.on_unit(unit, ())
    if ruled is not None:
        return ruled
    if unit.ecosystem in _SOURCE:
        return Decision(
            Verdict.REINSTALL,
            Impact.NONE,
            Basis.DECLARED,
            "It is published as source, which building for the target compiles; what in it is"
            " written for one machine only is not known.",
        )
    return Decision(
        Verdict.UNKNOWN,
        Impact.NONE,
        Basis.GUESSED,
        "No rule names it, and a list does not tell whether it holds native code.",
    )
