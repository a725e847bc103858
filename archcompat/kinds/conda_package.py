"""Packages that conda, mamba or micromamba installed, and the files of each."""

from collections.abc import Iterator

from archcompat.formats.condameta import parse_conda_record
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.osfacts import FileList
from archcompat.model.pythonfacts import CondaPackage

_FOLDER = "conda-meta"
_LIMIT = 64 << 20  # bytes; the largest seen have 5 MB


class CondaPackages:
    """Reads the records in the folder conda-meta of a prefix."""

    name = "conda-package"
    marks = Marks(suffixes=("json",))

    def claims(self, entry: Entry) -> bool:
        """By the folder: what else is in it is no JSON."""
        where = entry.where
        return (
            where.depth == 0
            and where.path.endswith(".json")
            and where.folder.rpartition("/")[2] == _FOLDER
        )

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the package and its files."""
        data = entry.read_at_most(_LIMIT, "a record")
        found = parse_conda_record(data, entry.where.folder.rpartition("/")[0])
        yield CondaPackage(
            entry.where,
            found.name,
            found.version,
            found.build,
            found.subdir,
            found.channel,
            found.depends,
        )
        yield FileList(entry.where, "conda", found.name, found.files)


KIND = CondaPackages()
