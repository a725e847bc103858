"""Keeps what indexes answered: in memory for this run, on disk for the next, one file an answer."""

import contextlib
import hashlib
import os
import tempfile
import threading
import time
from collections import OrderedDict
from pathlib import Path

import msgspec

_MOST = 256 << 20  # bytes of one file; pages and parts of files are smaller
_LONGEST_HEAD = 1 << 17
_IN_MEMORY = 32 << 20  # bytes of all bodies held


class Kept(msgspec.Struct, frozen=True):
    """An answer: the first line of its file, and what stands below."""

    url: str
    """With what was asked beside it: the media type, the range. Never with credentials."""
    status: int
    """200, 206, or 404 for a page that does not exist."""
    media_type: str = ""
    etag: str = ""
    modified: str = ""
    """Last-Modified, as written."""
    at: str = ""
    """Where the redirections led."""
    start: int = 0
    """Of the body in the file of which it is a part."""
    total: int = 0
    """Bytes of that file."""


class Cache:
    """A folder of answers. What cannot be read is not there, what cannot be written is lost."""

    def __init__(self, folder: Path | None) -> None:
        """Use a folder, which is made when there is something to keep, or memory only."""
        self._folder = folder
        self._lock = threading.Lock()
        self._held: OrderedDict[str, tuple[Kept, bytes, float]] = OrderedDict()
        self._bytes = 0

    def get(self, url: str) -> tuple[Kept, bytes, float] | None:
        """An answer, its body, and how many seconds ago it was true; None for none."""
        with self._lock:
            held = self._held.get(url)
            if held is not None:
                self._held.move_to_end(url)
        if held is None and (held := self._read(url)) is not None:
            self._hold(url, held)
        if held is None:
            return None
        return held[0], held[1], max(0.0, time.time() - held[2])

    def put(self, kept: Kept, body: bytes) -> None:
        """Keep an answer in the place of an older one."""
        self._hold(kept.url, (kept, body, time.time()))
        path = self._path(kept.url)
        if path is None:
            return
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, suffix=".partial")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(msgspec.json.encode(kept) + b"\n" + body)
                Path(name).replace(path)
            except OSError:
                Path(name).unlink(missing_ok=True)
                raise

    def renew(self, url: str) -> None:
        """An answer is still true today."""
        with self._lock:
            if url in self._held:
                kept, body, _ = self._held[url]
                self._held[url] = (kept, body, time.time())
        path = self._path(url)
        if path is not None:
            with contextlib.suppress(OSError):
                os.utime(path)

    def _hold(self, url: str, held: tuple[Kept, bytes, float]) -> None:
        with self._lock:
            old = self._held.pop(url, None)
            self._bytes += len(held[1]) - (len(old[1]) if old is not None else 0)
            self._held[url] = held
            while self._bytes > _IN_MEMORY:
                _, (_, body, _) = self._held.popitem(last=False)
                self._bytes -= len(body)

    def _read(self, url: str) -> tuple[Kept, bytes, float] | None:
        path = self._path(url)
        if path is None:
            return None
        try:
            with path.open("rb") as file:
                written = os.fstat(file.fileno()).st_mtime
                head = file.readline(_LONGEST_HEAD)
                body = file.read(_MOST)
            kept = msgspec.json.decode(head, type=Kept)
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        return (kept, body, written) if kept.url == url else None

    def _path(self, url: str) -> Path | None:
        if self._folder is None:
            return None
        name = hashlib.sha256(url.encode("utf-8", "surrogateescape")).hexdigest()
        return self._folder / name[:2] / name
