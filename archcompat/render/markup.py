"""Text from an artifact as GitHub Flavored Markdown that shows it and does nothing else.

https://github.github.com/gfm/; GitHub and GitLab also make mentions of ``@name`` and ``#1``.
"""

import re
from collections.abc import Iterable

from archcompat.render.safe import printable

_ACTIVE = re.compile(r"[\\`*_\[\]<>|~&$]")
# A list or heading begins only where the text does, a link by itself with a scheme or www.
_BEGINS = re.compile(r"^(\s*)([-+=]|\d{1,9}(?=[.)](?:\s|$)))")
_LINK = re.compile(r":(?=//)|(?<=www)\.", re.IGNORECASE)
_MENTION = re.compile(r"[@#]")
_GAP = "&#8203;"  # a space of no width: a mention is looked for in what is shown
_TICKS = re.compile(r"`+")


def escaped(text: str) -> str:
    """``text`` as words among others, on one line."""
    text = _ACTIVE.sub(r"\\\g<0>", printable(text))
    text = _LINK.sub(r"\\\g<0>", text)
    text = _MENTION.sub(rf"\g<0>{_GAP}", text)
    return _BEGINS.sub(_unbegun, text)


def code(text: str) -> str:
    r"""``text`` as a code span; a ``|``, which would end a cell of a table, as ``\x7c``."""
    text = printable(text).replace("|", r"\x7c")
    if not text:
        return ""
    fence = "`" * (1 + max(map(len, _TICKS.findall(text)), default=0))
    gap = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{gap}{text}{gap}{fence}"


def block(lines: Iterable[str]) -> str:
    """Lines as a block of code inside an item of a list, whatever is in them."""
    told = [printable(line) for line in lines]
    fence = "`" * max(
        3, 1 + max((len(run) for line in told for run in _TICKS.findall(line)), default=0)
    )
    return "".join(f"  {line}\n" for line in (fence, *told, fence))


def _unbegun(found: re.Match[str]) -> str:
    """What begins a list, kept from doing so: only punctuation can be escaped."""
    space, mark = found[1], found[2]
    return f"{space}\\{mark}" if mark in "-+=" else f"{space}{mark[:-1]}&#{ord(mark[-1])};"
