"""Compressed bytes to plain ones: gzip, zstd, xz and bzip2, told apart by their first bytes.

Several members or frames one after another (RFC 1952 section 2.2, RFC 8878 section 3.1, as eStargz
and zstd:chunked write them) are one stream here; many decoders stop after the first.
"""

import bz2
import io
import lzma
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO, Protocol

from isal import igzip, igzip_lib

from archcompat.errors import FormatError
from archcompat.model.budget import Budget

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PIECE = 1 << 19  # the most one call inflates: it stays in the processor's cache for the hash
_RAW = 1 << 16  # compressed bytes fed at a time
_HEADER = 4096  # isal misreads a gzip header that has a comment or a checksum and comes in pieces
_ZSTD_WINDOW_LOG = 27  # 128 MiB, the window a decoder must support at least (RFC 8878, 3.1.1.1.2)
_BZIP2_BLOCKS = (b"1AY&SY", b"\x17rE8P\x90")  # of data, and the footer of an empty stream
_ZSTD = (b"\x28\xb5\x2f\xfd", *(bytes((0x50 | low, 0x2A, 0x4D, 0x18)) for low in range(16)))
_GZIP, _XZ, _BZIP2 = b"\x1f\x8b", b"\xfd7zXZ\x00", b"BZh"
STARTS = (_GZIP, *_ZSTD, _XZ, _BZIP2)
"""How each compression begins."""


class _Decompressor(Protocol):
    """What the standard library's decompressors have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


def sniff(head: bytes) -> str:
    """The compression a file begins with: ``gzip``, ``zstd``, ``xz``, ``bzip2``, or empty."""
    if head.startswith(_GZIP):
        return "gzip"
    if head.startswith(_ZSTD):
        return "zstd"
    if head.startswith(_XZ):
        return "xz"
    if head.startswith(_BZIP2) and head[4:10] in _BZIP2_BLOCKS:
        return "bzip2"
    return ""


def chunks(raw: BinaryIO, *, limit: int) -> Iterator[bytes]:
    """The plain bytes of a stream, whatever it is compressed with, at most ``PIECE`` at a time.

    Raises FormatError: ``stream-truncated``, ``stream-corrupt``, or ``limit-output`` when more
    than ``limit`` bytes come out.
    """
    first = raw.read(_RAW)
    name = sniff(first)
    source = _inflated(name, first, raw, PIECE) if name else _plain(first, raw)
    total = 0
    for chunk in source:
        total += len(chunk)
        if total > limit:
            raise FormatError("limit-output", f"more than {limit:,} bytes unpacked")
        yield chunk


class Filling:
    """The plain bytes of a stream, put straight into the caller's memory."""

    def __init__(self, raw: BinaryIO, *, limit: int) -> None:
        """Read ``raw`` from its start; at most ``limit`` bytes come out."""
        self._raw = raw
        self._limit = limit
        self._done = 0
        self._rest = memoryview(b"")
        raw.seek(0)
        gzip = sniff(raw.read(16)) == "gzip"
        raw.seek(0)
        # Beside the decompressor of `_decompressor`: only this one writes into given memory.
        self._gzip = (
            igzip.IGzipFile(fileobj=raw, mode="rb")  # type: ignore[no-untyped-call]  # no stubs
            if gzip
            else None
        )
        self._chunks = iter(()) if gzip else chunks(raw, limit=limit)

    def into(self, buffer: memoryview) -> int:
        """Put the next bytes into ``buffer`` and give their number, 0 at the end.

        Raises FormatError as ``chunks`` does.
        """
        if self._gzip is None:
            return self._copied(buffer)
        try:
            count = self._gzip.readinto(buffer)
        except _DAMAGE:
            # What precedes the damage was lost with the error; chunk by chunk it is to be had.
            self._gzip = None
            self._raw.seek(0)
            self._chunks = self._after(self._done)
            return self._copied(buffer)
        self._done += count
        if self._done > self._limit:
            raise FormatError("limit-output", f"more than {self._limit:,} bytes unpacked")
        return count

    def _copied(self, buffer: memoryview) -> int:
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._rest = memoryview(chunk)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def _after(self, count: int) -> Iterator[bytes]:
        """The chunks from the start without the first ``count`` bytes."""
        for chunk in chunks(self._raw, limit=self._limit):
            yield chunk[count:]
            count = max(count - len(chunk), 0)


