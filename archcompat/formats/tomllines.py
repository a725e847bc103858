"""Where in a TOML document a key stands: tomllib keeps no places."""

import re
from collections.abc import Iterator

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)\s*[=.]""")


def line_of(text: str, table: str = "", key: str = "", *, index: int = 0) -> int:
    """The line, from 1, of a key in a table, or of the table's header without one.

    ``table`` is written with dots, ``tool.archcompat``, empty for the keys before any header; of
    an array of tables ``index`` says which. Where the line is not found (tables can be written
    inline) it is the line of the table, or 1.
    """
    start = 1
    for number, name, count, found in _lines(text):
        if (name, count) != (table, index):
            continue
        if not found:
            start = number
        if found == key:
            return number
    return start


def _lines(text: str) -> Iterator[tuple[int, str, int, str]]:
    """A line's number, its table and which one of that name, and its key; a header has none."""
    seen: dict[str, int] = {}
    table, count = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = ".".join(part.strip().strip("\"'") for part in header[2].split("."))
            count = seen.get(table, 0)
            seen[table] = count + 1
            yield number, table, count, ""
        elif key := _KEY.match(line):
            yield number, table, count, key[1].strip("\"'")
