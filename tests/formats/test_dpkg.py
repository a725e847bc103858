"""The reader of dpkg's database."""

import io
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.dpkg import DpkgPackage, parse_list, parse_md5sums, read_status
from tests.make.packages import stanza, status

_LIBC = stanza(
    Package="libc6",
    Status="install ok installed",
    Priority="optional",
    Architecture="amd64",
    Multi_Arch="same",
    Source="glibc (2.36-9)",
    Version="2.36-9+deb12u10",
)
_FOUND = DpkgPackage("libc6", "2.36-9+deb12u10", "amd64", "glibc")


def _read(data: bytes) -> list[DpkgPackage]:
    return list(read_status(io.BytesIO(data)))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(status(_LIBC), id="plain"),
        pytest.param(b"\n\n" + status(_LIBC) + b"\n\n\n", id="blank-lines-around"),
        pytest.param(status(_LIBC).rstrip(b"\n"), id="no-last-line-end"),
        pytest.param(status(_LIBC).replace(b"\n", b"\r\n"), id="crlf"),
        pytest.param(status(_LIBC).replace(b"Version", b"VERSION"), id="field-names-any-case"),
        pytest.param(status(_LIBC).replace(b": ", b":\t "), id="tabs"),
        pytest.param(status(_LIBC + " Version: 0\n\tVersion: 0\n"), id="continuation"),
        pytest.param(status(_LIBC + "Description: a\n .\n Package: b\n"), id="description"),
        pytest.param(status(_LIBC + f"Provides: {'a, ' * 100_000}\n"), id="long-line"),
        pytest.param(b"# note\n" + status(_LIBC), id="comment"),
        pytest.param(b" \t\n" + status(_LIBC) + b"  \n", id="white-lines"),
    ],
)
def test_spellings(data: bytes) -> None:
    """Every way deb822 allows to write a stanza gives the same package."""
    assert _read(data) == [_FOUND]


@pytest.mark.parametrize(
    ("state", "present"),
    [
        ("install ok installed", True),
        ("hold ok installed", True),
        ("install reinstreq installed", True),
        ("install ok unpacked", True),
        ("install ok half-configured", True),
        ("install ok triggers-pending", True),
        ("deinstall ok config-files", False),
        ("install ok half-installed", False),
        ("unknown ok not-installed", False),
        ("installed", False),
    ],
)
def test_states(state: str, *, present: bool) -> None:
    """A package counts while its files are there, configured or not."""
    data = status(stanza(Package="x", Status=state, Version="1"))
    assert [package.name for package in _read(data)] == ["x"] * present


def test_order_and_epoch() -> None:
    """Packages come in the file's order, versions whole, an own source package is not said."""
    data = status(
        stanza(Package="zsh", Status="install ok installed", Version="1:5.9-4+b6", Source="zsh"),
        stanza(Package="g++", Status="install ok installed", Architecture="all", Version="4:12.2"),
        stanza(Package="libc6", Status="install ok installed", Architecture="i386", Version="2"),
    )
    assert _read(data) == [
        DpkgPackage("zsh", "1:5.9-4+b6", "", ""),
        DpkgPackage("g++", "4:12.2", "all", ""),
        DpkgPackage("libc6", "2", "i386", ""),
    ]


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(stanza(Status="install ok installed", Version="1"), id="no-name"),
        pytest.param(stanza(Package="x", Status="install ok installed"), id="no-version"),
        pytest.param(stanza(Package="x", Version="1"), id="no-status"),
        pytest.param(
            stanza(Package="../x", Status="install ok installed", Version="1"), id="bad-name"
        ),
        pytest.param("<html>404</html>\n", id="html"),
    ],
)
def test_damage_is_said_after_the_rest(broken: str) -> None:
    """A stanza that cannot be used is told of, and costs no other one."""
    found = []
    with pytest.raises(FormatError) as error:
        found.extend(_read(status(broken)))
    assert error.value.code == "dpkg-malformed"
    reader = read_status(io.BytesIO(status(_LIBC, broken, _LIBC)))
    assert [next(reader), next(reader)] == [_FOUND, _FOUND]
    with pytest.raises(FormatError):
        next(reader)


