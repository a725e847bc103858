"""What one zip member holds: its packed bytes, decompressed a little or whole, within limits."""

import bz2
import lzma
import struct
import sys
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import BinaryIO, Protocol

from isal import igzip_lib, isal_zlib

from archcompat.errors import FormatError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# Compression methods, APPNOTE 4.4.5. 9 (deflate64) and the rest have no open decoder here.
STORED, DEFLATED, BZIP2, LZMA, ZSTD, XZ = 0, 8, 12, 14, 93, 95
_NAMES = {1: "shrink", 6: "implode", 9: "deflate64", 97: "wavpack", 98: "ppmd", 99: "AES"}

_CHUNK = 1 << 20
_MEMORY = 128 << 20  # what an lzma, xz or zstd stream may ask for as its window
_HEAD_INPUT = 1 << 20  # a bzip2 block of 900 kB has to be read before its first byte comes out
_DAMAGE: tuple[type[Exception], ...] = (
    isal_zlib.error,  # type: ignore[assignment]  # isal's stubs call its exception an instance
    lzma.LZMAError,
    zstd.ZstdError,
    OSError,
    EOFError,
    ValueError,
)


class _Decoder(Protocol):
    """The decompressor objects of the standard library: bz2, lzma, zstd, and isal's."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


def head(method: int, packed: bytes, length: int, size: int) -> bytes:
    """The first ``length`` bytes of a member, fewer if ``packed``, its start, holds fewer.

    ``size`` is the declared size, -1 if unknown. Raises FormatError.
    """
    if length <= 0:
        return b""  # zlib takes a maximum of 0 for none
    if method == DEFLATED:
        try:
            return zlib.decompressobj(-15).decompress(packed, length)
        except zlib.error as error:
            raise _corrupt(f"does not decompress: {error}") from None
    if method == STORED:
        return packed[:length]
    found = b""
    for piece in _unpack(method, [packed[:_HEAD_INPUT]], size, length, whole=False):
        found += piece
        if len(found) >= length:
            break
    return found[:length]


def content(
    method: int, packed: Iterable[bytes], *, size: int, crc: int, memory: int, limit: int
) -> BinaryIO:
    """The whole of a member as a seekable stream at its start.

    ``packed`` gives its packed bytes piece by piece; ``size`` and ``crc`` are what the archive
    says of the result, -1 for unknown. Up to ``memory`` bytes are kept in memory, more in an
    anonymous temporary file. Raises FormatError: ``entry-corrupt`` when the bytes do not
    decompress or are not what was said, ``limit-size`` above ``limit`` bytes, ``entry-method``.
    """
    most = limit if size < 0 else min(limit, size)
    sink = _Sink(memory)
    try:
        check = 0
        for piece in (
            packed if method == STORED else _unpack(method, packed, size, _CHUNK, whole=True)
        ):
            sink.write(piece)
            if sink.size > most:
                raise (
                    FormatError("limit-size", f"over the limit of {limit:,} bytes for one file")
                    if most == limit
                    else _corrupt(f"holds more than the {size:,} bytes it declares")
                )
            check = isal_zlib.crc32(piece, check)
        if sink.size != size >= 0:
            raise _corrupt(f"holds {sink.size:,} of the {size:,} bytes it declares")
        if check != crc >= 0:
            raise _corrupt("does not match its checksum")
    except FormatError:
        sink.close()
        raise
    return sink.stream()


def beginning(method: int, packed: Iterable[bytes], length: int, memory: int) -> BinaryIO:
    """The first ``length`` bytes of a member as a seekable stream, kept as ``content`` keeps it.

    Of ``packed`` no more is taken than that needs. Raises FormatError as ``content`` does.
    """
    sink = _Sink(memory)
    try:
        unpacked = packed if method == STORED else _unpack(method, packed, -1, _CHUNK, whole=False)
        for piece in unpacked:
            sink.write(piece[: length - sink.size])
            if sink.size >= length:
                break
    except FormatError:
        sink.close()
        raise
    return sink.stream()


class _Sink:
    """Collects content in memory, and in an anonymous temporary file above ``memory`` bytes."""

    def __init__(self, memory: int) -> None:
        self.size = 0
        self._memory = memory
        self._pieces: list[bytes] = []
        self._spool: BinaryIO | None = None

    def write(self, piece: bytes) -> None:
        self.size += len(piece)
        if self._spool is None and self.size > self._memory:
            self._spool = tempfile.TemporaryFile()  # noqa: SIM115 - whoever reads it closes it
            self._spool.writelines(self._pieces)
            self._pieces.clear()
        if self._spool is None:
            self._pieces.append(piece)
        else:
            self._spool.write(piece)

    def close(self) -> None:
        if self._spool is not None:
            self._spool.close()

    def stream(self) -> BinaryIO:
        if self._spool is None:
            return BytesIO(self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces))
        self._spool.seek(0)
        return self._spool


def _unpack(
    method: int, packed: Iterable[bytes], size: int, step: int, *, whole: bool
) -> Iterator[bytes]:
    """Decompressed pieces of at most ``step`` bytes; an early end is damage if ``whole``."""
    feed = iter(packed)
    first = next(feed, b"")
    decoder, first = _decoder(method, first, size)
    piece: bytes | None = first
    while piece is not None:
        while True:
            try:
                out = decoder.decompress(piece, step)
            except _DAMAGE as error:
                raise _corrupt(f"does not decompress: {error}") from None
            if out:
                yield out
            if decoder.eof:
                return
            if decoder.needs_input:
                break
            if not out and not piece:
                raise _corrupt("its compressed data makes no progress")
            piece = b""
        piece = next(feed, None)
    if whole:
        raise _corrupt("its compressed data ends early")


def _decoder(method: int, first: bytes, size: int) -> tuple[_Decoder, bytes]:
    """A decoder of ``method``, and what of the first piece is to be fed to it."""
    if method == DEFLATED:
        return igzip_lib.IgzipDecompressor(igzip_lib.DECOMP_DEFLATE), first
    if method == BZIP2:
        return bz2.BZ2Decompressor(), first
    if method == XZ:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY), first
    if method == ZSTD:
        window: dict[int, int] = {
            zstd.DecompressionParameter.window_log_max: _MEMORY.bit_length() - 1
        }
        return zstd.ZstdDecompressor(options=window), first
    if method == LZMA:
        # APPNOTE 5.8: version, length of the properties (always 5), properties, then the stream.
        # With the size after its properties that is the .lzma format, which honours a limit.
        if first[2:4] != b"\5\0" or len(first) < 9:
            raise _corrupt("its LZMA properties are missing")
        header = first[4:9] + struct.pack("<Q", size & 0xFFFFFFFFFFFFFFFF)
        return lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=_MEMORY), header + first[9:]
    name = _NAMES.get(method, f"method {method}")
    raise FormatError("entry-method", f"is compressed with {name}, which is not supported")


def _corrupt(detail: str) -> FormatError:
    return FormatError("entry-corrupt", detail)
