"""Which rule files are checked, and the folder that the id of each counts from."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

from archcompat.errors import InputError

RuleFile = tuple[Path, Path]
"""The file, and the folder of rules it is in."""


def files_of(folders: Iterable[Path]) -> list[RuleFile]:
    """The files of folders of rules."""
    return [(path, folder) for folder in folders for path in sorted(folder.rglob("*.toml"))]


def given_files(paths: Iterable[Path]) -> list[RuleFile]:
    """The files that were named, and those in the folders that were.

    Raises InputError for a path that is not there, and for a folder without a rule.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.rglob("*.toml"))
            if not inside:
                raise InputError(f"{path}: there is no rule in this folder")
            found += inside
        elif path.exists():
            found.append(path)
        else:
            raise InputError(f"{path}: there is no such file or folder")
    return [(path.absolute(), _root(path.absolute())) for path in found]


def _root(path: Path) -> Path:
    """As many folders up as the package that the file names has parts.

    A file in the wrong place is so told by its own complaint; one without a package by another.
    """
    try:
        parts: int = tomllib.loads(path.read_text("utf-8"))["package"].count("/") + 1
    except (OSError, ValueError, KeyError, AttributeError):
        return path.parent
    return path.parents[min(parts, len(path.parents)) - 1]
