"""Where keys stand in TOML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.formats.tomllines import line_of

DOCUMENT = """\
# a = 1
first = 1
"second key" = 2

[tool.x]  # a comment
first = 3
[[ignore]]
purl = "a"
[[ ignore ]]
reason = 'purl = "no key"'
purl = "b"
[tool."y"]
dotted.key = 1
inline = { a = 1 }
"""


@pytest.mark.parametrize(
    ("table", "index", "key", "line"),
    [
        pytest.param("", 0, "first", 2, id="top"),
        pytest.param("", 0, "second key", 3, id="quoted"),
        pytest.param("", 0, "gone", 1, id="missing-at-the-top"),
        pytest.param("tool.x", 0, "", 5, id="header"),
        pytest.param("tool.x", 0, "first", 6, id="in-a-table"),
        pytest.param("tool.x", 0, "purl", 5, id="key-of-another-table"),
        pytest.param("ignore", 0, "purl", 8, id="first-of-an-array"),
        pytest.param("ignore", 1, "purl", 11, id="second-of-an-array"),
        pytest.param("ignore", 1, "", 9, id="header-of-the-second"),
        pytest.param("tool.y", 0, "dotted", 13, id="dotted-key"),
        pytest.param("tool.y", 0, "inline", 14, id="inline-table"),
        pytest.param("none", 0, "first", 1, id="missing-table"),
    ],
)
def test_line_of(table: str, index: int, key: str, line: int) -> None:
    """The line of a key in its own table, else of the table, else the first."""
    assert line_of(DOCUMENT, table, key, index=index) == line


@given(st.text(), st.text(), st.text())
def test_any_text(text: str, table: str, key: str) -> None:
    """Whatever the document is, a line is given that it has."""
    assert 1 <= line_of(text, table, key) <= max(len(text.splitlines()), 1)
