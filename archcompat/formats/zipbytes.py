"""The bytes of an archive at any place: held in memory when it is small, else read as needed."""

import os
from typing import BinaryIO, Protocol

_CHUNK = 1 << 20


class Bytes(Protocol):
    """Random access that gives fewer bytes, or none, instead of failing outside of the file."""

    size: int

    def at(self, offset: int, length: int) -> bytes:
        """Up to ``length`` bytes from ``offset``."""
        ...

    def find(self, what: bytes, start: int) -> int:
        """Offset of the next ``what`` from ``start`` on, -1 without one."""
        ...


def access(stream: BinaryIO, memory: int) -> Bytes:
    """Access to the whole of a seekable stream; up to ``memory`` bytes are read at once."""
    size = stream.seek(0, os.SEEK_END)
    if size > memory:
        return _Streamed(stream, size)
    stream.seek(0)
    return _Held(stream.read(memory))


class _Held:
    def __init__(self, data: bytes) -> None:
        self.size = len(data)
        self._data = data

    def at(self, offset: int, length: int) -> bytes:
        return self._data[offset : offset + length] if offset >= 0 else b""

    def find(self, what: bytes, start: int) -> int:
        return self._data.find(what, start)


class _Streamed:
    def __init__(self, stream: BinaryIO, size: int) -> None:
        self.size = size
        self._stream = stream

    def at(self, offset: int, length: int) -> bytes:
        length = min(length, self.size - offset)
        if offset < 0 or length <= 0:
            return b""
        self._stream.seek(offset)
        return self._stream.read(length)

    def find(self, what: bytes, start: int) -> int:
        overlap = len(what) - 1
        while piece := self.at(start, _CHUNK):
            found = piece.find(what)
            if found >= 0:
                return start + found
            if len(piece) < _CHUNK:
                break
            start += len(piece) - overlap
        return -1
