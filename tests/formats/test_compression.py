"""Compressed streams: every member of every format, and damage told wherever it is."""

import bz2
import gzip
import io
import lzma
import os
import subprocess
import sys
import tempfile
import tracemalloc
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.compression import PIECE, Filling, chunks, expand, peek, sniff
from tests.need import need

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zstd": zstd.compress,
    "xz": lzma.compress,
    "bzip2": bz2.compress,
}
UNPACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.decompress,
    "zstd": zstd.decompress,
    "xz": lzma.decompress,
    "bzip2": bz2.decompress,
}
TOOLS = {"gzip": "gzip", "zstd": "zstd", "xz": "xz", "bzip2": "bzip2"}
LIMIT = 1 << 30
NOISE = os.urandom(1 << 20)  # spans many reads, and several pieces once repeated
TEXT = b"a line of a change log\n" * 300


def plain(data: bytes, limit: int = LIMIT) -> bytes:
    return b"".join(chunks(io.BytesIO(data), limit=limit))


def outcome(data: bytes, limit: int = LIMIT) -> tuple[bytes, str]:
    """What comes out before the end or the error, and the error's code."""
    out = b""
    try:
        for chunk in chunks(io.BytesIO(data), limit=limit):
            out += chunk
    except FormatError as error:
        return out, error.code
    return out, ""


def filled(data: bytes, size: int, limit: int = LIMIT) -> tuple[bytes, str]:
    """The same, put into memory of that many bytes at a time."""
    filling = Filling(io.BytesIO(data), limit=limit)
    buffer = memoryview(bytearray(size))
    out = b""
    try:
        while count := filling.into(buffer):
            out += buffer[:count]
    except FormatError as error:
        return out, error.code
    return out, ""


def skippable(content: bytes, number: int = 0) -> bytes:
    """A frame that decoders pass over (RFC 8878, section 3.1.2)."""
    return bytes((0x50 | number, 0x2A, 0x4D, 0x18)) + len(content).to_bytes(4, "little") + content


def gzip_member(data: bytes, *, extra: int = 0, name: int = 0, comment: int = 0) -> bytes:
    """A member with header fields of those lengths and a header checksum (RFC 1952, 2.3).

    Without a comment there is no checksum either, as every common writer has it.
    """
    flags = 4 * bool(extra) | 8 * bool(name) | (16 | 2) * bool(comment)
    header = b"\x1f\x8b\x08" + bytes((flags, 0, 0, 0, 0, 0, 3))
    if extra:
        header += extra.to_bytes(2, "little") + bytes(extra)
    header += b"n" * name + bytes(bool(name))
    if comment:
        header += b"c" * comment + b"\0"
        header += (zlib.crc32(header) & 0xFFFF).to_bytes(2, "little")
    return header + gzip.compress(data)[10:]


