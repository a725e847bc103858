"""Tars of every format, against tarfile and GNU tar; damaged ones end with a reason."""

import io
import itertools
import os
import tarfile
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.tararchive import normalize, read_tar
from archcompat.model.layer import MemberType
from tests.make.elf import SO64
from tests.make.tararchive import (
    END,
    GNU,
    POSIX,
    V7,
    base256,
    gnu_long,
    header,
    member,
    pax,
    reseal,
)

FILE, FOLDER, SYMLINK, HARDLINK, OTHER = MemberType
FORMATS = {"posix": tarfile.PAX_FORMAT, "gnu": tarfile.GNU_FORMAT, "ustar": tarfile.USTAR_FORMAT}
LONG = "/".join(["a-folder-with-a-name"] * 15)


class Item(NamedTuple):
    """A member after it was read."""

    path: str
    type: MemberType = FILE
    content: bytes | None = b""
    link: str = ""


def source(data: bytes, step: int = 1 << 19) -> Callable[[], bytes]:
    return iter([data[at : at + step] for at in range(0, len(data), step)] + [b""] * 99).__next__


def items(next_chunk: Callable[[], bytes]) -> Iterator[Item]:
    for found in read_tar(next_chunk):
        content = None
        if found.open is not None:
            with found.open() as stream:
                content = stream.read()
            assert found.head == content[:512]
            assert found.size == len(content)
        yield Item(found.path, found.type, content, found.link)


def read(data: bytes, step: int = 1 << 19) -> tuple[list[Item], str]:
    """Every member, and the code of the error that ended them."""
    found: list[Item] = []
    try:
        found.extend(items(source(data, step)))
    except FormatError as error:
        return found, error.code
    return found, ""


def only(data: bytes) -> Item:
    (found,), code = read(data)
    assert code == ""
    return found


def by_tarfile(data: bytes) -> list[Item]:
    """What tarfile reads, in the words of this test."""
    types = {tarfile.DIRTYPE: FOLDER, tarfile.SYMTYPE: SYMLINK, tarfile.LNKTYPE: HARDLINK}
    found = []
    with tarfile.open(fileobj=io.BytesIO(data), errors="surrogateescape") as tar:
        for info in tar:
            kind = FILE if info.isreg() else types.get(info.type, OTHER)
            content = None
            if info.isreg():
                stream = tar.extractfile(info)
                assert stream is not None
                content = stream.read()
            link = info.linkname if kind in (SYMLINK, HARDLINK) else ""
            link = normalize(link) if kind is HARDLINK else link
            found.append(Item(normalize(info.name), kind, content, link))
    return found


