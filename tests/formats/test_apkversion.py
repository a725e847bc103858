"""Alpine's version order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.apkversion import key


@pytest.mark.parametrize(
    "versions",
    [
        pytest.param(("1.0", "1.0.1", "1.1", "1.9", "1.10", "2", "10"), id="numbers"),
        pytest.param(("1.0", "1.0-r0", "1.0-r1", "1.0-r10", "1.0.0"), id="revisions"),
        pytest.param(("1.0_alpha", "1.0_beta", "1.0_pre", "1.0_rc", "1.0"), id="before"),
        pytest.param(("1.0", "1.0_cvs", "1.0_svn", "1.0_git", "1.0_hg", "1.0_p"), id="after"),
        pytest.param(("1.0_rc", "1.0_rc1", "1.0_rc9", "1.0_rc10"), id="numbered"),
        pytest.param(("1.0_alpha_pre2", "1.0_alpha", "1.0_alpha_p1"), id="two-suffixes"),
        pytest.param(("1.0", "1.0a", "1.0b", "1.0.0"), id="letters"),
        pytest.param(("1.001", "1.01", "1.05", "1.1", "1.2"), id="decimal-fractions"),
        pytest.param(("1.2.4-r2", "1.2.4_git20230717-r4", "1.2.5-r0"), id="musl"),
        pytest.param(("1.1.1k-r0", "1.1.1l-r0", "1.1.1w-r1", "3.0.0-r0"), id="openssl"),
        pytest.param(("9_p1-r0", "9_p2-r0", "9.1_p1-r0"), id="openssh"),
        pytest.param(("1.0", "1.0~abcdef", "1.0_p1"), id="commit"),
    ],
)
def test_rising(versions: tuple[str, ...]) -> None:
    """Each one is older than the next."""
    backwards = versions[::-1]
    assert sorted(backwards, key=key) == list(versions)
    assert len({key(version) for version in versions}) == len(versions)


@pytest.mark.parametrize(
    "version",
    ["", "a", "1.", ".1", "1.0_foo", "1.0-1", "1.0-r", "1.0ab", "1.0~xyz", "v1", "1.0\n", "²"],
)
def test_refused(version: str) -> None:
    """What is no Alpine version is told by name."""
    with pytest.raises(FormatError) as raised:
        key(version)
    assert raised.value.code == "version-unknown"
    assert repr(version) in raised.value.detail


VERSIONS = st.from_regex(
    r"[0-9]{1,3}(\.[0-9]{1,3}){0,3}[a-c]?(_(alpha|rc|git|p)[0-9]{0,2}){0,2}(~[0-9a-f]{2})?(-r[0-9])?",
    fullmatch=True,
)


@given(VERSIONS, VERSIONS)
def test_comparable(left: str, right: str) -> None:
    """Every two versions can be compared, whatever parts they have."""
    assert (key(left) < key(right)) is (key(right) > key(left))
    assert not (key(left) < key(right) and key(right) < key(left))


@given(st.text(alphabet="0123.9_-~ralphgitpv\n²", max_size=255))
def test_any_text(text: str) -> None:
    """Any text gives a key or FormatError."""
    try:
        found = key(text)
    except FormatError as error:
        assert error.code == "version-unknown"  # noqa: PT017 - or a key
    else:
        assert found