@pytest.mark.parametrize("size", [0, 1, 300, 1 << 16, PIECE, 3 * PIECE + 17])
@pytest.mark.parametrize("name", PACK)
def test_one_member(name: str, size: int) -> None:
    """Oracle: the standard library wrote it; every size, in pieces of a bounded length."""
    data = (NOISE * 2)[: size - size // 2] + bytes(size // 2)
    packed = PACK[name](data)
    assert sniff(packed) == name
    pieces = list(chunks(io.BytesIO(packed), limit=LIMIT))
    assert b"".join(pieces) == data
    assert all(0 < len(piece) <= PIECE for piece in pieces)


@pytest.mark.parametrize("name", PACK)
def test_command_line_tool_reads_the_same(name: str) -> None:
    """Oracle: gzip, zstd, xz and bzip2 read several members, an empty one among them, as one."""
    need(TOOLS[name])
    packed = b"".join(map(PACK[name], (TEXT, b"", NOISE[:100_000], TEXT)))
    done = subprocess.run((TOOLS[name], "-dc"), input=packed, capture_output=True, check=True)
    assert plain(packed) == done.stdout == TEXT + NOISE[:100_000] + TEXT


@pytest.mark.parametrize(
    "options",
    [("-1",), ("-19",), ("--long=27",), ("--no-check",), ("-T2", "-B1MB"), ("--rsyncable",)],
    ids=" ".join,
)
def test_frames_of_the_zstd_tool(options: tuple[str, ...]) -> None:
    """Oracle: whatever the zstd tool writes, with and without checksums, is read."""
    need("zstd")
    data = NOISE * 2 + TEXT
    done = subprocess.run(
        ("zstd", "-q", "-c", *options), input=data, capture_output=True, check=True
    )
    assert plain(done.stdout) == data


@pytest.mark.parametrize(
    ("packed", "data"),
    [
        pytest.param(gzip.compress(TEXT) + gzip.compress(NOISE), TEXT + NOISE, id="gzip-two"),
        pytest.param(gzip.compress(b"x") * 5000, b"x" * 5000, id="gzip-5000-tiny"),
        pytest.param(gzip_member(TEXT, name=90_000), TEXT, id="gzip-name-longer-than-a-read"),
        pytest.param(gzip_member(TEXT, extra=9, name=9, comment=9), TEXT, id="gzip-all-fields"),
        pytest.param(gzip.compress(b"") + gzip.compress(b"2"), b"2", id="gzip-empty-first"),
        pytest.param(gzip.compress(TEXT) + bytes(1000), TEXT, id="gzip-padded"),
        pytest.param(
            (gzip.compress(TEXT) + bytes(1 << 17)) * 3, TEXT * 3, id="gzip-padding-between"
        ),
        pytest.param(zstd.compress(TEXT) * 40, TEXT * 40, id="I14-zstd-frames"),
        pytest.param(
            zstd.compress(TEXT) + zstd.compress(b"2") + skippable(b"toc" * 99),
            TEXT + b"2",
            id="I14-zstd-chunked-with-its-toc",
        ),
        pytest.param(
            skippable(b"pzstd", 0) + skippable(b"", 15) + zstd.compress(TEXT),
            TEXT,
            id="I14-zstd-starting-with-skippable-frames",
        ),
        pytest.param(skippable(NOISE) + zstd.compress(TEXT), TEXT, id="I14-zstd-long-skippable"),
        pytest.param(skippable(b"only"), b"", id="I14-zstd-nothing-but-skippable"),
        pytest.param(lzma.compress(TEXT) + bytes(8) + lzma.compress(b"2"), TEXT + b"2", id="xz"),
        pytest.param(lzma.compress(TEXT, check=lzma.CHECK_CRC32, preset=9), TEXT, id="xz-preset-9"),
        pytest.param(bz2.compress(TEXT) + bz2.compress(b""), TEXT, id="bzip2-empty-last"),
        pytest.param(TEXT, TEXT, id="plain"),
        pytest.param(b"", b"", id="nothing"),
        pytest.param(b"\x1f", b"\x1f", id="half-a-magic"),
        pytest.param(b"BZh, said the bee", b"BZh, said the bee", id="text-like-bzip2"),
    ],
)
def test_shapes_of_a_stream(packed: bytes, data: bytes) -> None:
    """Members, frames, padding and headers of every legitimate shape come out whole."""
    assert outcome(packed) == (data, "")
    assert filled(packed, 1 << 20) == filled(packed, 1000) == (data, "")


def test_gzip_header_across_two_reads() -> None:
    """A second member's header is read wherever the reads of the stream divide it."""
    last = gzip_member(b"last", extra=5, name=5, comment=5)
    least = len(gzip_member(TEXT, name=1))
    for position in range(1, len(last)):
        first = gzip_member(TEXT, name=(1 << 16) - position - least + 1)
        assert len(first) + position == 1 << 16
        assert outcome(first + last) == (TEXT + b"last", "")
        assert filled(first + last, 1 << 20) == (TEXT + b"last", "")


@pytest.mark.parametrize("name", PACK)
def test_cut_anywhere(name: str) -> None:
    """A stream that ends early gives what it has, and says that it was cut; never less."""
    packed = PACK[name](TEXT) + PACK[name](TEXT[::-1])
    first = len(PACK[name](TEXT))
    for length in range(12, len(packed), 7):
        out, code = outcome(packed[:length])
        assert filled(packed[:length], 5000) == (out, code)
        assert (TEXT + TEXT[::-1]).startswith(out)
        if length == first:
            assert (out, code) == (TEXT, "")
        elif first < length < first + 12:  # too little to tell a member from garbage
            assert out == TEXT
            assert code in ("stream-truncated", "stream-corrupt")
        else:
            assert code == "stream-truncated"


@pytest.mark.parametrize(
    "packed",
    [
        pytest.param(gzip.compress(TEXT)[:-8] + b"beef" + gzip.compress(TEXT)[-4:], id="gzip-crc"),
        pytest.param(gzip.compress(TEXT)[:-4] + b"beef", id="gzip-size"),
        pytest.param(gzip.compress(TEXT) + b"trailing garbage", id="gzip-garbage-after"),
        pytest.param(gzip.compress(TEXT) + zstd.compress(TEXT), id="zstd-after-gzip"),
        pytest.param(zstd.compress(TEXT) + gzip.compress(TEXT), id="gzip-after-zstd"),
        pytest.param(zstd.compress(TEXT) + b"trailing garbage", id="zstd-garbage-after"),
        pytest.param(
            zstd.compress(TEXT, options={zstd.CompressionParameter.checksum_flag: 1})[:-4]
            + b"beef",
            id="zstd-checksum",
        ),
        pytest.param(lzma.compress(TEXT)[:-20] + bytes(20), id="xz-index"),
        pytest.param(bz2.compress(TEXT)[:-6] + b"garbag", id="bzip2-checksum"),
    ],
)
def test_damage_is_told(packed: bytes) -> None:
    """Everything is given that came out before the damage; gzip's checksums are compared.

    The gzip tool warns of what follows the last member; here it is an error, for no layer has it.
    """
    out, code = outcome(packed)
    assert code == "stream-corrupt"
    assert TEXT.startswith(out)
    assert filled(packed, 1 << 20) == filled(packed, 1000) == (out, code)


def test_reserved_deflate_block() -> None:
    """A block type that does not exist, behind a sound header, is damage."""
    assert outcome(gzip.compress(TEXT)[:10] + b"\xff" * 50)[1] == "stream-corrupt"


def test_zstd_window_beyond_the_limit() -> None:
    """A frame that asks for 2 GiB of memory is refused before any is taken."""
    frame = b"\x28\xb5\x2f\xfd" + bytes((0x00, 0xA8)) + b"\x01\x00\x00"
    tracemalloc.start()
    try:
        assert outcome(frame)[1] == "stream-corrupt"
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


def test_xz_dictionary_beyond_the_limit() -> None:
    """A stream that asks for a dictionary of 1 GiB is refused."""
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 20}]
    packed = bytearray(lzma.compress(TEXT, filters=filters))
    at = packed.index(b"\x21\x01", 12) + 2  # filter LZMA2, one byte of properties
    packed[at] = 36  # 1 GiB
    packed[20:24] = zlib.crc32(packed[12:20]).to_bytes(4, "little")
    assert outcome(bytes(packed))[1] == "stream-corrupt"