def made(*members: tuple[str, bytes, bytes, str], layout: int = tarfile.PAX_FORMAT) -> bytes:
    """A tar of (name, tarfile's type, content, link)."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=layout, errors="surrogateescape") as tar:
        for name, kind, content, link in members:
            info = tarfile.TarInfo(name)
            info.type, info.linkname, info.size = kind, link, len(content)
            tar.addfile(info, io.BytesIO(content))
    return out.getvalue()


def signed(data: bytes) -> bytes:
    """The first header with its bytes summed as signed ones, as some old tars did."""
    block = data[:148] + b" " * 8 + data[156:512]
    total = sum(byte - 256 if byte > 127 else byte for byte in block)
    return data[:148] + b"%06o\0 " % total + data[156:]


EVERYTHING = (
    ("./", tarfile.DIRTYPE, b"", ""),
    ("usr/lib", tarfile.DIRTYPE, b"", ""),
    ("usr/lib/libx.so", tarfile.REGTYPE, SO64, ""),
    ("usr/lib/empty", tarfile.REGTYPE, b"", ""),
    ("usr/lib/block", tarfile.REGTYPE, b"b" * 512, ""),
    ("usr/lib/large", tarfile.REGTYPE, b"l" * 70_001, ""),
    ("lib", tarfile.SYMTYPE, b"", "/usr/lib"),
    ("usr/lib/again", tarfile.LNKTYPE, b"", "./usr/lib/libx.so"),
    ("dev/null", tarfile.CHRTYPE, b"", ""),
    ("dev/sda", tarfile.BLKTYPE, b"", ""),
    ("run/pipe", tarfile.FIFOTYPE, b"", ""),
    (f"{'p' * 90}/{'n' * 99}", tarfile.REGTYPE, b"prefixed", ""),
    ("usr/lib/libx.so", tarfile.REGTYPE, b"the second of its name", ""),
)
EXTENDED = (
    *EVERYTHING,
    (LONG, tarfile.REGTYPE, b"far away", ""),
    (LONG + "/link", tarfile.SYMTYPE, b"", "../" + LONG),
    ("hard", tarfile.LNKTYPE, b"", LONG),
    ("ünïcödé/文件", tarfile.REGTYPE, b"utf-8", ""),
    ("latin-\udce9", tarfile.REGTYPE, b"not utf-8", ""),
)


@pytest.mark.parametrize("step", [1, 13, 512, 1000, 1 << 20])
@pytest.mark.parametrize("layout", FORMATS)
def test_every_type(layout: str, step: int) -> None:
    """Oracle: tarfile, which wrote it, reads the same; however the bytes come in pieces.

    L38: devices and pipes are named and never opened. L26: duplicates are kept in their order.
    """
    members = EVERYTHING if layout == "ustar" else EXTENDED
    data = made(*members, layout=FORMATS[layout])
    found, code = read(data, step)
    assert code == ""
    assert found == by_tarfile(data)
    assert len(found) == len(members)
    assert {item.path for item in found if item.content is None and item.type is OTHER} == {
        "dev/null",
        "dev/sda",
        "run/pipe",
    }


@pytest.mark.parametrize(
    ("data", "item"),
    [
        pytest.param(
            member(b"name", b"x", prefix=b"a/b"), Item("a/b/name", content=b"x"), id="ustar-prefix"
        ),
        pytest.param(
            member(b"name", b"x", magic=GNU, prefix=b"14250000000\0"),
            Item("name", content=b"x"),
            id="gnu-times-are-no-prefix",
        ),
        pytest.param(
            member(b"n" * 100, prefix=b"p" * 155), Item("p" * 155 + "/" + "n" * 100), id="full"
        ),
        pytest.param(member(b"v7", b"x", magic=V7, kind=b"\0"), Item("v7", content=b"x"), id="v7"),
        pytest.param(
            member(b"v7/", magic=V7, kind=b"\0"), Item("v7", FOLDER, None), id="v7-folder"
        ),
        pytest.param(
            member(b"v7", magic=V7, kind=b"1", link=b"other"),
            Item("v7", HARDLINK, None, "other"),
            id="v7-hardlink",
        ),
        pytest.param(
            gnu_long(LONG.encode()) + member(LONG.encode()[:100], b"x", magic=GNU),
            Item(LONG, content=b"x"),
            id="gnu-long-name",
        ),
        pytest.param(
            gnu_long(b"t" * 300, b"K") + gnu_long(b"n" * 300) + member(b"s", kind=b"2", link=b"t"),
            Item("n" * 300, SYMLINK, None, "t" * 300),
            id="gnu-long-link-and-name",
        ),
        pytest.param(
            pax([(b"path", LONG.encode()), (b"comment", b"a\nb=c")]) + member(b"short", b"x"),
            Item(LONG, content=b"x"),
            id="pax-path",
        ),
        pytest.param(
            pax([(b"linkpath", b"l" * 200)]) + member(b"s", kind=b"2", link=b"l"),
            Item("s", SYMLINK, None, "l" * 200),
            id="pax-linkpath",
        ),
        pytest.param(
            pax([(b"size", b"3")]) + member(b"f", b"abc", size=b"00000000000\0"),
            Item("f", content=b"abc"),
            id="pax-size-over-the-field",
        ),
        pytest.param(
            pax([(b"path", b"")]) + member(b"f"), Item("f"), id="pax-empty-value-takes-back"
        ),
        pytest.param(
            pax([(b"SCHILY.xattr.trusted.overlay.opaque", b"y"), (b"mtime", b"1.5")])
            + member(b"d/", kind=b"5"),
            Item("d", FOLDER, None),
            id="L38-xattrs",
        ),
        pytest.param(
            member(b"f", b"x", fields=[(100, b"0104755\0")]),
            Item("f", content=b"x"),
            id="L38-setuid",
        ),
        pytest.param(
            member(b"f", b"abc", size=base256(3)), Item("f", content=b"abc"), id="L34-base-256"
        ),
        pytest.param(
            member(b"f", b"abc", size=b"         3 \0"), Item("f", content=b"abc"), id="spaces"
        ),
        pytest.param(
            member(b"f", b"abc", size=b"3\0junk\0\0\0\0\0\0"), Item("f", content=b"abc"), id="junk"
        ),
        pytest.param(member(b"f", size=bytes(12)), Item("f"), id="blank-size"),
        pytest.param(member(b"f", b"x", kind=b"7"), Item("f", content=b"x"), id="contiguous"),
        pytest.param(
            header(b"d", kind=b"5", size=999), Item("d", FOLDER, None), id="folder-with-a-size"
        ),
        pytest.param(
            header(b"h", kind=b"1", size=999, link=b"f"),
            Item("h", HARDLINK, None, "f"),
            id="hardlink-with-a-size",
        ),
        pytest.param(
            member(b"label", kind=b"V", magic=GNU), Item("label", OTHER, None), id="label"
        ),
        pytest.param(member(b"odd", b"data", kind=b"Z"), Item("odd", OTHER, None), id="unknown"),
        pytest.param(signed(member(b"\xe9", b"x")), Item("\udce9", content=b"x"), id="signed-sum"),
    ],
)
def test_headers(data: bytes, item: Item) -> None:
    """Old and new ways to say the same; the stream is in step behind them."""
    after = member(b"after", b"it")
    assert read(data + after + END) == ([item, Item("after", content=b"it")], "")


def test_pax_global_header() -> None:
    """A record for all members holds until another one; a member's own one is stronger."""
    data = (
        pax([(b"path", b"all")], b"g")
        + member(b"1")
        + pax([(b"path", b"own")])
        + member(b"2")
        + member(b"3")
        + pax([(b"path", b"")], b"g")
        + member(b"4")
        + END
    )
    assert [item.path for item in read(data)[0]] == ["all", "own", "all", "4"]
    assert read(data)[0][:3] == by_tarfile(data)[:3]  # tarfile does not know of taking back


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("a", "a"),
        ("/a/b", "a/b"),
        ("./a", "a"),
        ("./", ""),
        (".", ""),
        ("", ""),
        ("a//b", "a/b"),
        ("a/./b/", "a/b"),
        ("a/../b", "b"),
        ("../../etc/passwd", "etc/passwd"),
        ("/..//etc", "etc"),
        ("a/..", ""),
        ("...", "..."),
        ("..a/.b", "..a/.b"),
        ("a\\..\\b", "a\\..\\b"),
    ],
)
def test_paths(written: str, path: str) -> None:
    """L25: paths are counted from the root and stop at it, in names and in hardlinks."""
    assert normalize(written) == path
    data = member(written.encode(), kind=b"1", link=written.encode()) + END
    assert only(data) == Item(path, HARDLINK, None, path)


