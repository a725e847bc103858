"""The reader of rpm repositories' files."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.formats.yumrepos import YumSource, parse_repo_file, substituted


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            "[a]\nname=A\nbaseurl=http://x/\n", [YumSource(1, "http://x/", False)], id="one"
        ),
        pytest.param(
            "# c\n[a]\nBaseURL = http://x/\n   http://y/\n",
            [YumSource(2, "http://x/", False)],
            id="the-first-of-several",
        ),
        pytest.param(
            "[a]\nmirrorlist=http://m\n[b]\nmetalink=http://l\n#baseurl=http://x\n",
            [YumSource(1, "http://m", True), YumSource(3, "http://l", True)],
            id="mirrors",
        ),
        pytest.param("[a]\nbaseurl=http://x\nenabled=False\n", [], id="not-enabled"),
        pytest.param("[a]\nenabled=1\n", [], id="nowhere"),
        pytest.param("baseurl=http://x\n", [], id="no-heading"),
    ],
)
def test_read(text: str, found: list[YumSource]) -> None:
    """What is enabled and says where it is."""
    assert list(parse_repo_file(text.encode())) == found


def test_variables() -> None:
    """Those that are known; in braces or not."""
    said = {"releasever": "9", "a": "$b", "b": "x"}
    assert substituted("/$releasever/${releasever}/$basearch/$a", said) == "/9/9/$basearch/$b"


@given(st.one_of(st.binary(), st.text("[a]\nbseurl= #$").map(str.encode)))
def test_any_bytes(data: bytes) -> None:
    """Any bytes give repositories with an address each."""
    assert all(one.url and one.line > 0 for one in parse_repo_file(data))
