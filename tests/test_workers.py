"""Work is shared among processes, and none of them outlives whoever asked."""

import os
import signal
import time
from collections.abc import Callable
from multiprocessing import active_children

import pytest

from archcompat.cli.signals import Terminated, raised
from archcompat.workers import shared


def slow_square(number: int) -> tuple[int, int]:
    """The first items take longest; with the process that did it."""
    time.sleep(0.2 / (number + 1))
    return number * number, os.getpid()


def fail_at_three(number: int) -> int:
    if number == 3:
        raise ZeroDivisionError("at three")
    return number


def end_by_itself(number: int) -> int:
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def sleep(_seconds: int) -> None:
    time.sleep(600)


def tell_all(_number: int) -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getppid(), signal.SIGTERM)
    time.sleep(600)


@pytest.mark.parametrize("processes", [1, 2, 3, 20])
def test_in_order(processes: int) -> None:
    """Answers come in the order of the items, whichever is done first."""
    with shared(slow_square, range(8), processes) as answers:
        got = list(answers)
    assert [square for square, _ in got] == [number * number for number in range(8)]
    pids = {pid for _, pid in got}
    assert os.getpid() not in pids
    assert len(pids) <= processes
    assert active_children() == []


def test_both_work() -> None:
    """While one process is busy with the first item, the other takes the second."""
    with shared(slow_square, [0, 0], 2) as answers:
        assert len({pid for _, pid in answers}) == 2


def test_nothing_to_do() -> None:
    """No items, no answers."""
    with shared(slow_square, [], 2) as answers:
        assert list(answers) == []


@pytest.mark.parametrize(
    ("work", "error", "said"),
    [
        pytest.param(fail_at_three, ZeroDivisionError, "at three", id="raised there"),
        pytest.param(end_by_itself, ChildProcessError, "ended from outside", id="killed"),
    ],
)
def test_no_answer(work: Callable[[int], int], error: type[Exception], said: str) -> None:
    """What is raised there is raised here, and nobody waits for a process that is no more."""
    with pytest.raises(error, match=said), shared(work, range(9), 2) as answers:
        list(answers)
    assert active_children() == []


def test_left_early() -> None:
    """What nobody wants any more is not waited for."""
    with shared(sleep, range(4), 2):
        assert len(active_children()) == 2
    assert active_children() == []


def test_told_to_end() -> None:
    """The processes are deaf, as a terminal tells them too; whoever asked ends them."""
    with pytest.raises(Terminated), raised(), shared(tell_all, range(4), 2) as answers:
        list(answers)
    assert active_children() == []
