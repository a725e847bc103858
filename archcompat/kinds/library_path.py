"""Files that tell the dynamic linker of glibc or musl where to look for libraries."""

from collections.abc import Iterator

from archcompat.formats.ldsoconf import parse_ld_so_conf, parse_musl_path
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.osfacts import LibraryPath

_LIMIT = 1 << 20  # bytes


class LibraryPathFile:
    """Reads etc/ld.so.conf, etc/ld.so.conf.d/*.conf and etc/ld-musl-*.path."""

    name = "library-path"
    marks = Marks(suffixes=("conf", "path"))

    def claims(self, entry: Entry) -> bool:
        """By the path, also below a nested root."""
        path = entry.where.parts[-1]
        if not path.endswith((".conf", ".path")):
            return False
        folder, _, name = path.rpartition("/")
        if name.endswith(".conf"):
            return _is(folder, "etc/ld.so.conf.d") or (name == "ld.so.conf" and _is(folder, "etc"))
        return name.startswith("ld-musl-") and _is(folder, "etc")

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the folders in the order they are searched."""
        with entry.open() as stream:
            data = stream.read(_LIMIT)
        if entry.where.path.endswith(".path"):
            yield LibraryPath(entry.where, parse_musl_path(data))
        else:
            yield LibraryPath(entry.where, *parse_ld_so_conf(data))


def _is(folder: str, wanted: str) -> bool:
    return folder == wanted or folder.endswith(f"/{wanted}")


KIND = LibraryPathFile()
