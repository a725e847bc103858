"""The JSON documents of container images, OCI and Docker: bytes in, values or FormatError out."""

import re
from typing import TypeVar

import msgspec
from msgspec import Struct

from archcompat.errors import FormatError
from archcompat.formats.imagehistory import base_layers
from archcompat.model.arch import Arch, arch_of_token
from archcompat.model.layer import ImageConfig
from archcompat.model.target import Platform

MAX_JSON = 4 << 20
"""Bytes of one document; the OCI distribution spec asks registries to take manifests this long."""

_DIGEST = re.compile(r"[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9A-Za-z_=-]+")
_IMAGE_CONFIGS = frozenset(
    {
        "",
        "application/vnd.oci.image.config.v1+json",
        "application/vnd.docker.container.image.v1+json",
        "application/octet-stream",  # Docker before schema 2 was settled
    }
)
REFERENCE_NAME = "org.opencontainers.image.ref.name"
_NAME_ANNOTATIONS = ("io.containerd.image.name", REFERENCE_NAME)
_DOCKER_REFERENCE = "vnd.docker.reference.type"
# Both a label and an annotation of the manifest (image-spec, annotations.md).
_BASE_NAME = "org.opencontainers.image.base.name"
_BASE_DIGEST = "org.opencontainers.image.base.digest"


class PlatformJson(Struct, frozen=True):
    """``platform`` of a descriptor (image-spec, image-index.md)."""

    architecture: str = ""
    os: str = ""
    variant: str | None = None


class Descriptor(Struct, frozen=True, rename="camel"):
    """A reference to a blob (image-spec, descriptor.md)."""

    media_type: str = ""
    digest: str = ""
    size: int = -1
    """Bytes; -1 when the document does not say."""
    urls: tuple[str, ...] | None = None
    annotations: dict[str, str] | None = None
    platform: PlatformJson | None = None
    artifact_type: str | None = None

    @property
    def name(self) -> str:
        """The reference under which this was stored, ``""`` without one."""
        notes = self.annotations or {}
        return next((notes[key] for key in _NAME_ANNOTATIONS if notes.get(key)), "")

    @property
    def offered(self) -> Platform | None:
        """The platform an index claims for this, None when it claims none."""
        given = self.platform
        if given is None:
            return None
        return platform_of(given.os, given.architecture, given.variant or "")

    @property
    def is_attestation(self) -> bool:
        """Whether BuildKit put this beside an image to tell about it.

        https://docs.docker.com/build/metadata/attestations/attestation-storage/
        """
        notes = self.annotations or {}
        given = self.platform
        unknown = given is not None and given.os == given.architecture == "unknown"
        return unknown or notes.get(_DOCKER_REFERENCE) == "attestation-manifest"


class Manifest(Struct, frozen=True, rename="camel"):
    """An index (``manifests``) or an image manifest (``config``, ``layers``), never both.

    Image-spec, manifest.md and image-index.md; Docker's schema 2 has the same fields.
    """

    media_type: str = ""
    artifact_type: str | None = None
    config: Descriptor | None = None
    layers: tuple[Descriptor, ...] | None = None
    manifests: tuple[Descriptor, ...] | None = None
    annotations: dict[str, str] | None = None
    fs_layers: object = None
    """Only in Docker's schema 1, which is refused."""

    @property
    def is_attestation(self) -> bool:
        """Whether every layer is an in-toto statement, not a file system."""
        layers = self.layers or ()
        return bool(layers) and all("in-toto" in layer.media_type for layer in layers)


class DockerImage(Struct, frozen=True, rename="pascal"):
    """One image of the ``manifest.json`` that ``docker save`` writes; paths as in the archive.

    https://github.com/moby/docker-image-spec/blob/main/spec.md
    """

    config: str
    repo_tags: tuple[str, ...] | None = None
    layers: tuple[str, ...] | None = None


class History(Struct, frozen=True):
    """One build step of an image (image-spec, config.md)."""

    created_by: str | None = None
    empty_layer: bool | None = None


class RootFs(Struct, frozen=True):
    """The layers of an image by what they hold uncompressed."""

    diff_ids: tuple[str, ...] | None = None


class RunConfig(Struct, frozen=True, rename="pascal"):
    """``config`` of an image's config: how a container of it starts."""

    env: tuple[str, ...] | None = None
    entrypoint: tuple[str, ...] | None = None
    cmd: tuple[str, ...] | None = None
    working_dir: str | None = None
    labels: dict[str, str] | None = None


class Config(Struct, frozen=True):
    """An image's config (image-spec, config.md)."""

    architecture: str | None = None
    os: str | None = None
    variant: str | None = None
    config: RunConfig | None = None
    rootfs: RootFs | None = None
    history: tuple[History, ...] | None = None

    @property
    def platform(self) -> Platform | None:
        """The platform the image claims, None without one."""
        return platform_of(self.os or "", self.architecture or "", self.variant or "")

    @property
    def diff_ids(self) -> tuple[str, ...]:
        """Digests of the uncompressed layers, lowest first, as written."""
        return (self.rootfs.diff_ids or ()) if self.rootfs is not None else ()

    @property
    def running(self) -> ImageConfig:
        """What matters for running the image."""
        run = self.config or RunConfig()
        return ImageConfig(
            env=run.env or (),
            entrypoint=run.entrypoint or (),
            cmd=run.cmd or (),
            working_dir=run.working_dir or "",
            labels=tuple(sorted((run.labels or {}).items())),
        )

    @property
    def base_layers(self) -> int:
        """How many layers are the base's as far as the history tells; 0 if it does not."""
        history = self.history or ()
        steps = [(step.created_by or "", not step.empty_layer) for step in history]
        fits = sum(made for _, made in steps) == len(self.diff_ids)
        return base_layers(steps) if fits else 0

    def created_by(self, layers: int) -> tuple[str, ...]:
        """The build step of each of ``layers`` layers; all empty if the history does not fit."""
        steps = tuple(step.created_by or "" for step in self.history or () if not step.empty_layer)
        return steps if len(steps) == layers else ("",) * layers


