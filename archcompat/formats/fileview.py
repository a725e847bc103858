"""One open file as any number of streams, each with a position and an end of its own."""

import io
import os
from typing import BinaryIO


def open_view(descriptor: int) -> BinaryIO:
    """The file from its start; closing the stream leaves the descriptor open for the next one."""
    return io.BufferedReader(_View(descriptor))


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