def test_symlinks_keep_their_text() -> None:
    """What a symlink says depends on where it is: it is not normalised."""
    data = member(b"a/s", kind=b"2", link=b"../..//b/./c/") + END
    assert only(data) == Item("a/s", SYMLINK, None, "../..//b/./c/")


def test_content_can_be_opened_again_and_twice_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small content is held, large content spooled; two streams of it do not disturb each other."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    small, large = b"s" * 5000, os.urandom(1 << 20) * 65
    data = member(b"small", small) + member(b"large", large) + member(b"end") + END
    for found, content in zip(read_tar(source(data)), (small, large, b""), strict=True):
        assert found.open is not None
        with found.open() as one, found.open() as two:
            assert one.read(1000) == content[:1000]
            assert two.seek(-10, os.SEEK_END) == max(len(content) - 10, 0)
            assert one.read() == content[1000:]
            assert two.read() == content[-10:]
        with found.open() as again:
            assert again.read() == content
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("step", [100, 4096])
def test_content_may_be_left_unread(step: int) -> None:
    """Whether members are opened or passed over, the next one is found."""
    data = made(*EVERYTHING)
    for opened in itertools.product((True, False), repeat=3):
        choice = itertools.cycle(opened)
        paths = []
        for found in read_tar(source(data, step)):
            paths.append(found.path)
            if found.open is not None and next(choice):
                found.open().close()
        assert paths == [item.path for item in by_tarfile(data)]


