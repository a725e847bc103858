"""The config file: where it is, and which values it gives."""

import difflib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from archcompat.cli.settings import EVERY
from archcompat.errors import InputError
from archcompat.formats.tomllines import line_of

NAME = ".archcompat.toml"
PYPROJECT = "pyproject.toml"
IGNORE = "ignore"
"""The key of what is no option, but a list of what a build is not to fail for."""
_TABLE = "tool.archcompat"


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A config file as it was read; its values are of the types that TOML has."""

    path: Path | None = None
    """As it was given or found; None where there is none."""
    text: str = ""
    table: str = ""
    """The table that holds the options, empty for the top of the file."""
    values: Mapping[str, Any] = field(default_factory=dict)

    def place(self, key: str) -> str:
        """``.archcompat.toml:3``."""
        return f"{self.path}:{line_of(self.text, self.table, key)}"

    def place_of_entry(self, index: int, key: str) -> str:
        """The same of a key of an ``[[ignore]]`` entry, or of the entry itself."""
        table = f"{self.table}.{IGNORE}".lstrip(".")
        line = line_of(self.text, table, key, index=index)
        return f"{self.path}:{line}" if line > 1 else self.place(IGNORE)


def find_config(given: Path | None, folder: Path) -> ConfigFile:
    """The file that was given, or the one in a folder; an empty one where neither is.

    Raises InputError for a file that cannot be read and for a key that no option has.
    """
    if given is not None:
        found = _read(given, _TABLE if given.name == PYPROJECT else "")
    elif (folder / NAME).exists():
        found = _read(folder / NAME, "")
    elif _speaks_of_us(folder / PYPROJECT):
        found = _read(folder / PYPROJECT, _TABLE)
    else:
        return ConfigFile()
    names = [*(setting.name for setting in EVERY if setting.in_file), IGNORE]
    for key in found.values:
        if key not in names:
            raise InputError(f"{found.place(key)}: {key!r} is no option{nearest(key, names)}")
    return found


def nearest(word: str, known: Iterable[str], prefix: str = "") -> str:
    """``; did you mean fail-on?``, or nothing where no known word is near."""
    close = difflib.get_close_matches(word, list(known), 1)
    return f"; did you mean {prefix}{close[0]}?" if close else ""


def _read(path: Path, table: str) -> ConfigFile:
    try:
        text = path.read_text("utf-8-sig")
        values: Any = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: this is no UTF-8 text") from error
    except ValueError as error:  # TOMLDecodeError is one, and so is a number that is too long
        raise InputError(f"{path}: this is no TOML: {error}") from error
    except RecursionError as error:
        raise InputError(f"{path}: it nests too deep") from error
    for name in table.split(".") if table else ():
        values = values.get(name, {}) if type(values) is dict else {}
    if type(values) is not dict:
        raise InputError(f"{path}:{line_of(text)}: {table} is to be a table")
    return ConfigFile(path, text, table, values)


def _speaks_of_us(path: Path) -> bool:
    """Whether a pyproject.toml may hold options: one that does not may be as broken as it likes."""
    try:
        return b"archcompat" in path.read_bytes()
    except OSError:
        return False