def test_single_file_of_an_image_without_dpkg() -> None:
    """In status.d no stanza has a state, and being there is being installed."""
    data = stanza(Package="tzdata", Version="2024a-0", Architecture="all").encode()
    found = list(read_status(io.BytesIO(data), status=False))
    assert found == [DpkgPackage("tzdata", "2024a-0", "all", "")]


@pytest.mark.parametrize(
    ("data", "paths"),
    [
        pytest.param(b"/.\n/usr\n/usr/lib/x.so\n", ("usr", "usr/lib/x.so"), id="plain"),
        pytest.param(b"/a b\n/\xff\n", ("a b", "\udcff"), id="names"),
        pytest.param(b"/x", ("x",), id="no-last-line-end"),
        pytest.param(b"junk\n\n", (), id="no-path"),
        pytest.param(b"", (), id="empty"),
    ],
)
def test_list(data: bytes, paths: tuple[str, ...]) -> None:
    """Paths lose their slash; the root itself is no file of a package."""
    assert parse_list(data) == paths


_SUM = b"d41d8cd98f00b204e9800998ecf8427e"


@pytest.mark.parametrize(
    ("data", "paths"),
    [
        pytest.param(_SUM + b"  usr/lib/x.so\n", ("usr/lib/x.so",), id="text"),
        pytest.param(_SUM + b" *usr/a b\n", ("usr/a b",), id="binary"),
        pytest.param(_SUM + b"  ./usr/x\n" + _SUM + b"  /y\n", ("usr/x", "y"), id="roots"),
        pytest.param(b"short  x\n" + _SUM + b"\n" + _SUM + b"  \n", (), id="junk"),
    ],
)
def test_md5sums(data: bytes, paths: tuple[str, ...]) -> None:
    """Paths are spelt as in the lists, whatever stands before them."""
    assert parse_md5sums(data) == paths


@pytest.mark.skipif(
    shutil.which("dpkg-query") is None or not Path("/var/lib/dpkg/status").exists(),
    reason="needs a system that dpkg installed",
)
def test_as_dpkg_reads_it() -> None:
    """Oracle: dpkg-query, on the database of this machine."""
    form = "${db:Status-Status} ${Package} ${Version} ${Architecture} ${source:Package}\n"
    said = subprocess.run(
        ["dpkg-query", "--show", "--showformat", form], check=True, capture_output=True, text=True
    ).stdout.splitlines()
    with Path("/var/lib/dpkg/status").open("rb") as stream:
        ours = [
            f"installed {found.name} {found.version} {found.arch} {found.source or found.name}"
            for found in read_status(stream)
        ]
    present = [line for line in said if not line.startswith(("config-files ", "not-installed "))]
    assert ours
    assert sorted(ours) == sorted(f"installed {line.partition(' ')[2]}" for line in present)


@given(
    st.binary()
    | st.lists(
        st.sampled_from(
            ("Package: x\n", "Version: 1\n", "Status: a b installed\n", "\n", " y\n", ":", "\0\n")
        )
    ).map(lambda lines: "".join(lines).encode())
)
def test_any_bytes(data: bytes) -> None:
    """Any bytes give packages with names and versions, or FormatError."""
    for whole in (True, False):
        try:
            for package in read_status(io.BytesIO(data), status=whole):
                assert package.name.isascii()
                assert package.version.encode()
        except FormatError as error:
            assert error.code == "dpkg-malformed"  # noqa: PT017 - either outcome is right
    assert all(not path.startswith("/") for path in parse_md5sums(data))
    assert "" not in parse_md5sums(data)
    assert len(parse_list(data)) <= data.count(b"\n") + 1
