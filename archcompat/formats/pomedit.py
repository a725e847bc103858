"""Changes to the dependencies of a pom.xml that leave everything else as it is, byte for byte."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from archcompat.errors import FormatError
from archcompat.formats.dependencytree import Coordinates
from archcompat.formats.pom import Text, parse_pom

_INDENT = re.compile(rb"\n([ \t]+)<(?:modelVersion|groupId|artifactId|parent|dependencies)>")


@dataclass(frozen=True, slots=True)
class SetVersion:
    """Another version of a dependency that the project names itself."""

    group: str
    artifact: str
    version: str

    def xml(self) -> str:
        """What it comes to."""
        return _element(Coordinates(self.group, self.artifact, self.version))

    def apply(self, data: bytes) -> bytes:
        """Change the text, the property that it names, or add what is missing.

        Raises FormatError (``pom-edit``) where the project does not name it.
        """
        pom = parse_pom(data)
        for one in pom.named(self.group, self.artifact):
            written = one.fields.get("version")
            if written is None:
                after = one.fields["artifactId"]
                end = data.index(b">", after.end) + 1
                gap = _gap(data, one.start) + _step(data)
                version = b"<version>" + self.version.encode() + b"</version>"
                return data[:end] + gap + version + data[end:]
            name = re.fullmatch(r"\$\{([^{}]+)\}", written.value)
            if name is not None and name[1] in pom.properties:
                written = pom.properties[name[1]]
            return _rewritten(data, written, self.version)
        raise FormatError("pom-edit", f"it does not name {self.group}:{self.artifact}")


@dataclass(frozen=True, slots=True)
class SetParent:
    """Another version of the parent, which manages versions in its turn."""

    group: str
    artifact: str
    version: str

    def xml(self) -> str:
        """What it comes to."""
        return _element(Coordinates(self.group, self.artifact, self.version), name="parent")

    def apply(self, data: bytes) -> bytes:
        """Change the text. Raises FormatError (``pom-edit``) for a project without a parent."""
        written = parse_pom(data).parent.get("version")
        if written is None or written.start < 0:
            raise FormatError("pom-edit", "it has no parent")
        return _rewritten(data, written, self.version)


@dataclass(frozen=True, slots=True)
class Add:
    """A dependency of the project's own, that its code is not compiled with."""

    coordinates: Coordinates

    def xml(self) -> str:
        """The element."""
        return _element(self.coordinates, scope="runtime")

    def apply(self, data: bytes) -> bytes:
        """Put it behind the others."""
        return _insert(data, ("project", "dependencies"), self.xml(), last=True)


@dataclass(frozen=True, slots=True)
class Manage:
    """The version of something, whoever brings it; of a BOM of all it lists."""

    coordinates: Coordinates
    """Of the type ``pom`` for a BOM."""

    def xml(self) -> str:
        """The element."""
        return _element(self.coordinates, scope="import" if self.coordinates.type == "pom" else "")

    def apply(self, data: bytes) -> bytes:
        """Put it before the others: of two BOMs the first one counts; or change what is there."""
        pom = parse_pom(data)
        for one in pom.dependencies:
            same = pom.coordinates(one).key == self.coordinates.key
            written = one.fields.get("version")
            if one.managed and same and written is not None:
                return _rewritten(data, written, self.coordinates.version)
        place = ("project", "dependencyManagement", "dependencies")
        return _insert(data, place, self.xml(), last=False)


@dataclass(frozen=True, slots=True)
class Exclude:
    """What a dependency of the project's own is not to bring any more."""

    group: str
    artifact: str
    without_group: str
    without_artifact: str

    def xml(self) -> str:
        """The element, to stand in ``exclusions``."""
        return (
            "<exclusion>\n"
            f"  <groupId>{escape(self.without_group, quote=False)}</groupId>\n"
            f"  <artifactId>{escape(self.without_artifact, quote=False)}</artifactId>\n"
            "</exclusion>"
        )

    def apply(self, data: bytes) -> bytes:
        """Put it in. Raises FormatError (``pom-edit``) where the project does not name it."""
        for one in parse_pom(data).named(self.group, self.artifact):
            content = data[one.start : one.end]
            step = _step(data)
            gap = _gap(data, one.start) + step
            at = content.rfind(b"</exclusions>")
            if at >= 0:
                lines = gap + step + self.xml().encode().replace(b"\n", gap + step)
                at = len(content[:at].rstrip())
            else:
                inner = gap + step + self.xml().encode().replace(b"\n", gap + step)
                lines = gap + b"<exclusions>" + inner + gap + b"</exclusions>"
                at = len(content[: content.rindex(b"</")].rstrip())
            at += one.start
            return data[:at] + lines + data[at:]
        raise FormatError("pom-edit", f"it does not name {self.group}:{self.artifact}")


