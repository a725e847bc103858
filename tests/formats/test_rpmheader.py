"""The reader of rpm headers."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.rpmheader import RpmPackage, parse_header
from tests.make.rpm import header, table

_STRING, _ARRAY, _INT32 = 6, 8, 4


@pytest.mark.parametrize(
    ("data", "package"),
    [
        pytest.param(
            header("glibc", "2.34", "60.el9", source="glibc-2.34-60.el9.src.rpm"),
            RpmPackage("glibc", "2.34-60.el9", "x86_64", "", ()),
            id="own-source",
        ),
        pytest.param(
            header("bind-libs", "9.16", "1", epoch=32, source="bind-9.16-1.src.rpm"),
            RpmPackage("bind-libs", "32:9.16-1", "x86_64", "bind", ()),
            id="epoch-and-source",
        ),
        pytest.param(
            header("java-1.8.0-openjdk", "1.8", "2", epoch=0, source="a-b-1-2.nosrc.rpm"),
            RpmPackage("java-1.8.0-openjdk", "0:1.8-2", "x86_64", "a-b", ()),
            id="epoch-zero-and-nosrc",
        ),
        pytest.param(
            header("gpg-pubkey", "fd431d51", "4ae0493b", arch="", source="(none)"),
            RpmPackage("gpg-pubkey", "fd431d51-4ae0493b", "", "", ()),
            id="key",
        ),
        pytest.param(
            header("a", arch="noarch", files=("/usr/bin/a", "/etc/a b", "/usr/bin/c", "/top")),
            RpmPackage(
                "a", "5.2.15-3.el9", "noarch", "", ("usr/bin/a", "etc/a b", "usr/bin/c", "top")
            ),
            id="files",
        ),
        pytest.param(
            header("a", files=("/usr/\udcff",)),
            RpmPackage("a", "5.2.15-3.el9", "x86_64", "", ("usr/\udcff",)),
            id="file-name-of-any-bytes",
        ),
        pytest.param(
            header("a", files=("/usr/bin/a", "/b"), old=True),
            RpmPackage("a", "5.2.15-3.el9", "x86_64", "", ("usr/bin/a", "b")),
            id="files-of-rpm-3",
        ),
        pytest.param(
            table({1000: (_STRING, ["a"]), 1001: (_STRING, ["1\udcff"])}) + b"behind",
            RpmPackage("a", "1\ufffd", "", "", ()),
            id="least",
        ),
    ],
)
def test_header(data: bytes, package: RpmPackage) -> None:
    """Every part, where a header has it."""
    assert parse_header(data) == package


_NAMED: dict[int, tuple[int, list[str] | list[int]]] = {
    1000: (_STRING, ["a"]),
    1001: (_STRING, ["1"]),
}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(header()[:-1], id="cut-data"),
        pytest.param(header()[:40], id="cut-index"),
        pytest.param(struct.pack(">2I", 0xFFFFFFFF, 0xFFFFFFFF), id="lengths-without-end"),
        pytest.param(header(""), id="no-name"),
        pytest.param(header("a/b"), id="bad-name"),
        pytest.param(table({1000: (_STRING, ["a"])}), id="no-version"),
        pytest.param(table({**_NAMED, 1022: (_INT32, [1])}), id="number-for-text"),
        pytest.param(table({**_NAMED, 1003: (_STRING, ["1"])}), id="text-for-number"),
        pytest.param(
            table(
                {**_NAMED, 1116: (_INT32, [7]), 1117: (_ARRAY, ["x"]), 1118: (_ARRAY, ["/usr/"])}
            ),
            id="folder-that-is-not-there",
        ),
        pytest.param(table({**_NAMED, 1117: (_ARRAY, ["x"])}), id="file-without-folder"),
        pytest.param(
            table({**_NAMED, 1003: (_INT32, [1])})[:-4].replace(
                struct.pack(">2I", 3, 8), struct.pack(">2I", 3, 4)
            ),
            id="number-cut-off",
        ),
        pytest.param(
            table(
                {
                    **_NAMED,
                    1116: (_INT32, [0] * 9000),
                    1117: (_ARRAY, [""] * 9000),
                    1118: (_ARRAY, ["/" + "x" * 4000]),
                }
            ),
            id="paths-a-thousand-times-as-long-as-the-header",
        ),
    ],
)
def test_damage(data: bytes) -> None:
    """What leads nowhere is told of, and never grows beyond what is there."""
    with pytest.raises(FormatError) as error:
        parse_header(data)
    assert error.value.code == "rpm-header-damaged"


_VALID = header(epoch=1, source="x-1-2.src.rpm", files=("/usr/bin/a", "/usr/lib/b", "/c"))


@given(
    st.binary()
    | st.builds(
        lambda at, by: _VALID[:at] + by + _VALID[at + len(by) :],
        st.integers(0, len(_VALID)),
        st.binary(min_size=1, max_size=8),
    )
)
def test_any_bytes(data: bytes) -> None:
    """Any bytes give a package or FormatError."""
    try:
        package = parse_header(data)
    except FormatError as error:
        assert error.code == "rpm-header-damaged"  # noqa: PT017 - either outcome is right
    else:
        assert package.name.isascii()
        assert package.version.encode().decode() == package.version
