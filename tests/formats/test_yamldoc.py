"""YAML documents with their lines; PyYAML's own composer is the oracle."""

import string
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.yamldoc import MISSING, Node, parse_yaml


def plain(node: Node) -> Any:
    """A node as the values that PyYAML's BaseLoader makes: all scalars are text."""
    if node.scalar:
        return node.text
    if node.entries:
        return {entry.text: plain(value) for entry, value in node.entries}
    return [plain(item) for item in node.items]


WORDS = st.text(string.ascii_letters, min_size=1, max_size=6)
VALUES = st.recursive(
    WORDS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=4) | st.dictionaries(WORDS, inner, min_size=1)
    ),
    max_leaves=20,
)


@given(value=VALUES, flow=st.booleans())
def test_reads_what_pyyaml_reads(value: Any, *, flow: bool) -> None:
    """Oracle: yaml.load with the BaseLoader, on what yaml.dump wrote in either style."""
    text = yaml.dump(value, default_flow_style=flow)
    [node] = parse_yaml(text.encode())
    expected = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - it makes nothing but text
    null = {"null", "Null", "NULL"}
    if not (set(str(expected).replace("'", " ").split()) & null):
        assert plain(node) == expected


@given(data=st.binary(max_size=300) | st.text(" -?:{}[]&*!|>#%@'\"abc\n\t,<", max_size=200))
def test_any_bytes(data: bytes | str) -> None:
    """Any bytes give documents or one FormatError."""
    raw = data if isinstance(data, bytes) else data.encode()
    code = "yaml-none"
    try:
        assert all(isinstance(node, Node) for node in parse_yaml(raw))
    except FormatError as error:
        code = error.code
    assert code.startswith(("yaml-", "limit-"))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        pytest.param("[" * 5000, "limit-depth", id="flow-sequences"),
        pytest.param("{a: " * 5000, "limit-depth", id="flow-mappings"),
        pytest.param("- " * 5000, "limit-depth", id="block-sequences"),
        pytest.param("a: [b", "yaml-malformed", id="open"),
        pytest.param("a: \0", "yaml-malformed", id="nul"),
    ],
)
def test_refused(text: str, code: str) -> None:
    """What nests without end is given up early, what is no YAML with its line."""
    with pytest.raises(FormatError) as caught:
        list(parse_yaml(text.encode()))
    assert caught.value.code == code


def test_a_bomb_of_aliases_stays_small() -> None:
    """An alias is the very node: nine levels of nine are not 9**9 nodes."""
    levels = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for above, name in zip("abcdefgh", "bcdefghi", strict=True):
        levels.append(f"{name}: &{name} [{', '.join([f'*{above}'] * 9)}]")
    [node] = parse_yaml("\n".join(levels).encode())
    assert node["i"].items[0] is node["i"].items[8] is node["h"]


def test_an_alias_to_what_is_around_it() -> None:
    """It stands for nothing, and so does one to what is nowhere."""
    [node] = parse_yaml(b"&a [*a, b, *c]")
    assert [item.text for item in node.items] == ["", "b", ""]
    assert node.items[0] is MISSING


def test_lines_and_merges() -> None:
    """Keys and values know where they stand; `<<` gives what the mapping has not."""
    text = b"# c\nx: &x\n  image: a\n  tag: 1\ny:\n  <<: *x\n  tag: '2'\n---\nz: ~\n"
    first, second = parse_yaml(text)
    assert (first["y"]["image"].text, first["y"]["image"].line) == ("a", 3)
    assert (first["y"]["tag"].text, first["y"]["tag"].line, first["y"]["tag"].end) == ("2", 7, 10)
    assert (first["y"].line, first["y"].column) == (6, 2)
    assert first.key("y").line == 5
    assert (second["z"].text, second["z"].line) == ("", 9)
    assert second["none"]["below"] is MISSING


def test_a_bomb_of_merges_stays_small() -> None:
    """What a mapping takes in is looked into once: forty levels of ten are not 10**40."""
    levels = [
        f"a{number}: &a{number} {{<<: [{', '.join([f'*a{number - 1}'] * 10)}]}}"
        for number in range(1, 41)
    ]
    [node] = parse_yaml("\n".join(["a0: &a0 {x: '1'}", *levels]).encode())
    assert node["a40"]["y"] is MISSING
    assert node["a40"]["x"].text == "1"


def test_the_first_of_several_merges_counts() -> None:
    """With all that it takes in itself, as YAML's merge type has it."""
    text = "a: &a {x: '1'}\nb: &b {<<: *a, y: '2'}\nc: &c {x: '3', y: '4', z: '5'}\n"
    [node] = parse_yaml(f"{text}d: {{<<: [*b, *c]}}".encode())
    assert [node["d"][key].text for key in "xyz"] == ["1", "2", "5"]


def test_what_stands_before_an_error_is_given() -> None:
    """A broken document does not take the ones before it."""
    documents = parse_yaml(b"a: b\n---\n[")
    assert next(documents)["a"].text == "b"
    with pytest.raises(FormatError, match="line 4"):
        next(documents)