def peek(raw: BinaryIO, count: int) -> bytes:
    """The first ``count`` plain bytes of a compressed stream, fewer if it is shorter or damaged."""
    first = raw.read(4096)
    name = sniff(first)
    if not name:
        return first[:count]
    found = b""
    with suppress(FormatError):
        for piece in _inflated(name, first, io.BytesIO(), max(count, 1)):
            found += piece
            if len(found) >= count:
                break
    return found[:count]


def expand(raw: BinaryIO, *, limit: int) -> BinaryIO:
    """The plain content as a seekable stream: in memory, above a size in an anonymous temp file.

    Raises FormatError as ``chunks`` does.
    """
    spooled = tempfile.SpooledTemporaryFile(Budget().memory_bytes)  # noqa: SIM115 - the caller's
    try:
        for chunk in chunks(raw, limit=limit):
            spooled.write(chunk)
    except BaseException:
        spooled.close()
        raise
    spooled.seek(0)
    return spooled  # type: ignore[return-value]  # has all of BinaryIO but the name


# Whatever the decoders say about bytes they cannot read.
_ISAL_ERROR: type[Exception] = igzip_lib.error  # type: ignore[assignment]  # its stub is wrong
_DAMAGE: tuple[type[Exception], ...] = (
    _ISAL_ERROR,
    zstd.ZstdError,
    lzma.LZMAError,
    OSError,
    ValueError,
    EOFError,
)


def _plain(first: bytes, raw: BinaryIO) -> Iterator[bytes]:
    chunk = first
    while chunk:
        yield chunk
        chunk = raw.read(PIECE)


def _decompressor(name: str) -> _Decompressor:
    if name == "gzip":
        return igzip_lib.IgzipDecompressor(flag=igzip_lib.DECOMP_GZIP)
    if name == "zstd":
        window = int(zstd.DecompressionParameter.window_log_max)
        return zstd.ZstdDecompressor(options={window: _ZSTD_WINDOW_LOG})
    if name == "xz":
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=1 << 28)
    return bz2.BZ2Decompressor()


def _inflated(name: str, first: bytes, raw: BinaryIO, most: int) -> Iterator[bytes]:
    """Decompress member after member until the stream ends, at most ``most`` bytes at a time."""
    data = first
    while data:
        decoder = _decompressor(name)
        while not decoder.eof:
            if not data and decoder.needs_input:
                data = raw.read(_RAW)
                if not data:
                    raise FormatError("stream-truncated", f"the {name} data ends in the middle")
            try:
                plain = decoder.decompress(data, most)
            except _DAMAGE as error:
                detail = f"the {name} data is damaged: {error}"
                raise FormatError("stream-corrupt", detail) from error
            data = b""
            if plain:
                yield plain
        data = _next_member(name, decoder.unused_data, raw)


def _next_member(name: str, data: bytes, raw: BinaryIO) -> bytes:
    """What follows a member: another one's first bytes, or empty at the end of the stream.

    Zero bytes after the last member are padding (gzip(1) and tape blocks leave them).
    """
    while True:
        if not data.strip(b"\0"):
            data = raw.read(_RAW)
            if not data:
                return b""
            continue
        if name != "zstd":
            data = data.lstrip(b"\0")
        if len(data) < _HEADER:
            data += raw.read(_RAW)
        if sniff(data) != name:
            raise FormatError("stream-corrupt", f"something else follows the {name} data")
        return data
