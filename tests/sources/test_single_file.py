"""One file as a subject, with what a requirements file includes."""

import hashlib
import os
import pickle
from pathlib import Path

import pytest

from archcompat.model.budget import Budget
from archcompat.model.layer import Member
from archcompat.sources.opening import open_source
from tests.sources.reading import codes, read_all


def _write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"PK\x03\x04" + bytes(100), id="zip"),
        pytest.param(b"\x7fELF" + bytes(100), id="elf"),
        pytest.param(b"x", id="one-byte"),
        pytest.param(b"\x1f\x8b\x08", id="start-of-a-gzip"),
        pytest.param(bytes(1024), id="zeros"),
    ],
)
def test_any_file_is_one_member(content: bytes, tmp_path: Path) -> None:
    """What is no image archive is a subject by itself, under its own name."""
    (tmp_path / "some.thing").write_bytes(content)
    with open_source(str(tmp_path / "some.thing")) as source:
        (reading,) = read_all(source)
        assert source.subject.kind == "file"
        assert source.subject.digest == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert reading.files == {"some.thing": content}
    assert source.problems == ()


def test_named_through_a_link(tmp_path: Path) -> None:
    """A target that is a link is what it links to, under the name that was given."""
    (tmp_path / "real").write_text("x")
    (tmp_path / "link.jar").symlink_to("real")
    with open_source(str(tmp_path / "link.jar")) as source:
        assert read_all(source)[0].files == {"link.jar": b"x"}


@pytest.mark.parametrize(
    ("files", "paths"),
    [
        pytest.param({"requirements.txt": "numpy\n"}, ["requirements.txt"], id="alone"),
        pytest.param(
            {"requirements.txt": "-r base.txt\n--constraint=c.txt", "base.txt": "a", "c.txt": "b"},
            ["requirements.txt", "base.txt", "c.txt"],
            id="beside",
        ),
        pytest.param(
            {"requirements.txt": "-rsub/a.txt\n", "sub/a.txt": "-c b.txt", "sub/b.txt": "x"},
            ["requirements.txt", "sub/a.txt", "sub/b.txt"],
            id="relative-to-the-including-file",
        ),
        pytest.param(
            {"a/requirements.txt": "--requirement ../common.txt", "common.txt": "x"},
            ["a/requirements.txt", "common.txt"],
            id="above",
        ),
        pytest.param(
            {"requirements.txt": "-r a.in\nx", "a.in": "-r requirements.txt\n-r ./a.in"},
            ["requirements.txt", "a.in"],
            id="cycle",
        ),
        pytest.param(
            {"requirements.txt": "-r 'my file.txt' # why\n#-r no.txt\n", "my file.txt": "x"},
            ["requirements.txt", "my file.txt"],
            id="quoted-and-commented",
        ),
        pytest.param(
            {"requirements.txt": "-r \\\n  b.txt\n", "b.txt": "x"},
            ["requirements.txt", "b.txt"],
            id="continued-line",
        ),
        pytest.param(
            {"deps.txt": "numpy==1\n-r b.txt\n", "b.txt": "x"},
            ["deps.txt", "b.txt"],
            id="known-by-its-lines",
        ),
        pytest.param(
            {"notes.txt": "Call it with:\n-r b.txt\n", "b.txt": "x"}, ["notes.txt"], id="prose"
        ),
        pytest.param(
            {"requirements.txt": "--no-index\n-e ./x\nr\n", "x/y": ""},
            ["requirements.txt"],
            id="none",
        ),
    ],
)
def test_included_files_are_members(
    files: dict[str, str], paths: list[str], tmp_path: Path
) -> None:
    """Each included file is there once, where joining its includer's folder and its text leads."""
    _write(tmp_path, files)
    with open_source(str(tmp_path / next(iter(files)))) as source:
        (reading,) = read_all(source)
    assert reading.files == {path: files[path].encode() for path in paths}
    assert reading.paths == paths
    assert source.problems == ()


@pytest.mark.parametrize(
    ("name", "text", "role"),
    [
        pytest.param("requirements.txt", "what is this", "requirements", id="by-name"),
        pytest.param("dev-requirements.in", "x", "requirements", id="by-another-name"),
        pytest.param(
            "deps.txt", "a==1\n-r b.txt # c\nhttps://x/y.whl", "requirements", id="by-lines"
        ),
        pytest.param("deps", "--pre\n", "requirements", id="by-options"),
        pytest.param("deps.in", "# c\nfoo[bar]\n", "requirements", id="in"),
        pytest.param("config.h.in", "#define X\nint x = @X@;\n", "", id="another-in"),
        pytest.param("notes.txt", "Call it with:\na==1", "", id="prose"),
        pytest.param("links.txt", "https://x/y\n", "", id="links"),
        pytest.param("deps.txt", "a\n--no-such-option\n", "", id="another-program's-options"),
        pytest.param("deps.txt", "# nothing\n", "", id="nothing"),
        pytest.param("a.jar", "a==1\n", "", id="other-suffix"),
        pytest.param("deps.txt", "a\0", "", id="binary"),
    ],
)
def test_role(name: str, text: str, role: str, tmp_path: Path) -> None:
    """A file is a requirements file by its name, or because all its lines are fit for one."""
    _write(tmp_path, {name: text, "b.txt": "x"})
    with open_source(str(tmp_path / name)) as source:
        members = list(source.members(source.layers[0], Budget()))
    assert {item.role for item in members if isinstance(item, Member)} == {role}


def test_member_paths_join(tmp_path: Path) -> None:
    """Through folders above and beside, every join of folder and text meets a member."""
    files = {
        "p/app/requirements.txt": "-r ../../shared/base.txt",
        "shared/base.txt": "-c ../p/limits.txt",
        "p/limits.txt": "x",
    }
    _write(tmp_path, files)
    with open_source(str(tmp_path / "p/app/requirements.txt")) as source:
        members = read_all(source)[0].files
    for path, content in members.items():
        written = content.decode().partition(" ")[2]
        if written:
            assert os.path.normpath(Path(path).parent / written) in members
    assert set(members) == set(files)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        pytest.param("a\n-r gone.txt\n", "line 2: gone.txt is not there", id="missing"),
        pytest.param("-c folder", "line 1: folder is not there", id="a-folder"),
        pytest.param(
            "\\\n-r https://example.com/r.txt",
            "line 1: https://example.com/r.txt is a URL, and not fetched",
            id="url",
        ),
    ],
)
def test_include_that_cannot_be_read(text: str, detail: str, tmp_path: Path) -> None:
    """A missing include is an error that names the file, the line and what was written."""
    _write(tmp_path, {"requirements.txt": text, "folder/x": ""})
    with open_source(str(tmp_path / "requirements.txt")) as source:
        (problem,) = source.problems
    assert (problem.code, str(problem.where), problem.detail) == (
        "include-missing",
        "requirements.txt",
        detail,
    )


def test_file_that_vanishes_is_a_problem(tmp_path: Path) -> None:
    """Between opening and reading a file can go away."""
    (tmp_path / "a.jar").write_text("x")
    with open_source(str(tmp_path / "a.jar")) as source:
        copy = pickle.loads(pickle.dumps(source))  # noqa: S301 - it is our own
    (tmp_path / "a.jar").unlink()
    assert codes(read_all(copy)[0].problems) == ["vanished"]
