"""Blobs that are kept."""

import hashlib
import threading
from pathlib import Path
from typing import BinaryIO

from archcompat.indexes.registry.store import BlobStore


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_kept_once_whole(tmp_path: Path) -> None:
    """What was filled in is found by its digest; what failed is not there at all."""
    store = BlobStore(tmp_path)
    assert store.put(_digest(b"x"), lambda file: bool(file.write(b"x"))) is not None
    found = store.get(_digest(b"x"))
    assert found is not None
    assert found.read_bytes() == b"x"
    assert store.put(_digest(b"y"), lambda _file: False) is None
    assert store.get(_digest(b"y")) is None
    assert list(tmp_path.rglob("*.partial")) == []


def test_abandoned(tmp_path: Path) -> None:
    """Nothing is left of what a thread is still writing that nobody waits for."""
    store = BlobStore(tmp_path)
    begun, ended = threading.Event(), threading.Event()

    def slowly(file: BinaryIO) -> bool:
        file.write(b"x")
        begun.set()
        return not ended.wait()

    thread = threading.Thread(target=store.put, args=(_digest(b"x"), slowly))
    thread.start()
    begun.wait()
    assert len(list(tmp_path.rglob("*.partial"))) == 1
    store.abandon()
    assert list(tmp_path.rglob("*.partial")) == []
    ended.set()
    thread.join()
