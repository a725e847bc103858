"""A range of bytes in a file on disk: how every part of a stored image is reached."""

import hashlib
import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from archcompat.errors import FormatError

_BUFFER = 1 << 18


@dataclass(frozen=True, slots=True)
class Blob:
    """``size`` bytes at ``offset`` of the file at ``path``; picklable, opened when read."""

    path: Path
    offset: int
    size: int

    def open(self) -> BinaryIO:
        """A seekable stream of exactly this range. Raises FormatError."""
        return io.BufferedReader(self.open_unbuffered(), _BUFFER)

    def open_unbuffered(self) -> io.RawIOBase:
        """As ``open``, but each read goes to the file. Raises FormatError."""
        return _Range(self)

    def read(self, limit: int, what: str) -> bytes:
        """All bytes. Raises FormatError when there are more than ``limit``, or fewer than said."""
        if self.size > limit:
            raise FormatError("json-too-large", f"{what} is longer than {limit:,} bytes")
        with self.open() as stream:
            data = stream.read(self.size)
        if len(data) < self.size:
            raise FormatError("image-truncated", f"{what} is cut off after {len(data):,} bytes")
        return data


class _Range(io.RawIOBase):
    """Reads one range of a file, by position: nothing is shared with other readers of it."""

    def __init__(self, blob: Blob) -> None:
        super().__init__()
        self._blob = blob
        self._position = 0
        self._descriptor = -1  # close() is called even when open fails
        try:
            self._descriptor = os.open(blob.path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        except OSError as error:
            raise FormatError("unreadable", f"{blob.path}: {error.strerror}") from error

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._blob.size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # RawIOBase gives a buffer
        wanted = min(len(view), self._blob.size - self._position)
        if wanted <= 0:
            return 0
        try:
            count = os.preadv(self._descriptor, [view[:wanted]], self._blob.offset + self._position)
        except OSError as error:
            raise FormatError("unreadable", f"{self._blob.path}: {error.strerror}") from error
        self._position += count
        return count

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        super().close()


class Digested(io.RawIOBase):
    """Passes a stream through and remembers the digest of what went by."""

    def __init__(self, stream: BinaryIO, algorithm: str) -> None:
        """``algorithm`` is one of ``hashlib``'s."""
        super().__init__()
        self._stream = stream
        self._hash = hashlib.new(algorithm)
        self._algorithm = algorithm

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: object) -> int:
        """Read as the stream below does."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # RawIOBase gives a buffer
        count = self._stream.readinto(view)  # type: ignore[attr-defined]  # as io.BufferedReader
        self._hash.update(view[:count])
        return int(count)

    def finish(self) -> str:
        """Read what is left, and give the digest of everything, ``sha256:…``."""
        while self.read(_BUFFER):
            pass
        return f"{self._algorithm}:{self._hash.hexdigest()}"
