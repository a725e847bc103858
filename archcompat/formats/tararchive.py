"""Tar streams to members: ustar, GNU and pax (POSIX.1-2008, GNU tar manual appendix D).

Own header walk: tarfile takes 30 times as long, and takes a damaged header for the end of the
archive. Nothing is extracted; content that nobody opens is passed over without being copied.
"""

import io
import re
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO

from archcompat.errors import FormatError
from archcompat.formats.sparse import SparseMap, old_gnu_map, pax_map
from archcompat.model.budget import Budget
from archcompat.model.entry import HEAD_SIZE
from archcompat.model.layer import Member, MemberType

_BLOCK = 512
_ZERO_BLOCK = bytes(_BLOCK)
_MAX_META = 1 << 20  # a pax header or GNU long name; path limits are 4 KiB, xattrs 64 KiB
_TYPES = {
    b"0": MemberType.FILE,
    b"\0": MemberType.FILE,
    b"7": MemberType.FILE,  # contiguous file, read as an ordinary one
    b"S": MemberType.FILE,  # old GNU sparse
    b"1": MemberType.HARDLINK,
    b"2": MemberType.SYMLINK,
    b"5": MemberType.DIRECTORY,
}
_ODD = re.compile(r"(?:^|/)\.{0,2}(?:/|$)")


def read_tar(next_chunk: Callable[[], bytes]) -> Iterator[Member]:
    """The members of a tar, in order; each readable until the next one is asked for.

    ``next_chunk`` gives the following bytes, empty at the end. The stream is read to its end even
    after the end-of-archive marker, so that a digest taken on the way covers all of it.

    Raises FormatError after what was readable: ``tar-corrupt``, ``tar-trailing-data``,
    ``layer-truncated``, ``layer-empty`` for no bytes at all.
    """
    stream = _Stream(next_chunk)
    if not stream.peek(1):
        raise FormatError("layer-empty", "it has no bytes at all, not even an empty tar's")
    state = _State()
    while True:
        header = stream.take_header(state.last)
        if header is None:
            break
        member = _member(header, stream, state)
        if member is not None:
            state.last = member.path
            yield member
            stream.finish_member()
    stream.drain(state.last)


def normalize(path: str) -> str:
    """A member's path from the root: no leading ``/`` or ``./``, ``..`` stops at the root."""
    if not _ODD.search(path):
        return path
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if parts:
                parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


@dataclass(slots=True)
class _State:
    """What extension headers said about the member to come, and about all."""

    last: str = ""
    """The last good path, to say where damage begins."""
    pax: dict[str, str] = field(default_factory=dict)
    everywhere: dict[str, str] = field(default_factory=dict)
    long_name: str = ""
    long_link: str = ""

    def clear(self) -> None:
        self.pax = {}
        self.long_name = self.long_link = ""


def _member(header: bytes, stream: "_Stream", state: _State) -> Member | None:
    """The member a header begins; None for a header that only extends the next one."""
    kind = header[156:157]
    size = _number(header[124:136], state.last)
    if kind in b"xgLKX" and kind:
        _extend(kind, _text(stream.take_content(size, state.last)), state)
        return None
    known = _TYPES.get(kind, MemberType.OTHER)
    pax = {**state.everywhere, **state.pax} if state.everywhere else state.pax
    path = pax.get("GNU.sparse.name") or pax.get("path") or state.long_name or _name(header)
    link = pax.get("linkpath") or state.long_link or _text(header[157:257].partition(b"\0")[0])
    if "size" in pax:
        size = _decimal(pax["size"], state.last)
    if path.endswith("/") and known is MemberType.FILE and size == 0:
        known = MemberType.DIRECTORY  # v7 had no type for it
    state.clear()
    if known is not MemberType.FILE:
        # Types without content may carry a size all the same; only unknown ones have data.
        stream.start_member(size if kind not in b"123456" else 0)
        link = normalize(link) if known is MemberType.HARDLINK else link
        return Member(normalize(path), known, 0, link if known in _LINKS else "")
    stream.start_member(size)
    sparse = _sparse(header, kind, pax, stream)
    if sparse is not None:
        head = sparse.head(stream.peek_content(HEAD_SIZE), HEAD_SIZE)
        return Member(
            normalize(path), known, sparse.size, "", head, partial(stream.open_sparse, sparse)
        )
    return Member(
        normalize(path), known, size, "", stream.peek_content(HEAD_SIZE), stream.open_content
    )