def test_nothing_is_asked_for_too_early() -> None:
    """A reader that is fed block by block stands right behind the header or the first content."""
    data = member(b"a", b"a" * 1000) + member(b"b", b"b" * 2000) + END
    blocks = [data[at : at + 512] for at in range(0, len(data), 512)]
    given = 0

    def next_block() -> bytes:
        nonlocal given
        given += 1
        return b"".join(blocks[given - 1 : given])

    assert [(found.path, given) for found in read_tar(next_block)] == [("a", 2), ("b", 5)]


def test_l43_many_members() -> None:
    """L43: of very many empty files none is kept."""
    block = header(b"usr/share/empty")
    feed = iter([*[block * 100] * 200, END])
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_tar(lambda: next(feed, b""))) == 20_000
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


TWO = member(b"one", b"1" * 1024) + member(b"two", b"2" * 700)


@pytest.mark.parametrize(
    ("data", "paths", "code"),
    [
        pytest.param(b"", [], "layer-empty", id="L40-no-bytes"),
        pytest.param(END, [], "", id="L40-end-alone"),
        pytest.param(bytes(512), [], "", id="one-zero-block"),
        pytest.param(bytes(10240), [], "", id="a-record-of-zeros"),
        pytest.param(bytes(100), [], "layer-truncated", id="part-of-a-block"),
        pytest.param(TWO, ["one", "two"], "", id="no-end"),
        pytest.param(TWO + bytes(512), ["one", "two"], "", id="half-an-end"),
        pytest.param(TWO + bytes(20_000), ["one", "two"], "", id="long-end"),
        pytest.param(TWO + END + b"x" * 600, ["one", "two"], "tar-trailing-data", id="trailing"),
        pytest.param(TWO + END + TWO + END, ["one", "two"], "tar-trailing-data", id="second-tar"),
        pytest.param(TWO + bytes(512) + TWO, ["one", "two"], "tar-corrupt", id="lone-zero-block"),
        pytest.param(TWO[:-1], ["one", "two"], "layer-truncated", id="cut-in-padding"),
        pytest.param(TWO[:-600], ["one", "two"], "layer-truncated", id="cut-in-content"),
        pytest.param(TWO[:1536], ["one"], "", id="cut-between-members"),
        pytest.param(TWO[:1600], ["one"], "layer-truncated", id="cut-in-header"),
        pytest.param(TWO[:1024], ["one"], "layer-truncated", id="cut-at-a-block"),
        pytest.param(TWO[:512], ["one"], "layer-truncated", id="cut-behind-header"),
        pytest.param(b"x" * 5000, [], "tar-corrupt", id="no-tar"),
        pytest.param(TWO + b"x" * 512, ["one", "two"], "tar-corrupt", id="garbage-header"),
        pytest.param(
            TWO + member(b"3", checksum=b"000001\0 "), ["one", "two"], "tar-corrupt", id="checksum"
        ),
        pytest.param(
            TWO + member(b"3", checksum=b"garbage "),
            ["one", "two"],
            "tar-corrupt",
            id="no-checksum",
        ),
        pytest.param(member(b"a", size=base256(-1)), [], "tar-corrupt", id="L34-negative-size"),
        pytest.param(member(b"a", size=base256(-512)), [], "tar-corrupt", id="L34-minus-a-block"),
        pytest.param(member(b"a", size=b"-0000001000\0"), [], "tar-corrupt", id="L34-octal-sign"),
        pytest.param(member(b"a", size=b"+0000001000\0"), [], "tar-corrupt", id="octal-plus"),
        pytest.param(member(b"a", size=b"0o000001000\0"), [], "tar-corrupt", id="octal-letter"),
        pytest.param(member(b"a", size=b"00000_10000\0"), [], "tar-corrupt", id="octal-underscore"),
        pytest.param(member(b"a", size=b"00000001800\0"), [], "tar-corrupt", id="octal-eight"),
        pytest.param(member(b"a", size=base256(1 << 70)), [], "tar-corrupt", id="L34-huge-size"),
        pytest.param(
            member(b"a", b"x", size=base256(1 << 61)), ["a"], "layer-truncated", id="L34-long-size"
        ),
        pytest.param(
            member(b"a", b"x", size=8 << 30), ["a"], "layer-truncated", id="L34-more-than-there-is"
        ),
        pytest.param(
            pax([(b"size", b"-512")]) + member(b"a"), [], "tar-corrupt", id="L34-negative-pax-size"
        ),
        pytest.param(
            pax([(b"size", "²".encode())]) + member(b"a"),
            [],
            "tar-corrupt",
            id="pax-digit-of-no-use",
        ),
        pytest.param(
            pax([(b"size", b"9" * 19)]) + member(b"a"), [], "tar-corrupt", id="L34-huge-pax-size"
        ),
        pytest.param(member(b"p", b"9 path=a", kind=b"x"), [], "tar-corrupt", id="pax-no-newline"),
        pytest.param(member(b"p", b"0 path=a\n", kind=b"x"), [], "tar-corrupt", id="pax-length-0"),
        pytest.param(member(b"p", b"-9 path=a\n", kind=b"x"), [], "tar-corrupt", id="pax-minus"),
        pytest.param(member(b"p", b"no records", kind=b"g"), [], "tar-corrupt", id="pax-no-number"),
        pytest.param(
            header(b"p", kind=b"x", size=2 << 20) + bytes(2 << 20),
            [],
            "tar-corrupt",
            id="pax-large",
        ),
        pytest.param(header(b"L", kind=b"L", size=900), [], "layer-truncated", id="long-name-cut"),
        pytest.param(gnu_long(LONG.encode()), [], "", id="long-name-of-nothing"),
        pytest.param(pax([(b"path", b"a")]) + END, [], "", id="pax-of-nothing"),
    ],
)
def test_damage(data: bytes, paths: list[str], code: str) -> None:
    """What was readable before the damage is given, and the damage is told, opened or not."""
    seen: list[str] = []
    found = ""
    try:
        seen.extend(member.path for member in read_tar(source(data)))
    except FormatError as error:
        found = error.code
    assert (seen, found) == (paths, code)
    assert read(data)[1] == code


