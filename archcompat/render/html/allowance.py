"""How much one report may put into the page: whatever was scanned, a browser must open it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Never, TypeVar

_T = TypeVar("_T")
_T_co = TypeVar("_T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Shown(Generic[_T_co]):
    """The part of a list that is shown, and how many items are not."""

    items: tuple[_T_co, ...] = ()
    more: int = 0

    @property
    def all(self) -> int:
        """How many there are."""
        return len(self.items) + self.more


NOTHING: Shown[Never] = Shown()


@dataclass(slots=True)
class Allowance:
    """Lines that are left; who comes first takes first."""

    left: int

    def take(self, items: Sequence[_T], most: int = 100, *, lines: int = 1) -> Shown[_T]:
        """As many of ``items``, of so many lines each, as there is room for; ``most`` at most."""
        number = min(len(items), most, self.left // lines)
        self.left -= number * lines
        return Shown(tuple(items[:number]), len(items) - number)
