"""The reader of a Python distribution's metadata and lists of files."""

import csv
import io
from importlib.metadata import Distribution, distributions
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from packaging.metadata import parse_email

from archcompat.errors import FormatError
from archcompat.formats.pymetadata import (
    CoreMetadata,
    parse_installed_files,
    parse_metadata,
    parse_record,
)

INSTALLED = sorted(
    (found for found in distributions() if found.read_text("RECORD")),
    key=lambda found: found.name,
)


@pytest.mark.parametrize("found", INSTALLED, ids=[found.name for found in INSTALLED])
def test_installed_metadata(found: Distribution) -> None:
    """Oracles: importlib.metadata and packaging.metadata, on what this interpreter has."""
    data = (found.read_text("METADATA") or "").encode()
    said, _ = parse_email(data)
    assert parse_metadata(data) == CoreMetadata(
        found.metadata["Name"],
        found.version,
        tuple(found.requires or ()),
        said.get("requires_python", ""),
    )


@pytest.mark.parametrize("found", INSTALLED, ids=[found.name for found in INSTALLED])
def test_installed_record(found: Distribution) -> None:
    """Oracle: importlib.metadata, whose files are located from the same site folder."""
    text = found.read_text("RECORD") or ""
    files = found.files or []
    ours = parse_record(text.encode(), "usr/lib/site")
    located = [("/usr/lib/site" / PurePosixPath(file)).as_posix() for file in files]
    assert [f"/{path}" for path in ours if "/site/" in f"/{path}"] == [
        path for path in located if "/../" not in path
    ]
    assert len(ours) == len(files) > 0


@pytest.mark.parametrize(
    ("text", "requires"),
    [
        pytest.param("Requires-Dist: pytz>dev\n", ("pytz>dev",), id="celery-4.4.2"),
        pytest.param("Requires-Dist: click (>=7.*)\n", ("click (>=7.*)",), id="uvicorn-0.13.4"),
        pytest.param("Requires-Dist: a\r\nREQUIRES-DIST: b\r\n", ("a", "b"), id="any-case"),
        pytest.param("Requires-Dist: a;\n  os_name\n\t== 'x'\n", ("a; os_name == 'x'",), id="fold"),
        pytest.param("Requires-Dist:\nRequires-Dist: a\n", ("a",), id="empty-one"),
        pytest.param("X: y\n Requires-Dist: a\n", (), id="in-a-folded-line"),
        pytest.param("\nRequires-Dist: a\n", (), id="in-the-description"),
        pytest.param("no field\nRequires-Dist: a\n", (), id="after-what-ends-the-fields"),
        pytest.param("Requires-Dist : a\nRequires-Dist: b\n", (), id="space-before-the-colon"),
        pytest.param("Summary: \x0b\x1c\u2028\nRequires-Dist: a\n", ("a",), id="other-breaks"),
        pytest.param(":\nRequires-Dist: a\n", ("a",), id="nameless-field"),
    ],
)
def test_requires(text: str, requires: tuple[str, ...]) -> None:
    """Oracle: packaging.metadata, which keeps values as written too, but for folds and empties."""
    data = f"Name: x\n{text}".encode()
    assert parse_metadata(data).requires == requires
    said, _ = parse_email(data)
    assert tuple(" ".join(value.split()) for value in said.get("requires_dist", ()) if value) == (
        tuple(" ".join(value.split()) for value in requires)
    )


@pytest.mark.parametrize(
    ("data", "name", "version"),
    [
        pytest.param(b"Name: Foo.Bar\nVersion: 1.0\n", "Foo.Bar", "1.0", id="as-written"),
        pytest.param(b"\xef\xbb\xbfName: x\nVersion: 1", "x", "1", id="byte-order-mark"),
        pytest.param(b"Name: x\n", "x", "", id="no-version"),
        pytest.param(b"Name: x\nName: y\n", "x", "", id="first-wins"),
        pytest.param(b"Author: \xff\xfe\nName: x\n", "x", "", id="not-utf-8"),
        pytest.param(b"Name: x\rVersion: 2\r", "x", "2", id="old-mac-lines"),
    ],
)
def test_identity(data: bytes, name: str, version: str) -> None:
    """The name and the version come as the file spells them."""
    said = parse_metadata(data)
    assert (said.name, said.version) == (name, version)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"Version: 1\n\nName: x\n", id="name-in-the-description"),
        pytest.param(b"Name: \n", id="empty-name"),
        pytest.param(b"<html><body>404</body></html>", id="html"),
    ],
)
def test_no_name(data: bytes) -> None:
    """Nothing can be said of a distribution without a name."""
    with pytest.raises(FormatError, match="names no distribution"):
        parse_metadata(data)