@pytest.mark.parametrize(
    ("cut", "code"),
    [
        pytest.param(0, "", id="whole"),
        pytest.param(1, "", id="in-the-padding"),
        pytest.param(324, "", id="before-the-padding"),
        pytest.param(325, "layer-truncated", id="in-the-content"),
    ],
)
def test_without_the_last_padding(cut: int, code: str) -> None:
    """`umoci insert` ends a layer behind its last file; a digest tells whether that is all."""
    seen: list[str] = []
    found = ""
    try:
        seen.extend(one.path for one in read_tar(source(TWO[: len(TWO) - cut]), digested=True))
    except FormatError as error:
        found = error.code
    assert found == code
    assert seen == ["one", "two"]


def test_truncation_is_told_again() -> None:
    """A reader of content that keeps its end to itself does not make the tar seem whole."""
    for data in (TWO[:1024], TWO[:512], TWO[:-512]):
        seen = []
        members = read_tar(source(data))
        with suppress(FormatError):
            for found in members:
                seen.append(found.path)
                assert found.open is not None
                with suppress(FormatError):
                    found.open()
            pytest.fail(f"read as a whole tar of {seen}")


def test_damage_says_where() -> None:
    """The last good path tells a person where to look."""
    with pytest.raises(FormatError, match="after 'two'"):
        list(read_tar(source(TWO + b"x" * 512)))