_LINKS = (MemberType.SYMLINK, MemberType.HARDLINK)


def _sparse(header: bytes, kind: bytes, pax: dict[str, str], stream: "_Stream") -> SparseMap | None:
    if kind == b"S":
        return old_gnu_map(header, stream.take_block)
    if pax.get("GNU.sparse.major") or "GNU.sparse.map" in pax:
        return pax_map(pax, stream.take_content_block)
    return None


def _extend(kind: bytes, text: str, state: _State) -> None:
    if kind == b"L":
        state.long_name = text.partition("\0")[0]
    elif kind == b"K":
        state.long_link = text.partition("\0")[0]
    else:
        records = state.everywhere if kind == b"g" else state.pax
        for key, value in _pax_records(text, state.last):
            records[key] = value


def _pax_records(text: str, last: str) -> Iterator[tuple[str, str]]:
    """``25 path=some/long/name`` lines; the number counts bytes, its own included."""
    data = text.encode("utf-8", "surrogateescape")
    position = 0
    sparse_pairs: list[str] = []
    while position < len(data) and data[position] != 0:
        digits, space, _ = data[position : position + 20].partition(b" ")
        length = int(digits) if space and digits.isdigit() else 0
        record = data[position : position + length]
        if length < 5 or not record.endswith(b"\n"):
            raise FormatError("tar-corrupt", f"a pax header after {last!r} is damaged")
        key, _, value = record[len(digits) + 1 : -1].partition(b"=")
        name = _text(key)
        if name in ("GNU.sparse.offset", "GNU.sparse.numbytes"):  # format 0.0 repeats these
            sparse_pairs.append(_text(value))
            yield "GNU.sparse.map", ",".join(sparse_pairs)
        else:
            yield name, _text(value)
        position += length


def _name(header: bytes) -> str:
    name = header[:100].partition(b"\0")[0]
    if header[257:263] == b"ustar\0":  # POSIX: the prefix field; GNU has other things there
        prefix = header[345:500].partition(b"\0")[0]
        if prefix:
            name = prefix + b"/" + name
    return _text(name)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _number(raw: bytes, last: str) -> int:
    """An octal field, or GNU's base-256 with the top bit set. Raises FormatError."""
    if raw[0] & 0x80:
        value = int.from_bytes(bytes((raw[0] & 0x7F,)) + raw[1:], "big")
        if raw[0] & 0x40 or value >= 1 << 62:  # negative, or beyond any file
            raise FormatError("tar-corrupt", f"a size after {last!r} is out of range")
        return value
    digits = raw.strip(b" \0")
    try:
        return int(digits, 8) if digits else 0
    except ValueError:
        raise FormatError("tar-corrupt", f"a size after {last!r} is no number") from None


def _decimal(text: str, last: str) -> int:
    if not text.isdigit() or len(text) > 18:
        raise FormatError("tar-corrupt", f"a pax size after {last!r} is out of range")
    return int(text)


