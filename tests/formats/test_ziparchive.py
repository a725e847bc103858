"""Zips against zipfile, and the ones that zipfile refuses, trusts or does not tell of."""

import contextlib
import io
import os
import shutil
import struct
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.ziparchive import ZipDirectory, ZipMember, ends_as_zip, read_zip
from archcompat.model.budget import Budget
from tests.make import ziparchive as make
from tests.make.elf import SO64
from tests.make.ziparchive import Item, archive, zip_of

BUDGET = Budget()
ITEMS = (
    Item("META-INF/", method=make.STORED),
    Item("lib/a.so", SO64),
    Item("lib/b.so", SO64, method=make.STORED),
    Item("lib/c.so", SO64, sizes_follow=True),
    Item("naïve.txt", b"text" * 500),
    Item("empty", b""),
)


def open_zip(data: bytes, budget: Budget = BUDGET) -> ZipDirectory:
    return read_zip(io.BytesIO(data), budget)


def contents(directory: ZipDirectory) -> list[tuple[str, bytes]]:
    return [(member.name, content(directory, member)) for member in directory]


def content(directory: ZipDirectory, member: ZipMember) -> bytes:
    with directory.open(member) as stream:
        return stream.read()


def error_of(directory: ZipDirectory, member: ZipMember) -> str:
    with pytest.raises(FormatError) as raised:
        directory.open(member)
    return raised.value.code


WHOLE = [
    pytest.param({}, id="plain"),
    pytest.param({"prefix": b"#!/bin/bash\nexec java -jar $0\n" * 99}, id="Z01-script-before-it"),
    pytest.param(
        {"prefix": b"#!/bin/bash\nexec java -jar $0\n" * 99, "adjusted": True},
        id="Z01-script-before-it-adjusted",
    ),
    pytest.param({"prefix": b"JM\x01\x00"}, id="jmod"),
    pytest.param({"zip64": True}, id="Z09-zip64"),
    pytest.param({"zip64": True, "prefix": b"#!" * 500}, id="Z09-zip64-with-prefix"),
    pytest.param(
        {"zip64": True, "prefix": b"#!" * 500, "adjusted": True}, id="Z09-zip64-adjusted-prefix"
    ),
    pytest.param({"comment": b"c" * 0xFFFF}, id="Z18-longest-comment"),
]


@pytest.mark.parametrize("memory", [1 << 20, 100], ids=["held", "streamed"])
@pytest.mark.parametrize("options", WHOLE)
def test_members_are_zipfiles(options: dict[str, bytes | bool], memory: int) -> None:
    """Oracle: zipfile lists the same rows and reads the same bytes, whatever stands around."""
    data = zip_of(ITEMS, **options)  # type: ignore[arg-type]  # the table mixes option types
    directory = open_zip(data, Budget(memory_bytes=memory))
    with zipfile.ZipFile(io.BytesIO(data)) as oracle:
        expected = [
            (info.filename, info.CRC, info.compress_size, info.file_size, info.header_offset)
            for info in oracle.infolist()
        ]
        found = [(m.name, m.crc, m.packed, m.size, m.offset) for m in directory]
        assert found == expected
        for member in directory:
            written = oracle.read(member.name)
            assert directory.head(member, 64) == written[:64]
            assert content(directory, member) == written
    assert directory.damage is None
    assert directory.format == ("jmod" if options.get("prefix") == b"JM\x01\x00" else "zip")


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"trailing": b"t" * 65_000}, id="behind-the-end"),
        pytest.param({"gap": b"signature" * 9}, id="before-the-end"),
        pytest.param({"comment": b"PK\x05\x06" * 99}, id="end-records-in-the-comment"),
    ],
)
def test_padding_is_no_damage(options: dict[str, bytes]) -> None:
    """What stands behind the end record or before it does not hide a member."""
    directory = open_zip(zip_of(ITEMS, **options))  # type: ignore[arg-type]  # as above
    assert contents(directory) == [(str(item.name), item.data) for item in ITEMS]
    assert directory.damage is None


