"""The files that indexes list of a project, read version by version as they are asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from archcompat.formats.distfile import DistFile, normalized

Reader = Callable[[], Iterable[DistFile]]
"""Gives the files of one version."""


class Listing:
    """The files of a project in the order of its pages, by version as their names spell it.

    The largest pages list 15,000 files, of which a plan looks at a few dozen.
    """

    def __init__(self, readers: Mapping[str, tuple[Reader, ...]]) -> None:
        """``readers`` by version."""
        self.readers = readers
        self._files: dict[str, tuple[DistFile, ...]] = {}

    @property
    def versions(self) -> tuple[str, ...]:
        """What the names spell as versions; some of it may be none."""
        return tuple(self.readers)

    def files(self, version: str) -> tuple[DistFile, ...]:
        """The files of one of ``versions``, each once."""
        if version not in self._files:
            found: dict[str, DistFile] = {}
            for read in self.readers.get(version, ()):
                for file in read():
                    found.setdefault(file.name, file)
            self._files[version] = tuple(found.values())
        return self._files[version]

    def joined(self, other: "Listing") -> "Listing":
        """The files of both."""
        mine, others = self.readers, other.readers
        return Listing({one: mine.get(one, ()) + others.get(one, ()) for one in {**mine, **others}})

    def all(self) -> Iterator[DistFile]:
        """The files of all projects that the pages list."""
        for version in self.readers:
            yield from self.files(version)

    def of(self, project: str) -> tuple[DistFile, ...]:
        """All files of a project: a page may list other ones."""
        name = normalized(project)
        return tuple(file for file in self.all() if file.project == name)


def listing_of(files: Iterable[DistFile]) -> Listing:
    """A listing of files that are known already."""
    found: dict[str, list[DistFile]] = {}
    for file in files:
        found.setdefault(file.version, []).append(file)
    return Listing({version: (some.copy,) for version, some in found.items()})
