"""Where a finding lies, for formats that point at files."""

import msgspec
import pytest

from archcompat.model.report import Report
from archcompat.render.location import chain, on_disk, relative, whole
from tests.make.report import report


def of(kind: str, name: str) -> Report:
    made = report(name=name)
    return msgspec.structs.replace(made, subject=msgspec.structs.replace(made.subject, kind=kind))


@pytest.mark.parametrize(
    ("kind", "name", "place", "paths"),
    [
        pytest.param("image", "a:1", "opt/x.jar!/y.so", ("a:1", "opt/x.jar", "y.so"), id="image"),
        pytest.param("image", "a:1", "", ("a:1",), id="image-itself"),
        pytest.param("image", "/b/a.tar", ".", ("b/a.tar",), id="root"),
        pytest.param("directory", "srv", "lib/x!/y", ("srv/lib/x", "y"), id="directory"),
        pytest.param("directory", ".", "lib/x", ("lib/x",), id="here"),
        pytest.param("directory", ".", "", (".",), id="here-itself"),
        pytest.param("file", "b/app.jar", "app.jar", ("b/app.jar",), id="file-itself"),
        pytest.param("file", "b/app.jar", "x/y.jar", ("b/app.jar", "x/y.jar"), id="in-a-file"),
        pytest.param("file", "b/r.txt", "r.txt", ("b/r.txt",), id="list"),
        pytest.param("file", "b/r.txt", "c/s.txt", ("b/c/s.txt",), id="included"),
        pytest.param("file", "b/d/r.txt", "d/r.txt", ("b/d/r.txt",), id="includes-from-above"),
    ],
)
def test_chain(kind: str, name: str, place: str, paths: tuple[str, ...]) -> None:
    """From the outermost that has a path to the innermost, each inside the one before."""
    assert chain(of(kind, name), place) == paths
    assert whole(paths) == "!/".join(paths)
    assert on_disk(of(kind, name), place) == ("" if kind == "image" else paths[0])


def test_chain_is_never_too_deep() -> None:
    """A name can hold the mark between places itself, as often as it likes."""
    assert len(chain(of("image", "a"), "!/".join("x" * 99))) < 20


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/a//b/./c/", "a/b/c"),
        ("../../a", "a"),
        ("..", "."),
        ("", "."),
        ("a/..", "a"),
        ("...", "..."),
    ],
)
def test_relative(path: str, told: str) -> None:
    """No path has a root or leads out of one."""
    assert relative(path) == told
