"""Python projects' lock files and pyproject.toml: what will be installed by them."""

import re
from collections.abc import Iterator

from archcompat.formats.pipfilelock import parse_pipfile_lock
from archcompat.formats.poetrylock import parse_poetry_lock
from archcompat.formats.projectpath import is_projects
from archcompat.formats.pylock import parse_pylock
from archcompat.formats.pyproject import parse_pyproject
from archcompat.formats.tomldoc import MAX_BYTES
from archcompat.formats.uvlock import parse_uv_lock
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks

_READERS = {
    "uv.lock": parse_uv_lock,
    "poetry.lock": parse_poetry_lock,
    "Pipfile.lock": parse_pipfile_lock,
    "pyproject.toml": parse_pyproject,
}
_PYLOCK = re.compile(r"pylock(?:\.[^.]+)?\.toml")  # PEP 751: pylock.toml, pylock.<name>.toml


class PythonProject:
    """Reads files of the file system only, and none of what is installed."""

    name = "python-project"
    marks = Marks(names=tuple(_READERS), suffixes=("toml",))

    def claims(self, entry: Entry) -> bool:
        """By the names that the tools know."""
        name = entry.where.name
        known = name in _READERS or _PYLOCK.fullmatch(name) is not None
        return known and is_projects(entry.where)

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield a requirement for each entry, and a Problem for each that cannot be read."""
        data = entry.read_at_most(MAX_BYTES, "a lock file")
        yield from _READERS.get(entry.where.name, parse_pylock)(data, entry.where)


KIND = PythonProject()
