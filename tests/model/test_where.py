"""Nested places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.model.where import Where

FILE = Where(("opt/app.jar",))
NESTED = Where(("opt/app.jar", "BOOT-INF/lib/x.jar", "linux/libx.so"))


@pytest.mark.parametrize(
    ("where", "path", "split", "depth", "text"),
    [
        pytest.param(FILE, "opt/app.jar", ("opt", "app.jar"), 0, "opt/app.jar", id="file"),
        pytest.param(Where(("a",)), "a", ("", "a"), 0, "a", id="in-the-root"),
        pytest.param(
            NESTED,
            "linux/libx.so",
            ("linux", "libx.so"),
            2,
            "opt/app.jar!/BOOT-INF/lib/x.jar!/linux/libx.so",
            id="Z03-nested",
        ),
        pytest.param(Where(("a.jar", "")), "", ("", ""), 1, "a.jar!/", id="no-name"),
        pytest.param(Where(("a.jar", "b/")), "b/", ("b", ""), 1, "a.jar!/b/", id="folder"),
        pytest.param(
            Where(("a.jar", "../x")), "../x", ("..", "x"), 1, "a.jar!/../x", id="Z19-as-written"
        ),
    ],
)
def test_parts(where: Where, path: str, split: tuple[str, str], depth: int, text: str) -> None:
    """What of a place is asked for."""
    assert (where.path, (where.folder, where.name)) == (path, split)
    assert (where.depth, str(where)) == (depth, text)


def test_moving() -> None:
    """Into an archive, out of it, and beside."""
    assert FILE.inside("BOOT-INF/lib/x.jar").inside("linux/libx.so") == NESTED
    assert NESTED.container == Where(NESTED.parts[:2])
    assert FILE.container is None
    assert NESTED.beside("META-INF/MANIFEST.MF") == Where(
        (*NESTED.parts[:2], "META-INF/MANIFEST.MF")
    )
    assert FILE.beside("etc/passwd") == Where(("etc/passwd",))


def test_order_and_identity() -> None:
    """Places sort by their parts, an archive before what is in it, and are keys."""
    other = Where(("opt/app.jar", "a"))
    assert sorted([NESTED, other, FILE]) == [FILE, NESTED, other]
    assert len({NESTED, Where(NESTED.parts), FILE}) == 2


PARTS = st.lists(st.text(max_size=8), min_size=1, max_size=4).map(tuple)


@given(PARTS, st.text(max_size=8))
def test_any_parts(parts: tuple[str, ...], path: str) -> None:
    """What goes in comes out again, whatever the names are."""
    where = Where(parts)
    assert where.inside(path).container == where
    assert where.inside(path).path == path
    assert where.inside(path).beside(parts[-1]) == where.inside(parts[-1])
    assert where.path.endswith(where.name)
    assert where.path.startswith(where.folder)
