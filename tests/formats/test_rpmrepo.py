"""The readers of an rpm repository's metadata."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.packagelist import PackageRow
from archcompat.formats.rpmrepo import PrimaryFile, parse_mirrors, parse_repomd, read_primary

SUM = "ab" * 32
REPOMD = f"""<?xml version="1.0"?>
<repomd xmlns="http://linux.duke.edu/metadata/repo" xmlns:rpm="http://x">
<data type="filelists"><location href="repodata/f.gz"/></data>
<data type="primary"><checksum type="sha256">{SUM}</checksum>
<open-checksum type="sha256">x</open-checksum><location href="repodata/p.xml.gz"/></data></repomd>
"""
PRIMARY = """<?xml version="1.0"?>
<metadata xmlns="http://linux.duke.edu/metadata/common" xmlns:rpm="http://linux.duke.edu/metadata/rpm">
<package type="rpm"><name>bash</name><arch>aarch64</arch>
<version epoch="0" ver="5.1" rel="6.el9"/><format><rpm:provides><rpm:entry name="bash"/>
<rpm:entry name="bash(aarch-64)"/><rpm:entry name="/bin/sh"/><rpm:entry name="shell"/>
</rpm:provides>
<rpm:requires><rpm:entry name="libc"/></rpm:requires><file>/bin/name</file></format></package>
<package><name>tz</name><arch>noarch</arch><version epoch="1" ver="2" rel="3"/></package>
<package><name>x86</name><arch>x86_64</arch><version epoch="1" ver="2" rel="3"/></package>
</metadata>
"""
ARCHES = frozenset(("aarch64", "noarch"))


def test_repomd() -> None:
    """Where the list of packages is, and its hash."""
    assert parse_repomd(REPOMD.encode()) == PrimaryFile("repodata/p.xml.gz", "sha256", SUM)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<repomd/>", id="empty"),
        pytest.param(REPOMD.replace("sha256", "md5"), id="weak-hash"),
        pytest.param(REPOMD.replace("repodata/p", "/etc/p"), id="from-the-root"),
        pytest.param(REPOMD.replace("repodata/p", "http://x/p"), id="elsewhere"),
        pytest.param("not found", id="no-xml"),
    ],
)
def test_no_repomd(text: str) -> None:
    """What names no list below the repository is refused."""
    with pytest.raises(FormatError, match=r"names no list|no XML"):
        parse_repomd(text.encode())


@pytest.mark.parametrize("size", [1, 50, 100_000])
def test_primary(size: int) -> None:
    """Versions as rpm's database has them, and what else the packages are called."""
    data = PRIMARY.encode()
    pieces = (data[start : start + size] for start in range(0, len(data), size))
    assert list(read_primary(pieces, ARCHES)) == [
        PackageRow("bash", "5.1-6.el9", ("shell",)),
        PackageRow("tz", "1:2-3"),
    ]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param(PRIMARY[:-20], "no XML", id="cut-short"),
        pytest.param('<!DOCTYPE a [<!ENTITY b "c">]><a/>', "DTD", id="a-dtd"),
        pytest.param("<a>" * 60, "too deep", id="deep"),
        pytest.param("<m><package/></m>", "no name", id="no-name"),
    ],
)
def test_no_primary(text: str, why: str) -> None:
    """What is no list of packages is refused."""
    with pytest.raises(FormatError, match=why):
        list(read_primary([text.encode()], ARCHES))


METALINK = """<metalink xmlns="x"><files><file><resources><url>rsync://a/</url>
<url preference="1">https://b/repodata/repomd.xml</url><url>http://c/repodata/repomd.xml</url>
</resources></file></files></metalink>"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# x\nhttp://a/\n\n https://b/c\nftp://d\n", ("http://a/", "https://b/c")),
        (
            METALINK,
            ("https://b/", "http://c/"),
        ),
        ("", ()),
    ],
    ids=["list", "metalink", "empty"],
)
def test_mirrors(text: str, found: tuple[str, ...]) -> None:
    """The addresses in their order."""
    assert parse_mirrors(text.encode()) == found


XML = st.text("<package name='ver=1'/>&!DOCTYPE").map(str.encode)


@given(st.one_of(st.binary(), XML))
def test_any_bytes(data: bytes) -> None:
    """Any bytes are metadata or are refused."""
    for read in (parse_repomd, parse_mirrors, lambda data: list(read_primary([data], ARCHES))):
        try:
            read(data)
        except FormatError:
            continue
