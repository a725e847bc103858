"""Which versions are refused, and which lie in a range (their order has a table of its own)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from archcompat.errors import FormatError
from archcompat.formats.versions import (
    compare,
    is_final,
    is_open_ended,
    nearest,
    ordered,
    parse_range,
    satisfies,
    source_version,
)


@pytest.mark.parametrize(
    ("ecosystem", "version"),
    [
        pytest.param("pypi", "1.0-jre", id="pypi-no-pep-440"),
        pytest.param("pypi", "", id="pypi-empty"),
        pytest.param("npm", "latest", id="npm-tag"),
        pytest.param("deb", "latest", id="deb-word"),
        pytest.param("apk", "1.0_foo1", id="apk-suffix"),
        pytest.param("nuget", "x", id="nuget-word"),
        pytest.param("nuget", "", id="nuget-empty"),
        pytest.param("alpm", "0²", id="alpm-superscript"),
        pytest.param("docker", "latest", id="docker-latest"),
        pytest.param("docker", "", id="docker-empty"),
        pytest.param("generic", "trixie", id="generic-code-name"),
        pytest.param("generic", "٣.1", id="generic-arabic-digits"),
        pytest.param("maven", "1" * 256, id="maven-256-digits"),
        pytest.param("maven", "1-" * 500, id="maven-500-hyphens"),
        pytest.param("pypi", "1" * 5000, id="pypi-5000-digits"),
    ],
)
def test_refused(ecosystem: str, version: str) -> None:
    """What a type does not order is said, not guessed."""
    with pytest.raises(FormatError) as raised:
        compare(ecosystem, version, "1")
    assert raised.value.code == "version-unknown"
    assert raised.value.detail


PEP440 = st.from_regex(
    r"([01]!)?[0-9]{1,2}(\.[0-9]{1,2}){0,2}((a|b|rc)[0-9])?(\.post[0-9])?(\.dev[0-9])?",
    fullmatch=True,
)


@settings(deadline=None)
@given(PEP440, PEP440)
def test_as_packaging_orders(left: str, right: str) -> None:
    """Oracle: packaging, on versions and on ranges that hold pre-releases."""
    mine, other = Version(left), Version(right)
    assert compare("pypi", left, right) == (mine > other) - (mine < other)
    if mine.is_prerelease or mine.is_postrelease or other.is_prerelease or other.is_postrelease:
        return  # PEP 440 takes the own pre-releases out of <1.0, and post-releases out of >1.0
    for operator in (">=", "<=", "<", ">", "!="):
        said = SpecifierSet(f"{operator}{right}").contains(left, prereleases=True)
        assert satisfies("pypi", left, f"{operator}{right}") is said


# --- ranges ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("constraints", "inside", "outside"),
    [
        pytest.param("", (), ("0", "1.0"), id="empty-holds-nothing"),
        pytest.param(" ", (), ("1.0",), id="blank-holds-nothing"),
        pytest.param("*", ("0", "1.0"), (), id="star-holds-everything"),
        pytest.param(">=1.2", ("1.2", "1.10", "9"), ("1.1.9", "1.2rc1"), id="from"),
        pytest.param(">1.2", ("1.2.1",), ("1.2", "1.2.0"), id="above"),
        pytest.param("<2", ("1.9", "2rc1"), ("2", "2.0.0"), id="below"),
        pytest.param("<=2", ("2", "2.0"), ("2.0.1",), id="up-to"),
        pytest.param("1.5", ("1.5", "1.5.0"), ("1.4", "1.6"), id="exactly"),
        pytest.param("=1.5|=1.7", ("1.5", "1.7"), ("1.6",), id="two-exactly"),
        pytest.param("!=1.5", ("1.4", "1.6"), ("1.5",), id="all-but-one"),
        pytest.param(">=1|<2", ("1", "1.9"), ("0.9", "2"), id="between"),
        pytest.param(">=1|<2|>=3", ("1.5", "3"), ("0.9", "2", "2.9"), id="hole"),
        pytest.param("<1|>=2|<3|>=4", ("0.1", "2", "4"), ("1", "3", "3.9"), id="two-holes"),
        pytest.param(">=3|<2|>=1", ("1.5", "3"), ("2", "2.9"), id="in-any-order"),
        pytest.param(">=1|!=1.5|<2", ("1.4",), ("1.5", "2"), id="but-one-of-a-range"),
        pytest.param(">=1|<2|3", ("1", "3"), ("2", "3.1"), id="a-range-and-one-more"),
        pytest.param(" >= 1 | < 2 ", ("1",), ("2",), id="spaces"),
    ],
)
def test_range(constraints: str, inside: tuple[str, ...], outside: tuple[str, ...]) -> None:
    """VERS constraints: which versions lie in them and which do not."""
    assert [version for version in inside if not satisfies("pypi", version, constraints)] == []
    assert [version for version in outside if satisfies("pypi", version, constraints)] == []


@pytest.mark.parametrize(
    "constraints", [">=", "=>1", "~=1.2", "^1.2", ">=1||<2", "|", ">=1,<2 3", ">=*", "1 2"]
)
def test_range_refused(constraints: str) -> None:
    """What is no VERS constraint is quoted."""
    with pytest.raises(FormatError) as raised:
        satisfies("pypi", "1", constraints)
    assert raised.value.code in ("range-malformed", "version-unknown")
    assert raised.value.detail


def test_range_with_a_version_of_another_kind() -> None:
    """A bound that the ecosystem does not order is an error, not a mismatch."""
    with pytest.raises(FormatError) as raised:
        satisfies("pypi", "1.0", ">=1.0-jre")
    assert raised.value.code == "version-unknown"


def test_parse_range() -> None:
    """Operators and versions in the order they are written; none means exactly."""
    assert parse_range(">=1.2 |<2| 3|!=1.5") == (
        (">=", "1.2"),
        ("<", "2"),
        ("=", "3"),
        ("!=", "1.5"),
    )


@pytest.mark.parametrize(
    ("version", "ranges", "found"),
    [
        pytest.param("1.0", [">=1.5|<2|>=3"], "1.5", id="the-next-one"),
        pytest.param("2.5", [">=1.5|<2|>=3"], "3", id="behind-a-hole"),
        pytest.param("1.0", [">=1.5", ">=1.7"], "1.7", id="in-every-range"),
        pytest.param("1.0", [">=1.5|<1.6", ">=1.7"], "", id="ranges-that-do-not-meet"),
        pytest.param("3.0", [">=1|<2"], "", id="newer-than-all"),
        pytest.param("1.0", ["=1.4|=1.2"], "1.2", id="the-smallest-of-two"),
        pytest.param("1.0", ["<=1.4"], "1.4", id="the-last-one-may-do"),
        pytest.param("1.0", [">1.4"], "", id="no-version-named"),
        pytest.param("1.0", [""], "", id="nothing-supported"),
        pytest.param("1.0", ["*", ">=1.2"], "1.2", id="star-names-nothing"),
        pytest.param("1.0", [">=1.2|!=1.2"], "", id="the-one-taken-out"),
        pytest.param("1.2", [">=1.2"], "1.2", id="itself"),
    ],
)
def test_nearest(version: str, ranges: list[str], found: str) -> None:
    """The smallest version named that is not older and lies in every range."""
    assert nearest("pypi", version, ranges) == found


@pytest.mark.parametrize(
    ("constraints", "is_open"),
    [
        pytest.param("*", True, id="star"),
        pytest.param("", False, id="empty"),
        pytest.param(">=1", True, id="from"),
        pytest.param(">=1|<2", False, id="between"),
        pytest.param(">=1|<2|>3", True, id="and-above"),
        pytest.param(">3|<2|>=1", True, id="in-any-order"),
        pytest.param("=1.5", False, id="exactly"),
        pytest.param("!=1.5", False, id="all-but-one"),
    ],
)
def test_is_open_ended(constraints: str, *, is_open: bool) -> None:
    """Whether whatever is published next lies in the range."""
    assert is_open_ended("pypi", constraints) is is_open


@pytest.mark.parametrize(
    ("tag", "inside"),
    [
        pytest.param("8.0", True, id="the-tag"),
        pytest.param("8.0-slim", True, id="its-variant"),
        pytest.param("8.0.0", False, id="a-release-of-the-same-order"),
        pytest.param("8.0-20240101", False, id="another-build"),
        pytest.param("8.0.29", True, id="the-range"),
        pytest.param("jammy", True, id="a-word"),
        pytest.param("jammy-slim", True, id="a-word-and-variant"),
    ],
)
def test_range_of_tags(tag: str, *, inside: bool) -> None:
    """A single image tag is a name: it moves on, while the release of its number stays."""
    assert satisfies("docker", tag, "=8.0|=jammy|>=8.0.29") is inside


def test_word_outside_a_range_of_tags() -> None:
    """A tag without a number that the range does not name has no place in an order."""
    with pytest.raises(FormatError):
        satisfies("docker", "focal", "=jammy|>=8.0.29")


def test_nearest_is_no_moving_tag() -> None:
    """Who pins 5.7.30 is told a version to pin, not a tag that moves."""
    assert nearest("docker", "5.7.30", ["=8|=8.0|=jammy|>=8.0.29"]) == "8.0.29"


# --- properties --------------------------------------------------------------------------------

ECOSYSTEMS = [
    *("maven", "pypi", "deb", "rpm", "apk", "npm", "cargo", "gem", "nuget", "golang", "alpm"),
    *("docker", "generic", "unheard-of"),
]
PLAIN = st.from_regex(r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}", fullmatch=True)
ODD = st.text(alphabet="0123456789.-_~+:^abrcv \n²é!*|<>=", max_size=12)


@pytest.mark.parametrize("ecosystem", ECOSYSTEMS)
@given(left=PLAIN, right=PLAIN)
def test_plain_versions(ecosystem: str, left: str, right: str) -> None:
    """Three numbers order as numbers do, everywhere."""
    if ecosystem == "apk" and ".0" in left + right:
        return  # where a leading zero makes a decimal fraction
    if ecosystem in ("npm", "cargo", "golang") and any(
        len(part) > 1 and part.startswith("0") for part in f"{left}.{right}".split(".")
    ):
        return  # semver has no leading zeros
    mine, other = ([int(part) for part in text.split(".")] for text in (left, right))
    assert compare(ecosystem, left, right) == (mine > other) - (mine < other)


@pytest.mark.parametrize("ecosystem", ECOSYSTEMS)
@settings(max_examples=60, deadline=None)
@given(versions=st.lists(ODD | PLAIN, min_size=3, max_size=3))
def test_an_order_or_an_error(ecosystem: str, versions: list[str]) -> None:
    """Any texts are refused, or are ordered both ways alike."""
    left, right, _ = versions
    try:
        found = compare(ecosystem, left, right)
    except FormatError as error:
        assert error.code == "version-unknown"  # noqa: PT017 - or an order
    else:
        assert compare(ecosystem, right, left) == -found


ORDERED = {
    "maven": st.from_regex(r"[0-9](\.[0-9]){0,2}(-(alpha|rc|jre)[0-9]?|\.Final)?", fullmatch=True),
    "pypi": PEP440,
    "deb": st.from_regex(r"([0-2]:)?[0-9][0-9a-b.~+]{0,5}(-[0-9a-b.~+]{1,4})?", fullmatch=True),
    "rpm": st.from_regex(r"[0-9][0-9a-b.~^]{0,5}(-[0-9a-b.]{1,3})?", fullmatch=True),
    "apk": st.from_regex(
        r"[0-9](\.[0-9]{1,2}){0,2}[ab]?(_(rc|git|p)[0-9]?)?(-r[0-9])?", fullmatch=True
    ),
    "npm": st.from_regex(
        r"[0-9]\.(0|[1-9][0-9]?)\.[0-9](-(alpha|rc|[1-9][0-9]?)(\.(beta|[0-9]|x-y)){0,2})?(\+b1)?",
        fullmatch=True,
    ),
    "docker": st.from_regex(
        r"v?[0-9](\.[0-9]){0,2}(-(rc|beta)[0-9]?|-alpine|b[0-9])?", fullmatch=True
    ),
}


@pytest.mark.parametrize("ecosystem", ORDERED)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_transitive(ecosystem: str, data: st.DataObject) -> None:
    """If one is not newer than another, and that not than a third, neither is the first."""
    one, two, three = data.draw(st.tuples(*[ORDERED[ecosystem]] * 3))
    if compare(ecosystem, one, two) <= 0 and compare(ecosystem, two, three) <= 0:
        assert compare(ecosystem, one, three) <= 0


@pytest.mark.parametrize("ecosystem", ORDERED)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_range_and_its_rest(ecosystem: str, data: st.DataObject) -> None:
    """A version lies either above a bound or not, and in a range of both only if between."""
    version, low, high = data.draw(st.tuples(*[ORDERED[ecosystem]] * 3))
    assert satisfies(ecosystem, version, f">={low}") is not satisfies(ecosystem, version, f"<{low}")
    assert satisfies(ecosystem, version, f">{low}") is not satisfies(ecosystem, version, f"<={low}")
    if compare(ecosystem, low, high) < 0:
        between = satisfies(ecosystem, version, f">={low}|<{high}")
        assert between is (
            compare(ecosystem, version, low) >= 0 and compare(ecosystem, version, high) < 0
        )


@given(st.text(alphabet="<>=!|* 12.", max_size=20))
def test_any_range(constraints: str) -> None:
    """Any text is a range or an error."""
    try:
        found = satisfies("generic", "1.2", constraints)
    except FormatError as error:
        assert error.code in ("range-malformed", "version-unknown")  # noqa: PT017 - or an answer
    else:
        assert found in (True, False)


@pytest.mark.parametrize(
    ("ecosystem", "final", "early"),
    [
        ("pypi", ("1.0", "1.0.post1", "2024.1"), ("1.0rc1", "1.0a1", "1.0.dev3", "1.0.post1.dev2")),
        (
            "maven",
            ("1.0", "4.1.50.Final", "1.0-jre", "9.4.0.v20161208", "2.0-embedded", "1.0-r7"),
            ("1.0-M1", "1.0-rc2", "1.0.CR1", "1.0-SNAPSHOT", "2.3.0-b02", "1.0-alpha-1", "9-ea"),
        ),
        ("npm", ("1.0.0", "1.0.0+build-1"), ("1.0.0-rc.1", "1.0.0-0")),
    ],
)
def test_is_final(ecosystem: str, final: tuple[str, ...], early: tuple[str, ...]) -> None:
    """Pre-releases are told by the marks of their ecosystem."""
    assert [one for one in final if not is_final(ecosystem, one)] == []
    assert [one for one in early if is_final(ecosystem, one)] == []


def test_ordered() -> None:
    """Oldest first, and what is no version left out."""
    assert ordered("pypi", ["1.10", "nonsense", "1.9", "1.10rc1"]) == ["1.9", "1.10rc1", "1.10"]
    assert ordered("maven", []) == []


@pytest.mark.parametrize(
    ("ecosystem", "version", "source"),
    [("deb", "1.2-3+b1", "1.2-3"), ("deb", "1.2+build", "1.2+build"), ("rpm", "1+b1", "1+b1")],
)
def test_a_rebuild_of_debian(ecosystem: str, version: str, source: str) -> None:
    """Only Debian rebuilds one machine's package under another version."""
    assert source_version(ecosystem, version) == source
