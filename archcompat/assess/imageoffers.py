"""Asks registries for which platforms they offer the images that files refer to."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from archcompat.errors import FormatError, UnreachableError
from archcompat.graph.unit import Unit
from archcompat.indexes.threads import Threads
from archcompat.model.problem import Problem, Severity
from archcompat.model.target import Platform
from archcompat.model.where import Where

_THREADS = 4
_TOLD = 20  # causes told one by one
_HERE = Where((".",))


class Registries(Protocol):
    """The registries of a run; its methods are called by several threads."""

    def platforms(self, reference: str, /) -> tuple[Platform, ...] | None:
        """What an image is offered for, None if there is no such image.

        Raises UnreachableError when that cannot be told, FormatError for what is no reference.
        """
        ...

    def layers(self, reference: str, platform: Platform, /) -> tuple[str, ...] | None:
        """The diff_ids of an image's build for a platform, lowest first; None without one.

        Raises as ``platforms``.
        """
        ...

    def nearest(self, reference: str, platform: Platform, /) -> str:
        """A tag like the reference's, not older, that is offered for a platform; empty for none.

        Raises as ``platforms``.
        """
        ...


@dataclass(frozen=True, slots=True)
class Offer:
    """What a registry said of an image."""

    platforms: tuple[Platform, ...] | None
    """None: it has no such image."""
    nearest: str = ""
    """A tag that is offered for the target, where the image's own is not."""

    def includes(self, platform: Platform) -> bool:
        """Whether the image is offered for a platform."""
        return any(platform.matches(offered) for offered in self.platforms or ())


@dataclass(frozen=True, slots=True)
class Offers:
    """What the registries said of all images."""

    by_reference: dict[str, Offer]
    """Those that no registry answered about are missing."""
    problems: tuple[Problem, ...] = ()
    """Of warning severity: the rules answer where a registry did not."""


NO_OFFERS = Offers({})


def look_up_images(units: Iterable[Unit], registries: Registries, platform: Platform) -> Offers:
    """Ask for every image that is referred to, each once."""
    wanted = sorted({one.reference for unit in units for one in unit.references if one.reference})
    silent: Counter[str] = Counter()
    offers: dict[str, Offer] = {}
    with Threads(_THREADS, "registry") as pool:
        answers = pool.map(lambda reference: _offer(reference, registries, platform), wanted)
        for reference, answer in zip(wanted, answers, strict=True):
            if isinstance(answer, str):
                silent[answer] += 1
            else:
                offers[reference] = answer
    return Offers(offers, tuple(_silence(silent)))


def _offer(reference: str, registries: Registries, platform: Platform) -> Offer | str:
    """The offer, or why it is not known."""
    try:
        offer = Offer(registries.platforms(reference))
    except (UnreachableError, FormatError) as error:
        return str(error)
    if offer.platforms is None or offer.includes(platform):
        return offer
    try:
        return Offer(offer.platforms, registries.nearest(reference, platform))
    except (UnreachableError, FormatError):
        return offer  # then the rules name a tag, or nobody does


def _silence(causes: Counter[str]) -> Iterator[Problem]:
    for cause, number in list(causes.items())[:_TOLD]:
        images = "1 image was" if number == 1 else f"{number:,} images were"
        detail = f"{cause}; {images} judged without it"
        yield Problem(_HERE, "registry-unreachable", detail, Severity.WARNING)
    if len(causes) > _TOLD:
        detail = f"and {len(causes) - _TOLD:,} more causes alike"
        yield Problem(_HERE, "registry-unreachable", detail, Severity.WARNING)
