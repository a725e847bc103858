"""A progress bar on a terminal, and silence anywhere else."""

import contextlib
from collections.abc import Callable, Iterator
from typing import TextIO


@contextlib.contextmanager
def progress_on(
    stream: TextIO, *, quiet: bool = False
) -> Iterator[Callable[[str, int, int], None]]:
    """A ``walk.Progress`` that draws on ``stream`` if that is a terminal."""
    if quiet or not stream.isatty():
        yield lambda _what, _done, _total: None
        return
    from rich.console import Console  # noqa: PLC0415 - 40 ms, only for a terminal
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415

    from archcompat.render.safe import printable  # noqa: PLC0415 - beside what needs it

    columns = (
        BarColumn(20),
        MofNCompleteColumn(),
        TextColumn("{task.fields[what]}", markup=False),
    )
    # Without its own thread: beside one, no process can be forked.
    bar = Progress(*columns, console=Console(file=stream), transient=True, auto_refresh=False)
    with bar:
        task = bar.add_task("", total=None, what="")

        def show(what: str, done: int, total: int) -> None:
            bar.update(task, total=total, completed=done, what=printable(what)[:60], refresh=True)

        yield show
