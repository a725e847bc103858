"""A file on a server as a seekable stream, of which only what is read is fetched."""

import io
import os
from typing import BinaryIO

from archcompat.errors import FormatError
from archcompat.formats.ziparchive import ZipDirectory, read_zip
from archcompat.indexes.fetch import Fetcher
from archcompat.model.budget import Budget

_BLOCK = 1 << 16
_TAIL = _BLOCK + (1 << 12)  # an end record with the longest comment, most directories too
_NEAR = 1 << 19  # bytes before the tail
_BEFORE = 2  # blocks
_BUFFER = 1 << 12
_MOST = 96 << 20  # bytes fetched of one file: who reads that much of it bounds it, too
_WORTH_KEEPING = 2 << 20  # larger parts are of files that are read once for what is kept of them
_NO_MORE = Budget(entries=500_000, memory_bytes=_TAIL)  # than its tail is read at once


def open_archive(fetcher: Fetcher, url: str) -> ZipDirectory | None:
    """Open a wheel, a JAR or another zip on a server; None if there is no such file.

    Its directory costs a request or two, and each member that is read one more. Close what is
    opened of it. Raises UnreachableError, and FormatError as ``formats.ziparchive`` does; both may
    also come while members are listed and read.
    """
    stream = open_remote(fetcher, url)
    return read_zip(stream, _NO_MORE) if stream is not None else None


def open_remote(fetcher: Fetcher, url: str) -> BinaryIO | None:
    """Open a file by its last bytes; None if there is none.

    Opening and reading raise UnreachableError, and FormatError: ``limit-size`` for reading too
    much, ``index-malformed`` for a server that gives other bytes than those asked for.
    """
    tail = fetcher.part(url, f"-{_TAIL}")
    if tail is None:
        return None
    if tail.whole:
        return io.BytesIO(tail.body)
    if tail.start + len(tail.body) != tail.total:
        raise FormatError("index-malformed", "its server gives other bytes than those asked for")
    return io.BufferedReader(_RemoteFile(fetcher, url, tail.total, tail.body), _BUFFER)


class _RemoteFile(io.RawIOBase):
    def __init__(self, fetcher: Fetcher, url: str, size: int, tail: bytes) -> None:
        self._fetcher = fetcher
        self._url = url
        self._size = size
        self._tail = tail
        self._position = 0
        self._fetched = len(tail)
        self._blocks: dict[int, bytes] = {}

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: "bytearray | memoryview[int]", /) -> int:  # type: ignore[override]  # typeshed's WriteableBuffer has no name outside of stubs
        found = self._at(self._position, len(buffer))
        buffer[: len(found)] = found
        self._position += len(found)
        return len(found)

    def _at(self, start: int, length: int) -> bytes:
        """One byte at least of what is asked for, none at the end."""
        if start >= self._size:
            return b""
        tail_start = self._size - len(self._tail)
        if start >= tail_start:
            return self._tail[start - tail_start :][:length]
        number = start // _BLOCK
        if number not in self._blocks:
            self._fetch(number, (start + length - 1) // _BLOCK)
        return self._blocks[number][start % _BLOCK :][:length]

    def _fetch(self, first: int, last: int) -> None:
        """Fetch blocks, up to one that is there, in one request.

        Near the tail all up to it, and a few before: there is the directory, and before that of a
        wheel its METADATA, which is wanted next.
        """
        tail_start = self._size - len(self._tail)
        lowest = first
        if tail_start - first * _BLOCK <= _NEAR:
            last = (tail_start - 1) // _BLOCK
            lowest = max(0, first - _BEFORE)
        end = min((last + 1) * _BLOCK, tail_start)
        for number in range(first + 1, last + 1):
            if number in self._blocks:
                end = min(end, number * _BLOCK)
        while first > lowest and first - 1 not in self._blocks:
            first -= 1
        start = first * _BLOCK
        self._fetched += end - start
        if self._fetched > _MOST:
            raise FormatError("limit-size", f"more than {_MOST >> 20} MiB of it would be fetched")
        part = self._fetcher.part(
            self._url, f"{start}-{end - 1}", keep=end - start <= _WORTH_KEEPING
        )
        if part is None or part.whole or (part.start, len(part.body)) != (start, end - start):
            told = "its server gives other bytes than those asked for"
            raise FormatError("index-malformed", told)
        for at in range(0, end - start, _BLOCK):
            self._blocks[(start + at) // _BLOCK] = part.body[at : at + _BLOCK]
