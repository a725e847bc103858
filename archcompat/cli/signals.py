"""Being told to end: by a signal as by an exception, so that nothing is left behind."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType

_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


class Terminated(BaseException):
    """A signal asked this process to end; no ``except Exception`` holds it up."""

    def __init__(self, number: int) -> None:
        """``number`` is the signal's."""
        super().__init__(number)
        self.number = number


@contextlib.contextmanager
def raised() -> Iterator[None]:
    """Raise ``Terminated`` where SIGTERM or SIGHUP would end the process on the spot.

    A signal that the caller has set otherwise (``nohup``) stays so, and so does everything in a
    thread that is not the main one.
    """
    ours = []
    if threading.current_thread() is threading.main_thread():
        ours = [one for one in _SIGNALS if signal.getsignal(one) is signal.SIG_DFL]
    for one in ours:
        signal.signal(one, _raise)
    try:
        yield
    finally:
        for one in ours:
            signal.signal(one, signal.SIG_DFL)


def leave(code: int) -> int:
    """The exit code of a process that was told to end.

    If threads are left, which wait for a network and for which the interpreter would wait, the
    process ends here.
    """
    if all(one.daemon for one in threading.enumerate() if one is not threading.main_thread()):
        return code
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _raise(number: int, _frame: FrameType | None) -> None:
    raise Terminated(number)
