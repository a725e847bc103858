"""What a target on the command line means, and one clear line for what cannot be opened."""

import contextlib
import os
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import ArchcompatError, FormatError, InputError
from archcompat.sources.opening import open_source
from tests.make.image import (
    Image,
    compress,
    docker_legacy,
    hybrid,
    layout_of,
    tar_of,
    write_folder,
)
from tests.sources.reading import read_all

_IMAGE = Image((tar_of({"bin/tool": b"\x7fELF" * 300}),), tags=("a:1",), compression=("gzip",))


@pytest.mark.parametrize(
    ("target", "says"),
    [
        pytest.param("", "is empty", id="nothing"),
        pytest.param("gone.jar", r"gone\.jar: there is no such file or folder$", id="missing"),
        pytest.param("a/b\0c", "NUL", id="nul"),
        pytest.param("debian:12", r"; an image in a registry is docker://debian:12", id="ref"),
        pytest.param("podman:a:1", r"podman: is not read; docker://NAME reads", id="elsewhere"),
        pytest.param("/dev/null", "neither a file nor a folder", id="device"),
        pytest.param("x" * 5000, "cannot be read|no such file", id="name-too-long"),
    ],
)
def test_target_that_names_nothing(
    target: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A target that is no place on disk is an input error in one line."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=says) as caught:
        open_source(target)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        pytest.param("a.jar", b"", "is empty", id="empty"),
        pytest.param("a.tar", b"hello " * 200, "named as a tar, but what is in it", id="text"),
        pytest.param("a.tar", b"<html>", "named as a tar, but what is in it", id="short-html"),
        pytest.param(
            "a.tgz", b"\x1f\x8b\x08\0\0", "gzip data is damaged or cut off", id="cut-gzip"
        ),
        pytest.param("a.tar.zst", compress(b"x" * 900, "zstd"), "what is in it is none", id="zstd"),
    ],
)
def test_file_that_is_not_what_it_says(
    name: str, content: bytes, says: str, tmp_path: Path
) -> None:
    """An empty file, and a tar by name only, are input errors that name the file."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=says) as caught:
        open_source(str(tmp_path / name))
    assert str(caught.value).startswith(str(tmp_path / name))


@pytest.mark.usefixtures("denied")
@pytest.mark.parametrize("kind", ["file", "folder"])
def test_unreadable_target(kind: str, tmp_path: Path) -> None:
    """A target that may not be read is an input error."""
    path = tmp_path / "target"
    path.mkdir() if kind == "folder" else path.write_text("x")
    path.chmod(0)
    with pytest.raises(InputError, match="target cannot be read: Permission denied"):
        open_source(str(path))
    path.chmod(0o700)


def test_unreadable_by_a_failing_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the system while opening is told in its words."""
    (tmp_path / "a.jar").write_text("x")

    def failing(*_: object) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "open", failing)
    with pytest.raises(ArchcompatError, match=r"a\.jar.*Input/output error"):
        open_source(str(tmp_path / "a.jar"))


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_choice_in_what_is_no_image(kind: str, tmp_path: Path) -> None:
    """A name behind a folder or a JAR is a misunderstanding."""
    path = tmp_path / "target"
    path.mkdir() if kind == "folder" else path.write_text("x")
    with pytest.raises(InputError, match="is no image, so 'tag' cannot be chosen"):
        open_source(f"{path}:tag")


@pytest.mark.parametrize("name", ["a:1", "a@b", "x:y@z:1"])
def test_colons_in_a_path(name: str, tmp_path: Path) -> None:
    """A path that exists is the path, whatever characters are in it."""
    write_folder(tmp_path / name, layout_of(_IMAGE))
    for target in (tmp_path / name, f"{tmp_path / name}:1"):
        with open_source(str(target)) as source:
            assert source.subject.kind == "image"


@pytest.mark.parametrize(
    ("missing", "kind"),
    [("oci-layout", "directory"), ("index.json", "directory"), ("nothing", "image")],
)
def test_folder_is_a_layout_by_its_two_files(missing: str, kind: str, tmp_path: Path) -> None:
    """A folder with only one of oci-layout and index.json is a folder."""
    path = write_folder(tmp_path / "x", layout_of(_IMAGE))
    (path / missing).unlink(missing_ok=True)
    with open_source(str(path)) as source:
        assert source.subject.kind == kind


_ARCHIVES = (
    tar_of(docker_legacy(_IMAGE)),
    tar_of(hybrid(_IMAGE)),
    compress(tar_of(docker_legacy(_IMAGE)), "gzip"),
)


@given(st.sampled_from(_ARCHIVES), st.integers(0, 2**32), st.integers(1, 30))
def test_any_damage_gives_a_reading_or_an_archcompat_error(
    tmp_path_factory: pytest.TempPathFactory, whole: bytes, seed: int, changes: int
) -> None:
    """Archives with bytes changed anywhere are read, or refused with a reason; nothing else."""
    chance = random.Random(seed)  # noqa: S311 - it only picks bytes
    damaged = bytearray(whole)
    for _ in range(changes):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    path = tmp_path_factory.getbasetemp() / "damaged.bin"
    path.write_bytes(damaged[: chance.randrange(1, len(damaged) * 2)])
    with contextlib.suppress(InputError, FormatError), open_source(str(path)) as source:
        assert len(read_all(source)) == len(source.layers)


@given(st.binary(min_size=1, max_size=2000))
def test_any_bytes_are_a_single_file(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    """Random bytes open as a file by themselves."""
    path = tmp_path_factory.getbasetemp() / "random.bin"
    path.write_bytes(content)
    with open_source(str(path)) as source:
        assert read_all(source)[0].files == {"random.bin": content}
