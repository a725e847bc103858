"""The readers of apt's sources."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.aptsources import AptSource, parse_sources, parse_sources_list

URL = "http://deb.debian.org/debian"
MAIN = AptSource(1, URL, "bookworm", ("main",))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(f"deb {URL} bookworm main", [MAIN], id="plain"),
        pytest.param(
            f"# deb {URL} a main\ndeb\t{URL} bookworm main contrib # both\n",
            [AptSource(2, URL, "bookworm", ("main", "contrib"))],
            id="comments-and-tabs",
        ),
        pytest.param(f"deb-src {URL} bookworm main", [], id="source-packages"),
        pytest.param(
            f"deb [signed-by=/a.gpg arch=amd64,i386] {URL} bookworm main",
            [AptSource(1, URL, "bookworm", ("main",), ("amd64", "i386"))],
            id="limited",
        ),
        pytest.param(f"deb [ trusted=yes ] {URL} bookworm main", [MAIN], id="other-options"),
        pytest.param(f"deb [arch+=i386] {URL} bookworm main", [MAIN], id="added-architecture"),
        pytest.param(f"deb {URL} ./", [AptSource(1, URL, "./", ())], id="flat"),
        pytest.param(f"deb {URL} bookworm", [], id="no-component"),
        pytest.param("deb", [], id="nothing-said"),
        pytest.param("debris x y", [], id="another-word"),
    ],
)
def test_one_line(text: str, found: list[AptSource]) -> None:
    """A line is a source, with its limit, or is passed over."""
    assert list(parse_sources_list(text.encode())) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(
            f"Types: deb deb-src\nURIs: {URL}\nSuites: bookworm bookworm-updates\n"
            "Components: main\nSigned-By:\n -----BEGIN\n .\n x\n",
            [MAIN, AptSource(1, URL, "bookworm-updates", ("main",))],
            id="two-suites",
        ),
        pytest.param(
            f"# made\n\n# by hand\nTypes: deb\nURIs: {URL}\nSuites: bookworm\nComponents:\n main\n"
            "Architectures: amd64 i386\n",
            [AptSource(4, URL, "bookworm", ("main",), ("amd64", "i386"))],
            id="limited-and-folded",
        ),
        pytest.param(
            f"Types: deb\nEnabled: no\nURIs: {URL}\nSuites: bookworm\nComponents: main\n",
            [],
            id="not-enabled",
        ),
        pytest.param(
            f"Types: deb-src\nURIs: {URL}\nSuites: bookworm\nComponents: main\n",
            [],
            id="source-packages",
        ),
        pytest.param(f"Types: deb\nURIs: {URL}\n", [], id="no-suite"),
    ],
)
def test_deb822(text: str, found: list[AptSource]) -> None:
    """A stanza is a source for each of its suites."""
    assert list(parse_sources(text.encode())) == found


@pytest.mark.parametrize(
    ("addresses", "suites", "components"),
    [
        pytest.param(500, "a " * 500, "main", id="suites"),
        pytest.param(30, "a " * 30, "c " * 100_000, id="components"),
        pytest.param(200_000, "a " * 200_000, "", id="that apt refuses"),
    ],
)
def test_too_many(addresses: int, suites: str, components: str) -> None:
    """A stanza multiplies what it says: there is an end to that."""
    text = f"Types: deb\nURIs: {'http://x ' * addresses}\nSuites: {suites}\n"
    with pytest.raises(FormatError, match="10,000"):
        parse_sources(f"{text}Components: {components}\n".encode())


@given(st.one_of(st.binary(), st.text("debTypsURIS: [arch=]/\n# x-").map(str.encode)))
def test_any_bytes(data: bytes) -> None:
    """Any bytes give sources with a suite each."""
    assert all(one.suite and one.url for one in (*parse_sources(data), *parse_sources_list(data)))
