"""Decides about an image that is only referred to: by its registry, or else by the rules."""

from collections.abc import Iterator
from dataclasses import replace

from archcompat.assess.decision import Decision
from archcompat.assess.imageoffers import Offer, Offers
from archcompat.assess.naming import some
from archcompat.assess.ruling import Ruling
from archcompat.errors import FormatError, InputError
from archcompat.formats.imagereference import image_purl
from archcompat.graph.unit import Unit
from archcompat.model.report import Basis, EvidenceLine, Impact, Verdict
from archcompat.model.target import Platform

_PLATFORMS = 8  # of an offer that are told
_USES = 10  # places told that refer to one image


def decide_reference(unit: Unit, ruling: Ruling, offers: Offers) -> Decision:
    """The decision about a unit that has references."""
    reference = unit.references[0].reference
    target = ruling.target.platform
    offer = offers.by_reference.get(reference)
    decision = _of_image(unit, reference, ruling, offer)
    platforms = offer.platforms if offer is not None else None
    if offer is None and ruling.is_published(unit, musl=_is_musl(reference)):
        platforms = (target,)
    forced = _forced(unit, target)
    if forced:
        decision = _insists(unit, forced, decision, target)
    return replace(
        decision,
        platforms=tuple(map(str, platforms or ())),
        since=ruling.first_served(unit),
        evidence=(*decision.evidence, *_uses(unit)),
    )


def _uses(unit: Unit) -> Iterator[EvidenceLine]:
    """Who refers to it, where that is told."""
    named = [one for one in unit.references if one.usage]
    for one in named[:_USES]:
        yield EvidenceLine(Basis.DECLARED, f"{one.where}:{one.line}: {one.usage}")
    if len(named) > _USES:
        yield EvidenceLine(Basis.DECLARED, f"and {len(named) - _USES:,} more places")


def _of_image(unit: Unit, reference: str, ruling: Ruling, offer: Offer | None) -> Decision:
    """The decision about the image, whatever the places that name it insist on."""
    target = ruling.target.platform
    ruled = _ruled(unit, reference, ruling)
    if offer is None or offer.platforms is None:
        return _without_offer(reference, offer, ruled, target)
    evidence = EvidenceLine(
        Basis.PUBLISHED, f"the registry offers {reference} for {_listed(offer.platforms)}"
    )
    if offer.includes(target):
        return _offered(unit, reference, ruling, evidence)
    told = f"{reference} is offered for {_listed(offer.platforms)}, not for {target}."
    if offer.nearest:
        return _another_tag(unit, offer.nearest, told, evidence)
    return _not_offered(ruled, told, evidence)


def _offered(unit: Unit, reference: str, ruling: Ruling, evidence: EvidenceLine) -> Decision:
    troubled = ruling.on_present(unit, musl=_is_musl(reference))
    if troubled is not None:
        return replace(troubled, evidence=(evidence, *troubled.evidence))
    message = f"{reference} is offered for {ruling.target.platform}."
    return Decision(Verdict.READY, Impact.NONE, Basis.PUBLISHED, message, (evidence,))


def _another_tag(unit: Unit, tag: str, told: str, evidence: EvidenceLine) -> Decision:
    decision = Decision(Verdict.UPGRADE, Impact.FAILS, Basis.PUBLISHED, told, (evidence,))
    return decision.leading(
        purl=unit.id.partition("@")[0],
        from_version=unit.version,
        to_version=tag,
        advice=f"The tag {tag} is offered for it.",
    )


def _not_offered(ruled: Decision | None, told: str, evidence: EvidenceLine) -> Decision:
    """The registry says no; where to turn to a rule may know."""
    if ruled is not None and ruled.verdict.rank > Verdict.REINSTALL.rank:
        return replace(
            ruled,
            impact=Impact.FAILS,
            basis=Basis.PUBLISHED,
            message=f"{told} {ruled.message}",
            evidence=(evidence, *ruled.evidence),
        )
    told += " Build it for the target if its source is yours; no other tag is known."
    return Decision(Verdict.REBUILD, Impact.FAILS, Basis.PUBLISHED, told, (evidence,))


def _without_offer(
    reference: str, offer: Offer | None, ruled: Decision | None, target: Platform
) -> Decision:
    gone = offer is not None
    seen = (
        (EvidenceLine(Basis.PUBLISHED, f"the registry has no image {reference}"),) if gone else ()
    )
    if ruled is None:
        what = "Its registry has no such image" if gone else "No registry was asked"
        message = f"{what}, and no rule tells whether it is offered for {target}."
        if not reference:
            message = "Which image this is cannot be told: a variable in it has no value."
        return Decision(Verdict.UNKNOWN, Impact.FAILS, Basis.GUESSED, message, seen)
    if ruled.verdict is Verdict.REINSTALL and not gone:
        return replace(ruled, verdict=Verdict.READY, impact=Impact.NONE, remediation=None)
    if ruled.verdict is Verdict.REINSTALL:
        message = f"The registry has no image {reference} any more. {ruled.message}"
        return replace(ruled, verdict=Verdict.UNKNOWN, message=message, evidence=seen)
    return replace(ruled, evidence=(*seen, *ruled.evidence))


def _insists(unit: Unit, forced: str, image: Decision, target: Platform) -> Decision:
    """The decision where some place asks for another platform, after that about the image."""
    message = (
        f"It is asked for as {forced}, whatever machine this runs on or is built for: leave that"
        f" out, or name {target}."
    )
    lines = tuple(
        EvidenceLine(Basis.DECLARED, f"{one.where}:{one.line} insists on {one.platform}")
        for one in unit.references
        if one.platform == forced
    )
    evidence = (*lines, *image.evidence)
    if image.verdict.rank > Verdict.REBUILD.rank:
        return replace(image, message=f"{message} {image.message}", evidence=evidence)
    if image.verdict is Verdict.READY:
        message += f" The image itself is there for {target}."
    decision = Decision(
        Verdict.REBUILD, Impact.FAILS, Basis.DECLARED, message, evidence, rule=image.rule
    )
    return decision.leading(advice=f"do not ask for {forced}")


def _forced(unit: Unit, target: Platform) -> str:
    """A platform other than the target that a place insists on; empty for none."""
    for one in unit.references:
        try:
            if one.platform and not Platform.parse(one.platform).matches(target):
                return one.platform
        except InputError:
            continue  # a variable of the builder, such as $BUILDPLATFORM
    return ""


def _ruled(unit: Unit, reference: str, ruling: Ruling) -> Decision | None:
    return ruling.on_image(unit, musl=_is_musl(reference))


def _is_musl(reference: str) -> bool:
    try:
        return image_purl(reference).musl
    except FormatError:
        return False


def _listed(platforms: tuple[Platform, ...]) -> str:
    return some(list(map(str, platforms)), _PLATFORMS) or "no platform that is known"
