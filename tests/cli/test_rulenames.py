"""Which rule somebody means."""

import pytest

from archcompat.cli.rulenames import rule_id
from archcompat.errors import InputError

IDS = (
    "docker/fluent/fluent-bit",
    "generic/python",
    "maven/net.jpountz.lz4/lz4",
    "maven/org.lz4/lz4-java",
    "maven/org.rocksdb/rocksdbjni",
    "npm/@swc/core",
    "pypi/lz4",
    "pypi/numpy",
    "pypi/psycopg2-binary",
    "pypi/zope-interface",
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("pypi/numpy", "pypi/numpy"),
        ("pypi/lz4", "pypi/lz4"),
        ("numpy", "pypi/numpy"),
        (" NumPy ", "pypi/numpy"),
        ("pkg:pypi/numpy", "pypi/numpy"),
        ("pkg:pypi/numpy@1.18.1", "pypi/numpy"),
        ("pkg:pypi/numpy@1.18.1?os=linux#x/y", "pypi/numpy"),
        ("numpy@1.18.1", "pypi/numpy"),
        ("psycopg2_binary", "pypi/psycopg2-binary"),
        ("zope.interface", "pypi/zope-interface"),
        ("rocksdbjni", "maven/org.rocksdb/rocksdbjni"),
        ("org.rocksdb:rocksdbjni", "maven/org.rocksdb/rocksdbjni"),
        ("org.rocksdb/rocksdbjni", "maven/org.rocksdb/rocksdbjni"),
        ("pkg:maven/org.rocksdb/rocksdbjni@6.0?type=jar", "maven/org.rocksdb/rocksdbjni"),
        ("@swc/core", "npm/@swc/core"),
        ("pkg:npm/%40swc/core@1.2", "npm/@swc/core"),
        ("fluent-bit", "docker/fluent/fluent-bit"),
        ("pypi/numpy/", "pypi/numpy"),
    ],
)
def test_found(asked: str, found: str) -> None:
    """An id, a purl, Maven's coordinates, or the end of an id that no other has."""
    assert rule_id(asked, IDS) == found


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        pytest.param(
            "lz4",
            "'lz4' is the name of several rules: maven/net.jpountz.lz4/lz4, pypi/lz4",
            id="several",
        ),
        pytest.param("nmpy", "no rule is about 'nmpy'; near it: pypi/numpy", id="misspelled"),
        pytest.param(
            "maven/org.rocks/rocksdb",
            "no rule is about 'maven/org.rocks/rocksdb'; near it: maven/org.rocksdb/rocksdbjni",
            id="part-of-a-name",
        ),
        pytest.param(
            "conda/numpy", "no rule is about 'conda/numpy'; near it: pypi/numpy", id="other-type"
        ),
        pytest.param(
            "zzz", "no rule is about 'zzz'; `archcompat rules list` shows all", id="nothing-near"
        ),
        pytest.param("", "no rule is about ''; `archcompat rules list` shows all", id="empty"),
        pytest.param("/", "no rule is about '/'; `archcompat rules list` shows all", id="slash"),
        pytest.param(
            "umpy", "no rule is about 'umpy'; near it: pypi/numpy", id="no-part-of-a-word"
        ),
    ],
)
def test_not_found(asked: str, said: str) -> None:
    """What is near is named; of several, all."""
    with pytest.raises(InputError) as caught:
        rule_id(asked, IDS)
    assert str(caught.value) == said


def test_near_ones_are_few() -> None:
    """However many are near, a handful is named."""
    with pytest.raises(InputError) as caught:
        rule_id("thingy", [*(f"pypi/thing-{n:03}" for n in range(500)), "pypi/thingys"])
    assert str(caught.value).count("pypi/") <= 5
    assert "pypi/thingys" in str(caught.value)