def test_memory_of_extension_headers() -> None:
    """Endless pax headers, each with new keys or a growing sparse map, fill no memory."""

    def feed() -> Iterator[bytes]:
        for number in range(20):
            keys = [(b"key%d.%d" % (number, line), b"v" * 99) for line in range(3000)]
            yield pax(keys, b"x" if number % 2 else b"g")
        yield pax([(b"GNU.sparse.offset", b"0")] * 20_000)

    chunks = feed()
    tracemalloc.start()
    try:
        assert next(read_tar(lambda: next(chunks, member(b"end")))).path == "end"
        assert tracemalloc.get_traced_memory()[1] < 8 << 20
    finally:
        tracemalloc.stop()


names = st.binary(min_size=1, max_size=150).map(
    lambda raw: raw.replace(b"\0", b"0").decode("utf-8", "surrogateescape")
)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([tarfile.PAX_FORMAT, tarfile.GNU_FORMAT]),
    st.lists(
        st.tuples(
            names,
            st.sampled_from(
                [
                    tarfile.REGTYPE,
                    tarfile.SYMTYPE,
                    tarfile.LNKTYPE,
                    tarfile.DIRTYPE,
                    tarfile.FIFOTYPE,
                ]
            ),
            st.binary(max_size=1200),
            names,
        ),
        max_size=5,
    ),
    st.integers(1, 3000),
)
@example(tarfile.GNU_FORMAT, [("a/", tarfile.REGTYPE, b"x", "x")], 512)
def test_any_members(layout: int, members: list[tuple[str, bytes, bytes, str]], step: int) -> None:
    """Oracle: whatever tarfile writes, names in any encoding, it is read as tarfile reads it."""
    whole = [
        (name, kind, content if kind == tarfile.REGTYPE else b"", link)
        for name, kind, content, link in members
        # An empty one with a slash is a folder here, as for GNU tar, and a file for tarfile.
        if not (kind == tarfile.REGTYPE and name.endswith("/") and not content)
    ]
    data = made(*whole, layout=layout)
    assert read(data, step) == (by_tarfile(data), "")


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), min_size=1, max_size=8),
    st.booleans(),
    st.integers(0, 1 << 16),
)
def test_changed_bytes(changes: list[tuple[int, int]], sealed: bool, cut: int) -> None:
    """A tar changed anywhere, its checksums made to fit, ends; with members or FormatError."""
    data = bytearray(
        pax([(b"path", b"long"), (b"size", b"700")])
        + member(b"one", b"1" * 700)
        + gnu_long(b"two")
        + member(b"2", b"2", magic=GNU, size=base256(1))
        + member(b"three", kind=b"2", link=b"one")
        + END
    )
    for position, value in changes:
        data[position % len(data)] = value
    if sealed:
        for at in range(0, len(data) - 1024, 512):
            if data[at + 257 : at + 262] == b"ustar":
                data[at : at + 512] = reseal(bytes(data[at : at + 512]))
    found, code = read(bytes(data[: 1 + cut % (2 * len(data))]))
    assert code in ("", "tar-corrupt", "tar-trailing-data", "layer-truncated")
    assert all(".." not in item.path.split("/") for item in found)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=3000), st.sampled_from([b"", member(b"a", b"b"), POSIX]))
def test_any_bytes(data: bytes, start: bytes) -> None:
    """Random bytes, behind a sound member too, give members or FormatError."""
    found, code = read(start + data)
    assert found or code or not (start + data).strip(b"\0")
