"""What Maven resolves a project to, as a graph of artifacts."""

from collections.abc import Sequence
from dataclasses import dataclass

from archcompat.formats.dependencytree import Coordinates, Tree, artifacts

Name = tuple[str, str]
"""(group, artifact)."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The artifacts that a project runs with."""

    needs: dict[Coordinates, tuple[Coordinates, ...]]
    direct: tuple[Coordinates, ...]

    def of(self, name: Name) -> list[Coordinates]:
        """The artifacts of a name: one for each classifier."""
        return [one for one in self.needs if one.name == name]

    def names(self) -> list[Name]:
        """The names of all, sorted."""
        return sorted({one.name for one in self.needs})

    def chains(self, name: Name, most: int = 10) -> list[tuple[Coordinates, ...]]:
        """The shortest way to a name from each direct dependency that leads to it, short first."""
        ends = set(self.of(name))
        found = [way for start in self.direct if (way := self._way(start, ends))]
        return sorted(found, key=lambda way: (len(way), way[0].key))[:most]

    def _way(self, start: Coordinates, ends: set[Coordinates]) -> tuple[Coordinates, ...]:
        came: dict[Coordinates, Coordinates | None] = {start: None}
        for here in (queue := [start]):
            if here in ends:
                way: list[Coordinates] = []
                step: Coordinates | None = here
                while step is not None:
                    way.append(step)
                    step = came[step]
                return tuple(reversed(way))
            for there in self.needs[here]:
                if there not in came:
                    came[there] = here
                    queue.append(there)
        return ()


def resolved(trees: Sequence[Tree]) -> Resolved:
    """The graph of some modules' trees. Raises FormatError as ``artifacts``."""
    found = artifacts(trees)
    return Resolved(
        {one.coordinates: one.requires for one in found},
        tuple(one.coordinates for one in found if one.direct),
    )
