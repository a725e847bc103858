"""Judges the images that an image names: what it is stored as, and what it says it is built on."""

from collections.abc import Mapping
from dataclasses import replace

from archcompat.assess.decision import Decision
from archcompat.assess.imageoffers import NO_OFFERS, Offers
from archcompat.assess.references import decide_reference
from archcompat.assess.ruling import Ruling
from archcompat.errors import FormatError
from archcompat.formats.imagereference import ImagePurl, image_purl
from archcompat.graph.unit import Unit, purl_of
from archcompat.model.facts import ImageReference
from archcompat.model.layer import Subject
from archcompat.model.report import Basis, EvidenceLine, Provenance
from archcompat.model.where import Where

_STORED = "The image is stored as {}."
_BUILT = "The image says that it is built on {}."


def base_unit(subject: Subject) -> Unit | None:
    """The image that a subject is built on, as one that is referred to; None if it is not told."""
    image = _tagged(subject.base)
    if image is None:
        return None
    place = Where((subject.name,))
    return replace(_unit(image), references=(ImageReference(place, 0, subject.base),))


def named_images(
    subject: Subject, ruling: Ruling, offers: Offers = NO_OFFERS, *, claimed: bool
) -> tuple[tuple[Unit, Decision], ...]:
    """A unit with its decision for each image that a rule or its registry can place, by id.

    What an image is called proves nothing: anybody may tag one as they like, and the files in it
    are judged as they are. A name without a rule, and a tag that its rule cannot order, therefore
    are nothing that could not be judged. ``claimed``: the image is the target's already, whatever
    the rule says of its tag; what goes wrong there only still does. Registries are asked about the
    base only: that the image itself is not offered for the target may be why it is looked at.
    """
    said = [(reference, _STORED) for reference in subject.references]
    said.append((subject.base, _BUILT))
    found: dict[str, tuple[Unit, Decision]] = {}
    for reference, how in said:
        image = _tagged(reference)
        if image is None:
            continue
        unit = _unit(image)
        ask = ruling.on_present if claimed else ruling.on_image
        decision = ask(unit, musl=image.musl)
        if decision is not None and unit.id not in found:
            found[unit.id] = (unit, _worded(decision, how.format(reference)))
    base = base_unit(subject)
    if base is not None:
        decision = _of_base(base, found, ruling, None if claimed else offers)
        if decision is not None:
            found[base.id] = (base, decision)
    return tuple(found[key] for key in sorted(found))


def _of_base(
    base: Unit,
    ruled: Mapping[str, tuple[Unit, Decision]],
    ruling: Ruling,
    offers: Offers | None,
) -> Decision | None:
    """What is decided about the base: its registry knows better than a rule."""
    reference = base.references[0].reference
    offer = offers.by_reference.get(reference) if offers is not None else None
    if offers is None or offer is None or offer.platforms is None:
        return ruled[base.id][1] if base.id in ruled else None
    return _worded(decide_reference(base, ruling, offers), _BUILT.format(reference))


def _tagged(reference: str) -> ImagePurl | None:
    """The image of a reference; None for what is none, and for a digest alone: rules know tags."""
    try:
        image = image_purl(reference)
    except FormatError:
        return None
    return None if image.digest and not image.tag else image


def _unit(image: ImagePurl) -> Unit:
    version = "" if image.tag == "latest" else image.tag
    return Unit(
        id=purl_of("docker", image.name, version, namespace=image.namespace),
        ecosystem="docker",
        name=image.name,
        version=version,
        provenance=Provenance.BASE_IMAGE,
        where=(),
        namespace=image.namespace,
    )


def _worded(decision: Decision, said: str) -> Decision:
    """The decision with what the image says before it, and as its first evidence."""
    line = EvidenceLine(Basis.DECLARED, said)
    return replace(
        decision, message=f"{said} {decision.message}", evidence=(line, *decision.evidence)
    )
