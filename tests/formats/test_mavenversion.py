"""Maven's order: by table, by property, and by Maven itself."""

import re
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archcompat.formats.mavenversion import compare, key

MAVEN = Path("/usr/share/maven/lib")
COMPARABLE = "org.apache.maven.artifact.versioning.ComparableVersion"

# Each line in rising order; from the "Version Order Specification" of the POM reference and from
# versions that were published.
RISING = [
    pytest.param(("1", "1.1", "1.2", "1.10", "2"), id="numbers"),
    pytest.param(("1.9", "1.10", "1.99", "1.100"), id="by-number-not-letter"),
    pytest.param(
        ("1-alpha", "1-beta", "1-milestone", "1-rc", "1-snapshot", "1", "1-sp", "1-abc", "1-1"),
        id="qualifiers",
    ),
    pytest.param(("1-a1", "1-b1", "1-m1", "1-rc1", "1", "1-sp", "1.1"), id="short-qualifiers"),
    pytest.param(("1.0-alpha-1", "1.0-alpha-2", "1.0-alpha-10", "1.0-beta-1"), id="numbered"),
    pytest.param(("1-foo", "1-foo1", "1-1", "1.1"), id="words-below-numbers"),
    pytest.param(("2.0-SNAPSHOT", "2.0", "2.0.1-SNAPSHOT", "2.0.1"), id="snapshots"),
    pytest.param(("4.1.49.Final", "4.1.50.Final", "4.1.100.Final", "4.2.0.Final"), id="netty"),
    pytest.param(("4.2.0.Alpha1", "4.2.0.Beta1", "4.2.0.RC1", "4.2.0.Final"), id="netty-early"),
    pytest.param(("2.0.31.Final", "2.0.31.1.Final"), id="final-in-the-middle"),
    pytest.param(("5.17.2", "5.18.0", "6.0.1", "7.10.2", "9.0.0"), id="rocksdb"),
    pytest.param(("3.36.0.3", "3.40.0.0", "3.40.1.0"), id="sqlite-jdbc"),
    pytest.param(("1.4.4-7", "1.4.9-1", "1.5.0-1", "1.5.0-2", "1.5.5-11"), id="zstd-jni"),
    pytest.param(("1.1.10", "1.1.10.1", "1.1.10.5"), id="snappy-java"),
    pytest.param(("31.1-android", "31.1-jre", "32.0.0-android"), id="guava"),
    pytest.param(("42.2.5", "42.2.5.jre7", "42.2.6"), id="pgjdbc"),
    pytest.param(("1.4", "20030203.000550", "20040616"), id="dates-beside-numbers"),
    pytest.param(("1.0-20200101.120000-1", "1.0-20200102.120000-1"), id="timestamps"),
    pytest.param(("99999999999999999998", "99999999999999999999"), id="numbers-of-twenty-digits"),
]


@pytest.mark.parametrize("versions", RISING)
def test_rising(versions: tuple[str, ...]) -> None:
    """Each one is older than all behind it, and not newer than itself."""
    for position, older in enumerate(versions):
        assert compare(older, older) == 0
        for newer in versions[position + 1 :]:
            assert (compare(older, newer), compare(newer, older)) == (-1, 1), (older, newer)
    backwards = versions[::-1]
    assert sorted(backwards, key=key) == list(versions)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("1", "1.0", id="zero"),
        pytest.param("1", "1.0.0-0", id="zeros"),
        pytest.param("1.0", "1.0.0.Final", id="final"),
        pytest.param("1.0", "1.0-GA", id="ga"),
        pytest.param("1.0", "1.0.RELEASE", id="release"),
        pytest.param("1.0-CR1", "1.0-rc1", id="cr"),
        pytest.param("1.0.RC1", "1.0-RC1", id="a-word-behind-a-dot"),
        pytest.param("1-a1", "1-alpha-1", id="a1"),
        pytest.param("1a1", "1-alpha-1", id="no-hyphen"),
        pytest.param("1.0-SNAPSHOT", "1.0-snapshot", id="case"),
        pytest.param("1.01", "1.1", id="leading-zero"),
        pytest.param("1x", "1-x", id="from-digit-to-letter"),
        pytest.param("1..1", "1.0.1", id="empty-part"),
    ],
)
def test_equal(left: str, right: str) -> None:
    """Different spellings of one version."""
    assert (compare(left, right), compare(right, left)) == (0, 0)


def test_a_is_alpha_before_a_digit_only() -> None:
    """The letter alone is a word like any other, and newer than the release."""
    assert compare("1-a", "1-alpha") == 1
    assert compare("1-a", "1") == 1


PIECES = ["0", "1", "2", "10", "01", ".", "-", ".", "-", "alpha", "b", "rc", "cr", "m", "snapshot"]
PIECES += ["sp", "ga", "Final", "RELEASE", "x", "jre", "SNAPSHOT", "_", "+"]
TEXTS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=7).map("".join)
VERSIONS = TEXTS.filter(lambda text: not text.startswith("-"))  # an option to the oracle
PUBLISHED = st.from_regex(
    r"[0-9]{1,3}(\.[0-9]{1,3}){0,3}([.-](alpha|beta|rc|jre|Final|SNAPSHOT|M)[0-9]{0,2})?",
    fullmatch=True,
)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_antisymmetric(left: str, right: str) -> None:
    """What is newer one way is older the other way."""
    assert compare(left, right) == -compare(right, left)


@settings(deadline=None)
@given(st.lists(PUBLISHED, min_size=3, max_size=3))
def test_transitive(versions: list[str]) -> None:
    """Versions as they are published sort into one order."""
    low, middle, high = sorted(versions, key=key)
    assert compare(low, middle) <= 0
    assert compare(middle, high) <= 0
    assert compare(low, high) <= 0


@settings(deadline=None)
@given(st.text(max_size=255), st.text(max_size=255))
def test_any_text(left: str, right: str) -> None:
    """Any text has its place."""
    assert compare(left, right) in (-1, 0, 1)


@pytest.mark.parametrize("piece", ["1-", "1a", "1.", "a-", "--"])
def test_deeply_nested(piece: str) -> None:
    """Each hyphen nests a level: 255 letters of them still have their place."""
    long = (piece * 128)[:255]
    assert compare(long, long) == 0
    assert compare(long, long[:-1] + "9") in (-1, 1)


@pytest.mark.skipif(
    not shutil.which("java") or not MAVEN.is_dir(), reason="needs java, and Maven in /usr/share"
)
@settings(max_examples=8, deadline=None)
@given(st.lists(VERSIONS, min_size=150, max_size=300))
def test_as_maven_orders(versions: list[str]) -> None:
    """Oracle: Maven's own ComparableVersion, on versions side by side and with a part more."""
    near = [near for text in versions for near in (text, text + "-1", text + ".rc")]
    run = subprocess.run(
        ["java", "-cp", f"{MAVEN}/*", COMPARABLE, *near], capture_output=True, check=True, text=True
    )
    lines = [line.strip() for line in run.stdout.splitlines() if line.startswith("   ")]
    signs = {"<": -1, "==": 0, ">": 1}
    assert len(lines) == len(near) - 1
    for (left, right), line in zip(pairwise(near), lines, strict=True):
        said = re.fullmatch(rf"{re.escape(left)} (<|==|>) {re.escape(right)}", line)
        assert said, line
        assert compare(left, right) == signs[said[1]], line
