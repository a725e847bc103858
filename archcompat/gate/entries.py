"""Reads the ``[[ignore]]`` entries of a TOML document."""

import datetime as dt
import difflib
from collections.abc import Callable
from typing import Any

from archcompat.errors import InputError
from archcompat.gate.ignore import MATCHERS, Entry

_KEYS = (*MATCHERS, "reason", "until")

Place = Callable[[int, str], str]
"""Where the key of an entry, by its number from 0, stands: ``.archcompat.toml:7``."""


def read_entries(items: object, place: Place) -> tuple[Entry, ...]:
    """The entries of a document. Raises InputError with the place of the first mistake."""
    match items:
        case [*tables]:
            return tuple(_entry(table, index, place) for index, table in enumerate(tables))
        case _:
            raise InputError(f"{place(0, '')}: ignore is to be tables: write [[ignore]] above each")


def _entry(table: object, index: int, place: Place) -> Entry:
    match table:
        case dict():
            values: dict[str, Any] = table
        case _:
            raise InputError(
                f"{place(index, '')}: ignore is to be tables: write [[ignore]] above each"
            )
    for key, value in values.items():
        _check(key, value, place(index, key))
    at = place(index, "")
    if not values.get("reason", "").strip():
        raise InputError(f'{at}: this entry gives no reason: add reason = "why it may be left out"')
    if not any(values.get(name) for name in MATCHERS):
        raise InputError(
            f"{at}: this entry says nothing of what it leaves out: add {', '.join(MATCHERS)}"
        )
    if values.get("problem") and (values.get("purl") or values.get("rule")):
        raise InputError(f"{at}: a problem has no purl and no rule: name its path or image")
    entry = Entry(
        **(values | {"until": _date(values.get("until"), place(index, "until"))}), place=at
    )
    for name in MATCHERS:
        try:
            _ = getattr(entry, name) and MATCHERS[name](getattr(entry, name))
        except InputError as error:
            raise InputError(f"{place(index, name)}: {name}: {error}") from error
    return entry


def _check(key: str, value: object, place: str) -> None:
    if key not in _KEYS:
        close = difflib.get_close_matches(key, _KEYS, 1)
        hint = f"did you mean {close[0]}?" if close else f"there are {', '.join(_KEYS)}"
        raise InputError(f"{place}: {key!r} is no key of an entry; {hint}")
    if key != "until" and type(value) is not str:
        raise InputError(f'{place}: {key} is to be a text, such as {key} = "..."')


def _date(value: object, place: str) -> dt.date | None:
    """The last day of an entry; TOML has dates, and quoted ones are taken too."""
    if value is None:
        return None
    if type(value) is dt.date:
        return value
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError as error:
        raise InputError(f"{place}: {str(value)!r} is no date: write until = 2027-01-31") from error
