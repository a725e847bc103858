"""Image archives: what ``docker save``, skopeo, podman and builders write into one tar."""

from functools import partial
from pathlib import Path
from typing import BinaryIO

from archcompat.errors import FormatError, InputError
from archcompat.formats import oci
from archcompat.formats.compression import chunks, sniff
from archcompat.formats.tararchive import read_tar
from archcompat.model.problem import Problem, Severity
from archcompat.sources.archive_index import ArchiveIndex, Strangers, begins_tar, index_archive
from archcompat.sources.blob import Blob
from archcompat.sources.choose import Candidate, Wish, choose
from archcompat.sources.docker_image import docker_candidates, tags_by_config
from archcompat.sources.image import HERE, Find, ImageSource
from archcompat.sources.oci_image import oci_candidates
from archcompat.sources.spool import Spool

_RATIO = 200
_FREE = 1 << 30
"""An archive may unpack to 1 GiB, or to 200 times its size: images reach 10 times."""


def open_image_archive(path: Path, target: str, wish: Wish) -> ImageSource | None:
    """Open the image in a tar, plain or compressed as a whole; None when that is no image archive.

    A plain tar is indexed and read in place. A compressed one cannot be read by ranges: its plain
    bytes go to a temp file first, which ``close`` removes. Raises InputError when several images
    are there and none is chosen, FormatError for an image that is damaged.
    """
    blob = Blob(path, 0, path.stat().st_size)
    with blob.open() as raw:
        compressed = bool(sniff(raw.read(16)))
        raw.seek(0)
        if not begins_tar(plain_head(raw) if compressed else raw.read(512)):
            return None
    spool = _unpack(blob) if compressed else None
    if compressed and spool is None:
        return None
    try:
        index = index_archive(spool.path if spool else path)
        source = _open_indexed(index, target, wish, spool) if index else None
    except BaseException:
        if spool is not None:
            spool.close()
        raise
    if source is None and spool is not None:
        spool.close()
    return source


def _open_indexed(
    index: ArchiveIndex,
    target: str,
    wish: Wish,
    spool: Spool | None,
) -> ImageSource | None:
    try:
        candidates = _candidates(index.find, target)
        if not candidates and not index.looks_like_image:
            return None
        chosen, notes = choose(candidates, target, wish)
        image = chosen.load()
    except FormatError as error:
        if index.damage:
            detail = f"{target} is damaged or was cut off ({index.damage}): {error.detail}"
            raise FormatError("image-truncated", detail) from error
        raise
    if index.damage:
        detail = f"{target} is damaged or was cut off: {index.damage}"
        notes += (Problem(HERE, "image-truncated", detail, Severity.WARNING),)
    return ImageSource(image.subject, image.layers, (*notes, *image.problems), image.stored, spool)


def _candidates(find: Find, target: str) -> tuple[Candidate, ...]:
    """The images of an archive; none when it is an ordinary tar.

    A hybrid has both lists. The index.json knows platforms, the manifest.json the names that were
    saved; when the former leads to nothing that is there, the latter still does.
    """
    listed = _docker_manifest(find)
    if find("oci-layout") is None or find("index.json") is None:
        return docker_candidates(find, listed, target) if listed is not None else ()
    try:
        return oci_candidates(find, target, tags_by_config(find, listed or ()))
    except FormatError:
        if not listed:
            raise
        return docker_candidates(find, listed, target)


def _docker_manifest(find: Find) -> tuple[oci.DockerImage, ...] | None:
    """The manifest.json of ``docker save``: a list. Any other file may have that name too."""
    blob = find("manifest.json")
    if blob is None:
        return None
    with blob.open() as stream:
        start = stream.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"["):
        return None
    return oci.read_docker_manifest(blob.read(oci.MAX_JSON, "manifest.json"))


def plain_head(raw: BinaryIO) -> bytes:
    """At least the first 512 plain bytes of a compressed file, if it has them undamaged."""
    head = b""
    try:
        for chunk in chunks(raw, limit=_FREE):
            head += chunk
            if len(head) >= 512:
                break
    except FormatError:
        pass  # what came before the damage decides
    return head


def _unpack(blob: Blob) -> Spool | None:
    """The plain bytes of a compressed tar as far as they go; None as soon as it is no image."""
    try:
        return Spool(partial(_unpack_image, blob))
    except _NoImageError:
        return None
    except OSError as error:
        raise InputError(
            f"{blob.path} has to be unpacked to a temp file, and that failed: {error.strerror}"
        ) from error


class _NoImageError(Exception):
    """The tar that is being unpacked turned out to be an ordinary one."""


def _unpack_image(blob: Blob, file: BinaryIO) -> None:
    """Write the plain bytes, while a tar reader running along looks for members of other kinds.

    Damage ends the bytes early: indexing them finds that out, and what was lost by it.
    """
    strangers = Strangers()
    with blob.open() as raw:
        plain = chunks(raw, limit=max(_FREE, _RATIO * blob.size))

        def next_chunk() -> bytes:
            chunk = next(plain, b"")
            file.write(chunk)
            return chunk

        try:
            for member in read_tar(next_chunk):
                if strangers.too_many(member):
                    raise _NoImageError
        except FormatError as error:
            if error.code in ("limit-output", "unreadable"):
                raise
