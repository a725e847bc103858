"""os-release of a root file system, wherever in the subject the root is."""

from collections.abc import Iterator

from archcompat.formats.osrelease import parse_os_release
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.osfacts import OsRelease

_PATHS = ("etc/os-release", "usr/lib/os-release")
_NESTED = tuple(f"/{path}" for path in _PATHS)
_LIMIT = 64 << 10  # bytes; real ones are below 1 KB


class OsReleaseFile:
    """Reads etc/os-release and usr/lib/os-release."""

    name = "os-release"
    marks = Marks(names=("os-release",))

    def claims(self, entry: Entry) -> bool:
        """By the path, also below a nested root."""
        path = entry.where.parts[-1]
        return path in _PATHS or path.endswith(_NESTED)

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the distribution; a file that names none yields nothing."""
        with entry.open() as stream:
            said = parse_os_release(stream.read(_LIMIT))
        name = said.get("PRETTY_NAME") or said.get("NAME", "")
        # The manual page's default of ID; a file with no variable at all says nothing.
        identity = said.get("ID", "linux").lower()
        if said:
            codename = said.get("VERSION_CODENAME", "").lower()
            yield OsRelease(entry.where, identity, said.get("VERSION_ID", ""), name, codename)


KIND = OsReleaseFile()
