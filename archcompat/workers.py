"""Processes that work side by side, and that end at once with whoever wants their work.

Not concurrent.futures: its pool is ended by threads that wait for each other, and one whose
processes were killed in the middle of an answer may wait for ever. Here is no thread.
"""

import contextlib
import signal
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, Any, TypeVar

from archcompat.model.ending import ENDING

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

_Item = TypeVar("_Item")
_Answer = TypeVar("_Answer")


@contextlib.contextmanager
def shared(
    work: Callable[[_Item], _Answer], items: Sequence[_Item], processes: int
) -> Iterator[Iterator[_Answer]]:
    """What ``work`` gives for each of ``items``, in their order; it is pickled, as they are.

    What it raises is raised here, and ChildProcessError when one of the processes is lost. However
    the context is left, none of them is there any more.

    A terminal sends its signals to all of them: here, only who asked for the work decides.
    """
    context = get_context("spawn")  # not fork: a lock of another thread would never be released
    workers: list[tuple[SpawnProcess, Connection]] = []
    resource_tracker.ensure_running()  # which multiprocessing needs, and which lifts the mask
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)
    try:
        for _ in range(processes):  # each inherits the mask
            ours, theirs = context.Pipe()
            process = context.Process(target=_serve, args=(theirs, work), daemon=True)
            process.start()
            theirs.close()
            workers.append((process, ours))
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)
        yield _answers([pipe for _, pipe in workers], items)
    finally:
        try:
            signal.pthread_sigmask(signal.SIG_BLOCK, ENDING)  # which may raise for the last one
        finally:
            for process, _ in workers:
                process.kill()
            for process, pipe in workers:
                process.join()
                process.close()
                pipe.close()
            signal.pthread_sigmask(signal.SIG_SETMASK, heard)


def _answers(pipes: Sequence[Connection], items: Sequence[object]) -> Iterator[Any]:
    """Hand out the items, one a process at a time, and give what comes back in their order."""
    left = iter(enumerate(items))
    asked: dict[Connection, int] = {}
    done: dict[int, Any] = {}
    idle = list(pipes)
    for index in range(len(items)):
        while index not in done:
            for pipe, (number, item) in zip(idle, left, strict=False):
                with _not_lost():
                    pipe.send(item)
                asked[pipe] = number
            idle = [pipe for pipe in wait(list(asked)) if isinstance(pipe, Connection)]
            for pipe in idle:
                with _not_lost():
                    good, answer = pipe.recv()
                if not good:
                    raise answer
                done[asked.pop(pipe)] = answer
        yield done.pop(index)


@contextlib.contextmanager
def _not_lost() -> Iterator[None]:
    try:
        yield
    except (EOFError, BrokenPipeError, ConnectionResetError):
        raise ChildProcessError(
            "a process that reads layers was ended from outside, as when memory is short; "
            "--jobs 1 needs the least"
        ) from None


def _serve(pipe: Connection, work: Callable[[Any], object]) -> None:
    """What each process does, until nobody asks any more."""
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            item = pipe.recv()
            try:
                pipe.send((True, work(item)))
            except Exception as error:  # noqa: BLE001 - told to who asked
                pipe.send((False, error))