@pytest.mark.parametrize(
    ("text", "site", "paths"),
    [
        pytest.param(
            "a/b.py,sha256=x,1\nc.so,,\n", "lib/s", ("lib/s/a/b.py", "lib/s/c.so"), id="plain"
        ),
        pytest.param('"a,b.so",,\n"c""d",,\n', "s", ("s/a,b.so", 's/c"d'), id="quoted"),
        pytest.param('"a\nb",,\r\nc,,\r\n', "s", ("s/a\nb", "s/c"), id="line-break-in-a-name"),
        pytest.param("a b\u2028.py,,\n\xe9.py", "s", ("s/a b\u2028.py", "s/\xe9.py"), id="utf-8"),
        pytest.param("../../bin/x,,\n", "usr/lib/s", ("usr/bin/x",), id="beside-the-site"),
        pytest.param("/opt/x.so,,\n", "lib/s", ("opt/x.so",), id="absolute"),
        pytest.param("../../../../../etc/x,,\n", "lib/s", ("etc/x",), id="clamped"),
        pytest.param("a.py,,\n./a.py,,\n", "s", ("s/a.py",), id="named-twice"),
        pytest.param("\n\n,,\na,,\n", "s", ("s/a",), id="empty-rows"),
        pytest.param("x.data/platlib/x.so,,", "", ("x.data/platlib/x.so",), id="in-a-wheel"),
        pytest.param("../x.so,,\n", "", ("x.so",), id="clamped-in-a-wheel"),
        pytest.param("", "", (), id="empty"),
    ],
)
def test_record(text: str, site: str, paths: tuple[str, ...]) -> None:
    """Paths come as they lead from the root, unquoted."""
    assert parse_record(text.encode(), site) == paths


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"a\0b,,\n", id="nul"),
        pytest.param(b'"' + b"x" * 200_000, id="quote-that-never-ends"),
        pytest.param(b"".join(b"%d\n" % number for number in range(1_000_001)), id="too-many"),
    ],
)
def test_damaged_record(data: bytes) -> None:
    """What cannot be a list of files is told."""
    with pytest.raises(FormatError):
        parse_record(data, "")


def test_installed_files(tmp_path: Path) -> None:
    """Oracle: the file system, on an egg-info folder as pip made them."""
    folder = tmp_path / "site" / "x-1.0.egg-info"
    folder.mkdir(parents=True)
    lines = ["../x/__init__.py", "../x/_x, y.so", "../../bin/x", "PKG-INFO"]
    located = tuple(
        str((folder / line).resolve().relative_to(tmp_path.resolve())) for line in lines
    )
    assert parse_installed_files("\r\n".join(lines).encode(), "site/x-1.0.egg-info") == located


TEXT = st.lists(
    st.sampled_from(["Name:", "Version", "Requires-Dist: ", "x", ",", '"', "\n", "\r", " ", ":"])
).map(lambda parts: "".join(parts).encode())


@given(st.binary() | TEXT)
@example(b"Name: x\n" + b"a:\n" * 50_000)
def test_any_metadata(data: bytes) -> None:
    """Any bytes give a named distribution or a FormatError."""
    try:
        said = parse_metadata(data)
    except FormatError:
        return
    assert said.name
    assert "" not in said.requires


@given(st.binary() | TEXT, st.sampled_from(["", "a", "a/b", "../x"]))
def test_any_list_of_files(data: bytes, folder: str) -> None:
    """Any bytes give paths below the root, or a FormatError."""
    for parse in (parse_record, parse_installed_files):
        try:
            paths = parse(data, folder)
        except FormatError:
            continue
        assert not any(path.startswith("/") or ".." in path.split("/") for path in paths)
        assert "" not in paths


@given(st.lists(st.text(min_size=1).filter(lambda text: "\0" not in text), min_size=1))
def test_quoted_paths(names: list[str]) -> None:
    """Whatever name the csv module writes is read back, in order."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([f"x/{name.replace('/', '_')}_", "", ""] for name in names)
    expected = dict.fromkeys(f"x/{name.replace('/', '_')}_" for name in names)
    assert parse_record(out.getvalue().encode(), "") == tuple(expected)
