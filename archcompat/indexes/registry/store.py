"""Keeps blobs that were downloaded, by digest, so that no layer is fetched twice."""

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from archcompat.formats.oci import blob_path

_MOST = 20 << 30  # bytes of all blobs
_IN_USE = 3600.0  # seconds that a blob is left alone after it was asked for


class BlobStore:
    """A folder as an OCI layout has it: ``blobs/sha256/…``. Several processes may share it."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, which is made when there is something to keep."""
        self._folder = folder
        self._partial: set[Path] = set()

    def get(self, digest: str) -> Path | None:
        """The file of a blob; None if it is not here. Raises FormatError for what is no digest."""
        path = self._folder / blob_path(digest)
        if not path.is_file():
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # the ones not asked for longest go first
        return path

    def put(self, digest: str, fill: Callable[[BinaryIO], bool]) -> Path | None:
        """Let ``fill`` write a blob; what it raises or calls False leaves nothing behind."""
        path = self._folder / blob_path(digest)
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".partial")
        partial = Path(name)
        self._partial.add(partial)
        try:
            with os.fdopen(handle, "wb") as file:
                done = fill(file)
            if done:
                partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
            self._partial.discard(partial)
        return path if done else None

    def abandon(self) -> None:
        """Remove what threads that nobody waits for have begun to write."""
        for partial in tuple(self._partial):
            partial.unlink(missing_ok=True)

    def remember(self, name: str, digest: str) -> None:
        """Keep what a reference stands for."""
        path = self._reference(name)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{digest} {name}\n", encoding="utf-8")

    def recall(self, name: str) -> str | None:
        """What a reference stood for when it was kept; None if it never was."""
        try:
            digest, _, kept = (
                self._reference(name).read_text(encoding="utf-8").strip().partition(" ")
            )
        except (OSError, UnicodeDecodeError):
            return None
        return digest if kept == name else None

    def _reference(self, name: str) -> Path:
        return self._folder / "references" / hashlib.sha256(name.encode()).hexdigest()

    def sweep(self, most: int = _MOST) -> None:
        """Remove the blobs not asked for longest, until at most ``most`` bytes are left."""
        files = []
        for path in self._folder.glob("blobs/*/*"):
            with contextlib.suppress(OSError):
                found = path.stat()
                files.append((found.st_mtime, found.st_size, path))
        left = sum(size for _, size, _ in files)
        for used, size, path in sorted(files):
            if left <= most or time.time() - used < _IN_USE:
                break
            with contextlib.suppress(OSError):
                path.unlink()
                left -= size
