"""What a tar on disk holds, and where: an image archive is read by ranges, never unpacked."""

import io
import os
import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path

from archcompat.errors import FormatError
from archcompat.formats.tararchive import read_tar
from archcompat.model.layer import Member, MemberType
from archcompat.sources.blob import Blob

_BLOCK = 512
_ZEROS = bytes(1 << 20)
_LINKS = 40  # as many as Linux follows
_STRANGERS = 1000
"""Members that no image archive has, after which it is taken for an ordinary tar."""
_PART_OF_IMAGE = re.compile(
    r"|(?:blobs|[0-9a-f]{64})(?:/.*)?|[^/]+/(?:layer\.tar|json|VERSION)|[^/]+"
)
_SURE_SIGN = re.compile(r"oci-layout|blobs/sha256/.*|[^/]+/layer\.tar|[0-9a-f]{64}\.(?:json|tar)")


@dataclass(slots=True)
class ArchiveIndex:
    """The members of a tar by name; of equal names the last one counts, as when unpacking."""

    path: Path
    members: dict[str, tuple[MemberType, str, Blob | None]] = field(default_factory=dict)
    damage: str = ""
    """Why the tar could not be read to its end."""

    @property
    def looks_like_image(self) -> bool:
        """Whether names in it are such as only image archives have."""
        return any(_SURE_SIGN.fullmatch(name) for name in self.members)

    def find(self, name: str) -> Blob | None:
        """The bytes of a file, links followed inside the archive; None if it has none.

        Raises FormatError: ``archive-link-outside``, ``archive-link-cycle``.
        """
        here = _inside(name, name)
        for _ in range(_LINKS):
            member = self.members.get(here)
            if member is None:
                return None
            kind, link, blob = member
            if kind is MemberType.SYMLINK:
                here = _inside(posixpath.join(posixpath.dirname(here), link), name)
            elif kind is MemberType.HARDLINK:
                here = link
            else:
                return blob
        raise FormatError("archive-link-cycle", f"{name} is a link that leads back to itself")


def index_archive(path: Path) -> ArchiveIndex | None:
    """Index a plain tar, content unread; None when it holds what no image archive does.

    Raises FormatError when the file cannot be read.
    """
    index = ArchiveIndex(path)
    strangers = Strangers()
    with Blob(path, 0, path.stat().st_size).open_unbuffered() as file:
        hop = _Hop(file)
        try:
            for member in read_tar(hop.next_chunk):
                if strangers.too_many(member):
                    return None
                blob = None
                if member.type is MemberType.FILE:
                    blob = Blob(path, hop.pass_over(member.size), member.size)
                index.members[member.path] = (member.type, member.link, blob)
        except FormatError as error:
            if error.code == "unreadable":
                raise
            index.damage = error.detail
    return index


class Strangers:
    """Counts the members that are no part of an image, to tell an ordinary tar early."""

    def __init__(self) -> None:
        self._count = 0

    def too_many(self, member: Member) -> bool:
        """Count one more; whether it was one too many."""
        self._count += _PART_OF_IMAGE.fullmatch(member.path) is None
        return self._count > _STRANGERS


def begins_tar(block: bytes) -> bool:
    """Whether the first 512 bytes of a file are the header of a tar that holds something."""
    if len(block) < _BLOCK or not block.strip(b"\0"):
        return False
    blocks = [b"", block[:_BLOCK]]
    try:
        next(read_tar(blocks.pop), None)
    except FormatError as error:
        return error.code != "tar-corrupt"
    return True


class _Hop:
    """Feeds a tar reader block by block, with stand-ins for content it will pass over anyway.

    Handed one block at a time the reader is never ahead of what it has asked for, so the place in
    the file is known; the content itself (all but its first block) is never read from disk.
    """

    def __init__(self, file: io.RawIOBase) -> None:
        self._file = file
        self._end = file.seek(0, os.SEEK_END)
        self._position = 0
        self._unread = 0

    def next_chunk(self) -> bytes:
        """A block of the file, or some of the zeros that stand for content."""
        if self._unread:
            count = max(0, min(self._unread, len(_ZEROS), self._end - self._position))
            self._unread -= count
            self._position += count
            return _ZEROS[:count]
        self._file.seek(self._position)
        block = self._file.read(_BLOCK) or b""
        self._position += len(block)
        return block

    def pass_over(self, size: int) -> int:
        """Where the content of the member just met begins; what follows of it is not read."""
        if not size:
            return self._position
        start = self._position - _BLOCK  # its first block was looked at
        self._unread = size + -size % _BLOCK - _BLOCK
        return start


def _inside(path: str, asked: str) -> str:
    """``path`` without ``.`` and ``..``. Raises FormatError if it leads out of the archive."""
    plain = posixpath.normpath(path)
    if plain.startswith("/") or plain.split("/", 1)[0] == "..":
        raise FormatError("archive-link-outside", f"{asked} leads out of the archive, to {path}")
    return plain
