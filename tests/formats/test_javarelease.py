"""The release file of a Java runtime."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.formats.javarelease import JavaRelease, counted, parse_java_release


@pytest.mark.parametrize(
    ("lines", "vendor", "version"),
    [
        pytest.param(
            ['IMPLEMENTOR="Eclipse Adoptium"', 'JAVA_VERSION="17.0.9"'],
            "temurin",
            "17.0.9",
            id="temurin",
        ),
        pytest.param(
            ['IMPLEMENTOR="Amazon.com Inc."', 'JAVA_VERSION="11.0.21"'],
            "corretto",
            "11.0.21",
            id="corretto",
        ),
        pytest.param(
            ['IMPLEMENTOR="Azul Systems, Inc."', 'JAVA_VERSION="1.8.0_392"'],
            "zulu",
            "8.0.392",
            id="zulu-8",
        ),
        pytest.param(
            [
                'IMPLEMENTOR="Azul Systems, Inc."',
                'IMPLEMENTOR_VERSION="Zing22.02.0.0+1"',
                'JAVA_VERSION="17.0.2"',
            ],
            "zing",
            "17.0.2",
            id="zing",
        ),
        pytest.param(
            ['IMPLEMENTOR="BellSoft"', 'JAVA_VERSION="21.0.1"'], "liberica", "21.0.1", id="liberica"
        ),
        pytest.param(
            ['IMPLEMENTOR="Oracle Corporation"', 'JAVA_VERSION="11.0.2"'],
            "oracle-openjdk",
            "11.0.2",
            id="jdk.java.net",
        ),
        pytest.param(
            [
                'JAVA_VERSION="17.0.9"',
                'IMPLEMENTOR="Oracle Corporation"',
                'BUILD_TYPE="commercial"',
            ],
            "oracle-jdk",
            "17.0.9",
            id="oracle",
        ),
        pytest.param(
            ['GRAALVM_VERSION="21.3.0"', 'JAVA_VERSION="11.0.13"'], "graalvm", "11.0.13", id="graal"
        ),
        pytest.param(
            ['IMPLEMENTOR="Debian"', 'JAVA_VERSION="17.0.15"'], "openjdk", "17.0.15", id="debian"
        ),
        pytest.param(["JAVA_VERSION=9"], "openjdk", "9", id="without-quotes"),
        pytest.param(['JAVA_VERSION="17"\r'], "openjdk", "17", id="written-on-windows"),
    ],
)
def test_vendor_and_version(lines: list[str], vendor: str, version: str) -> None:
    """Names as rules have them; Java 8 counted as 9 and later are."""
    found = parse_java_release("\n".join(lines))

    assert found is not None
    assert (found.vendor, found.version) == (vendor, version)


@pytest.mark.parametrize(
    ("text", "modules", "linked"),
    [
        pytest.param(
            'JAVA_VERSION="17.0.15"\nMODULES="java.base java.logging"\n',
            ("java.base", "java.logging"),
            True,
            id="jlink",
        ),
        pytest.param(
            'IMPLEMENTOR="Debian"\nJAVA_VERSION="17"\nMODULES="java.base"\nOS_ARCH="x86_64"\n',
            ("java.base",),
            False,
            id="a-whole-jdk",
        ),
        pytest.param('JAVA_VERSION="1.8.0_392"\n', (), False, id="before-modules"),
    ],
)
def test_what_jlink_made(text: str, modules: tuple[str, ...], *, linked: bool) -> None:
    """It writes the version and the modules, and nothing else."""
    found = parse_java_release(text)

    assert found is not None
    assert (found.modules, found.linked) == (modules, linked)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("Debian 12", id="another-file"),
        pytest.param('JAVA_VERSION=""', id="says-nothing"),
        pytest.param("# JAVA_VERSION=17", id="comment"),
    ],
)
def test_other_files(text: str) -> None:
    """Many a file is called release."""
    assert parse_java_release(text) is None


@pytest.mark.parametrize(
    ("version", "as_today"),
    [
        ("1.8.0_392", "8.0.392"),
        ("1.8.0", "8"),
        ("1.7.0_80-b15", "7.0.80"),
        ("11.0.2", "11.0.2"),
        ("9-internal", "9-internal"),
    ],
)
def test_counting(version: str, as_today: str) -> None:
    """By JEP 223."""
    assert counted(version) == as_today


@given(st.text())
def test_any_text(text: str) -> None:
    """Nothing, or something with a version."""
    found = parse_java_release(text)
    assert found is None or isinstance(found, JavaRelease)
