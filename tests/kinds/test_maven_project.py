"""The kind that reads a pom.xml by itself."""

import io

from archcompat.kinds.maven_project import KIND
from archcompat.model.entry import Entry
from archcompat.model.facts import SbomPackage
from archcompat.model.problem import Problem
from archcompat.model.where import Where

POM = b"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <properties><netty>4.1.47.Final</netty></properties>
  <dependencyManagement><dependencies><dependency>
    <groupId>g</groupId><artifactId>managed</artifactId><version>1</version>
  </dependency></dependencies></dependencyManagement>
  <dependencies>
    <dependency><groupId>io.netty</groupId><artifactId>netty-all</artifactId>
      <version>${netty}</version></dependency>
    <dependency><groupId>g</groupId><artifactId>of-the-parent</artifactId></dependency>
    <dependency><groupId>g</groupId><artifactId>unknown</artifactId>
      <version>${elsewhere}</version></dependency>
    <dependency><groupId>junit</groupId><artifactId>junit</artifactId><version>4.12</version>
      <scope>test</scope></dependency>
  </dependencies>
</project>"""


def entry(role: str) -> Entry:
    return Entry(Where(("pom.xml",)), len(POM), POM[:512], lambda: io.BytesIO(POM), role=role)


def test_only_the_target() -> None:
    """One in a JAR or a folder says what something was built from, not what is asked about."""
    assert KIND.claims(entry("maven-project"))
    assert not KIND.claims(entry(""))


def test_what_it_names_itself() -> None:
    """Dependencies with a version that it says; that there may be more is a problem, told."""
    found = list(KIND.read(entry("maven-project")))
    packages = [one for one in found if isinstance(one, SbomPackage)]
    assert [one.purl for one in packages] == ["pkg:maven/io.netty/netty-all@4.1.47.Final"]
    assert packages[0].direct
    assert [one.code for one in found if isinstance(one, Problem)] == ["dependencies-unresolved"]
