"""What a reader of each format makes of a text: its shape, without the words in it."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import cmarkgfm
from cmarkgfm.cmark import Options


def shape(name: str, text: str) -> Any:
    """The shape of a report in a format; of a format that is not known here, by how it begins."""
    if name in _SHAPES:
        return _SHAPES[name](text)
    match text.lstrip()[:1]:
        case "{" | "[":
            return of_json(json.loads(text))
        case "<":
            return of_markup(text)
        case _:
            return of_lines(text)


def of_json(value: Any) -> Any:
    """Keys, lengths and kinds of values; texts are all alike."""
    match value:
        case dict():
            return {key: of_json(item) for key, item in value.items()}
        case list():
            return [of_json(item) for item in value]
        case str():
            return "text"
        case _:
            return value


class _Tags(HTMLParser):
    """Notes tags with the names of their attributes, comments, and what looks like a mention."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Any] = []
        self.mentions: list[str] = []
        self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, [name for name, _ in attrs]))
        self._code += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")
        self._code -= tag == "code"

    def handle_comment(self, data: str) -> None:
        self.found.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.found.append("declaration")

    def handle_data(self, data: str) -> None:
        if not self._code:
            self.mentions += re.findall(r"[@#]\w+", data)


def of_markup(text: str) -> list[Any]:
    """The tags of XML or HTML in their order, with the names of their attributes."""
    tags = _Tags()
    tags.feed(text)
    tags.close()
    return tags.found


def of_lines(text: str) -> int:
    """How many lines there are."""
    return len(text.splitlines())


def html_of(text: str) -> str:
    """Markdown as GitHub's own renderer makes HTML of it, raw HTML let through."""
    rendered: str = cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE)
    return rendered


def mentions_in(text: str) -> list[str]:
    """What GitHub would make links to people and issues of, in Markdown."""
    tags = _Tags()
    tags.feed(html_of(text))
    return tags.mentions


def _of_markdown(text: str) -> list[Any]:
    return of_markup(html_of(text))


COMMAND = re.compile(r"::(?P<name>[a-z-]+)(?: (?P<properties>[^:]*(?:%3A[^:]*)*))?::(?P<data>.*)")
"""A workflow command, as the runner of GitHub Actions takes a line apart."""


def commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The workflow commands: name, properties, data, unescaped."""
    found = []
    for line in text.splitlines():
        match = COMMAND.fullmatch(line)
        assert match is not None, line
        pairs = (pair.partition("=") for pair in match["properties"].split(","))
        properties = {key: _unescaped(value) for key, _, value in pairs}
        found.append((match["name"], properties, _unescaped(match["data"])))
    return found


def _unescaped(text: str) -> str:
    for code, char in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, char)
    return text


def _of_commands(text: str) -> list[Any]:
    return [(name, sorted(properties)) for name, properties, _ in commands(text)]


_SHAPES: dict[str, Callable[[str], Any]] = {
    "table": of_lines,
    "markdown": _of_markdown,
    "github": _of_commands,
}