@pytest.mark.parametrize(
    "method",
    [
        pytest.param(make.STORED, id="stored"),
        pytest.param(make.DEFLATED, id="deflated"),
        pytest.param(make.BZIP2, id="bzip2"),
        pytest.param(make.LZMA, id="lzma"),
        pytest.param(make.XZ, id="xz"),
        pytest.param(make.ZSTD, id="zstd"),
    ],
)
def test_every_method_is_unpacked(method: int) -> None:
    """Head and content are the packed bytes, for a text, random bytes and nothing."""
    pieces = [b"compressible " * 200_000, os.urandom(100_000), b"", b"x"]
    items = [Item(str(index), data, method) for index, data in enumerate(pieces)]
    directory = open_zip(zip_of(items))
    assert [directory.head(member, 512) for member in directory] == [p[:512] for p in pieces]
    for length in (1000, 70_000, 3_000_000):
        found = [directory.beginning(member, length).read() for member in directory]
        assert found == [data[:length] for data in pieces]
    assert [unpacked for _, unpacked in contents(directory)] == pieces


@pytest.mark.parametrize("program", [("unzip", "-Z1"), ("jar", "tf")], ids=lambda p: p[0])
@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="plain"),
        pytest.param({"prefix": b"#!/bin/sh\n" * 999}, id="Z01-script-before-it"),
        pytest.param({"zip64": True}, id="Z09-zip64"),
    ],
)
def test_names_are_the_programs(
    options: dict[str, bytes | bool], program: tuple[str, str], tmp_path: Path
) -> None:
    """Oracles: unzip and the JDK's jar list the same names."""
    if shutil.which(program[0]) is None:
        pytest.skip(f"needs {program[0]}")
    path = tmp_path / "app.jar"
    path.write_bytes(zip_of(ITEMS[:4], **options))  # type: ignore[arg-type]  # as above
    run = subprocess.run([*program, path], capture_output=True, text=True, check=False)
    with path.open("rb") as stream:
        assert run.stdout.splitlines() == [member.name for member in read_zip(stream, BUDGET)]


def test_many_members() -> None:
    """Z09: more members than 16 bits count, with zip64 and, as old tools wrote it, without."""
    data = archive({f"{index}": b"" for index in range(70_000)}, method=make.STORED)
    assert sum(1 for _ in open_zip(data)) == 70_000
    start = data.index(b"PK\x06\x06")
    length, offset = struct.unpack_from("<QQ", data, start + 40)
    wrapped = data[:start] + make.end_record(70_000 - 65_536, length, offset)
    assert sum(1 for _ in open_zip(wrapped)) == 70_000


def test_far_offsets() -> None:
    """Z09: a member behind 4 GiB, in a sparse file."""
    with tempfile.TemporaryFile() as stream:
        item = zip_of([Item("lib/x.so", SO64)])
        table = item.index(b"PK\x01\x02")
        far = 5 << 30
        stream.seek(far)
        stream.write(item[:table])
        row = bytearray(item[table : item.index(b"PK\x05\x06")])
        struct.pack_into("<H", row, 30, 12)
        struct.pack_into("<I", row, 42, 0xFFFFFFFF)
        stream.write(row + struct.pack("<HHQ", 1, 8, far))
        stream.write(make.end_record(1, len(row) + 12, far + table))
        assert contents(read_zip(stream, BUDGET)) == [("lib/x.so", SO64)]


def test_encrypted_members() -> None:
    """Z10: an encrypted member is told for itself; its neighbour is read."""
    directory = open_zip(zip_of([Item("x.so", SO64, flags=1), Item("y.so", SO64)]))
    first, second = directory
    assert error_of(directory, first) == "entry-encrypted"
    assert content(directory, second) == SO64


def test_encrypted_directory() -> None:
    """Z10: with an encrypted central directory the archive itself is said to be encrypted."""
    data = bytearray(zip_of([Item("1", b"secret", flags=0x2001)]))
    table = data.index(b"PK\x01\x02")
    data[table : table + 46] = b"\x5a" * 46
    directory = open_zip(bytes(data))
    members = list(directory)
    assert [error_of(directory, member) for member in members] == ["entry-encrypted"]
    assert directory.damage is not None
    assert directory.damage.code == "entry-encrypted"


