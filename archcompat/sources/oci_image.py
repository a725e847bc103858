"""The images that an OCI ``index.json`` leads to, through any index in between."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType

from archcompat.errors import FormatError
from archcompat.formats import oci
from archcompat.model.layer import Subject
from archcompat.model.problem import Problem, Severity
from archcompat.model.target import Platform
from archcompat.sources.choose import Candidate
from archcompat.sources.image import (
    HERE,
    MAX_DOCUMENTS,
    Find,
    StoredImage,
    StoredLayer,
    check_digest,
    pair_layers,
    read_document,
)

_DEPTH = 4
"""Indexes inside indexes; image-spec asks for no limit, two are seen."""
_DESCRIPTORS = 10_000
"""Visited in all: indexes may list each other many times over."""


def oci_candidates(
    find: Find, target: str, tags: Mapping[str, tuple[str, ...]]
) -> tuple[Candidate, ...]:
    """Every image listed and present, in order, each once.

    ``tags`` adds names by config digest, as the manifest.json of a hybrid archive has them.
    Attestations and artifacts beside images are passed over. Raises FormatError: a damaged index,
    or nothing in it that is an image, with the reason why the first one is none.
    """
    top = oci.read_manifest(read_document(find, "index.json", "index"), "index.json")
    return listed_candidates(find, top.manifests or (), target, tags)


def listed_candidates(
    find: Find,
    listed: tuple[oci.Descriptor, ...],
    target: str,
    tags: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> tuple[Candidate, ...]:
    """Every image that ``listed`` leads to, as ``oci_candidates``, which raises likewise."""
    walk = _Walk(find, target, tags)
    walk.visit(listed, "", ())
    if walk.reason is not None and not walk.found:
        raise walk.reason
    return tuple(walk.found.values())


def load_oci_image(
    find: Find, descriptor: oci.Descriptor, name: str, references: tuple[str, ...] = ()
) -> StoredImage:
    """Read one image's manifest and config and find its layers.

    ``name`` is what it is called, ``references`` are all that it is stored under.
    A digest that does not fit is a problem. Raises FormatError for what is missing, unreadable or
    no container image.
    """
    raw = read_document(find, oci.blob_path(descriptor.digest), "manifest")
    problems = check_digest(raw, descriptor.digest, "manifest")
    manifest = oci.read_manifest(raw, f"the manifest {descriptor.digest}")
    oci.check_image(manifest, f"the manifest {descriptor.digest}")
    if manifest.config is None:
        raise FormatError("not-a-container-image", f"{descriptor.digest} names no config")
    raw = read_document(find, oci.blob_path(manifest.config.digest), "config")
    problems += check_digest(raw, manifest.config.digest, "config")
    config = oci.read_config(raw, f"the config {manifest.config.digest}")
    offered = descriptor.offered
    if offered and config.platform and not offered.matches(config.platform):
        detail = f"the index lists it for {offered}, its config says {config.platform}"
        problems += (Problem(HERE, "platform-mismatch", detail, Severity.WARNING),)
    listed = manifest.layers or ()
    stored = tuple(_stored(find, layer) for layer in listed)
    problems += tuple(
        Problem(HERE, "blob-size-mismatch", f"{one.name} has {one.blob.size:,} bytes, not {said:,}")
        for one, said in zip(stored, (layer.size for layer in listed), strict=True)
        if one.blob is not None and said not in (-1, one.blob.size)
    )
    layers, mismatch = pair_layers(config, stored, tuple(layer.digest for layer in listed))
    base, base_digest = oci.base_of(config, manifest.annotations, descriptor.annotations)
    subject = Subject(
        "image",
        name,
        descriptor.digest,
        config.platform,
        config.running,
        references,
        base,
        base_digest,
        config.base_layers,
        offered=offered,
    )
    return StoredImage(subject, layers, stored, (*problems, *mismatch))


def _stored(find: Find, layer: oci.Descriptor) -> StoredLayer:
    blob = find(oci.blob_path(layer.digest))
    return StoredLayer(layer.digest, blob, layer.media_type, layer.urls or ())


@dataclass(slots=True)
class _Walk:
    """What was met on the way through the indexes."""

    find: Find
    target: str
    tags: Mapping[str, tuple[str, ...]]
    found: dict[tuple[str, str], Candidate] = field(default_factory=dict)
    """By digest and platform: one image may be listed for several, though it is for one."""
    reason: FormatError | None = None
    """Why the first descriptor that is no image is none."""
    visited: int = 0
    read: int = 0
    known: dict[str, oci.Manifest] = field(default_factory=dict)

    def visit(
        self, descriptors: tuple[oci.Descriptor, ...], name: str, via: tuple[str, ...]
    ) -> None:
        if len(via) > _DEPTH:
            raise FormatError("index-too-deep", f"indexes nest deeper than {_DEPTH} levels")
        for descriptor in descriptors:
            self.visited += 1
            if self.visited > _DESCRIPTORS:
                raise FormatError("index-too-large", f"more than {_DESCRIPTORS:,} images listed")
            if descriptor.digest in via:
                raise FormatError("index-cycle", f"the index {descriptor.digest} lists itself")
            if descriptor.is_attestation:
                continue
            try:
                self._visit_one(descriptor, descriptor.name or name, via)
            except FormatError as error:
                if error.code in _FATAL:
                    raise
                self.reason = self.reason or error

    def _visit_one(self, descriptor: oci.Descriptor, name: str, via: tuple[str, ...]) -> None:
        """Take one descriptor in. Raises FormatError for what is no image, or is not here."""
        what = f"the manifest {descriptor.digest}"
        manifest = self.known.get(descriptor.digest)
        if manifest is None:
            raw = self._read(descriptor.digest, "manifest")
            try:
                manifest = oci.read_manifest(raw, what)
            except FormatError as error:
                if error.code == "not-a-container-image":
                    raise
                # It counts as an image: if it is the one meant, loading it tells what is wrong.
                self._add(descriptor, name, via, descriptor.offered, "")
                return
            self.known[descriptor.digest] = manifest
        if manifest.manifests is not None:
            self.visit(manifest.manifests, name, (*via, descriptor.digest))
            return
        oci.check_image(manifest, what)
        config = manifest.config.digest if manifest.config is not None else ""
        self._add(descriptor, name, via, descriptor.offered or self._claimed(config), config)

    def _claimed(self, config: str) -> Platform | None:
        """The platform of a config, None if that cannot be read: choosing needs no more."""
        try:
            return oci.read_config(self._read(config, "config")).platform
        except FormatError as error:
            if error.code in _FATAL:
                raise
            return None

    def _read(self, digest: str, what: str) -> bytes:
        raw = read_document(self.find, oci.blob_path(digest), what)
        self.read += len(raw)
        if self.read > MAX_DOCUMENTS:
            raise FormatError("index-too-large", f"over {MAX_DOCUMENTS:,} bytes of documents")
        return raw

    def _add(
        self,
        descriptor: oci.Descriptor,
        name: str,
        via: tuple[str, ...],
        platform: Platform | None,
        config: str,
    ) -> None:
        key = (descriptor.digest, str(platform))
        before = self.found.get(key)
        names = before.names if before else self.tags.get(config, ())
        if name and name not in names:
            names = (*names, name)
        digests = before.digests if before else (descriptor.digest,)
        digests += tuple(digest for digest in via if digest not in digests)
        references = tuple(one for one in names if _is_reference(one))
        called = _called(names, self.target)
        load = partial(load_oci_image, self.find, descriptor, called, references)
        self.found[key] = Candidate(names, digests, platform, load, config)


_FATAL = frozenset({"index-too-deep", "index-too-large", "index-cycle"})


def _called(names: tuple[str, ...], target: str) -> str:
    """The stored reference; a bare tag says nothing without the place it is a tag in."""
    if not names:
        return target
    return names[0] if _is_reference(names[0]) else f"{target}:{names[0]}"


def _is_reference(name: str) -> bool:
    """Whether a stored name is more than the tag that ``org.opencontainers.image.ref.name`` is."""
    return ":" in name or "/" in name
