"""Maven's version order (org.apache.maven.artifact.versioning.ComparableVersion, Maven 3.8).

https://maven.apache.org/pom.html#version-order-specification
"""

import re
from functools import cmp_to_key

_QUALIFIERS = ("alpha", "beta", "milestone", "rc", "snapshot", "", "sp")
_ALIASES = {"ga": "", "final": "", "release": "", "cr": "rc"}
_SHORT = {"a": "alpha", "b": "beta", "m": "milestone"}  # only directly before a digit
_RELEASE = _QUALIFIERS.index("")

_Item = int | str | list["_Item"]  # a number, a qualifier, or what follows a hyphen


def compare(left: str, right: str) -> int:
    """-1, 0 or 1 as ``left`` is older than, as old as, or newer than ``right``.

    For versions of a sane length (``versions.compare`` sees to it): each hyphen nests a level.
    """
    return _compare_items(_parse(left), _parse(right))


key = cmp_to_key(compare)
"""A sort key for version strings."""


def _parse(version: str) -> list[_Item]:
    root: list[_Item] = []
    current = root
    stack = [root]
    text = version.lower()
    for match in re.finditer(r"(\d+)|([^\d.\-]+)|([.\-])", text):
        number, word, separator = match.groups()
        end = match.end()
        before = text[match.start() - 1] if match.start() else ""
        if separator:
            if before in (".", "-") or match.start() == 0:
                current.append(0)  # an empty token counts as zero
            if separator == "-":
                current = _descend(current, stack)
            continue
        if before and before not in ".-":  # a change between digits and letters is a hyphen too
            current = _descend(current, stack)
        if number:
            current.append(int(number))
        else:
            followed = end < len(text) and text[end].isdigit()
            if current and (followed or end == len(text)):
                current = _descend(current, stack)  # 1.0.RC1 orders as 1.0-RC1 (MNG-7644)
            plain = _SHORT.get(word, word) if followed else word
            current.append(_ALIASES.get(plain, plain))
    for items in reversed(stack):
        _normalize(items)
    return root


def _descend(current: list[_Item], stack: list[list[_Item]]) -> list[_Item]:
    fresh: list[_Item] = []
    current.append(fresh)
    stack.append(fresh)
    return fresh


def _normalize(items: list[_Item]) -> None:
    """Drop trailing zeros, empty qualifiers and empty lists: 1.0.0 is 1."""
    for position in range(len(items) - 1, -1, -1):
        item = items[position]
        if item in (0, "", []):
            del items[position]
        elif not isinstance(item, list):
            break


def _compare_items(left: _Item, right: _Item | None) -> int:
    if isinstance(left, int):
        return _compare_number(left, right)
    if isinstance(left, str):
        return _compare_word(left, right)
    return _compare_list(left, right)


def _compare_number(left: int, right: _Item | None) -> int:
    if right is None:
        return 1 if left else 0
    if isinstance(right, int):
        return (left > right) - (left < right)
    return 1  # 1.1 is newer than 1-sp, and than 1-1


def _compare_word(left: str, right: _Item | None) -> int:
    if right is None:
        return _order(_rank(left), _rank(""))
    if isinstance(right, str):
        return _order(_rank(left), _rank(right))
    return -1  # 1-sp is older than 1.1 and than 1-1


def _compare_list(left: list[_Item], right: _Item | None) -> int:
    if right is None:
        return next((found for item in left if (found := _compare_items(item, None))), 0)
    if isinstance(right, int):
        return -1
    if isinstance(right, str):
        return 1
    for position in range(max(len(left), len(right))):
        mine = left[position] if position < len(left) else None
        other = right[position] if position < len(right) else None
        if mine is None:
            found = -_compare_items(other, None) if other is not None else 0
        else:
            found = _compare_items(mine, other)
        if found:
            return found
    return 0


def _rank(word: str) -> tuple[int, str]:
    if word in _QUALIFIERS:
        return (_QUALIFIERS.index(word), "")
    return (len(_QUALIFIERS), word)


def _order(left: tuple[int, str], right: tuple[int, str]) -> int:
    return (left > right) - (left < right)