@pytest.mark.parametrize("method", [1, 6, make.DEFLATE64, 97, 42])
def test_unknown_methods(method: int) -> None:
    """A method without a decoder is told, for head and content alike."""
    directory = open_zip(zip_of([Item("x.so", b"??", method)]))
    (member,) = directory
    assert error_of(directory, member) == "entry-method"
    with pytest.raises(FormatError, match="not supported"):
        directory.head(member, 64)


def damaged_rows(data: bytes) -> bytes:
    """The signature of the third row of the central directory, broken."""
    position = data.index(b"PK\x01\x02")
    for _ in range(2):
        position = data.index(b"PK\x01\x02", position + 4)
    return data[:position] + b"XX" + data[position + 2 :]


DAMAGE = [
    pytest.param(lambda d: d.replace(b"PK\x01\x02", b"PK\x01\x00"), "archive-corrupt", id="rows"),
    pytest.param(damaged_rows, "archive-corrupt", id="third-row"),
    pytest.param(lambda d: d[: d.index(b"PK\x05\x06")], "archive-truncated", id="no-end"),
    pytest.param(lambda d: d[: d.index(b"PK\x01\x02")], "archive-truncated", id="no-table"),
    pytest.param(lambda d: d + b"t" * 70_000, "archive-corrupt", id="70-kB-behind-it"),
]


@pytest.mark.parametrize("memory", [1 << 20, 100], ids=["held", "streamed"])
@pytest.mark.parametrize(("spoil", "code"), DAMAGE)
def test_damage_is_told_and_members_recovered(
    spoil: Callable[[bytes], bytes], code: str, memory: int
) -> None:
    """Z12: without a usable directory the members come from their local headers, once each."""
    directory = open_zip(spoil(zip_of(ITEMS)), Budget(memory_bytes=memory))
    found = contents(directory)
    assert sorted(found) == sorted((str(item.name), item.data) for item in ITEMS)
    assert directory.damage is not None
    assert directory.damage.code == code


def test_truncated_member_keeps_its_head() -> None:
    """Z12: a download that stopped within a member gives that member's head, not its content."""
    data = zip_of([Item("x.so", os.urandom(50_000))])[:20_000]
    directory = open_zip(data)
    (member,) = directory
    assert len(directory.head(member, 512)) == 512
    assert error_of(directory, member) == "entry-corrupt"
    assert directory.damage is not None
    assert directory.damage.code == "archive-truncated"


LIES = [
    pytest.param(Item("x.so", SO64, size=4), id="Z13-says-4-bytes"),
    pytest.param(Item("x.so", SO64, size=1 << 20), id="Z13-says-more"),
    pytest.param(Item("x.so", SO64, crc=1), id="Z13-wrong-checksum"),
    pytest.param(Item("x.so", SO64, make.STORED, size=4), id="Z13-stored-says-4-bytes"),
    pytest.param(Item("x.so", SO64, make.STORED, crc=1), id="Z13-stored-wrong-checksum"),
    pytest.param(Item("x.so", SO64, packed=make.pack(8, SO64)[:-9]), id="data-ends-early"),
]


@pytest.mark.parametrize("item", LIES)
def test_lies_are_told_but_heads_read(item: Item) -> None:
    """Z13: what an ELF reader needs first is there though size or checksum are wrong."""
    directory = open_zip(zip_of([item]))
    (member,) = directory
    assert directory.head(member, 64) == SO64[:64]
    assert error_of(directory, member) == "entry-corrupt"


def test_row_to_nowhere() -> None:
    """A row whose local header is not there costs that member only."""
    data = bytearray(zip_of([Item("x", b"1"), Item("y", b"2")]))
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 42, 7)
    directory = open_zip(bytes(data))
    first, second = directory
    assert error_of(directory, first) == "entry-corrupt"
    assert content(directory, second) == b"2"


def test_duplicates_and_overlaps_are_honest() -> None:
    """Z15: one local header under two rows, the same name twice: all are read, nothing refused."""
    directory = open_zip(
        zip_of([Item("a.dll", SO64), Item("b.dll", SO64, shares=0), Item("a.dll", b"other")])
    )
    assert contents(directory) == [("a.dll", SO64), ("b.dll", SO64), ("a.dll", b"other")]


