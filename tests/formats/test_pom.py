"""What a pom.xml says, and where in its bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.pom import parse_pom

POM = """<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <parent><groupId>com.example</groupId><artifactId>parent</artifactId><version>7</version></parent>
  <artifactId>orders</artifactId>
  <modules><module>web</module><module>core</module></modules>
  <properties><netty.version>4.1.${minor}</netty.version><minor>43.Final</minor></properties>
  <dependencyManagement>
    <dependencies>
      <dependency><groupId>a</groupId><artifactId>bom</artifactId><version>1</version></dependency>
    </dependencies>
  </dependencyManagement>
  <!-- <dependency><groupId>x</groupId></dependency> -->
  <dependencies>
    <dependency>
      <groupId>io.netty</groupId>
      <artifactId>netty-all</artifactId>
      <version>${netty.version}</version>
      <exclusions><exclusion><groupId>q</groupId><artifactId>z</artifactId></exclusion></exclusions>
    </dependency>
    <dependency><groupId>${project.groupId}</groupId><artifactId>core</artifactId></dependency>
  </dependencies>
  <build><plugins><plugin><dependencies>
    <dependency><groupId>p</groupId><artifactId>p</artifactId></dependency>
  </dependencies></plugin></plugins></build>
</project>
"""


def test_what_it_says() -> None:
    """Dependencies of its own and managed ones, but no plugin's and nothing in a comment."""
    pom = parse_pom(POM.encode())

    said = [
        tuple(pom.value(one.written(name)) for name in ("groupId", "artifactId", "version"))
        for one in pom.dependencies
    ]
    assert said == [
        ("a", "bom", "1"),
        ("io.netty", "netty-all", "4.1.43.Final"),
        ("com.example", "core", ""),
    ]
    assert [one.managed for one in pom.dependencies] == [True, False, False]
    assert [pom.coordinates(one).type for one in pom.dependencies] == ["jar"] * 3
    assert pom.named("com.example", "core") == [pom.dependencies[2]]
    assert pom.named("a", "bom") == []
    assert pom.modules == ("web", "core")
    assert pom.parent["version"].value == "7"


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1"])
def test_where_it_says_it(encoding: str) -> None:
    """Places are counted in bytes, whatever stands before."""
    text = POM.replace("UTF-8", encoding).replace("<modules>", "<name>Bücher</name><modules>")
    data = text.encode(encoding)
    pom = parse_pom(data)

    netty = pom.dependencies[1]
    version = netty.fields["version"]
    assert data[version.start : version.end] == b"${netty.version}"
    assert data[netty.start : netty.end].startswith(b"<dependency>")
    assert data[netty.start : netty.end].endswith(b"</dependency>")
    start, end = pom.places["project", "dependencies"]
    assert data[start:].startswith(b"<dependencies>")
    assert data[end:].startswith(b"</dependencies>")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<project>", id="cut-off"),
        pytest.param(b"<settings/>", id="something-else"),
        pytest.param(b"<!DOCTYPE project []><project/>", id="with-a-dtd"),
        pytest.param(b"<project>" + b"<a>" * 500, id="too-deep"),
    ],
)
def test_what_is_no_project(data: bytes) -> None:
    """FormatError."""
    with pytest.raises(FormatError):
        parse_pom(data)


def test_properties_that_go_in_circles() -> None:
    """End."""
    pom = parse_pom(b"<project><properties><a>${b}</a><b>${a}${a}</b></properties></project>")

    assert "${" in pom.value("${a}")


@given(st.binary(max_size=60), st.integers(0, len(POM)))
def test_any_bytes(data: bytes, at: int) -> None:
    """A project or FormatError."""
    whole = POM.encode()
    try:
        pom = parse_pom(whole[:at] + data + whole[at + len(data) :])
    except FormatError:
        return
    assert all(0 <= one.start < one.end for one in pom.dependencies)
