"""The kind that opens tars."""

import io
import tarfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.kinds.tar_archive import KIND
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.native import Archive
from archcompat.model.where import Where
from tests.make.elf import SO64, SOARM

FORMATS = {"posix": tarfile.PAX_FORMAT, "gnu": tarfile.GNU_FORMAT, "ustar": tarfile.USTAR_FORMAT}
FILES = {"lib/x.so": SO64, "lib/arm.so": SOARM * 99, "empty": b"", "d/" * 60 + "far": b"far"}


def tar(files: dict[str, bytes] = FILES, layout: int = tarfile.PAX_FORMAT) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=layout) as writer:
        folder = tarfile.TarInfo("lib")
        folder.type = tarfile.DIRTYPE
        writer.addfile(folder)
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            writer.addfile(member, io.BytesIO(data))
        link = tarfile.TarInfo("lib/link.so")
        link.type, link.linkname = tarfile.SYMTYPE, "x.so"
        writer.addfile(link)
    return stream.getvalue()


def without_magic(data: bytes) -> bytes:
    """The first header as tars had it before POSIX: no magic, and the checksum for that."""
    header = bytearray(data[:512])
    header[257:345] = bytes(88)
    header[148:156] = b" " * 8
    header[148:156] = b"%06o\0 " % sum(header)
    return bytes(header) + data[512:]


def entry(data: bytes, name: str = "opt/x.tar") -> Entry:
    return Entry(Where((name,)), len(data), data[:512], lambda: io.BytesIO(data))


def read(found: Entry) -> tuple[dict[str, bytes], list[Fact], str]:
    """Content by path, read while the tar is being walked; facts; the code of the error."""
    contents: dict[str, bytes] = {}
    facts: list[Fact] = []
    try:
        for item in KIND.read(found):
            if isinstance(item, Entry):
                assert item.where.container == found.where
                contents[item.where.path] = item.read()
                assert contents[item.where.path][:512] == item.head
            else:
                facts.append(item)
    except FormatError as error:
        return contents, facts, error.code
    return contents, facts, ""


@pytest.mark.parametrize("layout", FORMATS)
def test_files(layout: str) -> None:
    """Oracle: tarfile wrote it; the files come with their content, the rest is only counted."""
    found = entry(tar(layout=FORMATS[layout]), "opt/files")
    assert KIND.claims(found)
    assert read(found) == (FILES, [Archive(found.where, "tar", len(FILES) + 2)], "")


@pytest.mark.parametrize(
    ("data", "name", "claimed"),
    [
        pytest.param(without_magic(tar()), "old.TAR", True, id="v7-by-name-and-checksum"),
        pytest.param(without_magic(tar()), "old", False, id="v7-without-the-name"),
        pytest.param(b"some text\n" * 100, "text.tar", False, id="text-named-tar"),
        pytest.param(tar()[:300], "short.tar", True, id="magic-in-a-cut-header"),
        pytest.param(b"", "x.tar", False, id="empty"),
        pytest.param(bytes(10240), "x.tar", False, id="zeros"),
    ],
)
def test_claims(data: bytes, name: str, *, claimed: bool) -> None:
    """The magic decides; without one, both the name and the checksum have to speak for a tar."""
    assert KIND.claims(entry(data, name)) is claimed


def test_v7() -> None:
    """A tar from before the magic is read like any other."""
    contents, _, error = read(entry(without_magic(tar(layout=tarfile.USTAR_FORMAT)), "old.tar"))
    assert (contents, error) == (FILES, "")


def test_damage() -> None:
    """What stands before the damage is read, and the damage is told."""
    data = tar()
    third = data.index(b"empty")
    broken = data[:third] + b"?" + data[third + 1 :]
    for spoilt in (broken, data[: third - 100]):
        contents, facts, error = read(entry(spoilt))
        assert contents["lib/x.so"] == SO64
        assert [type(fact) for fact in facts] == [Archive]
        assert error


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), max_size=6),
    st.integers(0, 1 << 16),
)
def test_any_bytes(changes: list[tuple[int, int]], cut: int) -> None:
    """A tar changed or cut anywhere gives files or FormatError."""
    mutated = bytearray(tar({"a": SO64, "b": b"x" * 700}))
    for position, value in changes:
        mutated[position % len(mutated)] = value
    found = entry(bytes(mutated[: cut % (2 * len(mutated))]))
    _, facts, error = read(found)
    assert facts or error
