"""A unit for each container image that a file refers to."""

from collections.abc import Iterable, Iterator

from archcompat.errors import FormatError
from archcompat.formats.imagereference import image_purl
from archcompat.graph.unit import Unit, purl_of
from archcompat.model.facts import ImageReference
from archcompat.model.report import Provenance


def image_units(references: Iterable[ImageReference]) -> Iterator[Unit]:
    """One unit a reference; the same image in two places has the same id.

    What is no reference, such as one with a variable that has no value, is a unit under its text:
    nothing can be said of it, and that is what will be said.
    """
    for reference in references:
        yield _unit(reference)


def _unit(reference: ImageReference) -> Unit:
    text = reference.reference
    try:
        image = image_purl(text)
    except FormatError:
        name, version, namespace = text or "(no image)", "", ""
    else:
        name, namespace = image.name, image.namespace
        version = "" if image.tag == "latest" else image.tag or image.digest
    return Unit(
        id=purl_of("docker", name, version, namespace=namespace),
        ecosystem="docker",
        name=name,
        version=version,
        provenance=Provenance.BASE_IMAGE,
        where=(reference.where,),
        namespace=namespace,
        references=(reference,),
    )
