"""What dpkg, or an image builder in its place, says is installed, and the files of each package."""

import re
from collections.abc import Iterator

from archcompat.errors import FormatError
from archcompat.formats.dpkg import parse_list, parse_md5sums, read_status
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.osfacts import FileList, OsPackage

# The root's length is limited because it is repeated in every path.
_PLACE = re.compile(
    r"(?P<root>|.{0,255}/)var/lib/dpkg/"
    r"(?:(?P<status>status)|info/(?P<list>[^/]+)\.list"
    r"|status\.d/(?:(?P<sums>[^/]+)\.md5sums|(?P<single>[^/]+)))",
    re.DOTALL,
)
_LIMIT = 64 << 20  # bytes of one list; the largest seen has 4 MB


class DpkgDatabase:
    """Reads var/lib/dpkg: status, status.d and info/*.list."""

    name = "dpkg-database"
    # Below status.d a file has the name of its package.
    marks = Marks(names=("status",), suffixes=("list",), folders=("status.d",))

    def claims(self, entry: Entry) -> bool:
        """By the path, also below a nested root."""
        path = entry.where.parts[-1]
        return "var/lib/dpkg/" in path and _PLACE.fullmatch(path) is not None

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the installed packages, or the files of the one the file is about."""
        place = _PLACE.fullmatch(entry.where.path)
        if place is None:
            return
        package = place["list"] or place["sums"]
        with entry.open() as stream:
            if package is None:
                for found in read_status(stream, status=place["status"] is not None):
                    yield OsPackage(
                        entry.where,
                        "deb",
                        found.name,
                        found.version,
                        found.arch,
                        found.source,
                        found.requires,
                    )
                return
            data = stream.read(_LIMIT + 1)
        if len(data) > _LIMIT:
            raise FormatError("dpkg-malformed", f"a list of files larger than {_LIMIT:,} bytes")
        paths = parse_list(data) if place["list"] else parse_md5sums(data)
        root = place["root"]
        if root:
            paths = tuple(root + path for path in paths)
        yield FileList(entry.where, "deb", package, paths)


KIND = DpkgDatabase()
