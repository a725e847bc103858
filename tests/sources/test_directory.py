"""A folder as a subject: everything in it once, in one order, nothing followed or opened amiss."""

import os
import pickle
import socket
from pathlib import Path

import pytest

from archcompat.errors import FormatError
from archcompat.model.budget import Budget
from archcompat.model.layer import Member, MemberType
from archcompat.model.problem import Problem, Severity
from archcompat.sources import Source
from archcompat.sources.opening import open_source
from tests.sources.reading import codes, read, read_all


def _members(source: Source, budget: Budget | None = None) -> dict[str, Member]:
    items = source.members(source.layers[0], budget or Budget())
    return {item.path: item for item in items if not isinstance(item, Problem)}


def test_tree_is_walked_in_order(tmp_path: Path) -> None:
    """Folders before their content, names by code point; hidden ones are as any other."""
    for name in ("b/z", "b/a", ".git/HEAD", "B", "a.txt", "b/c/d/e"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    (tmp_path / "empty").mkdir()
    with open_source(str(tmp_path)) as source:
        (reading,) = read_all(source)
        assert source.subject.kind == "directory"
        assert source.subject.name == str(tmp_path)
    assert reading.paths == [
        *("", ".git", ".git/HEAD", "B", "a.txt"),
        *("b", "b/a", "b/c", "b/c/d", "b/c/d/e", "b/z", "empty"),
    ]
    assert reading.files["b/c/d/e"] == b"b/c/d/e"
    assert reading.problems == []


def test_same_files_as_os_walk(tmp_path: Path) -> None:
    """os.walk, the oracle here, meets the same files in a tree a hundred folders deep."""
    deep = tmp_path
    for number in range(100):
        deep /= str(number)
        deep.mkdir()
        (deep / "file").write_bytes(bytes(number))
    found = {
        str((Path(folder) / name).relative_to(tmp_path)): (Path(folder) / name).stat().st_size
        for folder, _, names in os.walk(tmp_path)
        for name in names
    }
    with open_source(str(tmp_path)) as source:
        files = {p: m.size for p, m in _members(source).items() if m.type is MemberType.FILE}
    assert files == found


@pytest.mark.parametrize(
    "link",
    [
        pytest.param("/usr/lib/libz.so", id="I23-absolute"),
        pytest.param("../../outside", id="I23-out-of-the-tree"),
        pytest.param("loop", id="I23-to-itself"),
        pytest.param("gone", id="dangling"),
        pytest.param("./a//b/", id="text-as-written"),
        pytest.param("../outside-folder", id="to-a-folder"),
    ],
)
def test_symlink_is_kept_and_never_followed(link: str, tmp_path: Path) -> None:
    """A link is a link with its text; what it leads to on this machine is not read."""
    (tmp_path / "outside-folder").mkdir()
    (tmp_path / "outside-folder/secret").write_text("s")
    root = tmp_path / "root"
    root.mkdir()
    (root / "loop").symlink_to(link)
    with open_source(str(root)) as source:
        (reading,) = read_all(source)
    assert reading.paths == ["", "loop"]
    assert reading.links == {"loop": link}


def test_file_that_became_a_link_is_not_followed(tmp_path: Path) -> None:
    """A file exchanged for a link between listing and opening is an error, not its target."""
    (tmp_path / "outside").write_text("secret")
    root = tmp_path / "root"
    root.mkdir()
    (root / "file").write_text("own")
    with open_source(str(root)) as source:
        content = _members(source)["file"].open
    (root / "file").unlink()
    (root / "file").symlink_to("../outside")
    assert content is not None
    with pytest.raises(FormatError):
        content()


def test_hardlinks_are_files(tmp_path: Path) -> None:
    """Two names of one file are two files."""
    (tmp_path / "a").write_text("same")
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    with open_source(str(tmp_path)) as source:
        assert read_all(source)[0].files == {"a": b"same", "b": b"same"}


def test_pipe_and_socket_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening a pipe would wait for ever: what is no file is only named."""
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        monkeypatch.chdir(tmp_path)  # a socket's path may have 107 bytes
        listener.bind("socket")
        with open_source(str(tmp_path)) as source:
            members = _members(source)
    assert members["pipe"].type is members["socket"].type is MemberType.OTHER
    assert members["pipe"].open is None


def test_names_that_are_no_text(tmp_path: Path) -> None:
    """A name in another encoding comes through, and its file can be read."""
    name = os.fsdecode(b"caf\xe9.so")
    (tmp_path / name).write_bytes(b"x")
    with open_source(str(tmp_path)) as source:
        assert read_all(source)[0].files == {name: b"x"}


@pytest.mark.usefixtures("denied")
def test_unreadable_file_and_folder(tmp_path: Path) -> None:
    """What may not be read is an error problem each; the rest is read."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "file").chmod(0)
    (tmp_path / "folder").mkdir(0)
    (tmp_path / "z").write_text("z")
    with open_source(str(tmp_path)) as source:
        (reading,) = read_all(source)
    (tmp_path / "folder").chmod(0o700)
    assert codes(reading.problems) == ["permission-denied", "permission-denied"]
    assert [str(problem.where) for problem in reading.problems] == ["file", "folder"]
    assert reading.paths == ["", "file", "folder", "z"]
    assert reading.files == {"z": b"z"}


@pytest.mark.parametrize(
    ("error", "code", "severity"),
    [
        pytest.param(
            PermissionError(13, "denied"), "permission-denied", Severity.ERROR, id="denied"
        ),
        pytest.param(OSError(5, "I/O error"), "unreadable", Severity.ERROR, id="bad-disk"),
        pytest.param(FileNotFoundError(2, "gone"), "vanished", Severity.WARNING, id="vanished"),
    ],
)
@pytest.mark.parametrize("call", ["open", "scandir"])
def test_failing_disk_costs_one_file(
    call: str,
    *,
    error: OSError,
    code: str,
    severity: Severity,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An error of the system is a problem at that place, and the walk goes on."""
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad/bad").write_text("x")
    (tmp_path / "good").write_text("good")
    real = getattr(os, call)

    def failing(path: str, *more: int) -> object:
        if str(path).endswith("bad/bad" if call == "open" else "/bad"):
            raise error
        return real(path, *more)

    with open_source(str(tmp_path)) as source:
        monkeypatch.setattr(os, call, failing)
        (reading,) = read_all(source)
    assert reading.files == {"good": b"good"}
    assert [(p.code, p.severity) for p in reading.problems] == [(code, severity)]


def test_file_over_the_limit_is_named_but_not_opened(tmp_path: Path) -> None:
    """The budget holds for files on disk as for members of archives."""
    (tmp_path / "big").write_bytes(bytes(2000))
    with open_source(str(tmp_path)) as source:
        member = _members(source, Budget(entry_bytes=1000))["big"]
    assert member.size == 2000
    assert member.open is not None
    with pytest.raises(FormatError) as caught:
        member.open()
    assert caught.value.code == "limit-size"


def test_read_in_another_folder_and_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pickled source of a relative path reads the same from anywhere."""
    (tmp_path / "root").mkdir()
    (tmp_path / "root/file").write_text("x")
    monkeypatch.chdir(tmp_path)
    with open_source("root") as source:
        copy = pickle.loads(pickle.dumps(source))  # noqa: S301 - it is our own
    monkeypatch.chdir("/")
    assert read(copy, copy.layers[0]).files == {"file": b"x"}


def test_tree_is_left_as_it_was(tmp_path: Path) -> None:
    """Reading writes nothing: names and times stay."""
    (tmp_path / "a").write_text("x")
    before = {path: path.stat().st_mtime_ns for path in (tmp_path, tmp_path / "a")}
    with open_source(str(tmp_path)) as source:
        read_all(source)
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
