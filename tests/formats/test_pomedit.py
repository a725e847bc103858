"""Changes of a pom.xml: what is asked for, and nothing else."""

import pytest

from archcompat.errors import FormatError
from archcompat.formats.dependencytree import Coordinates
from archcompat.formats.pom import parse_pom
from archcompat.formats.pomedit import (
    Add,
    Edit,
    Exclude,
    Manage,
    Rename,
    SetParent,
    SetVersion,
    edited,
)

POM = """<project>
  <groupId>com.example</groupId><artifactId>orders</artifactId>
  <properties>
    <b.version>1.0</b.version>
  </properties>
  <!-- kept -->
  <dependencies>
    <dependency>
      <groupId>g</groupId>
      <artifactId>a</artifactId>
      <version>1.0</version> <!-- because -->
    </dependency>
    <dependency>
      <groupId>g</groupId>
      <artifactId>b</artifactId>
      <version>${b.version}</version>
    </dependency>
    <dependency>
      <groupId>g</groupId>
      <artifactId>c</artifactId>
    </dependency>
  </dependencies>
</project>
"""
BOM = Coordinates("g", "bom", "3", type="pom")


@pytest.mark.parametrize(
    ("edit", "removed", "added"),
    [
        pytest.param(
            SetVersion("g", "a", "1.1"),
            ["      <version>1.0</version> <!-- because -->"],
            ["      <version>1.1</version> <!-- because -->"],
            id="version",
        ),
        pytest.param(
            SetVersion("g", "b", "1.1"),
            ["    <b.version>1.0</b.version>"],
            ["    <b.version>1.1</b.version>"],
            id="version-in-a-property",
        ),
        pytest.param(
            SetVersion("g", "c", "1.1"),
            [],
            ["      <version>1.1</version>"],
            id="version-that-a-parent-manages",
        ),
        pytest.param(
            Add(Coordinates("g", "d", "2", "linux-aarch_64")),
            [],
            [
                "    <dependency>",
                "      <groupId>g</groupId>",
                "      <artifactId>d</artifactId>",
                "      <version>2</version>",
                "      <classifier>linux-aarch_64</classifier>",
                "      <scope>runtime</scope>",
                "    </dependency>",
            ],
            id="dependency",
        ),
        pytest.param(
            Manage(BOM),
            [],
            [
                "  <dependencyManagement>",
                "    <dependencies>",
                "      <dependency>",
                "        <groupId>g</groupId>",
                "        <artifactId>bom</artifactId>",
                "        <version>3</version>",
                "        <type>pom</type>",
                "        <scope>import</scope>",
                "      </dependency>",
                "    </dependencies>",
                "  </dependencyManagement>",
            ],
            id="bom",
        ),
        pytest.param(
            Exclude("g", "a", "x", "y"),
            [],
            [
                "      <exclusions>",
                "        <exclusion>",
                "          <groupId>x</groupId>",
                "          <artifactId>y</artifactId>",
                "        </exclusion>",
                "      </exclusions>",
            ],
            id="exclusion",
        ),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_lines(edit: Edit, removed: list[str], added: list[str], newline: str) -> None:
    """Just these lines go and come, with the indent and the line ends of the file."""
    before = POM.replace("\n", newline).encode()

    after = edited(before, [edit])

    old, new = before.decode().split(newline), after.decode().split(newline)
    kept = [line for line in old if line not in removed]
    assert sorted(new) == sorted([*kept, *added])
    assert [line for line in new if line in kept and line not in added] == [
        line for line in kept if line not in added
    ]
    parse_pom(after)


def test_what_is_managed_already_is_changed() -> None:
    """Not listed twice; another one comes before it."""
    twice = edited(POM.encode(), [Manage(BOM), Manage(Coordinates("g", "bom", "4", type="pom"))])
    assert twice.count(b"<artifactId>bom</artifactId>") == 1
    assert b"<version>4</version>" in twice

    other = edited(twice, [Manage(Coordinates("g", "first", "1"))])
    assert other.index(b"first") < other.index(b"bom")


def test_a_second_exclusion_joins_the_first() -> None:
    """In one element."""
    both = edited(POM.encode(), [Exclude("g", "a", "x", "y"), Exclude("g", "a", "x", "z")])

    assert both.count(b"<exclusions>") == 1
    assert both.count(b"<exclusion>") == 2


def test_an_empty_element_is_opened() -> None:
    """``<dependencies/>`` is no second one."""
    after = edited(b"<project>\n  <dependencies/>\n</project>", [Add(Coordinates("g", "a", "1"))])

    assert after.count(b"<dependencies>") == 1
    assert [one.written("artifactId") for one in parse_pom(after).dependencies] == ["a"]


def test_another_name() -> None:
    """Of the project itself, not of what it depends on."""
    after = edited(POM.encode(), [Rename("other")])

    assert parse_pom(after).fields["artifactId"].value == "other"
    assert after.count(b"other") == 1


def test_parent() -> None:
    """Its version, and nothing of the project's own."""
    parent = "<parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version></parent>"
    before = POM.replace("<project>", f"<project>{parent}").encode()

    after = edited(before, [SetParent("g", "p", "2")])

    assert after == before.replace(
        b"<version>1</version></parent>", b"<version>2</version></parent>"
    )


@pytest.mark.parametrize(
    "edit",
    [
        SetVersion("g", "none", "1"),
        SetParent("g", "none", "1"),
        Exclude("g", "none", "x", "y"),
    ],
)
def test_what_it_does_not_name(edit: Edit) -> None:
    """Cannot be changed."""
    with pytest.raises(FormatError):
        edited(POM.encode(), [edit])