class _Stream:
    """The bytes of a tar with a position, and the member content under it."""

    def __init__(self, next_chunk: Callable[[], bytes]) -> None:
        self._next_chunk = next_chunk
        self._buffer = b""
        self._at = 0
        self._left = 0  # bytes of the current member's content not consumed yet
        self._padding = 0
        self._content: BinaryIO | bytes | None = None

    def peek(self, count: int) -> bytes:
        while len(self._buffer) - self._at < count:
            chunk = self._next_chunk()
            if not chunk:
                break
            self._buffer = self._buffer[self._at :] + chunk
            self._at = 0
        return self._buffer[self._at : self._at + count]

    def take(self, count: int, last: str) -> bytes:
        data = self.peek(count)
        if len(data) < count:
            raise FormatError("layer-truncated", f"it ends in the middle, after {last!r}")
        self._at += count
        return data

    def _gather(self, count: int) -> bytes:
        """Take content that may be many chunks long, copying each byte once."""
        pieces = []
        while True:
            piece = self._buffer[self._at : self._at + count]
            pieces.append(piece)
            self._at += len(piece)
            count -= len(piece)
            if not count:
                return pieces[0] if len(pieces) == 1 else b"".join(pieces)
            self._buffer, self._at = self._next_chunk(), 0
            if not self._buffer:
                raise FormatError("layer-truncated", "it ends in the middle of a file")

    def skip(self, count: int, last: str = "") -> None:
        while count:
            here = len(self._buffer) - self._at
            if here >= count:
                self._at += count
                return
            count -= here
            self._buffer = self._next_chunk()
            self._at = 0
            if not self._buffer:
                raise FormatError("layer-truncated", f"it ends in the middle of {last!r}")

    def take_header(self, last: str) -> bytes | None:
        """The next header block; None at the end-of-archive marker or the end of the stream."""
        if not self.peek(1):
            return None
        header = self.take(_BLOCK, last)
        if header == _ZERO_BLOCK:
            following = self.peek(_BLOCK)
            if following and following != _ZERO_BLOCK[: len(following)]:
                raise FormatError("tar-corrupt", f"a lone zero block follows {last!r}")
            return None
        if not _checksum_holds(header):
            after = f"after {last!r}" if last else "at its beginning"
            raise FormatError("tar-corrupt", f"the tar header {after} is damaged")
        return header

    def take_content(self, size: int, last: str) -> bytes:
        """The whole content of an extension header, with its padding."""
        if size > _MAX_META:
            raise FormatError("tar-corrupt", f"an extension header after {last!r} is too large")
        data = self.take(size, last)
        self.skip(-size % _BLOCK, last)
        return data

    def start_member(self, size: int) -> None:
        self._left = size
        self._padding = -size % _BLOCK
        self._content = None

    def take_block(self) -> bytes:
        """A header block that belongs to the member but not to its content (old GNU sparse)."""
        return self.take(_BLOCK, "a sparse file")

    def take_content_block(self) -> bytes:
        """The next 512 bytes of the content (pax sparse 1.0 has its map there)."""
        if self._left < _BLOCK:
            raise FormatError("tar-corrupt", "a sparse map is longer than its file")
        self._left -= _BLOCK
        return self.take(_BLOCK, "a sparse file")

    def peek_content(self, count: int) -> bytes:
        return self.peek(min(count, self._left))

    def open_content(self) -> BinaryIO:
        """The content as a seekable stream, taken from the tar on the first call."""
        if self._content is None:
            self._content = self._take_all()
        if isinstance(self._content, bytes):
            return io.BytesIO(self._content)
        self._content.seek(0)
        return io.BufferedReader(_Unclosable(self._content))

    def open_sparse(self, sparse: SparseMap) -> BinaryIO:
        with self.open_content() as stored:
            return io.BytesIO(sparse.expand(stored.read()))

    def finish_member(self) -> None:
        self.skip(self._left + self._padding, "the last member")
        self._left = self._padding = 0
        if self._content is not None and not isinstance(self._content, bytes):
            self._content.close()
        self._content = None

    def drain(self, last: str) -> None:
        """Read on to the end of the stream; only zero bytes may follow the end marker."""
        chunk = self._buffer[self._at :] or self._next_chunk()
        dirty = False
        while chunk:
            dirty = dirty or chunk.count(0) != len(chunk)
            chunk = self._next_chunk()
        if dirty:
            raise FormatError(
                "tar-trailing-data", f"data follows the end of the tar, after {last!r}"
            )

    def _take_all(self) -> BinaryIO | bytes:
        size, self._left = self._left, 0
        if size <= Budget().memory_bytes:
            return self._gather(size)
        spooled = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the member is finished
        while size:
            piece = self.peek(1)
            if not piece:
                raise FormatError("layer-truncated", "it ends in the middle of a file")
            piece = self._buffer[self._at : self._at + size]
            spooled.write(piece)
            self._at += len(piece)
            size -= len(piece)
        return spooled


class _Unclosable(io.RawIOBase):
    """A view of a shared temp file: closing it leaves the file open for the next reader."""

    def __init__(self, inner: BinaryIO) -> None:
        super().__init__()
        self._inner = inner

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # any writable buffer
        data = self._inner.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._inner.seek(offset, whence)

    def tell(self) -> int:
        return self._inner.tell()


def _checksum_holds(header: bytes) -> bool:
    """The header's byte sum, its own field counted as spaces, is what the field says.

    Adler-32's low half is 1 + the byte sum modulo 65521: the sum at a fraction of its cost.
    """
    stored = header[148:156]
    try:
        wanted = int(stored.strip(b" \0") or b"0", 8)
    except ValueError:
        return False
    low = (zlib.adler32(header) & 0xFFFF) - 1
    if (low - sum(stored) + 256 - wanted) % 65521 == 0:
        return True
    # Some old tars summed signed characters.
    signed = sum(byte - 256 if byte > 127 else byte for byte in header)
    return signed - sum(b - 256 if b > 127 else b for b in stored) + 256 == wanted
