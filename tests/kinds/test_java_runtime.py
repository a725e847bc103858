"""The kind that reads the release file of a Java runtime."""

import pytest

from archcompat.kinds.java_runtime import KIND
from archcompat.model.programfacts import JavaRuntime
from tests.make.packages import entry

TEMURIN = 'IMPLEMENTOR="Eclipse Adoptium"\nJAVA_VERSION="1.8.0_392"\nMODULES="java.base"\n'


@pytest.mark.parametrize(
    ("path", "data", "claimed"),
    [
        pytest.param("opt/jdk/release", TEMURIN, True, id="jdk"),
        pytest.param("release", TEMURIN, True, id="the-root-is-the-jdk"),
        pytest.param("opt/jdk/release", "Debian 12", False, id="says-something-else"),
        pytest.param("etc/os-release", TEMURIN, False, id="another-name"),
        pytest.param("opt/release/x", TEMURIN, False, id="a-folder"),
    ],
)
def test_claims(path: str, data: str, *, claimed: bool) -> None:
    """By name and content."""
    assert KIND.claims(entry(path, data=data)) is claimed


def test_read() -> None:
    """Whose build of which version."""
    found = entry("opt/jdk/release", data=TEMURIN)

    assert list(KIND.read(found)) == [
        JavaRuntime(found.where, "temurin", "8.0.392", ("java.base",))
    ]


def test_nothing_said() -> None:
    """A file that only begins alike yields nothing."""
    assert list(KIND.read(entry("opt/jdk/release", data="JAVA_VERSION=\n"))) == []
