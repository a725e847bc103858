"""Layers read ahead by a process of their own, and the same read in place."""

import gzip
import hashlib
import io
import random
import sys
from collections.abc import Callable

import pytest

from archcompat.errors import FormatError
from archcompat.sources.layer_stream import LayerStream
from tests.make.image import compress

# Does not compress, so that a process is worth it.
PLAIN = random.Random(1).randbytes(9 << 20)  # noqa: S311 - not for a secret
STORED = gzip.compress(PLAIN, 1, mtime=0)


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes((data[place] ^ 0xFF,)) + data[place + 1 :]


def read(data: bytes, *, ahead: bool, limit: int = 1 << 30) -> tuple[bytes, str]:
    """Every byte that comes out, and the digest, or the code of the error that ends it."""
    found = b""
    with LayerStream(io.BytesIO(data), limit=limit, ahead=ahead) as stream:
        try:
            while chunk := stream.next():
                found += bytes(chunk)
        except FormatError as error:
            return found, error.code
        return found, stream.digest


@pytest.mark.parametrize("ahead", [True, False], ids=["process", "in-place"])
@pytest.mark.parametrize("how", ["plain", "gzip", "gzip-members", "zstd", "zstd-frames"])
def test_bytes_and_digest(how: str, ahead: bool) -> None:
    """Oracles: the bytes that were compressed, hashlib."""
    found, digest = read(compress(PLAIN, how), ahead=ahead)
    assert found == PLAIN
    assert digest == f"sha256:{hashlib.sha256(PLAIN).hexdigest()}"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        pytest.param(lambda data: data[: len(data) // 2], "stream-truncated", id="L-cut-off"),
        pytest.param(lambda data: data[:-4], "stream-truncated", id="cut-off-in-the-trailer"),
        pytest.param(lambda data: flipped(data, len(data) - 6), "stream-corrupt", id="checksum"),
        pytest.param(lambda data: data + b"no gzip at all", "stream-corrupt", id="garbage-behind"),
    ],
)
def test_damage_is_the_same_in_either(spoil: Callable[[bytes], bytes], code: str) -> None:
    """What precedes the damage comes out, then the error, whoever decompresses."""
    ahead, in_place = (read(spoil(STORED), ahead=way) for way in (True, False))
    assert ahead == in_place
    assert ahead[1] == code
    assert len(ahead[0]) > len(PLAIN) // 3
    assert PLAIN.startswith(ahead[0])


def test_padding_behind_is_no_damage() -> None:
    """Zero bytes after a gzip member are padding, whoever decompresses."""
    assert read(STORED + bytes(5000), ahead=True) == read(STORED, ahead=False)


def test_limit() -> None:
    """More than is allowed is refused in the process too."""
    assert read(STORED, ahead=True, limit=1 << 20)[1] == "limit-output"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no process is forked")
def test_left_early() -> None:
    """Leaving before the end ends the process, though it waits for room."""
    with LayerStream(io.BytesIO(compress(PLAIN * 8, "gzip")), limit=1 << 30) as stream:
        assert PLAIN.startswith(stream.next())
