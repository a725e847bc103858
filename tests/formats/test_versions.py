"""Order and ranges of every ecosystem: by table, by property, by the ecosystems' own tools."""

import json
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

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
)

# Each line in rising order.
RISING = [
    # Maven has a test of its own.
    pytest.param("maven", ("1.0-alpha-1", "1.0-rc1", "1.0-SNAPSHOT", "1.0", "1.0.1"), id="maven"),
    # PEP 440
    pytest.param("pypi", ("1.0.dev1", "1.0a1", "1.0b1", "1.0rc1", "1.0"), id="pypi-early"),
    pytest.param("pypi", ("1.0", "1.0.post1", "1.0.1", "1.1", "1!0.5"), id="pypi-late"),
    pytest.param("pypi", ("1.9", "1.10", "1.19.5", "1.20.0"), id="pypi-numbers"),
    pytest.param("pypi", ("1.0", "1.0+cpu", "1.0+cu118", "1.0+cu118.1"), id="pypi-local"),
    pytest.param("pypi", ("1.0a1.dev1", "1.0a1", "1.0a1.post1"), id="pypi-mixed"),
    # semver.org, item 11, and node's ranges of versions
    pytest.param(
        "npm",
        (
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
        ),
        id="npm-semver-item-11",
    ),
    pytest.param("npm", ("0.9.0", "0.10.0", "1.0.0", "2.0.0", "10.0.0"), id="npm-numbers"),
    pytest.param("cargo", ("0.1.0", "0.2.0-alpha.1", "0.2.0", "1.0.0"), id="cargo"),
    # The manual page deb-version
    pytest.param("deb", ("1.0~~", "1.0~~a", "1.0~", "1.0", "1.0a"), id="deb-tilde"),
    pytest.param("deb", ("1.0~rc1-1", "1.0-1", "1.0-1+b1", "1.0-1.1", "1.0-2"), id="deb-revision"),
    pytest.param("deb", ("9.9-1", "1:0.1-1", "2:0.1-1"), id="deb-epoch"),
    pytest.param("deb", ("2.31-13+deb11u3", "2.31-13+deb11u11", "2.36-9"), id="deb-glibc"),
    pytest.param("deb", ("1.2.3-1", "1.2.3-1ubuntu1", "1.2.3-2"), id="deb-ubuntu"),
    pytest.param("deb", ("1.1.1n-0+deb11u3", "1.1.1w-0+deb11u1", "3.0.11-1~deb12u2"), id="deb-ssl"),
    # The manual page rpm-version
    pytest.param("rpm", ("1.0~rc1", "1.0", "1.0^git1", "1.0.1"), id="rpm-tilde-caret"),
    pytest.param("rpm", ("2.17-307.el7", "2.17-326.el7", "2.28-1.el8"), id="rpm-glibc"),
    pytest.param("rpm", ("9.9-1", "1:0.1-1"), id="rpm-epoch"),
    pytest.param("rpm", ("1.0a", "1.0b", "1.0.1"), id="rpm-letters-below-numbers"),
    pytest.param("rpm", ("1.9", "1.10", "1.010.1"), id="rpm-leading-zeros"),
    # Alpine has a test of its own.
    pytest.param("apk", ("1.2.4_pre1-r0", "1.2.4-r0", "1.2.4_git20230717-r4"), id="apk"),
    pytest.param("gem", ("1.0.a", "1.0.b1", "1.0", "1.0.1", "1.10"), id="gem"),
    pytest.param("nuget", ("1.0.0-beta", "1.0.0", "1.0.0.1", "1.10.0"), id="nuget"),
    pytest.param("golang", ("v0.9.0", "v1.0.0-rc.1", "v1.0.0", "v1.10.0"), id="golang"),
    pytest.param("alpm", ("1.0rc1-1", "1.0-1", "1.0-2", "1:0.1-1"), id="arch-linux"),
    # Image tags and programs without a scheme
    pytest.param("docker", ("1.9", "1.10", "v1.11", "2"), id="docker-numbers"),
    pytest.param("docker", ("1.0-alpha", "1.0-beta2", "1.0-rc1", "1.0-rc2", "1.0"), id="docker-rc"),
    pytest.param(
        "docker", ("1.0-dev", "1.0-a1", "1.0b1", "1.0-preview1", "1.0-RC1"), id="docker-a"
    ),
    pytest.param("docker", ("3.9-alpine3.18", "3.10-slim", "3.11.1-bookworm"), id="docker-variant"),
    pytest.param("generic", ("8u302", "11.0.2", "17", "21.0.1+12"), id="generic-java"),
    pytest.param("generic", ("18.04", "20.04", "20.10", "22.04"), id="generic-ubuntu"),
]

