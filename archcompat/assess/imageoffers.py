"""Asks registries for which platforms they offer the images that files refer to."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from archcompat.assess.asking import answers, silence
from archcompat.errors import FormatError, UnreachableError
from archcompat.graph.unit import Unit
from archcompat.model.problem import Problem
from archcompat.model.target import Platform

_THREADS = 4


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
    offers, silent = answers(
        lambda reference: _offer(reference, registries, platform), wanted, threads=_THREADS
    )
    problems = silence(silent, noun="image", code="registry-unreachable")
    return Offers(dict(offers), tuple(problems))


def _offer(reference: str, registries: Registries, platform: Platform) -> Offer:
    """The offer. Raises UnreachableError and FormatError where it is not known."""
    offer = Offer(registries.platforms(reference))
    if offer.platforms is None or offer.includes(platform):
        return offer
    try:
        return Offer(offer.platforms, registries.nearest(reference, platform))
    except (UnreachableError, FormatError):
        return offer  # then the rules name a tag, or nobody does