def test_two_shared_bytes_are_honest() -> None:
    """Z15: a member that reaches two bytes into the next one's header is read."""
    plain = zip_of([Item("a", b"1234", make.STORED), Item("b", b"x", make.STORED)])
    data = bytearray(plain)
    row = data.index(b"PK\x01\x02")
    reaching = b"1234PK"
    struct.pack_into("<III", data, row + 16, zlib.crc32(reaching), 6, 6)
    assert contents(open_zip(bytes(data))) == [("a", reaching), ("b", b"x")]


@pytest.mark.parametrize("bomb", [make.overlapping, make.quoted_overlapping])
def test_overlap_bombs_stop(bomb: Callable[[int, bytes], bytes]) -> None:
    """Z16: 250 members that share 10 MB stop at a budget, long before they gave 2.5 GB."""
    directory = open_zip(bomb(250, bytes(10_000_000)))
    given = 0
    codes = set()
    for member in directory:
        try:
            with directory.open(member) as stream:
                given += stream.seek(0, os.SEEK_END)
        except FormatError as error:
            codes.add(error.code)
    assert codes == {"limit-output"}
    assert given < 500_000_000


def test_many_readings_of_an_honest_archive() -> None:
    """A few kinds may each read all members of an archive that has nothing to hide."""
    big = Budget(memory_bytes=1000)  # nothing is kept between two openings
    directory = open_zip(archive({"a": bytes(40_000_000), "b": bytes(40_000_000)}), big)
    for _ in range(6):
        for member in directory:
            directory.open(member).close()


def test_limits() -> None:
    """Z18, Z24: members, the size of one member and the whole output have their limits."""
    data = archive({"a": b"1" * 1000, "b": b"2" * 1000, "c": b"3"})
    with pytest.raises(FormatError) as raised:
        list(open_zip(data, Budget(entries=2)))
    assert raised.value.code == "limit-members"
    assert len(list(open_zip(data, Budget(entries=3)))) == 3
    directory = open_zip(data, Budget(entry_bytes=999))
    assert error_of(directory, next(iter(directory))) == "limit-size"
    directory = open_zip(data, Budget(output_bytes=1500))
    first, second, _ = directory
    directory.open(first)
    assert error_of(directory, second) == "limit-output"


NAMES = [
    b"../../x.so",
    b"/abs.so",
    b"a\\b.so",
    b"c:/d.so",
    b"nul\x00.so",
    b"n" * 65_000,
    b"\xff\xfe.so",
    "ünï.so".encode(),
]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: repr(name[:12]))
def test_names_are_only_labels(name: bytes) -> None:
    """Z18, Z19: whatever a name is, it comes back as written, and as text."""
    (member,) = open_zip(zip_of([Item(name, b"x", flags=0x800)]))
    assert member.name.encode("utf-8", "surrogateescape") == name


def test_names_without_the_utf8_flag() -> None:
    """Without the flag a name is UTF-8 if it can be (as a JVM has it), else code page 437."""
    items = [Item("ü.so".encode()), Item("ü.so".encode("cp437")), Item(b"")]
    assert [member.name for member in open_zip(zip_of(items))] == ["ü.so", "ü.so", "(no name)"]


NO_ZIPS = [
    pytest.param(b"", "is empty", id="Z22-empty"),
    pytest.param(b"<html><head>", "it begins with '<html><head>'", id="Z22-html"),
    pytest.param(b"\x7fELF\x02" + bytes(80), "begins with", id="elf"),
    pytest.param(b"PK\x05\x06", "begins with", id="four-bytes"),
]


@pytest.mark.parametrize(("data", "told"), NO_ZIPS)
def test_what_is_no_zip(data: bytes, told: str) -> None:
    """Z22: a file without anything of a zip is told in one sentence that shows its start."""
    with pytest.raises(FormatError, match=told) as raised:
        open_zip(data)
    assert raised.value.code == "archive-corrupt"


def test_empty_zip() -> None:
    """A zip of nothing is whole."""
    directory = open_zip(zip_of([]))
    assert list(directory) == []
    assert directory.damage is None


