"""Threads that wait for a network."""

import threading
from typing import TYPE_CHECKING

import pytest

from archcompat.indexes.threads import Threads

if TYPE_CHECKING:
    from concurrent.futures import Future


def test_an_interrupt_waits_for_nobody() -> None:
    """Who is told to end leaves threads where they are, and begins nothing more."""
    answered = threading.Event()
    pool = Threads(1)

    def interrupted() -> None:
        with pool:
            futures.append(pool.submit(answered.wait))
            futures.append(pool.submit(answered.wait))
            raise KeyboardInterrupt

    futures: list[Future[bool]] = []
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    first, second = futures
    assert not first.done()
    assert second.cancelled()
    answered.set()


@pytest.mark.parametrize("fails", [True, False])
def test_an_error_waits(*, fails: bool) -> None:
    """What the threads use is closed next: they finish what they have begun."""
    begun, finished = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        threading.Event().wait(0.05)
        finished.set()

    def used() -> None:
        with Threads(1) as pool:
            pool.submit(work)
            begun.wait()
            if fails:
                raise ZeroDivisionError

    if fails:
        with pytest.raises(ZeroDivisionError):
            used()
    else:
        used()
    assert finished.is_set()