EQUAL = [
    pytest.param("maven", "1.0", "1.0.0.Final", id="maven-final"),
    pytest.param("pypi", "1.0", "1.0.0", id="pypi-zero"),
    pytest.param("pypi", "1.0-alpha.1", "1.0a1", id="pypi-spelling"),
    pytest.param("pypi", "v1.0", "1.0", id="pypi-v"),
    pytest.param("npm", "1.0.0+build.1", "1.0.0+build.2", id="npm-build"),
    pytest.param("npm", "v1.0.0", "1.0.0", id="npm-v"),
    pytest.param("deb", "0:1.0-1", "1.0-1", id="deb-epoch-0"),
    pytest.param("deb", "1.0", "1.0-0", id="deb-revision-0"),
    pytest.param("deb", "1.01", "1.1", id="deb-leading-zero"),
    pytest.param("rpm", "1.0", "0:1.0", id="rpm-epoch-0"),
    pytest.param("rpm", "1.01", "1.1", id="rpm-leading-zero"),
    pytest.param("rpm", "1.a+", "1.a", id="rpm-signs"),
    pytest.param("docker", "1.10.0-alpine", "1.10.0", id="docker-alpine-is-no-alpha"),
    pytest.param("docker", "12-bookworm", "12", id="docker-bookworm-is-no-beta"),
    pytest.param("docker", "3.9-buster", "3.9", id="docker-buster-is-no-beta"),
    pytest.param("docker", "1.0-devel", "1.0", id="docker-devel-is-no-dev"),
    pytest.param("generic", "1.1.1k", "1.1.1", id="generic-letter"),
    pytest.param("generic", "v1.0", "1.0.0", id="generic-zeros"),
]


@pytest.mark.parametrize(("ecosystem", "versions"), RISING)
def test_rising(ecosystem: str, versions: tuple[str, ...]) -> None:
    """Each version is older than all behind it."""
    for position, older in enumerate(versions):
        assert compare(ecosystem, older, older) == 0
        for newer in versions[position + 1 :]:
            assert compare(ecosystem, older, newer) == -1, (older, newer)
            assert compare(ecosystem, newer, older) == 1, (newer, older)


@pytest.mark.parametrize(("ecosystem", "left", "right"), EQUAL)
def test_equal(ecosystem: str, left: str, right: str) -> None:
    """Spellings of one version, and what the order does not look at."""
    assert compare(ecosystem, left, right) == 0
    assert compare(ecosystem, right, left) == 0


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


# --- by the ecosystems' own tools --------------------------------------------------------------


def of(ecosystem: str) -> list[tuple[str, str]]:
    """Pairs of the tables above, side by side, both ways."""
    pairs: list[tuple[str, str]] = []
    for own, versions in (case.values for case in RISING):
        if own == ecosystem and isinstance(versions, tuple):
            pairs += pairwise(versions)
    pairs += [
        (str(left), str(right))
        for own, left, right in (c.values for c in EQUAL)
        if own == ecosystem
    ]
    return pairs + [(right, left) for left, right in pairs]


@pytest.mark.skipif(not shutil.which("dpkg"), reason="needs dpkg")
@pytest.mark.parametrize(("left", "right"), of("deb"))
def test_as_dpkg_orders(left: str, right: str) -> None:
    """Oracle: dpkg --compare-versions."""
    operator = {-1: "lt", 0: "eq", 1: "gt"}[compare("deb", left, right)]
    run = subprocess.run(["dpkg", "--compare-versions", left, operator, right], check=False)
    assert run.returncode == 0


DEBIAN = st.from_regex(r"([0-2]:)?[0-9][0-9a-b.~+]{0,5}(-[0-9a-b.~+]{1,4})?", fullmatch=True)


@pytest.mark.skipif(not shutil.which("dpkg"), reason="needs dpkg")
@settings(max_examples=40, deadline=None)
@given(DEBIAN, DEBIAN)
def test_any_debian_versions_as_dpkg_orders(left: str, right: str) -> None:
    """Oracle: dpkg --compare-versions, on versions that deb-version(7) allows."""
    test_as_dpkg_orders(left, right)


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


SEMVERS_OF_NPM = (  # of npm's own release, and of Debian's
    Path("/usr/lib/node_modules/npm/node_modules/semver"),
    Path("/usr/share/nodejs/semver"),
)
SEMVER = next((path for path in SEMVERS_OF_NPM if path.is_dir()), None)
ORDER = (
    "const semver = require(process.argv[1]);"
    "const pairs = JSON.parse(process.argv[2]);"
    "console.log(JSON.stringify(pairs.map(([left, right]) => semver.compare(left, right))))"
)
SEMVERS = st.from_regex(
    r"[0-9]\.(0|[1-9][0-9]?)\.[0-9](-(alpha|rc|[1-9][0-9]?)(\.(beta|[0-9]|x-y)){0,2})?(\+b1)?",
    fullmatch=True,
)


@pytest.mark.skipif(
    not shutil.which("node") or SEMVER is None, reason="needs node, and the semver of npm"
)
@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(SEMVERS, SEMVERS), min_size=50, max_size=100))
def test_as_node_orders(pairs: list[tuple[str, str]]) -> None:
    """Oracle: the semver package that npm itself uses."""
    near = pairs + [(left, left + ".1") for left, _ in pairs if "-" in left and "+" not in left]
    run = subprocess.run(
        ["node", "-e", ORDER, str(SEMVER), json.dumps(near)], capture_output=True, check=True
    )
    assert [compare("npm", left, right) for left, right in near] == json.loads(run.stdout)


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
    "deb": DEBIAN,
    "rpm": st.from_regex(r"[0-9][0-9a-b.~^]{0,5}(-[0-9a-b.]{1,3})?", fullmatch=True),
    "apk": st.from_regex(
        r"[0-9](\.[0-9]{1,2}){0,2}[ab]?(_(rc|git|p)[0-9]?)?(-r[0-9])?", fullmatch=True
    ),
    "npm": SEMVERS,
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
