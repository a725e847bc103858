"""A pom.xml: what it says itself, and where in its bytes it says it, so that it can be changed.

https://maven.apache.org/ref/current/maven-model/maven.html; what parents and profiles add is
Maven's affair.
"""

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from archcompat.errors import FormatError
from archcompat.formats.dependencytree import Coordinates

MOST_BYTES = 16 << 20
_DEEPEST = 100
_PROPERTY = re.compile(r"\$\{([^{}]+)\}")
_DEPENDENCIES = ("project", "dependencies")
_MANAGED = ("project", "dependencyManagement", "dependencies")
_PLACES = (_DEPENDENCIES, _MANAGED, _MANAGED[:2], ("project", "properties"), ("project",))


@dataclass(frozen=True, slots=True)
class Text:
    """The text of an element, and the bytes it takes; from where to where the element goes."""

    value: str = ""
    start: int = -1
    end: int = -1
    """-1 for an element that is not there."""


@dataclass(frozen=True, slots=True)
class PomDependency:
    """One ``dependency`` element as written, with ``${…}`` in it."""

    fields: dict[str, Text]
    start: int
    end: int
    managed: bool
    """It stands in ``dependencyManagement``."""

    def written(self, name: str) -> str:
        """The text of a child, empty without one."""
        return self.fields[name].value if name in self.fields else ""


@dataclass(frozen=True, slots=True)
class Pom:
    """What of a project matters for its dependencies."""

    fields: dict[str, Text]
    """groupId, artifactId, version of the project."""
    parent: dict[str, Text]
    """groupId, artifactId, version, relativePath; empty without a parent."""
    modules: tuple[str, ...]
    properties: dict[str, Text]
    dependencies: tuple[PomDependency, ...]
    places: dict[tuple[str, ...], tuple[int, int]]
    """Start and end of ``project``, ``properties``, ``dependencies`` … as they are nested; the end
    is where the closing tag begins, or for an empty element ``<x/>`` the start again."""

    def named(self, group: str, artifact: str) -> list[PomDependency]:
        """The dependencies of a name, those in ``dependencyManagement`` left out."""
        return [
            one
            for one in self.dependencies
            if not one.managed and self.coordinates(one).name == (group, artifact)
        ]

    def coordinates(self, one: PomDependency) -> Coordinates:
        """What a dependency is, as far as the project says it itself."""
        group, artifact, version, classifier, kind = (
            self.value(one.written(name))
            for name in ("groupId", "artifactId", "version", "classifier", "type")
        )
        return Coordinates(group, artifact, version, classifier, kind or "jar")

    def value(self, text: str) -> str:
        """A text with the properties that the project defines itself put in."""
        for _ in range(_DEEPEST):
            match = next((m for m in _PROPERTY.finditer(text) if self._known(m[1])), None)
            if match is None:
                break
            text = text[: match.start()] + self._known(match[1]) + text[match.end() :]
            if len(text) > MOST_BYTES:
                break
        return text

    def _known(self, name: str) -> str:
        if name in self.properties:
            return self.properties[name].value
        own = name.removeprefix("project.").removeprefix("pom.")
        if own == name or own not in ("version", "groupId", "artifactId"):
            return ""
        return (self.fields.get(own) or self.parent.get(own) or Text()).value


@dataclass(slots=True)
class _Reading:
    """What was met so far."""

    path: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    text_start: int = -1
    fields: dict[str, Text] = field(default_factory=dict)
    parent: dict[str, Text] = field(default_factory=dict)
    modules: list[str] = field(default_factory=list)
    properties: dict[str, Text] = field(default_factory=dict)
    dependency: dict[str, Text] = field(default_factory=dict)
    dependencies: list[PomDependency] = field(default_factory=list)
    places: dict[tuple[str, ...], tuple[int, int]] = field(default_factory=dict)

    def end(self, at: int, end: int) -> None:
        """The innermost element ends: its closing tag goes from ``at`` to ``end``."""
        place, start = tuple(self.path), self.starts.pop()
        own = Text("".join(self.text).strip(), self.text_start, at)
        inside, name = place[:-1], place[-1]
        if place in _PLACES:
            self.places.setdefault(place, (start, at))
        elif inside == ("project",) and name in ("groupId", "artifactId", "version"):
            self.fields[name] = own
        elif inside == ("project", "parent"):
            self.parent[name] = own
        elif inside == ("project", "modules") and name == "module":
            self.modules.append(own.value)
        elif inside == ("project", "properties"):
            self.properties[name] = own
        elif inside[:-1] in (_DEPENDENCIES, _MANAGED) and inside[-1] == "dependency":
            self.dependency[name] = own
        elif inside in (_DEPENDENCIES, _MANAGED) and name == "dependency":
            self.dependencies.append(
                PomDependency(self.dependency, start, end, managed=inside == _MANAGED)
            )
            self.dependency = {}
        self.path.pop()
        self.text, self.text_start = [], -1


def parse_pom(data: bytes) -> Pom:
    """Read a project. Raises FormatError (``pom-malformed``, ``limit-size``)."""
    if len(data) > MOST_BYTES:
        raise FormatError("limit-size", f"a project of over {MOST_BYTES:,} bytes")
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_args: object) -> None:
        raise FormatError("pom-malformed", "it has a DTD, which is not read")

    def start(name: str, _attributes: dict[str, str]) -> None:
        if len(reading.path) > _DEEPEST:
            raise FormatError("pom-malformed", "it nests too deep")
        reading.path.append(name.rpartition(" ")[2])
        reading.starts.append(parser.CurrentByteIndex)
        reading.text, reading.text_start = [], -1

    def text(said: str) -> None:
        if reading.text_start < 0:
            reading.text_start = parser.CurrentByteIndex
        reading.text.append(said)

    def end(_name: str) -> None:
        at = parser.CurrentByteIndex
        closing = data.find(b">", at)
        reading.end(at, closing + 1)

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)  # noqa: FBT003 - it takes no keywords
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise FormatError("pom-malformed", f"it is no XML: {error}") from None
    if ("project",) not in reading.places:
        raise FormatError("pom-malformed", "it is no Maven project")
    return Pom(
        reading.fields,
        reading.parent,
        tuple(reading.modules),
        reading.properties,
        tuple(reading.dependencies),
        reading.places,
    )
