"""A progress bar on a terminal, and silence anywhere else."""

import contextlib
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from archcompat.model.progress import SILENT, Progress

if TYPE_CHECKING:
    from rich.console import Console
    from rich.status import Status

_PAUSE = 0.1  # seconds between two drawings
_WIDTH = 60  # characters of what is read


@contextlib.contextmanager
def progress_on(stream: TextIO, *, quiet: bool = False) -> Iterator[Progress]:
    """A progress that draws on ``stream`` if that is a terminal, and wipes it at the end."""
    if quiet or not stream.isatty():
        yield SILENT
        return
    from rich.console import Console  # noqa: PLC0415 - 40 ms, only for a terminal

    drawn = _Drawn(Console(file=stream))
    try:
        yield drawn
    finally:
        drawn.wipe()


class _Drawn(Progress):
    """A bar while layers are read, a spinner while answers are waited for."""

    def __init__(self, console: "Console") -> None:
        from rich import progress as bars  # noqa: PLC0415 - as above

        columns = (
            bars.BarColumn(20),
            bars.MofNCompleteColumn(),
            bars.TextColumn("{task.fields[read]}", markup=False),
            bars.TextColumn("{task.fields[what]}", markup=False),
        )
        self._console = console
        # Without its own thread: beside one, no process can be forked.
        self._bar = bars.Progress(*columns, console=console, transient=True, auto_refresh=False)
        self._task = self._bar.add_task("", total=None, what="", read="")
        self._spinner: Status | None = None
        self._files = self._size = 0
        self._next = 0.0

    def __call__(self, what: str, done: int, total: int) -> None:
        self._stop_spinner()
        self._bar.start()
        self._bar.update(
            self._task, total=total, completed=done, what=_short(what), read=self._read()
        )
        self._bar.refresh()

    def read(self, files: int, size: int) -> None:
        self._files += files
        self._size += size
        if self._spinner is None and time.monotonic() >= self._next:
            self._bar.update(self._task, read=self._read(), refresh=True)
            self._next = time.monotonic() + _PAUSE

    def looking_up(self, what: str) -> None:
        if self._spinner is None:
            self._bar.stop()
            # It may have a thread: all layers are read, nothing is forked any more.
            self._spinner = self._console.status("")
            self._spinner.start()
        from rich.text import Text  # noqa: PLC0415 - as above

        self._spinner.update(Text(f"asking {_short(what)}"))

    def wipe(self) -> None:
        """Leave nothing behind."""
        self._stop_spinner()
        self._bar.stop()

    def _stop_spinner(self) -> None:
        if self._spinner is not None:
            self._spinner.stop()
            self._spinner = None

    def _read(self) -> str:
        """``12,345 files, 812.3 MB``."""
        from rich.filesize import decimal  # noqa: PLC0415 - as above

        return f"{self._files:,} files, {decimal(self._size)}" if self._files else ""


def _short(what: str) -> str:
    from archcompat.render.safe import printable  # noqa: PLC0415 - beside what needs it

    return printable(what)[:_WIDTH]
