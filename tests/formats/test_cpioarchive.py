"""cpio archives: what is written is read, damage is told, and any bytes.

That real ones are read as rpm reads them is tested with the packages (test_rpm_package).
"""

import io
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.cpioarchive import MAGICS, read_cpio
from archcompat.model.layer import MemberType


def member(name: str, data: bytes = b"", mode: int = 0o100644) -> bytes:
    raw = name.encode() + b"\0"
    fields = (1, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(raw), 0)
    head = b"070701" + b"".join(b"%08x" % field for field in fields) + raw
    return head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4)


END = member("TRAILER!!!", mode=0)


def read(data: bytes, chunk: int = 1 << 20) -> tuple[dict[str, bytes], str]:
    """Files with their content, and the code of the error at the end."""
    found: dict[str, bytes] = {}
    try:
        for one in read_cpio(partial(io.BytesIO(data).read, chunk)):
            if one.type is MemberType.FILE:
                assert one.open is not None
                found[one.path] = one.open().read()
    except FormatError as error:
        return found, error.code
    return found, ""


@pytest.mark.parametrize("chunk", [7, 1 << 20], ids=["small-chunks", "one-chunk"])
def test_files(chunk: int) -> None:
    """Names lose their ``./``, lengths are rounded to four bytes, links and folders pass by."""
    files = {"./usr/bin/x": b"12345", "./a": b"", "./b": b"x" * 4096}
    data = b"".join(member(name, content) for name, content in files.items())
    data += member("./usr", mode=0o040755) + member("./l", b"usr/bin/x", mode=0o120777)
    found, code = read(data + END + bytes(400), chunk)
    assert (found, code) == ({name[2:]: content for name, content in files.items()}, "")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"", "layer-truncated", id="empty"),
        pytest.param(b"070707" + b"0" * 200, "cpio-corrupt", id="old-form"),
        pytest.param(b"070701" + b"_" * 104, "cpio-corrupt", id="no-digits"),
        pytest.param(member("x", b"1234")[:-2], "layer-truncated", id="cut-content"),
        pytest.param(member("x", b"1234"), "layer-truncated", id="no-end"),
        pytest.param(member("x" * 5000) + END, "cpio-corrupt", id="long-name"),
        pytest.param(END + b"\x1f\x8b", "cpio-trailing-data", id="another-behind-it"),
    ],
)
def test_damaged(data: bytes, code: str) -> None:
    """Damage has a code."""
    assert read(data)[1] == code


@given(st.binary(max_size=300), st.sampled_from((b"", *MAGICS, member("x", b"123"))))
def test_any_bytes(data: bytes, start: bytes) -> None:
    """Files or a FormatError."""
    read(start + data)
