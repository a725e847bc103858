"""One file as a kind sees it: a name, the first bytes, and the content on demand."""

from collections.abc import Callable
from typing import BinaryIO

from msgspec import Struct

from archcompat.errors import FormatError
from archcompat.model.where import Where

HEAD_SIZE = 512  # the tar magic, the farthest any kind looks, is at byte 257


class Entry(Struct, frozen=True, eq=False):
    """A regular file in a file system or an archive, readable only while it is being walked."""

    where: Where
    size: int
    """Bytes the container declares; the content may turn out shorter."""
    head: bytes
    """The first ``HEAD_SIZE`` bytes, fewer for a shorter file."""
    open: Callable[[], BinaryIO]
    """A seekable stream of the content from its start; raises FormatError when it is damaged or
    larger than the budget allows. May be called more than once."""
    compression: str = ""
    """``gzip``, ``xz``, ``zstd`` or ``bzip2`` when the file was inside a compressed file."""
    role: str = ""
    """What the source knows a file to be, whatever its name: ``requirements``, ``maven-project``,
    ``dependency-tree``."""

    def read(self) -> bytes:
        """The whole content. Raises FormatError as ``open`` does."""
        with self.open() as stream:
            return stream.read()

    def read_at_most(self, limit: int, what: str) -> bytes:
        """The whole content of what may have ``limit`` bytes, such as "a lock file".

        Raises FormatError (``limit-size``) for more, and as ``open`` does.
        """
        with self.open() as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise FormatError("limit-size", f"{what} of over {limit:,} bytes")
        return data
