"""The kind that looks into files compressed by themselves."""

import bz2
import gzip
import io
import lzma
import os
import sys
import tarfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.kinds.compressed_file import KIND
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.problem import Problem, Severity
from archcompat.model.where import Where
from tests.make.elf import SO64, elf
from tests.make.ziparchive import jar

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "xz": lzma.compress,
    "zstd": zstd.compress,
    "bzip2": bz2.compress,
}
SUFFIXES = {"gzip": ".gz", "xz": ".xz", "zstd": ".zst", "bzip2": ".bz2"}
LARGE = elf("x86_64", pad=1) + bytes(range(256)) * 2000


def entry(data: bytes, name: str = "lib/x.so.gz") -> Entry:
    return Entry(Where((name,)), len(data), data[:512], lambda: io.BytesIO(data))


def read(found: Entry) -> list[Entry | Fact]:
    assert KIND.claims(found)
    return list(KIND.read(found))


def tar(data: bytes) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as writer:
        member = tarfile.TarInfo("x.so")
        member.size = len(data)
        writer.addfile(member, io.BytesIO(data))
    return stream.getvalue()


@pytest.mark.parametrize("compression", PACKERS)
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(SO64, id="Z07-small-elf"),
        pytest.param(LARGE, id="Z07-large-elf"),
        pytest.param(jar({"x.so": SO64}), id="jar"),
        pytest.param(tar(LARGE), id="tar"),
        pytest.param(bytes.fromhex("cffaedfe 0c000001") + bytes(90), id="mach-o"),
        pytest.param(b"MZ" + bytes(90), id="pe"),
    ],
)
def test_what_another_kind_may_want(compression: str, data: bytes) -> None:
    """Z07: native code and archives come as one entry, plain, however they were compressed."""
    name = f"lib/plain{SUFFIXES[compression]}"
    (inner,) = read(entry(PACKERS[compression](data), name))
    assert isinstance(inner, Entry)
    assert str(inner.where) == f"{name}!/plain"
    assert (inner.size, inner.head, inner.compression) == (len(data), data[:512], compression)
    assert [inner.read(), inner.read()] == [data, data]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("a/libx.so.gz", "libx.so"),
        ("a/LIBX.SO.GZ", "LIBX.SO"),
        ("a/x.tgz", "x.tar"),
        ("a/x.tar.xz", "x.tar"),
        ("a/x.tzst", "x.tar"),
        ("blob", "blob"),
        (".gz", ".gz"),
    ],
)
def test_names(name: str, plain: str) -> None:
    """The plain name is what a decompressor would write; a name that tells nothing stays."""
    (inner,) = read(entry(gzip.compress(SO64), name))
    assert isinstance(inner, Entry)
    assert inner.where == Where((name, plain))


@pytest.mark.parametrize("compression", PACKERS)
def test_text_is_left_alone(compression: str) -> None:
    """A compressed man page or change log yields nothing."""
    assert read(entry(PACKERS[compression](b".TH LS 1\n" * 5000), "man/ls.1.gz")) == []


def test_looks_do_not_open() -> None:
    """Whether a gzip file matters is told by its head alone: images hold thousands of them."""

    def refuse() -> io.BytesIO:
        raise AssertionError

    text = gzip.compress(bytes(range(32, 127)) * 500)
    assert read(Entry(Where(("man/ls.1.gz",)), len(text), text[:512], refuse)) == []


def test_several_members() -> None:
    """Members of gzip one after another are one file."""
    data = gzip.compress(LARGE[:1000]) + gzip.compress(LARGE[1000:])
    (inner,) = read(entry(data))
    assert isinstance(inner, Entry)
    assert inner.read() == LARGE


def test_larger_than_memory() -> None:
    """What is held in a temporary file can be opened twice at a time, each at its own place."""
    data = SO64 + os.urandom(1 << 20) * 70
    stream = io.BytesIO()
    with gzip.GzipFile(fileobj=stream, mode="w", compresslevel=1) as writer:
        writer.write(data)
    for inner in KIND.read(entry(stream.getvalue())):
        assert isinstance(inner, Entry)
        assert inner.size == len(data)
        with inner.open() as first, inner.open() as second:
            assert first.seek(-5, os.SEEK_END) == len(data) - 5
            assert second.read(4) == data[:4]
            assert second.seek(60, os.SEEK_CUR) == 64
            assert first.read() == data[-5:]
            assert second.read() == data[64:]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("usr/lib/libx.so.gz", True),
        ("usr/lib/libx.so.1.gz", True),
        ("src.tar.gz", True),
        ("src.tgz", True),
        ("man/ls.1.gz", False),
    ],
)
def test_unreadable(name: str, *, told: bool) -> None:
    """A file whose start cannot be read is a warning if its name says that it mattered."""
    found = read(entry(b"\x1f\x8b\x08\x00" + b"\xff" * 600, name))
    problems = [(item.code, item.severity) for item in found if isinstance(item, Problem)]
    assert problems == ([("stream-corrupt", Severity.WARNING)] if told else [])
    assert len(found) == len(problems)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(gzip.compress(LARGE)[:-200], "stream-truncated", id="cut"),
        pytest.param(gzip.compress(SO64)[:-20], "stream-truncated", id="cut-small"),
        pytest.param(gzip.compress(LARGE)[:-8] + bytes(8), "stream-corrupt", id="checksum"),
        pytest.param(
            gzip.compress(SO64 + bytes(70 << 20)), "limit-output", id="Z24-bomb-of-1000-to-1"
        ),
        pytest.param(
            zstd.compress(SO64 + bytes(70 << 20)), "limit-output", id="Z24-bomb-of-30000-to-1"
        ),
    ],
)
def test_damage_behind_the_head(data: bytes, code: str) -> None:
    """The head of native code is given even if the rest is not to be had."""
    (inner,) = read(entry(data))
    assert isinstance(inner, Entry)
    assert inner.head[:4] == b"\x7fELF"
    with pytest.raises(FormatError) as raised:
        inner.open()
    assert raised.value.code == code


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(list(PACKERS)),
    st.binary(max_size=100),
    st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), max_size=6),
)
def test_any_bytes(compression: str, tail: bytes, changes: list[tuple[int, int]]) -> None:
    """Random bytes behind the magic ones, and changed files, give an entry or FormatError."""
    whole = PACKERS[compression](SO64 + tail)
    mutated = bytearray(whole)
    for position, value in changes:
        mutated[position % len(mutated)] = value
    for data in (whole[:10] + tail, bytes(mutated)):
        found = entry(data)
        for inner in KIND.read(found) if KIND.claims(found) else ():
            if isinstance(inner, Entry):
                try:
                    assert inner.read()[:1] == inner.head[:1]
                except FormatError as error:
                    assert error.code.startswith(("stream-", "limit-"))  # noqa: PT017 - either way is right