@pytest.mark.parametrize("name", [*PACK, "plain"])
def test_limit(name: str) -> None:
    """As many bytes as the limit come out; with one more it is an error, in time."""
    data = bytes(PIECE * 3)
    packed = PACK.get(name, bytes)(data)
    assert plain(packed, len(data)) == data
    out, code = outcome(packed, len(data) - 1)
    assert code == "limit-output"
    assert len(out) < len(data)
    assert filled(packed, PIECE, len(data)) == (data, "")
    assert filled(packed, PIECE, len(data) - 1)[1] == "limit-output"


@pytest.mark.parametrize("name", PACK)
def test_z24_bomb_takes_no_memory(name: str) -> None:
    """Z24: 100 MB of zeros out of a few kB are held a piece at a time."""
    packed = PACK[name](bytes(100 << 20))
    tracemalloc.start()
    try:
        assert sum(map(len, chunks(io.BytesIO(packed), limit=LIMIT))) == 100 << 20
        assert tracemalloc.get_traced_memory()[1] < 24 << 20  # bzip2 blocks and xz dictionaries
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("count", [0, 1, 512])
@pytest.mark.parametrize("name", [*PACK, "plain"])
def test_peek(name: str, count: int) -> None:
    """The first bytes are given from the first read alone, of a whole stream or a cut one."""
    packed = PACK.get(name, bytes)(TEXT)
    assert peek(io.BytesIO(packed), count) == TEXT[:count]
    assert peek(io.BytesIO(PACK.get(name, bytes)(b"ab")), 512) == b"ab"


