"""TOML documents (https://toml.io/en/v1.0.0), and tables in them that are read one by one."""

import re
import tomllib
from collections.abc import Iterator
from typing import TypeVar

import msgspec

from archcompat.errors import FormatError

MAX_BYTES = 16 << 20  # the largest lock files seen have 3 MB
_MOST = 100_000  # tables of one array
# tomllib takes quadratic time over what nests deeply, and C stack over what nests without end.
_DEEP = re.compile(rb"[\[{][\s\[{]{200}|(?:[\w-]+\s*\.\s*){200}")

_T = TypeVar("_T")


def parse_toml(data: bytes) -> dict[str, object]:
    """The document. Raises FormatError (``toml-malformed``, ``limit-size``)."""
    if len(data) > MAX_BYTES:
        raise FormatError("limit-size", f"a TOML document of over {MAX_BYTES:,} bytes")
    if _DEEP.search(data) is not None:
        raise FormatError("toml-malformed", "it is no TOML: it nests too deep")
    try:
        return tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except (ValueError, RecursionError) as error:
        raise FormatError("toml-malformed", f"it is no TOML: {error}") from None


def tables(found: object, kind: type[_T], what: str) -> Iterator[tuple[int, _T | FormatError]]:
    """The tables of an array as Structs, numbered from 1; what is no such table as an error.

    ``what`` names the array in errors, whose code is ``lock-malformed``; the raised one too, for
    what is no array.
    """
    if found is None:
        return
    if not isinstance(found, list):
        raise FormatError("lock-malformed", f"its {what} is no array of tables")
    for number, table in enumerate(found[:_MOST], 1):
        try:
            yield number, msgspec.convert(table, kind)
        except msgspec.ValidationError as error:
            yield number, FormatError("lock-malformed", f"entry {number} of {what}: {error}")
    if len(found) > _MOST:
        raise FormatError("limit-entries", f"its {what} has more than {_MOST:,} entries")
