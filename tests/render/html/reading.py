"""Reads a page as a browser without scripts would, with the standard library's parser."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

# Elements that have no end tag (https://html.spec.whatwg.org/#void-elements), and those of SVG
# that the page writes without one.
_VOID = {"meta", "link", "input"}
_INLINE = {"a", "bdi", "code", "span", "strong", "svg", "use"}


@dataclass
class Element:
    """An element with its children, texts among them."""

    tag: str
    attributes: dict[str, str]
    children: list["Element | str"] = field(default_factory=list)

    def all(self, tag: str = "", **wanted: str) -> Iterator["Element"]:
        """Every element in it of a tag with these attributes, ``class_`` as one of the words."""
        for child in self.children:
            if isinstance(child, str):
                continue
            if tag in ("", child.tag) and all(child.has(*pair) for pair in wanted.items()):
                yield child
            yield from child.all(tag, **wanted)

    def has(self, name: str, value: str) -> bool:
        """Whether it has this attribute, or the class."""
        if name == "class_":
            return value in self.attributes.get("class", "").split()
        return self.attributes.get(name) == value

    @property
    def text(self) -> str:
        """All text in it but scripts and styles, each run of spaces as one."""
        return " ".join(self._raw().split())

    def _raw(self) -> str:
        if self.tag in ("script", "style"):
            return ""
        text = "".join(child if isinstance(child, str) else child._raw() for child in self.children)
        return text if self.tag in _INLINE else f" {text} "


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if tag not in _VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open[-1].children.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open[-1].tag == tag, f"</{tag}> ends <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)

    def error(self, message: str) -> None:
        raise AssertionError(message)


def read(page: str) -> Element:
    """The page as a tree; every start tag must have its end, in order."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert [element.tag for element in reader._open] == [""]
    return reader.root