@dataclass(frozen=True, slots=True)
class Rename:
    """Another artifactId of the project itself, to have several of it side by side."""

    artifact: str

    def xml(self) -> str:
        """The element."""
        return f"<artifactId>{escape(self.artifact, quote=False)}</artifactId>"

    def apply(self, data: bytes) -> bytes:
        """Change it. Raises FormatError (``pom-edit``) for a project without one."""
        own = parse_pom(data).fields.get("artifactId")
        if own is None or own.start < 0:
            raise FormatError("pom-edit", "it has no artifactId")
        return _rewritten(data, own, self.artifact)


Edit = SetVersion | SetParent | Add | Manage | Exclude | Rename


def edited(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The POM after some changes. Raises FormatError (also ``pom-malformed``)."""
    for edit in edits:
        data = edit.apply(data)
    return data


def _rewritten(data: bytes, place: Text, text: str) -> bytes:
    return data[: place.start] + text.encode() + data[place.end :]


def _element(coordinates: Coordinates, scope: str = "", name: str = "dependency") -> str:
    fields = {
        "groupId": coordinates.group,
        "artifactId": coordinates.artifact,
        "version": coordinates.version,
        "classifier": coordinates.classifier,
        "type": "" if coordinates.type == "jar" else coordinates.type,
        "scope": scope,
    }
    lines = [
        f"  <{key}>{escape(value, quote=False)}</{key}>" for key, value in fields.items() if value
    ]
    return "\n".join([f"<{name}>", *lines, f"</{name}>"])


def _insert(data: bytes, place: tuple[str, ...], xml: str, *, last: bool) -> bytes:
    """Put an element into one of the project's, which is made if it is not there."""
    pom = parse_pom(data)
    step = _step(data)
    found = pom.places.get(place)
    if found is None:
        name = place[-1].encode()
        around = pom.places.get(place[:-1])
        if around is None or len(place) == 2:
            parent = place[:2] if around is None else place
            name = parent[-1].encode()
            newline = b"\r\n" if b"\r\n" in data else b"\n"
            opened = b"<" + name + b">" + newline + step + b"</" + name + b">"
            end = len(data[: pom.places["project",][1]].rstrip())
            data = data[:end] + newline + step + opened + data[end:]
        else:
            start, _ = around
            inside = data.index(b">", start) + 1
            gap = _gap(data, start) + step
            empty = gap + b"<" + name + b">" + gap + b"</" + name + b">"
            data = data[:inside] + empty + data[inside:]
        return _insert(data, place, xml, last=last)
    start, end = found
    tag = data[start : data.index(b">", start) + 1]
    gap = _gap(data, start) + step
    lines = gap + xml.encode("ascii", "xmlcharrefreplace").replace(b"\n  ", gap + step).replace(
        b"\n</", gap + b"</"
    )
    if tag.endswith(b"/>"):
        opened = tag[:-2].rstrip() + b">"
        name = place[-1].encode()
        whole = opened + lines + _gap(data, start) + b"</" + name + b">"
        return data[:start] + whole + data[start + len(tag) :]
    at = len(data[:end].rstrip()) if last else start + len(tag)
    return data[:at] + lines + data[at:]


def _gap(data: bytes, start: int) -> bytes:
    """The line break and the indent of the element that starts there."""
    line = data.rfind(b"\n", 0, start)
    indent = data[line + 1 : start]
    newline = b"\r\n" if data[:line].endswith(b"\r") else b"\n"
    return newline + (indent if not indent.strip() else b"")


def _step(data: bytes) -> bytes:
    """By how much the project indents."""
    found = _INDENT.search(data)
    return found[1] if found is not None else b"  "
