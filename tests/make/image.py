"""Makes stored images from layer tars: OCI layouts, oci-archives, docker-archives old and new."""

import gzip
import hashlib
import io
import json
import sys
import tarfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

OCI = "application/vnd.oci.image."
INDEX, MANIFEST, CONFIG = f"{OCI}index.v1+json", f"{OCI}manifest.v1+json", f"{OCI}config.v1+json"
LAYER = f"{OCI}layer.v1.tar"
_SUFFIX = {"plain": "", "gzip": "+gzip", "gzip-members": "+gzip", "zstd": "+zstd"}
SKIPPABLE = b"\x50\x2a\x4d\x18" + (8).to_bytes(4, "little") + b"whatever"
"""A zstd frame that decoders pass over (RFC 8878, section 3.1.2)."""

Json = dict[str, Any]


class Link(NamedTuple):
    """A link in an archive or a folder, in place of a file's bytes."""

    target: str
    hard: bool = False


Files = dict[str, bytes | Link]
"""By path; a stored image before it is written as a folder or a tar."""


def tar_of(files: Mapping[str, bytes | Link]) -> bytes:
    """A tar, written by tarfile, with those files in that order."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            if isinstance(content, Link):
                info.type = tarfile.LNKTYPE if content.hard else tarfile.SYMTYPE
                info.linkname = content.target
                tar.addfile(info)
            else:
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


def compress(data: bytes, how: str) -> bytes:
    """``data`` as ``plain``, ``gzip``, ``gzip-members``, ``zstd`` or ``zstd-frames`` has it."""
    half = len(data) // 2
    if how == "gzip":
        return gzip.compress(data, mtime=0)
    if how == "gzip-members":
        return gzip.compress(data[:half], mtime=0) + gzip.compress(data[half:], mtime=0)
    if how == "zstd":
        return zstd.compress(data)
    if how == "zstd-frames":
        return b"".join(
            (SKIPPABLE, zstd.compress(data[:half]), SKIPPABLE, zstd.compress(data[half:]))
        )
    return data


def digest_of(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@dataclass
class Image:
    """One image to be stored: its layers' tars and what its documents say."""

    layers: tuple[bytes, ...]
    architecture: str = "amd64"
    os: str = "linux"
    variant: str = ""
    tags: tuple[str, ...] = ()
    compression: tuple[str, ...] = ()
    """One for each layer; plain where it is shorter."""
    media_types: tuple[str, ...] = ()
    """One for each layer, in place of what fits the compression."""
    config: Json = field(default_factory=dict)
    """Replaces fields of the config document; None removes one."""
    manifest: Json = field(default_factory=dict)
    """Replaces fields of the manifest; None removes one."""

    @property
    def config_json(self) -> bytes:
        document: Json = {
            "architecture": self.architecture,
            "os": self.os,
            "config": {"Env": ["A=1"], "Entrypoint": ["/run"], "Cmd": None, "WorkingDir": "/srv"},
            "rootfs": {"type": "layers", "diff_ids": [digest_of(layer) for layer in self.layers]},
            "history": [{"created_by": f"RUN {n}"} for n, _ in enumerate(self.layers)],
        }
        if self.variant:
            document["variant"] = self.variant
        return _dump(document | self.config)

    @property
    def stored_layers(self) -> tuple[bytes, ...]:
        ways = (*self.compression, *["plain"] * len(self.layers))
        return tuple(compress(layer, how) for layer, how in zip(self.layers, ways, strict=False))


def blob(files: Files, data: bytes, media_type: str, **more: object) -> Json:
    """Store a blob and give its descriptor."""
    digest = digest_of(data)
    files[f"blobs/{digest.replace(':', '/')}"] = data
    return {"mediaType": media_type, "digest": digest, "size": len(data)} | more


