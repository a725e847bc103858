"""What rpm says is installed, on Red Hat, SUSE and their relatives, and each package's files."""

import re
from collections.abc import Iterator

from archcompat.formats.rpmdb import read_packages
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.osfacts import FileList, OsPackage
from archcompat.model.problem import Problem, Severity

# The root's length is limited because it is repeated in every path.
_PLACE = re.compile(
    r"(?P<root>|.{0,255}/)(?:var/lib|usr/lib/sysimage|usr/share)/rpm/"
    r"(?:rpmdb\.sqlite(?P<log>-wal)?|Packages(?:\.db)?)",
    re.DOTALL,
)


class RpmDatabase:
    """Reads rpmdb.sqlite, Packages.db and Packages, where distributions keep them."""

    name = "rpm-database"
    marks = Marks(names=("rpmdb.sqlite", "rpmdb.sqlite-wal", "Packages", "Packages.db"))

    def claims(self, entry: Entry) -> bool:
        """By the path, also below a nested root."""
        path = entry.where.parts[-1]
        return "/rpm/" in path and _PLACE.fullmatch(path) is not None

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield each package and its files."""
        place = _PLACE.fullmatch(entry.where.path)
        if place is None:
            return
        if place["log"]:
            if entry.size:
                detail = (
                    "packages installed last may be in this log only; `rpm --rebuilddb` ends it"
                )
                yield Problem(entry.where, "rpmdb-log", detail, Severity.WARNING)
            return
        root = place["root"]
        with entry.open() as stream:
            for found in read_packages(stream, entry.size):
                yield OsPackage(
                    entry.where, "rpm", found.name, found.version, found.arch, found.source
                )
                paths = tuple(root + path for path in found.files) if root else found.files
                # Libraries are installed for two architectures under one name.
                yield FileList(entry.where, "rpm", f"{found.name}:{found.arch}", paths)


KIND = RpmDatabase()
