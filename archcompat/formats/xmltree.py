"""XML as a tree of plain elements, without anything that could grow: no DTD, no entities."""

from dataclasses import dataclass, field
from xml.parsers import expat

from archcompat.errors import FormatError

_DEEPEST = 200
_MOST = 3_000_000  # elements


@dataclass(slots=True)
class Element:
    """One element; names without their namespaces."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    """Right after its start tag, stripped."""
    children: list["Element"] = field(default_factory=list)

    def all(self, name: str) -> list["Element"]:
        """The children of a name."""
        return [child for child in self.children if child.name == name]

    def value(self, name: str) -> str:
        """The text of the first child of a name; empty without one."""
        return next((child.text for child in self.children if child.name == name), "")


def parse_xml(data: bytes) -> Element:
    """The root element. Raises FormatError (``xml-malformed``) for what is none or has a DTD."""
    path = [Element("", {})]
    texts: list[str] = []
    count = 0

    def refuse(*_args: object) -> None:
        raise FormatError("xml-malformed", "it has a DTD, which is not read")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(path) > _DEEPEST or count > _MOST:
            raise FormatError("xml-malformed", "it nests too deep, or has too many elements")
        _settle(path[-1], texts)
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        element = Element(name.rpartition(" ")[2], plain)
        path[-1].children.append(element)
        path.append(element)

    def end(_name: str) -> None:
        _settle(path.pop(), texts)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = texts.append
    try:
        parser.Parse(data, True)  # noqa: FBT003 - it takes no keywords
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise FormatError("xml-malformed", f"it is no XML: {error}") from None
    return path[0].children[0]


def _settle(element: Element, texts: list[str]) -> None:
    """Give an element the text so far, unless it has some: later text is between children."""
    if not element.text:
        element.text = "".join(texts).strip()
    texts.clear()