def base_of(config: Config, *annotations: dict[str, str] | None) -> tuple[str, str]:
    """(reference, digest) of the image that this one is built on; empty where it does not say.

    The annotations of its manifest, or of what lists that, are its own; a label may come from an
    image further below. The digest is told by whoever gives the name.
    """
    labels = config.config.labels if config.config is not None else None
    naming = (found for found in (*annotations, labels) if found and found.get(_BASE_NAME))
    found = next(naming, {})
    return found.get(_BASE_NAME, ""), found.get(_BASE_DIGEST, "")


class _Layout(Struct, frozen=True, rename="camel"):
    image_layout_version: str


def platform_of(os: str, architecture: str, variant: str = "") -> Platform | None:
    """The platform those words of an image spell; None when one of the first two is missing."""
    if not os or not architecture or "unknown" in (os, architecture):
        return None
    return Platform(os.lower(), arch_of_token(architecture) or Arch.OTHER, variant.lower())


def read_layout(data: bytes) -> str:
    """The version in an ``oci-layout`` file (image-spec, image-layout.md). Raises FormatError."""
    return _decode(data, _Layout, "oci-layout").image_layout_version


def read_manifest(data: bytes, what: str = "manifest") -> Manifest:
    """Read an index or an image manifest; ``what`` names it in errors. Raises FormatError.

    The fields decide which of the two it is, and a document that is both is refused: readers that
    trust the media type would see another image than readers that do not (CVE-2021-41190). Of
    duplicate keys the last one counts, as it does for Go's encoding/json.
    """
    manifest = _decode(data, Manifest, what)
    if manifest.fs_layers is not None:
        raise FormatError("image-schema1", f"{what} is of Docker's retired schema 1")
    if manifest.manifests is not None and (manifest.layers or manifest.config):
        raise FormatError("image-ambiguous", f"{what} is an index and an image manifest at once")
    if manifest.manifests is None and manifest.config is None and manifest.layers is None:
        raise FormatError("not-a-container-image", f"{what} lists neither images nor layers")
    return manifest


def read_config(data: bytes, what: str = "config") -> Config:
    """Read an image's config. Raises FormatError, for the empty config of an artifact too."""
    config = _decode(data, Config, what)
    if config == Config():
        raise FormatError("not-a-container-image", f"{what} is empty: this is no container image")
    return config


def read_docker_manifest(data: bytes) -> tuple[DockerImage, ...]:
    """Read the ``manifest.json`` of a ``docker save`` archive. Raises FormatError."""
    return _decode(data, tuple[DockerImage, ...], "manifest.json")


def check_image(manifest: Manifest, what: str = "manifest") -> None:
    """Raise FormatError unless the layers of an image manifest are a container's file system.

    Artifacts (Helm charts, WebAssembly modules, signatures, attestations) are stored under the
    same media type; they differ in ``artifactType``, in the type of the config, or in the types
    of the layers. A layer of an unknown *tar* type is a file system: its first bytes decide.
    """
    types = [layer.media_type for layer in manifest.layers or ()]
    config = manifest.config.media_type if manifest.config is not None else ""
    strange = next((kind for kind in types if not _maybe_filesystem(kind)), "")
    reason = manifest.artifact_type or (config if config not in _IMAGE_CONFIGS else strange)
    if reason:
        raise FormatError("not-a-container-image", f"{what} is no container image but {reason}")


def blob_path(digest: str) -> str:
    """Where an OCI layout keeps a blob. Raises FormatError for what is no digest."""
    if not _DIGEST.fullmatch(digest):
        raise FormatError("bad-digest", f"{digest[:80]!r} is not a digest such as sha256:4355a…")
    return "blobs/" + digest.replace(":", "/", 1)


def stated_compression(media_type: str) -> str | None:
    """``gzip``, ``zstd`` or ``""`` as a layer's media type says; None if it does not say."""
    if media_type.endswith(("+gzip", ".gzip", "+zstd", ".zstd")):
        return media_type[-4:]
    return "" if media_type.endswith(".tar") else None


def _maybe_filesystem(media_type: str) -> bool:
    if media_type in ("", "application/octet-stream", "application/gzip", "application/zstd"):
        return True
    return "tar" in re.split(r"[./+-]", media_type) and not media_type.endswith("+encrypted")


_T = TypeVar("_T")


def _decode(data: bytes, shape: type[_T], what: str) -> _T:
    if len(data) > MAX_JSON:
        raise FormatError("json-too-large", f"{what} is longer than {MAX_JSON:,} bytes")
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=shape)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        cause = str(error)[:200] or type(error).__name__
        raise FormatError("bad-json", f"{what} cannot be read: {cause}") from error
