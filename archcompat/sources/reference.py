"""An image in a registry as no more than its reference: nothing of it is fetched."""

from archcompat.errors import InputError
from archcompat.formats.imagereference import image_name
from archcompat.model.facts import ImageReference
from archcompat.model.filesystem import Filesystem
from archcompat.model.inventory import Inventory
from archcompat.model.layer import Subject
from archcompat.model.where import Where
from archcompat.sources.opening import REGISTRY


def referred(target: str) -> Inventory:
    """What is known of ``docker://NAME`` without asking anybody.

    Raises InputError for another target, FormatError for what is no image reference.
    """
    if not target.startswith(REGISTRY):
        raise InputError(f"{target}: only an image in a registry, {REGISTRY}NAME, has a manifest")
    reference = target.removeprefix(REGISTRY)
    image_name(reference)
    place = ImageReference(Where((reference,)), 1, reference)
    return Inventory(Subject("image-reference", reference), (), Filesystem({}), (place,), ())
