"""Lets the base image answer for what comes with it, where it is known what is offered of that."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from archcompat.assess.decision import Decision
from archcompat.graph.base_image import BaseImage
from archcompat.graph.unit import Unit
from archcompat.model.inventory import Inventory
from archcompat.model.report import Basis, Verdict

_OFFERED = (Verdict.READY, Verdict.REINSTALL)


def answered_by_base(
    units: Iterable[Unit],
    decisions: Mapping[str, Decision],
    named: Iterable[tuple[Unit, Decision]],
    inventory: Inventory,
) -> dict[str, Decision]:
    """New decisions for units that wholly come with the base: its next build brings its own.

    The base is what has to be changed or not, and is judged by itself: ``named``. Where nobody
    knows how many layers are its, or what is offered of it, every unit is judged by itself.
    """
    subject = inventory.subject
    answer = next((pair for pair in named if pair[0].references), None)
    if answer is None or not subject.base_layers:
        return {}
    image, decision = answer
    base = BaseImage(inventory)
    name = f"{image.full_name}:{image.version}".rstrip(":")
    found = {}
    for unit in units:
        own = decisions[unit.id]
        # A package without native files is where its database is, which later layers write to.
        places = [native.where for native in unit.natives] or unit.where
        work = own.verdict is not Verdict.READY and bool(places)
        if work and all(map(base.brought, places)):
            found[unit.id] = replace(
                own,
                verdict=Verdict.REINSTALL,
                basis=decision.basis if subject.base_seen else Basis.GUESSED,
                message=_message(name, decision, seen=subject.base_seen),
                remediation=None,
                rule=decision.rule,
                base=image.id,
                parts=(),
            )
    return found


def _message(name: str, decision: Decision, *, seen: bool) -> str:
    """Of all that comes with the base: one finding speaks of it together."""
    how = "They come with" if seen else "By the image's history they come with"
    if decision.verdict in _OFFERED:
        return f"{how} the base image {name}, which is offered for the target with its own."
    return f"{how} the base image {name}: what to take in its place is told there."
