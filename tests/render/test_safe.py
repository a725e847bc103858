"""Names from an artifact made harmless."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.render.safe import (
    LONGEST,
    all_encodable,
    encodable,
    printable,
    printable_json,
)

ANY_TEXT = st.text(st.characters(codec=None))
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("\x1b[31mred", r"\x1b[31mred", id="colour"),
        pytest.param("\x1b]0;title\x07", r"\x1b]0;title\x07", id="window-title"),
        pytest.param("\x9b2J", r"\x9b2J", id="c1-control"),
        pytest.param("a\nb\r\tc", r"a\nb\r\tc", id="line-breaks"),
        pytest.param("a\0b\x7f", r"a\x00b\x7f", id="nul-and-delete"),
        pytest.param("a\u2028b\u2029c\x85d", r"a\u2028b\u2029c\x85d", id="unicode-line-breaks"),
        pytest.param("\u202egpj.exe", r"\u202egpj.exe", id="right-to-left"),
        pytest.param("\u2066x\u2069", r"\u2066x\u2069", id="bidi-isolate"),
        pytest.param("a\u200bb\u200dc\ufeff", r"a\u200bb\u200dc\ufeff", id="zero-width"),
        pytest.param("a\u3164b\u2800c", r"a\u3164b\u2800c", id="blank-letters"),
        pytest.param("a\u00a0b\u3000c", r"a\xa0b\u3000c", id="other-spaces"),
        pytest.param("\udc80", r"\udc80", id="not-utf-8"),
        pytest.param("\ue000\U000f0000", r"\ue000\U000f0000", id="private-use"),
        pytest.param("\U000e0041", r"\U000e0041", id="tag"),
        pytest.param("café 日本 [bold]x[/] a\\b", "café 日本 [bold]x[/] a\\b", id="harmless"),
        pytest.param("", "", id="empty"),
    ],
)
def test_printable(text: str, shown: str) -> None:
    """What acts on a terminal is written as an escape, what is only looked at stays."""
    assert printable(text) == shown


@given(ANY_TEXT)
def test_printable_is_one_visible_line(text: str) -> None:
    """Nothing but visible characters comes out, and what came out goes through unchanged."""
    shown = printable(text)
    assert shown.isprintable()
    assert printable(shown) == shown


def test_printable_shortens() -> None:
    """A very long name keeps its beginning and its end, within the bound."""
    shown = printable("a" * 50_000 + "/lib.so")
    assert len(shown) == LONGEST
    assert shown.startswith("aaa")
    assert "..." in shown
    assert shown.endswith("/lib.so")
    assert printable("b" * LONGEST) == "b" * LONGEST


@given(ANY_JSON)
def test_printable_json(value: Any) -> None:
    """The JSON says the same (oracle: json), and holds nothing that acts on a terminal."""
    shown = printable_json(json.dumps(value, ensure_ascii=False, indent=1))
    assert json.loads(shown) == value
    assert shown.replace("\n", "").isprintable()


def test_printable_json_leaves_letters() -> None:
    """Letters of any script stay readable; what a terminal would obey does not."""
    assert printable_json('"café \x9b \u202e \U000e0041"') == (r'"café \u009b \u202e \udb40\udc41"')


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1", "cp1252"])
@given(text=ANY_TEXT)
def test_encodable(encoding: str, text: str) -> None:
    """Any text can be written, and what could be before is unchanged."""
    written = encodable(text, encoding)
    written.encode(encoding)
    kept = "".join(char for char in text if char.encode(encoding, "ignore"))
    if kept == text:
        assert written == text


def test_all_encodable() -> None:
    """Texts at any depth, and nothing else."""
    value = {"a": ["é\udc80", ("é", 1)], "b": None, "c": True}
    assert all_encodable(value, "ascii") == {
        "a": [r"\xe9\udc80", [r"\xe9", 1]],
        "b": None,
        "c": True,
    }
