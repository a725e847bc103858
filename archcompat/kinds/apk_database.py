"""What apk says is installed, on Alpine and its relatives, and the files of each package."""

from collections.abc import Iterator

from archcompat.formats.apk import read_installed
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.osfacts import FileList, OsPackage

_MAX_ROOT = 256  # characters: it is repeated in every path
_PATHS = ("usr/lib/apk/db/installed", "lib/apk/db/installed")


class ApkDatabase:
    """Reads lib/apk/db/installed, also where it is after the merge of lib into usr."""

    name = "apk-database"
    marks = Marks(names=("installed",))

    def claims(self, entry: Entry) -> bool:
        """By the path, also below a nested root."""
        path = entry.where.parts[-1]
        return path.endswith("lib/apk/db/installed") and _root(path) is not None

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield each package and its files."""
        root = _root(entry.where.path) or ""
        with entry.open() as stream:
            for found in read_installed(stream):
                yield OsPackage(
                    entry.where, "apk", found.name, found.version, found.arch, found.origin
                )
                paths = tuple(root + path for path in found.files) if root else found.files
                yield FileList(entry.where, "apk", found.name, paths)


def _root(path: str) -> str | None:
    """The folder the database speaks of, with its slash; None for a path that is no database."""
    for ending in _PATHS:
        if path.endswith(ending):
            root = path[: -len(ending)]
            if not root or (root.endswith("/") and len(root) <= _MAX_ROOT):
                return root
    return None


KIND = ApkDatabase()
