"""Threads that ask a network, and that nobody waits for who is told to end."""

from concurrent.futures import ThreadPoolExecutor
from types import TracebackType


class Threads(ThreadPoolExecutor):
    """A pool for a ``with`` statement; an interrupt leaves it at once, its threads where they are.

    What they wait for may take a minute. An error waits for them: they use what is closed next.
    """

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Begin nothing more, and wait for what has begun unless there is no time for it."""
        told_to_end = kind is not None and not issubclass(kind, Exception)
        self.shutdown(wait=not told_to_end, cancel_futures=kind is not None)