def add_image(files: Files, image: Image, *, platform: bool = True, **more: object) -> Json:
    """Store an image's blobs and give the descriptor of its manifest."""
    ways = (*image.compression, *["plain"] * len(image.layers))
    suffixes = [_SUFFIX.get(how, "+zstd") for how in ways]
    types = (*image.media_types, *[LAYER + s for s in suffixes[len(image.media_types) :]])
    layers = [
        blob(files, data, kind) for data, kind in zip(image.stored_layers, types, strict=False)
    ]
    config = blob(files, image.config_json, CONFIG)
    document = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers}
    if platform:
        more["platform"] = {"architecture": image.architecture, "os": image.os} | (
            {"variant": image.variant} if image.variant else {}
        )
    return blob(files, _dump(document | image.manifest), MANIFEST, **more)


def add_index(files: Files, descriptors: Iterable[Json], **more: object) -> Json:
    """Store an index and give its descriptor."""
    return blob(files, index_json(descriptors), INDEX, **more)


def index_json(descriptors: Iterable[Json]) -> bytes:
    return _dump({"schemaVersion": 2, "mediaType": INDEX, "manifests": list(descriptors)})


def named(reference: str) -> Json:
    """The annotation that names an image in a layout."""
    return {"org.opencontainers.image.ref.name": reference}


def layout(files: Files, descriptors: Iterable[Json]) -> Files:
    """Make blobs an OCI layout."""
    files["oci-layout"] = b'{"imageLayoutVersion":"1.0.0"}'
    files["index.json"] = index_json(descriptors)
    return files


def stored(image: Image) -> tuple[Json, dict[str, bytes]]:
    """The descriptor of an image, and its blobs by path."""
    files: Files = {}
    descriptor = add_image(files, image)
    return descriptor, {name: data for name, data in files.items() if not isinstance(data, Link)}


def layout_of(*images: Image) -> Files:
    """An OCI layout of images, each under its first tag, if it has one."""
    files: Files = {}
    descriptors = []
    for image in images:
        notes = {"annotations": named(image.tags[0])} if image.tags else {}
        descriptors.append(add_image(files, image) | notes)
    return layout(files, descriptors)


def docker_legacy(*images: Image) -> Files:
    """What ``docker save`` wrote before version 25, manifest.json last.

    A layer that an image has twice is a symlink the second time, as docker and skopeo do it.
    """
    files: Files = {}
    listed = []
    places: dict[str, str] = {}
    for image in images:
        paths = []
        for number, data in enumerate(image.stored_layers):
            name = f"{digest_of(data + bytes([number]))[7:]}/layer.tar"
            first = places.setdefault(digest_of(data), name)
            files[name] = data if first == name else Link(f"../{first}")
            paths.append(name)
        name = f"{digest_of(image.config_json)[7:]}.json"
        files[name] = image.config_json
        listed.append({"Config": name, "RepoTags": list(image.tags) or None, "Layers": paths})
    files["manifest.json"] = _dump(listed)
    return files


def hybrid(*images: Image) -> Files:
    """What ``docker save`` writes since version 25: an OCI layout with a manifest.json over it.

    All images are one name's, for several platforms, behind an index of their own.
    """
    files: Files = {}
    children = [add_image(files, image) for image in images]
    tag = images[0].tags[0]
    notes = named(tag.rpartition(":")[2]) | {"io.containerd.image.name": f"docker.io/library/{tag}"}
    layout(files, [add_index(files, children, annotations=notes)])
    listed = [
        {
            "Config": f"blobs/{digest_of(image.config_json).replace(':', '/')}",
            "RepoTags": list(image.tags),
            "Layers": [f"blobs/{digest_of(d).replace(':', '/')}" for d in image.stored_layers],
        }
        for image in images
    ]
    files["manifest.json"] = _dump(listed)
    return files


def write_tar(path: Path, files: Files, how: str = "plain") -> Path:
    """Write a stored image as one tar, compressed as a whole if so asked."""
    path.write_bytes(compress(tar_of(files), how))
    return path


def write_folder(path: Path, files: Files) -> Path:
    """Write a stored image as a folder."""
    for name, content in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Link):
            file.symlink_to(content.target)
        else:
            file.write_bytes(content)
    return path


def _dump(document: object) -> bytes:
    if isinstance(document, dict):
        document = {key: value for key, value in document.items() if value is not None}
    return json.dumps(document).encode()