@pytest.mark.parametrize(
    ("packed", "expected"),
    [
        pytest.param(gzip.compress(TEXT * 99)[:400], TEXT[:100], id="cut"),
        pytest.param(gzip.compress(b"a") + gzip.compress(TEXT), b"a" + TEXT[:99], id="members"),
        pytest.param(skippable(b"x") + zstd.compress(TEXT), TEXT[:100], id="behind-skippable"),
        pytest.param(skippable(bytes(9000)) + zstd.compress(TEXT), b"", id="too-far-away"),
        pytest.param(gzip.compress(b"")[:10] + b"\xff" * 99, b"", id="damaged"),
        pytest.param(b"", b"", id="nothing"),
    ],
)
def test_peek_at_odd_ones(packed: bytes, expected: bytes) -> None:
    """What the first read cannot tell is left out without a word."""
    assert peek(io.BytesIO(packed), 100) == expected


def test_peek_reads_little() -> None:
    """Looking at a large file takes one small read."""
    raw = io.BytesIO(gzip.compress(NOISE))
    peek(raw, 512)
    assert raw.tell() <= 4096


@pytest.mark.parametrize("size", [0, 1000, 66 << 20], ids=["empty", "in-memory", "spooled"])
def test_expand(size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The content can be read and searched from its start; a large one leaves no file behind."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    data = bytes(size)
    with expand(io.BytesIO(zstd.compress(data)), limit=LIMIT) as stream:
        assert stream.read() == data
        assert stream.seek(-size // 2, os.SEEK_END) == size - (size + 1) // 2
        assert list(tmp_path.iterdir()) == []


def test_expand_over_the_limit() -> None:
    """Nothing is returned of what is larger than was allowed."""
    with pytest.raises(FormatError) as caught:
        expand(io.BytesIO(gzip.compress(TEXT)), limit=len(TEXT) - 1)
    assert caught.value.code == "limit-output"


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from((b"", b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ\0", b"BZh91AY&SY"))
    | st.sampled_from([pack(TEXT)[:20] for pack in PACK.values()]),
    st.binary(max_size=300),
)
@example(b"\x50\x2a\x4d\x18", b"\xff" * 8)
def test_any_bytes(start: bytes, rest: bytes) -> None:
    """Random bytes, behind a magic too, give bytes or FormatError from each function."""
    out, code = outcome(start + rest)
    assert code in ("", "stream-truncated", "stream-corrupt")
    if not sniff(start + rest):
        assert (out, code) == (start + rest, "")
    assert filled(start + rest, 100) == (out, code)
    assert len(peek(io.BytesIO(start + rest), 64)) <= 64


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(list(PACK)),
    st.lists(st.binary(max_size=200), min_size=1, max_size=4),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=4),
)
def test_changed_bytes(name: str, parts: list[bytes], changes: list[tuple[int, int]]) -> None:
    """Oracle: the standard library. What it reads whole is read here; the rest is an error.

    Not the other way round: zstd frames here have no checksum, so a change can go unseen.
    """
    packed = bytearray(b"".join(map(PACK[name], parts)))
    for position, value in changes:
        packed[position % len(packed)] = value
    out, code = outcome(bytes(packed))
    assert filled(bytes(packed), 300) == (out, code)
    if bytes(packed) == b"".join(map(PACK[name], parts)):
        assert (out, code) == (b"".join(parts), "")
    elif not code and sniff(bytes(packed)):
        assert out == UNPACK[name](bytes(packed))
