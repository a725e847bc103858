"""Line breaks inside paths and package names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from archcompat.render.fold import folded


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        pytest.param("numpy 1.18.1", 20, ["numpy 1.18.1"], id="fits"),
        pytest.param("numpy 1.18.1", 12, ["numpy 1.18.1"], id="fits-exactly"),
        pytest.param("numpy 1.18.1", 8, ["numpy", "1.18.1"], id="space"),
        pytest.param("a/bb/ccc", 5, ["a/bb/", "ccc"], id="slash"),
        pytest.param("netty-transport-epoll", 10, ["netty-", "transport-", "epoll"], id="hyphen"),
        pytest.param("abcdefgh", 3, ["abcdefgh"], id="unbreakable"),
        pytest.param("ab/cdefgh 1", 3, ["ab/", "cdefgh", "1"], id="one-piece-too-long"),
        pytest.param("日本/語", 4, ["日本/", "語"], id="wide-letters"),
        pytest.param("", 5, [""], id="empty"),
    ],
)
def test_folded(text: str, width: int, lines: list[str]) -> None:
    """A break comes after a slash, a hyphen or a space, and only where it is needed."""
    assert folded(text, width).split("\n") == lines


@given(st.text("ab/- 日", max_size=60), st.integers(1, 30))
def test_folded_keeps_everything(text: str, width: int) -> None:
    """Only spaces at line ends go, no line is empty, and none is wider unless in one piece."""
    lines = folded(text, width).split("\n")
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(lines[1:])
    for line in lines:
        in_pieces = any(mark in line.rstrip("/-").strip() for mark in "/- ")
        assert cell_len(line) <= width or not in_pieces