def test_ends_as_zip() -> None:
    """Only the tail decides, and text that speaks of zips does not."""
    whole = zip_of(ITEMS)
    assert ends_as_zip(io.BytesIO(SO64 + whole))
    assert not ends_as_zip(io.BytesIO(SO64))
    assert not ends_as_zip(io.BytesIO(b"#!/usr/bin/python\n'PK\x05\x06'" + b"#" * 99))
    assert not ends_as_zip(io.BytesIO(b""))


MEMBER = st.tuples(
    st.text(min_size=1, max_size=20).filter(lambda name: "\0" not in name and name.isprintable()),
    st.binary(max_size=3000),
    st.sampled_from(
        [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(MEMBER, max_size=6, unique_by=lambda m: m[0]), st.binary(max_size=50))
@example([("a", b"x", zipfile.ZIP_STORED)], b"PK\x03\x04")
@example([("a", b"x", zipfile.ZIP_STORED)], b"PK\x03\x04\x14\x00")
def test_random_zips(members: list[tuple[str, bytes, int]], prefix: bytes) -> None:
    """Oracle: zipfile wrote them; names, heads and contents are what was written."""
    # Ten bytes like the start of a member may be one, of an archive that was cut off.
    assume(len(prefix) < 10 or not prefix.startswith(b"PK\x03\x04"))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as writer:
        for name, data, method in members:
            writer.writestr(zipfile.ZipInfo(name), data, method)
    directory = open_zip(prefix + stream.getvalue())
    assert [(m.name, directory.head(m, 100)) for m in directory] == [
        (zipfile.ZipInfo(name).filename, data[:100]) for name, data, _ in members
    ]
    assert [unpacked for _, unpacked in contents(directory)] == [data for _, data, _ in members]


def read_everything(data: bytes, memory: int) -> None:
    budget = Budget(memory_bytes=memory, entry_bytes=1 << 20, entries=1000)
    try:
        directory = open_zip(data, budget)
        for member in directory:
            assert member.name
            with contextlib.suppress(FormatError):
                directory.head(member, 64)
            with contextlib.suppress(FormatError), directory.beginning(member, 99) as start:
                assert len(start.read()) <= 99
            with contextlib.suppress(FormatError):
                content(directory, member)
    except FormatError:
        return


VALID = (
    zip_of(ITEMS),
    zip_of([Item(f"m{m}", b"data" * 99, m) for m in (0, 8, 9, 12, 14, 93, 95)]),
    zip_of(ITEMS, zip64=True, prefix=b"#!/bin/sh\n"),
    make.quoted_overlapping(5, b"kernel" * 99),
)


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(VALID),
    st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), max_size=8),
    st.integers(0, 1 << 16),
    st.sampled_from([1 << 20, 64]),
)
def test_mutations(data: bytes, changes: list[tuple[int, int]], cut: int, memory: int) -> None:
    """Any change and any cut of a valid zip gives members or FormatError, nothing else."""
    mutated = bytearray(data)
    for position, value in changes:
        mutated[position % len(mutated)] = value
    read_everything(bytes(mutated[: cut % (2 * len(mutated))]), memory)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=200))
def test_random_bytes(before: bytes, after: bytes) -> None:
    """Random bytes, alone and around signatures, give members or FormatError."""
    read_everything(before + after, 1 << 20)
    for signature in (b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06PK\x06\x07"):
        read_everything(before + signature + after, 1 << 20)


def test_the_table_of_an_archive_inside_is_not_its_own() -> None:
    """A cut-off JAR whose last whole member is a stored JAR is damaged, and gives what is left."""
    inner = archive({"libx.so": b"\x7fELF" + bytes(900)}, method=make.STORED)
    whole = zip_of(
        [
            Item("a.txt", b"a" * 300, make.STORED),
            Item("lib/inner.jar", inner, make.STORED),
            Item("lib/cut.jar", inner, make.STORED),
        ]
    )
    cut = whole[: whole.rindex(b"lib/cut.jar", 0, whole.rindex(b"PK\1\2")) + 40]
    directory = read_zip(io.BytesIO(cut), BUDGET)
    names = [member.name for member in directory]
    assert names[:2] == ["a.txt", "lib/inner.jar"]
    assert directory.damage is not None
