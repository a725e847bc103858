"""An image that was opened: its layers are decompressed, read and checked one by one."""

import hashlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from archcompat.errors import FormatError
from archcompat.formats.compression import sniff
from archcompat.formats.oci import MAX_JSON, Config, stated_compression
from archcompat.formats.tararchive import read_tar
from archcompat.model.budget import Budget
from archcompat.model.layer import Layer, Member, Subject
from archcompat.model.problem import Problem, Severity
from archcompat.model.where import Where
from archcompat.sources import Source
from archcompat.sources.blob import Blob, Digested
from archcompat.sources.layer_stream import LayerStream

HERE = Where((".",))
"""The place of a problem of the image as a whole."""

MAX_DOCUMENTS = 64 << 20
"""Bytes of manifests and configs read to find the one image that is meant."""
_MOST_LAYERS = 1000
"""Overlay file systems of Linux take 500."""

Find = Callable[[str], Blob | None]
"""Gives the file of that name in a stored image, None if it has none. Raises FormatError for a
name or a link that leads out of it."""

_ALGORITHMS = ("sha256", "sha384", "sha512")  # OCI image-spec, descriptor.md: registered ones


class Temporary(Protocol):
    """Files that go away with their owner; a pickled copy removes nothing."""

    def close(self) -> None:
        """Remove them."""


@dataclass(frozen=True, slots=True)
class StoredLayer:
    """Where one layer's bytes are, and what the manifest says about them."""

    name: str
    """The digest, or the path in the archive."""
    blob: Blob | None
    """None when the image was stored without it."""
    media_type: str = ""
    urls: tuple[str, ...] = ()
    """Where a layer that must not be copied is to be had."""
    missing: str = ""
    """Why a registry's layer could not be had."""


@dataclass(frozen=True, slots=True)
class StoredImage:
    """One image of an archive or a layout, its documents read."""

    subject: Subject
    layers: tuple[Layer, ...]
    stored: tuple[StoredLayer, ...]
    """Beside ``layers``."""
    problems: tuple[Problem, ...]


@dataclass(eq=False)
class ImageSource(Source):
    """The layers of one image, each found by its range of bytes in a file."""

    subject: Subject
    layers: tuple[Layer, ...]
    problems: tuple[Problem, ...]
    stored: tuple[StoredLayer, ...]
    temporary: Temporary | None = field(default=None)
    """Holds what was compressed as a whole, or fetched."""

    def members(self, layer: Layer, budget: Budget) -> Iterator[Member | Problem]:
        """Stream a layer, then compare its bytes with its diff_id, or else with its digest.

        Raises FormatError: ``layer-unavailable``, ``layer-digest-mismatch``, and those of
        decompressing and of the tar. What the first bytes are decides on the compression.
        """
        stored = self.stored[layer.index]
        if stored.blob is None:
            hint = f"; it is to be had from {stored.urls[0]}" if stored.urls else ""
            absent = f"the image was stored without layer {stored.name}"
            detail = f"layer {stored.name}: {stored.missing}" if stored.missing else absent + hint
            raise FormatError("layer-unavailable", detail)
        with stored.blob.open() as raw:
            found = sniff(raw.read(16))
            raw.seek(0)
            stated = stated_compression(stored.media_type)
            if stated is not None and stated != found and stored.blob.size:
                detail = f"stored as {stored.media_type}, but the bytes are {found or 'plain'}"
                yield _problem(layer, "layer-media-type", detail, Severity.INFO)
            if layer.diff_id.startswith("sha256:"):
                yield from _checked(raw, layer.diff_id, budget)
            else:
                yield from _checked_as_stored(raw, layer, budget)

    def close(self) -> None:
        """Remove what was written for reading."""
        if self.temporary is not None:
            self.temporary.close()


def pair_layers(
    config: Config, stored: tuple[StoredLayer, ...], digests: tuple[str, ...]
) -> tuple[tuple[Layer, ...], tuple[Problem, ...]]:
    """The layers with what the config says of each: diff_id and the build step.

    Diff_ids that are not as many as the layers belong to nobody knows which: none is used.
    Raises FormatError for more layers than any image can have.
    """
    if len(stored) > _MOST_LAYERS:
        raise FormatError("too-many-layers", f"{len(stored):,} layers are listed")
    diff_ids = config.diff_ids
    problems: tuple[Problem, ...] = ()
    if len(diff_ids) != len(stored):
        detail = f"the config has {len(diff_ids)} diff_ids for {len(stored)} layers"
        problems = (Problem(HERE, "diff-ids-mismatch", detail, Severity.WARNING),)
        diff_ids = ("",) * len(stored)
    steps = config.created_by(len(stored))
    rows = enumerate(zip(diff_ids, digests, steps, strict=True))
    return tuple(Layer(index, *row) for index, row in rows), problems


def read_document(find: Find, path: str, what: str) -> bytes:
    """The bytes of a manifest, index or config. Raises FormatError when it is missing."""
    blob = find(path)
    if blob is None:
        raise FormatError("blob-missing", f"the {what} {path} is missing")
    return blob.read(MAX_JSON, f"the {what} {path}")


def check_digest(data: bytes, digest: str, what: str) -> tuple[Problem, ...]:
    """A problem if ``data`` is not what ``digest`` stands for."""
    algorithm = digest.partition(":")[0]
    if algorithm not in _ALGORITHMS:
        detail = f"the {what} cannot be checked: {algorithm} is no digest algorithm known here"
        return (Problem(HERE, "digest-unchecked", detail, Severity.WARNING),)
    actual = f"{algorithm}:{hashlib.new(algorithm, data).hexdigest()}"
    if actual == digest:
        return ()
    return (Problem(HERE, "blob-digest-mismatch", f"the {what} {digest} has digest {actual}"),)


def _checked(raw: BinaryIO, diff_id: str, budget: Budget) -> Iterator[Member]:
    with LayerStream(raw, limit=budget.output_bytes) as stream:
        yield from read_tar(stream.next, digested=True)
        if stream.digest != diff_id:
            detail = f"its bytes have digest {stream.digest}, the config says {diff_id}"
            raise FormatError("layer-digest-mismatch", detail)


def _checked_as_stored(raw: BinaryIO, layer: Layer, budget: Budget) -> Iterator[Member | Problem]:
    """Read a layer without a diff_id to compare with: the compressed bytes are checked."""
    algorithm = layer.digest.partition(":")[0]
    digested = Digested(raw, algorithm) if algorithm in _ALGORITHMS else None
    source = raw if digested is None else io.BufferedReader(digested)
    with LayerStream(source, limit=budget.output_bytes, ahead=False) as stream:
        yield from read_tar(stream.next, digested=True)
    if digested is None:
        detail = "no digest says what its bytes should be"
        yield _problem(layer, "digest-unchecked", detail, Severity.WARNING)
    elif (actual := digested.finish()) != layer.digest:
        detail = f"its stored bytes have digest {actual}, not {layer.digest}"
        raise FormatError("layer-digest-mismatch", detail)


def _problem(layer: Layer, code: str, detail: str, severity: Severity) -> Problem:
    return Problem(Where((f"layer {layer.index}",)), code, detail, severity)
