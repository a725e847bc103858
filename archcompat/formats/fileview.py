"""One open file as any number of streams, each with a position of its own, or as its tail."""

import io
import os
from typing import BinaryIO


def open_view(descriptor: int) -> BinaryIO:
    """The file from its start; closing the stream leaves the descriptor open for the next one."""
    return io.BufferedReader(_View(descriptor))


def open_tail(stream: BinaryIO, start: int) -> BinaryIO:
    """A seekable stream from its byte ``start`` on, which is closed with the new one."""
    return io.BufferedReader(_Tail(stream, start))


class _Tail(io.RawIOBase):
    def __init__(self, stream: BinaryIO, start: int) -> None:
        super().__init__()
        self._stream = stream
        self._start = start
        stream.seek(start)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        if whence == os.SEEK_SET:
            return self._stream.seek(self._start + max(0, offset)) - self._start
        return self._stream.seek(offset, whence) - self._start

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # as io calls it
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()


class _View(io.RawIOBase):
    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._size = os.fstat(descriptor).st_size
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # as io calls it
        count = os.preadv(self._descriptor, [buffer], self._position)
        self._position += count
        return count
