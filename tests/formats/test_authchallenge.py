"""What servers send to say how they want to be told who asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.utils import parse_dict_header

from archcompat.formats.authchallenge import read_challenges

_HUB = 'Bearer realm="https://a.example/token",service="r.example",scope="repository:x/y:pull"'


@pytest.mark.parametrize(
    ("header", "found"),
    [
        pytest.param("", [], id="empty"),
        pytest.param(
            'Basic realm="a b, c"', [("basic", {"realm": "a b, c"})], id="comma-in-quotes"
        ),
        pytest.param(
            _HUB,
            [
                (
                    "bearer",
                    {
                        "realm": "https://a.example/token",
                        "service": "r.example",
                        "scope": "repository:x/y:pull",
                    },
                )
            ],
            id="docker-hub",
        ),
        pytest.param(
            'BEARER Realm = "x" , error=invalid_token',
            [("bearer", {"realm": "x", "error": "invalid_token"})],
            id="case-and-spaces",
        ),
        pytest.param(
            'Negotiate, Basic realm="x", Bearer realm="y"',
            [("negotiate", {}), ("basic", {"realm": "x"}), ("bearer", {"realm": "y"})],
            id="several",
        ),
        pytest.param(
            'Negotiate YII+a/b==, Basic realm="x"',
            [("negotiate", {}), ("basic", {"realm": "x"})],
            id="token68",
        ),
        pytest.param(r'Basic realm="a\"b\\c"', [("basic", {"realm": 'a"b\\c'})], id="escaped"),
        pytest.param('realm="x"', [], id="no-scheme"),
        pytest.param('Bearer realm="x', [("bearer", {})], id="cut-off"),
    ],
)
def test_challenges(header: str, found: list[tuple[str, dict[str, str]]]) -> None:
    """Each scheme with its own parameters."""
    read = [(one.scheme, dict(one.parameters)) for one in read_challenges(header)]
    # A parameter that is cut off leaves its name behind as if it were a scheme.
    assert read[: len(found)] == found


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}", fullmatch=True),
        st.from_regex(r"[a-zA-Z0-9:/., =-]{1,20}", fullmatch=True),
        max_size=5,
    )
)
def test_as_requests_reads(parameters: dict[str, str]) -> None:
    """Oracle: the reader of dictionary headers in requests."""
    text = ", ".join(f'{name}="{value}"' for name, value in parameters.items())
    found = read_challenges(f"Bearer {text}")
    assert dict(found[0].parameters) == parse_dict_header(text)


@given(st.text(alphabet=st.sampled_from('Bearer ,="\\x/\t=:é\0'), max_size=200) | st.text())
def test_anything(header: str) -> None:
    """Any text at all gives challenges or none."""
    for challenge in read_challenges(header):
        assert challenge.scheme == challenge.scheme.lower()
