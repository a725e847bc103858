"""Where a subject comes from: each source gives layers and the members of each layer."""

from collections.abc import Iterator
from types import TracebackType
from typing import Protocol, Self

from archcompat.model.budget import Budget
from archcompat.model.layer import Layer, Member, Subject
from archcompat.model.problem import Problem


class Source(Protocol):
    """A subject that was opened. Picklable: layers may be read in other processes.

    Use it as a context manager, or close it: opening may have taken a temp file.
    """

    subject: Subject
    layers: tuple[Layer, ...]
    """Lowest first."""
    problems: tuple[Problem, ...]
    """Met while opening."""

    def members(self, layer: Layer, budget: Budget) -> Iterator[Member | Problem]:
        """Stream one layer once, in its own order.

        A member's content can be read until the next member is asked for. Damage raises
        FormatError after everything readable before it was yielded; a layer that reads to its
        end but does not match its diff_id raises it last.
        """
        ...

    def close(self) -> None:
        """Free what opening took, by default nothing; a copy in another process frees nothing."""
        return

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()
