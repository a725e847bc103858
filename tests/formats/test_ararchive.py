"""ar archives as the tools write them, and any bytes."""

import io
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.ararchive import MAGIC, read_ar
from tests.make.packagefiles import static
from tests.need import run

FILES = {
    "a.o": b"\x7fELF" + bytes(20),
    "odd.o": b"x" * 1001,
    "of_a_name_longer_than_fifteen.o": b"y" * 70_000,
    "empty.o": b"",
}


def read(data: bytes, chunk: int = 1 << 20) -> tuple[dict[str, bytes], str]:
    """Members with their content, and the code of the error at the end."""
    found: dict[str, bytes] = {}
    try:
        for member in read_ar(partial(io.BytesIO(data).read, chunk)):
            assert member.open is not None
            content = member.open().read()
            assert content[:512] == member.head
            assert len(content) == member.size
            found[member.path] = content
    except FormatError as error:
        return found, error.code
    return found, ""


@pytest.mark.parametrize("chunk", [7, 1 << 20], ids=["small-chunks", "one-chunk"])
def test_as_ar_lists(tmp_path: Path, chunk: int) -> None:
    """Oracle: ``ar t`` lists the same members, in the same order."""
    library = static(tmp_path, FILES)
    found, code = read(library.read_bytes(), chunk)
    assert (found, code) == (FILES, "")
    assert list(found) == run("ar", "t", str(library)).split()


def header(name: str, size: int) -> bytes:
    return f"{name:<16}{0:<12}{0:<6}{0:<6}{644:<8}{size:<10}`\n".encode()


def test_names_as_bsd_writes_them() -> None:
    """A name with a blank, or a long one, stands before the content and counts as such."""
    table = header("#1/12", 16) + b"__.SYMDEF\0\0\0" + bytes(4)
    member = header("#1/20", 25) + b"a name with blanks\0\0" + b"12345\n"
    assert read(MAGIC + table + member) == ({"a name with blanks": b"12345"}, "")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "layer-truncated", id="empty"),
        pytest.param(b"!<arch>x", "ar-corrupt", id="other-magic"),
        pytest.param(MAGIC + b"x" * 60, "ar-corrupt", id="no-header"),
        pytest.param(MAGIC + header("x/", 10) + b"short", "layer-truncated", id="cut-member"),
        pytest.param(MAGIC + header("x/", 10)[:50], "layer-truncated", id="cut-header"),
        pytest.param(MAGIC + header("/99", 0), "", id="name-out-of-table"),
    ],
)
def test_damaged(data: bytes, code: str) -> None:
    """Damage has a code, and what precedes it is given."""
    assert read(data)[1] == code


@given(st.binary(max_size=300), st.sampled_from((b"", MAGIC, MAGIC + header("x/", 3) + b"abc\n")))
def test_any_bytes(data: bytes, start: bytes) -> None:
    """Members or a FormatError."""
    read(start + data)
