"""The plain bytes of a layer and their digest, decompressed in a process of their own.

Decompressing takes as long as everything else together. Threads do not help: the decompressor
would ask for the interpreter lock between any two chunks while the reader holds it.
"""

import hashlib
import mmap
import os
import signal
import struct
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import suppress
from queue import SimpleQueue
from types import TracebackType
from typing import BinaryIO, Self

from archcompat.errors import FormatError
from archcompat.formats.compression import Filling, chunks
from archcompat.model.ending import ENDING

_SMALL = 4 << 20  # bytes as stored: below, a process is not worth starting
# Waking a waiting process costs as much as decompressing 50 KiB, so slots are large and many.
_SLOT = 2 << 20
_SLOTS = 24
_LENGTH = struct.Struct("I")


class LayerStream:
    """Chunks of a layer in order. A context manager: leaving it frees the process, if any."""

    def __init__(self, raw: BinaryIO, *, limit: int, ahead: bool = True) -> None:
        """Decompress ``raw`` from its start; at most ``limit`` plain bytes.

        ``ahead`` lets another process do it when that pays; ``raw`` is then read there, and its
        state here does not change.
        """
        self._hash = hashlib.sha256()
        self._digest = ""
        self._child: _Child | None = None
        if ahead and _size(raw) >= _SMALL and _may_fork():
            self._child = _Child(raw, limit)
            self._chunks: Iterator[bytes | memoryview] = self._child.chunks()
        else:
            self._chunks = self._hashed(chunks(raw, limit=limit))

    def next(self) -> bytes | memoryview:
        """The next chunk, empty at the end; it lasts until the following call.

        Raises FormatError as ``compression.chunks`` does.
        """
        return next(self._chunks, b"")

    @property
    def digest(self) -> str:
        """``sha256:…`` of everything, once ``next`` gave the end."""
        return f"sha256:{self._child.digest if self._child else self._hash.hexdigest()}"

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process, at whatever point the reader stopped."""
        if self._child is not None:
            self._child.close()

    def _hashed(self, plain: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in plain:
            self._hash.update(chunk)
            if chunk:
                yield chunk


class _Child:
    """A forked process that fills slots of shared memory.

    One pipe tells the length of each filled slot and, after a length of zero, how it ended; the
    other gives a byte for each slot that is free again.
    """

    def __init__(self, raw: BinaryIO, limit: int) -> None:
        slots = mmap.mmap(-1, _SLOTS * _SLOT)
        self._view = memoryview(slots)  # the memory goes with the last view of it
        self._filled, filled = os.pipe()
        free, self._free = os.pipe()
        os.write(self._free, bytes(_SLOTS))
        self.digest = ""
        # The child hears no signal: it ends when nobody wants its chunks any more.
        heard = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
        with warnings.catch_warnings():
            # Python warns of a fork beside threads it did not start; this child takes no lock of
            # theirs: it decompresses, hashes, copies, and leaves without clean-up.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._pid = os.fork()
        if self._pid != 0:
            signal.pthread_sigmask(signal.SIG_SETMASK, heard)
        else:
            os.close(self._filled)
            os.close(self._free)
            _decompress(raw, limit, self._view, filled, free)
        os.close(filled)
        os.close(free)

    def chunks(self) -> Iterator[memoryview]:
        start = 0
        while length := self._next_length():
            yield self._view[start : start + length]
            with suppress(BrokenPipeError):  # it is done filling and gone
                os.write(self._free, b"\0")
            start = (start + _SLOT) % len(self._view)
        said = b""
        while piece := os.read(self._filled, 4096):
            said += piece
        code, _, detail = said.decode("utf-8", "replace").partition("\n")
        if code != "sha256":
            raise FormatError(code or "layer-unreadable", detail or "its decompressor ended early")
        self.digest = detail

    def close(self) -> None:
        os.close(self._filled)
        os.close(self._free)
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)

    def _next_length(self) -> int:
        """The length of the next filled slot; 0 at the end, however that came."""
        data = os.read(self._filled, _LENGTH.size)
        return int(_LENGTH.unpack(data)[0]) if len(data) == _LENGTH.size else 0


def _decompress(raw: BinaryIO, limit: int, slots: memoryview, filled: int, free: int) -> None:
    """What the child does; it never returns.

    Here two threads do help: both work outside the interpreter lock nearly all the time.
    """
    try:
        ready: SimpleQueue[tuple[int, int]] = SimpleQueue()
        digest = hashlib.sha256()
        announcer = threading.Thread(target=_announce, args=(ready, slots, digest, filled))
        announcer.start()
        said = ""
        try:
            plain = Filling(raw, limit=limit)
            start = 0
            while os.read(free, 1) and (count := plain.into(slots[start : start + _SLOT])):
                ready.put((start, count))
                start = (start + _SLOT) % len(slots)
        except FormatError as error:
            said = f"{error.code}\n{error.detail}"
        except OSError as error:
            said = f"layer-unreadable\nreading it failed: {error}"
        ready.put((0, 0))
        announcer.join()
        said = said or f"sha256\n{digest.hexdigest()}"
        os.write(filled, _LENGTH.pack(0) + said.encode("utf-8", "replace")[:2048])
    finally:
        os._exit(0)


def _announce(
    ready: "SimpleQueue[tuple[int, int]]", slots: memoryview, digest: "hashlib._Hash", filled: int
) -> None:
    """Hash each slot that is full, then hand it over; a length of zero ends it."""
    with suppress(BrokenPipeError):  # the reader is gone: nobody is left to be told
        while True:
            start, length = ready.get()
            if not length:
                return
            digest.update(slots[start : start + length])
            os.write(filled, _LENGTH.pack(length))


def _may_fork() -> bool:
    """Forking is safe while no other thread of ours could hold a lock."""
    return sys.platform == "linux" and threading.active_count() == 1


def _size(raw: BinaryIO) -> int:
    size = raw.seek(0, os.SEEK_END)
    raw.seek(0)
    return size
