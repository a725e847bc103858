"""The images that the ``manifest.json`` of a ``docker save`` archive lists."""

import hashlib
import re
from collections.abc import Iterator
from functools import partial

from archcompat.errors import FormatError
from archcompat.formats import oci
from archcompat.model.layer import Subject
from archcompat.model.target import Platform
from archcompat.sources.choose import Candidate
from archcompat.sources.image import (
    MAX_DOCUMENTS,
    Find,
    StoredImage,
    StoredLayer,
    check_digest,
    pair_layers,
    read_document,
)

_HEX = re.compile(r"(?:^|/|sha256:)([0-9a-f]{64})(?:\.json)?$")


def docker_candidates(
    find: Find, listed: tuple[oci.DockerImage, ...], target: str
) -> tuple[Candidate, ...]:
    """Every image of a manifest.json, in order, each config once."""
    found: dict[str, Candidate] = {}
    for image, digest, platform in _identified(find, listed):
        before = found.get(digest)
        names = tuple(dict.fromkeys((*(before.names if before else ()), *(image.repo_tags or ()))))
        load = partial(load_docker_image, find, image, names[0] if names else target, names)
        found[digest] = Candidate(names, (digest,), platform, load, digest)
    return tuple(found.values())


def load_docker_image(
    find: Find, image: oci.DockerImage, name: str, references: tuple[str, ...] = ()
) -> StoredImage:
    """Read one image's config and find its layers. Raises FormatError as for an OCI image.

    ``name`` is what it is called, ``references`` are all that it is stored under.
    Such an archive has no manifest of its own: the config's digest names the image.
    """
    raw = read_document(find, image.config, "config")
    digest = _sha256(raw)
    named = _HEX.search(image.config)
    problems = check_digest(raw, f"sha256:{named[1]}", "config") if named else ()
    config = oci.read_config(raw, f"the config {image.config}")
    paths = image.layers or ()
    stored = tuple(StoredLayer(path, find(path)) for path in paths)
    layers, mismatch = pair_layers(config, stored, tuple(_blob_digest(path) for path in paths))
    base, base_digest = oci.base_of(config)
    subject = Subject(
        "image",
        name,
        digest,
        config.platform,
        config.running,
        references,
        base,
        base_digest,
        config.base_layers,
    )
    return StoredImage(subject, layers, stored, (*problems, *mismatch))


def tags_by_config(find: Find, listed: tuple[oci.DockerImage, ...]) -> dict[str, tuple[str, ...]]:
    """The names of a manifest.json by digest of the config, for an index.json beside it."""
    found: dict[str, tuple[str, ...]] = {}
    for image, digest, _ in _identified(find, listed):
        found[digest] = (*found.get(digest, ()), *(image.repo_tags or ()))
    return found


def _identified(
    find: Find, listed: tuple[oci.DockerImage, ...]
) -> Iterator[tuple[oci.DockerImage, str, Platform | None]]:
    """Each image with its config's digest and platform, as far as the config can be read.

    An unreadable config gives its path for the digest: loading the image tells what is wrong.
    """
    total = 0
    for image in listed:
        digest, platform = image.config, None
        try:
            raw = read_document(find, image.config, "config")
            total += len(raw)
            digest = _sha256(raw)
            platform = oci.read_config(raw).platform
        except FormatError:
            pass
        if total > MAX_DOCUMENTS:
            raise FormatError("index-too-large", f"over {MAX_DOCUMENTS:,} bytes of configs")
        yield image, digest, platform


def _sha256(raw: bytes) -> str:
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


def _blob_digest(path: str) -> str:
    """The digest in the name of a blob: Docker 25 and later store layers as an OCI layout does."""
    match = re.fullmatch(r"blobs/sha256/([0-9a-f]{64})", path)
    return f"sha256:{match[1]}" if match else ""
