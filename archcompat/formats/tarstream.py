"""The bytes of a tar, ar or cpio as they come, and the content of the member under the position."""

import io
import tempfile
from collections.abc import Callable
from typing import BinaryIO

from archcompat.errors import FormatError
from archcompat.formats.fileview import open_view
from archcompat.formats.tarheader import checksum_holds
from archcompat.model.budget import Budget

BLOCK = 512
_ZERO_BLOCK = bytes(BLOCK)
_MAX_META = 1 << 20  # a pax header or GNU long name; path limits are 4 KiB, xattrs 64 KiB


class TarStream:
    """Takes headers and content from a stream; never asks for more than it is asked for.

    Every method raises FormatError ``layer-truncated`` when the stream ends too early.
    """

    def __init__(
        self, next_chunk: Callable[[], bytes | memoryview], *, digested: bool = False
    ) -> None:
        """``next_chunk`` gives the following bytes, empty at the end.

        ``digested``: the stream is known to be whole by its digest, if it is. Then it may end
        without the padding of its last file: ``umoci insert`` leaves it so, and Go's reader, which
        container engines have, takes it.

        What it gives has to last only until it is called again: nothing here is copied but what
        is asked for.
        """
        self._next_chunk = next_chunk
        self._digested = digested
        self._buffer = memoryview(b"")
        self._at = 0
        self._left = 0  # bytes of the current member's content not consumed yet
        self._padding = 0
        self._content: BinaryIO | bytes | None = None

    def peek(self, count: int) -> bytes:
        """The next bytes without taking them, fewer at the end of the stream."""
        held = len(self._buffer) - self._at
        if not held and count:
            self._buffer, self._at = memoryview(self._next_chunk()), 0
            held = len(self._buffer)
        if 0 < held < count:
            pieces = [bytes(self._buffer[self._at :])]
            while held < count and (chunk := self._next_chunk()):
                pieces.append(bytes(chunk))
                held += len(chunk)
            self._buffer, self._at = memoryview(b"".join(pieces)), 0
        return bytes(self._buffer[self._at : self._at + count])

    def take_header(self, last: str) -> bytes | None:
        """The next header block; None at the end-of-archive marker or the end of the stream.

        Raises FormatError ``tar-corrupt`` for anything else, after the path ``last``.
        """
        if not self.peek(1):
            return None
        header = self.take(BLOCK, last)
        if header == _ZERO_BLOCK:
            following = self.peek(BLOCK)
            if following and following != _ZERO_BLOCK[: len(following)]:
                raise FormatError("tar-corrupt", f"a lone zero block follows {last!r}")
            return None
        if not checksum_holds(header):
            after = f"after {last!r}" if last else "at its beginning"
            raise FormatError("tar-corrupt", f"the tar header {after} is damaged")
        return header

    def take_extension(self, size: int, last: str) -> bytes:
        """The whole content of an extension header, with its padding taken too.

        Raises FormatError ``tar-corrupt`` for one that is larger than any needs to be.
        """
        if size > _MAX_META:
            raise FormatError("tar-corrupt", f"an extension header after {last!r} is too large")
        data = self.take(size, last)
        self._skip(-size % BLOCK, last)
        return data

    def start_member(self, size: int, padding: int) -> None:
        """Take ``size`` bytes from here for the content of a member, with ``padding`` behind it."""
        self._left = size
        self._padding = padding
        self._content = None

    def take_block(self) -> bytes:
        """A header block that belongs to the member but not to its content (old GNU sparse)."""
        return self.take(BLOCK, "a sparse file")

    def take_content_block(self) -> bytes:
        """The next 512 bytes of the content (pax sparse 1.0 has its map there)."""
        if self._left < BLOCK:
            raise FormatError("tar-corrupt", "a sparse map is longer than its file")
        self._left -= BLOCK
        return self.take(BLOCK, "a sparse file")

    @property
    def content_left(self) -> int:
        """Bytes of content that were not taken yet."""
        return self._left

    def peek_content(self, count: int) -> bytes:
        """The first bytes of the content."""
        return self.peek(min(count, self._left))

    def open_content(self) -> BinaryIO:
        """The content as a seekable stream, taken from the tar on the first call."""
        if self._content is None:
            small = self._left <= Budget().memory_bytes
            self._content = self._gather() if small else self._spool()
        if isinstance(self._content, bytes):
            return io.BytesIO(self._content)
        return open_view(self._content.fileno())

    def finish_member(self, last: str) -> None:
        """Pass over what was not taken of the content, and close what was opened of it."""
        if self._content is not None and not isinstance(self._content, bytes):
            self._content.close()
        self._content = None
        self._skip(self._left + self._padding, last, self._padding if self._digested else 0)
        self._left = self._padding = 0

    def drain(self, last: str) -> None:
        """Read on to the end of the stream; only zero bytes may follow the end marker.

        Raises FormatError ``tar-trailing-data``.
        """
        if not self.only_zeros_follow():
            raise FormatError(
                "tar-trailing-data", f"data follows the end of the tar, after {last!r}"
            )

    def only_zeros_follow(self) -> bool:
        """Read on to the end of the stream, and say whether nothing was there but zero bytes."""
        chunk = bytes(self._buffer[self._at :]) or bytes(self._next_chunk())
        dirty = False
        while chunk:
            dirty = dirty or chunk.count(0) != len(chunk)
            chunk = bytes(self._next_chunk())
        return not dirty

    def take(self, count: int, last: str) -> bytes:
        """Exactly ``count`` bytes from here."""
        data = self.peek(count)
        if len(data) < count:
            raise FormatError("layer-truncated", f"it ends in the middle, after {last!r}")
        self._at += count
        return data

    def _skip(self, count: int, last: str, missing: int = 0) -> None:
        """Pass over bytes, of which the last ones may be missing at the end of the stream."""
        while count:
            here = len(self._buffer) - self._at
            if here >= count:
                self._at += count
                return
            count -= here
            self._buffer, self._at = memoryview(self._next_chunk()), 0
            if not self._buffer:
                if count <= missing:
                    return
                raise FormatError("layer-truncated", f"it ends in the middle of {last!r}")

    def _gather(self) -> bytes:
        """Take content that may be many chunks long, copying each byte once."""
        pieces = [self._piece()]
        while self._left:
            self._next_buffer("it ends in the middle of a file")
            pieces.append(self._piece())
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _spool(self) -> BinaryIO:
        spooled = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the member is finished
        try:
            spooled.write(self._piece())
            while self._left:
                self._next_buffer("it ends in the middle of a file")
                spooled.write(self._piece())
            spooled.flush()
        except BaseException:
            spooled.close()
            raise
        return spooled

    def _piece(self) -> bytes:
        """Take what the buffer holds of the content."""
        piece = bytes(self._buffer[self._at : self._at + self._left])
        self._at += len(piece)
        self._left -= len(piece)
        return piece

    def _next_buffer(self, truncated: str) -> None:
        self._buffer, self._at = memoryview(self._next_chunk()), 0
        if not self._buffer:
            raise FormatError("layer-truncated", truncated)
