"""Tells what registries offer: the platforms of an image, and a tag that has another one."""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import TypeVar

from archcompat.errors import FormatError, UnreachableError
from archcompat.formats import oci
from archcompat.formats.imagereference import image_name
from archcompat.formats.versions import compare, ordered
from archcompat.indexes.registry.connection import Connection
from archcompat.indexes.registry.places import Places
from archcompat.indexes.registry.repository import Repository
from archcompat.model.target import Platform

_T = TypeVar("_T")
_TAG = re.compile(r"(v?\d+(?:\.\d+)*)(.*)", re.DOTALL)
_NESTED = 2  # indexes inside indexes


class RegistryOffers:
    """Asks registries, and reads no layer. Its methods may be called by several threads."""

    def __init__(self, connection: Connection, places: Places) -> None:
        """Nothing is asked yet."""
        self._connection = connection
        self._places = places

    def platforms(self, reference: str) -> tuple[Platform, ...] | None:
        """What an image is offered for, in the order of its index; None if there is none.

        Raises UnreachableError, FormatError for what is no reference or no image.
        """
        image = image_name(reference)
        wanted = image.digest or image.tag or "latest"
        return self._asked(reference, partial(_offered, reference=wanted, depth=_NESTED))

    def layers(self, reference: str, platform: Platform) -> tuple[str, ...] | None:
        """The digests of the uncompressed layers of an image's build for a platform.

        None if there is no such image or build. Raises as ``platforms``.
        """
        image = image_name(reference)
        wanted = image.digest or image.tag or "latest"
        ask = partial(_layers, reference=wanted, platform=platform, depth=_NESTED)
        return self._asked(reference, ask)

    def nearest(self, reference: str, platform: Platform) -> str:
        """A tag like the reference's, not older, that is offered for a platform; empty for none.

        Like it: as many numbers, and the same words after them. Tags between may be offered too:
        the list is halved again and again, and only what is named was seen to be offered.
        Raises as ``platforms``.
        """
        image = image_name(reference)
        tags = self._asked(reference, Repository.tags)
        left, best = _alike(image.tag, tags or ()), ""
        while left:
            middle = len(left) // 2
            # The first question is for the newest: without it there is nothing to look for.
            tag = left[-1] if not best else left[middle]
            offered = self._asked(reference, partial(_offered, reference=tag, depth=_NESTED))
            if any(platform.matches(one) for one in offered or ()):
                left, best = left[: left.index(tag)], tag
            elif not best:
                return ""
            else:
                left = left[middle + 1 :]
        return best

    def _asked(self, reference: str, ask: Callable[[Repository], _T | None]) -> _T | None:
        """The answer of the first place that has one; the last one's complaint if none has."""
        silent: UnreachableError | None = None
        for place in self._places.of(image_name(reference)):
            try:
                found = ask(Repository(self._connection, place))
            except UnreachableError as error:
                silent = error
                continue
            if found is not None:
                return found
        if silent is not None:
            raise silent
        return None


def _opened(place: Repository, reference: str) -> tuple[oci.Manifest, oci.Config | None] | None:
    """A manifest, and the config where it is that of one image; None if there is none."""
    document = place.manifest(reference)
    if document is None:
        return None
    manifest = oci.read_manifest(document.data, f"the manifest of {place.place}")
    if manifest.manifests is not None:
        return manifest, None
    oci.check_image(manifest, f"{place.place}:{reference}")
    return manifest, place.config(manifest.config) if manifest.config is not None else None


def _offered(place: Repository, reference: str, depth: int) -> tuple[Platform, ...] | None:
    opened = _opened(place, reference)
    if opened is None:
        return None
    manifest, config = opened
    if manifest.manifests is None:
        return (config.platform,) if config is not None and config.platform is not None else ()
    found: dict[Platform, None] = {}
    for one in manifest.manifests:
        if one.is_attestation:
            continue
        if one.offered is not None:
            found[one.offered] = None
        elif depth:
            found.update(dict.fromkeys(_offered(place, one.digest, depth - 1) or ()))
    return tuple(found)


def _layers(
    place: Repository, reference: str, platform: Platform, depth: int
) -> tuple[str, ...] | None:
    opened = _opened(place, reference)
    if opened is None:
        return None
    manifest, config = opened
    if manifest.manifests is None:
        fits = config is not None and config.platform and platform.matches(config.platform)
        return config.diff_ids if config is not None and fits else None
    for one in manifest.manifests:
        may_be = one.offered is None or platform.matches(one.offered)
        if depth and may_be and not one.is_attestation:
            found = _layers(place, one.digest, platform, depth - 1)
            if found is not None:
                return found
    return None


def _alike(tag: str, tags: Iterable[str]) -> list[str]:
    """The tags that differ from one in their numbers only, newer ones, the oldest first."""
    own = _TAG.fullmatch(tag)
    if own is None:
        return []
    found = []
    for one in tags:
        match = _TAG.fullmatch(one)
        if match is None or match[2] != own[2]:
            continue
        if match[1].count(".") == own[1].count(".") and _is_newer(match[1], own[1]):
            found.append(one)
    return ordered("docker", found)


def _is_newer(one: str, other: str) -> bool:
    try:
        return compare("docker", one, other) > 0
    except FormatError:
        return False
