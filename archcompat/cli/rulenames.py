"""Finds the rule that somebody means: by id, by purl, or by a name that only one rule has."""

import difflib
import re
from collections.abc import Sequence

from archcompat.errors import InputError

_VERSION = re.compile(r"(?<=[^/])@[^/]*$")
_MOST = 5  # names in a message


def rule_id(asked: str, ids: Sequence[str]) -> str:
    """The one of ``ids`` that is meant.

    ``pypi/numpy``, ``pkg:pypi/numpy@1.18.1``, ``org.rocksdb:rocksdbjni`` and ``numpy`` are all
    understood. Raises InputError when none is, naming what is near, or several are.
    """
    plain = re.split(r"[?#]", asked.strip())[0].removeprefix("pkg:").replace("%40", "@")
    name = _folded(_VERSION.sub("", plain).replace(":", "/").strip("/"))
    exact = [one for one in ids if _folded(one) == name]
    found = exact or [one for one in ids if name and _folded(one).endswith(f"/{name}")]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(f"{asked!r} is the name of several rules: {', '.join(found)}")
    near = _near(name, ids)
    raise InputError(
        f"no rule is about {asked!r}"
        + (f"; near it: {', '.join(near)}" if near else "; `archcompat rules list` shows all")
    )


def _near(name: str, ids: Sequence[str]) -> list[str]:
    """The ids most like a name: those that have it in them, then those spelled nearly so."""
    last = name.rpartition("/")[2]
    names = [_folded(one).rpartition("/")[2] for one in ids]
    holding = [one for one in ids if len(last) > 2 and last in _folded(one)]
    alike = difflib.get_close_matches(last, names, _MOST, 0.7)
    spelled = [one for word in alike for one, its in zip(ids, names, strict=True) if its == word]
    return list(dict.fromkeys((*holding, *spelled)))[:_MOST]


def _folded(name: str) -> str:
    """A name without what nobody remembers: capitals, and which sign joins its words."""
    return re.sub(r"[-_.]+", "-", name.lower())
