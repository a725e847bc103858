"""What a whole subject holds once its layers lie on top of each other."""

from dataclasses import dataclass
from typing import TypeVar

from archcompat.model.facts import Fact
from archcompat.model.filesystem import Filesystem
from archcompat.model.layer import Layer, Subject
from archcompat.model.problem import Problem

_F = TypeVar("_F")


@dataclass(frozen=True, slots=True)
class Inventory:
    """The facts that are still visible in the final file system, and what could not be read."""

    subject: Subject
    layers: tuple[Layer, ...]
    filesystem: Filesystem
    facts: tuple[Fact, ...]
    """Sorted by place. A file with several names (hardlinks) has its facts under each."""
    problems: tuple[Problem, ...]

    def facts_of(self, kind: type[_F]) -> list[_F]:
        """The facts of one type, in order."""
        return [fact for fact in self.facts if isinstance(fact, kind)]

    def first_of(self, kind: type[_F]) -> _F | None:
        """The first fact of one type; None without any."""
        return next((fact for fact in self.facts if isinstance(fact, kind)), None)
