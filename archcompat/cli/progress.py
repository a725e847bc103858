"""What is done right now, on a terminal, and silence anywhere else."""

import threading
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self, TextIO

from archcompat.model.progress import Progress

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.status import Status

_PAUSE = 0.1  # seconds between two drawings
_WIDTH = 60  # characters of what is read


class Shown(Progress):
    """A progress that draws nothing; leaving it as a context wipes what was drawn.

    It may be entered again: each target is told of by itself.
    """

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Leave nothing behind on the terminal."""


def progress_on(stream: TextIO, *, quiet: bool = False) -> Shown:
    """A progress that draws on ``stream`` if that is a terminal."""
    return Shown() if quiet or not stream.isatty() else _Drawn(stream)


class _Drawn(Shown):
    """A bar while layers are fetched and read, a spinner while answers are waited for."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console  # noqa: PLC0415 - 40 ms, only for a terminal

        self._console = Console(file=stream)
        self._bar: Bar | None = None
        self._spinner: Status | None = None
        self._lock = threading.Lock()
        self._files = self._size = 0
        self._next = 0.0

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._wipe()
            self._files = self._size = 0

    def __call__(self, what: str, done: int, total: int) -> None:
        with self._lock:
            self._draw(what, done, total, f"{done}/{total}")

    def read(self, files: int, size: int) -> None:
        self._files += files
        self._size += size
        if self._bar is not None and self._is_time():
            self._bar.update(self._bar.task_ids[0], read=self._read(), refresh=True)

    def fetched(self, what: str, size: int, total: int) -> None:
        with self._lock:
            if self._is_time():
                self._draw(what, size, total, f"{_decimal(size)} of {_decimal(total)}")

    def looking_up(self, what: str) -> None:
        from rich.text import Text  # noqa: PLC0415 - as above

        text = Text(f"asking {_short(what)}")
        with self._lock:
            if self._spinner is not None:
                self._spinner.update(text)
                return
            self._wipe()
            # It may have a thread: all layers are read, nothing is forked any more.
            self._spinner = self._console.status(text)
            self._spinner.start()

    def _draw(self, what: str, done: int, total: int, count: str) -> None:
        if self._bar is None:
            self._wipe()
            self._bar = self._new_bar()
        self._bar.update(
            self._bar.task_ids[0],
            total=total,
            completed=done,
            count=count,
            read=self._read(),
            what=_short(what),
            refresh=True,
        )

    def _new_bar(self) -> "Bar":
        from rich.progress import BarColumn, TextColumn  # noqa: PLC0415 - as above
        from rich.progress import Progress as Bar  # noqa: PLC0415 - likewise

        texts = (f"{{task.fields[{name}]}}" for name in ("count", "read", "what"))
        columns = (BarColumn(20), *(TextColumn(text, markup=False) for text in texts))
        # Without its own thread: beside one, no process can be forked.
        bar = Bar(*columns, console=self._console, transient=True, auto_refresh=False)
        bar.add_task("", total=None, count="", read="", what="")
        bar.start()
        return bar

    def _wipe(self) -> None:
        if self._spinner is not None:
            self._spinner.stop()
        if self._bar is not None:
            self._bar.stop()
        self._spinner = self._bar = None

    def _read(self) -> str:
        """``12,345 files, 812.3 MB``."""
        return f"{self._files:,} files, {_decimal(self._size)}" if self._files else ""

    def _is_time(self) -> bool:
        """Whether it is worth drawing again."""
        now = time.monotonic()
        if now < self._next:
            return False
        self._next = now + _PAUSE
        return True


def _decimal(size: int) -> str:
    from rich.filesize import decimal  # noqa: PLC0415 - as above

    return decimal(size)


def _short(what: str) -> str:
    from archcompat.render.safe import printable  # noqa: PLC0415 - beside what needs it

    return printable(what)[:_WIDTH]
