"""Where apk takes packages from, on Alpine and its relatives."""

from collections.abc import Iterator

from archcompat.formats.apkrepositories import parse_repositories
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.osfacts import PackageSource

_LIMIT = 1 << 20  # bytes
_PATH = "etc/apk/repositories"


class ApkRepositories:
    """Reads etc/apk/repositories."""

    name = "apk-repositories"
    marks = Marks(names=("repositories",))

    def claims(self, entry: Entry) -> bool:
        """By the path, also below a nested root."""
        path = entry.where.parts[-1]
        return path == _PATH or path.endswith(f"/{_PATH}")

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield each repository."""
        with entry.open() as stream:
            data = stream.read(_LIMIT)
        for line, url in parse_repositories(data):
            yield PackageSource(entry.where, line, "apk", url)


KIND = ApkRepositories()
