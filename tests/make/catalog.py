"""Package indexes that answer from memory, for tests of what is made of their answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from archcompat.errors import UnreachableError
from archcompat.formats.distfile import DistFile, FileShelf, parse_file_name
from archcompat.model.target import Target


def listed(*names: str, **fields: object) -> list[DistFile]:
    """Files by their names, each with a hash that is its name's; ``fields`` are DistFile's."""
    return [
        replace(parse_file_name(name), hashes=(f"sha256:{name}",), **fields)  # type: ignore[arg-type]  # a table has one type
        for name in names
    ]


@dataclass(frozen=True)
class Sources:
    """What is in a source distribution."""

    compiles: bool


@dataclass
class MemoryCatalog:
    """An ``assess.lookup.Catalog``; counts what it is asked."""

    projects: Mapping[str, Iterable[DistFile]]
    sources: Mapping[str, bool | None] = field(default_factory=dict)
    """By file name, whether they compile; None for too much to read."""
    silent: Mapping[str, str] = field(default_factory=dict)
    """By project or file, why there is no answer."""
    lying: Mapping[str, str | None] = field(default_factory=dict)
    """By the name of a wheel, what is wrong with it; None for what cannot be read."""
    asked: list[str] = field(default_factory=list)

    def listing(self, project: str) -> FileShelf | None:
        """The files of a project."""
        self.asked.append(project)
        if project in self.silent:
            raise UnreachableError(self.silent[project])
        found = self.projects.get(project)
        return FileShelf(found) if found is not None else None

    def lies(self, files: Sequence[DistFile], target: Target) -> list[str | None]:
        """What is wrong with wheels."""
        self.asked += [file.name for file in files]
        return [self.lying.get(file.name, "") for file in files]

    def source(self, file: DistFile) -> Sources | None:
        """What is in a source distribution."""
        self.asked.append(file.name)
        if file.name in self.silent:
            raise UnreachableError(self.silent[file.name])
        compiles = self.sources[file.name]
        return Sources(compiles) if compiles is not None else None
