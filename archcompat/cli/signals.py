"""Being told to end: by a signal as by an exception, so that nothing is left behind."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType

from archcompat.model.ending import ENDING

_DEFAULTS = (signal.SIG_DFL, signal.default_int_handler)
_AGAIN = 5.0  # seconds, by which everything is tidied up if the exception was heard
_AT_ONCE = 0.01


class Terminated(BaseException):
    """A signal asked this process to end; no ``except Exception`` holds it up."""

    def __init__(self, number: int) -> None:
        """``number`` is the signal's."""
        super().__init__(number)
        self.number = number


@contextlib.contextmanager
def raised() -> Iterator[None]:
    """Raise ``Terminated`` where a signal of ``ENDING`` would end the process on the spot.

    A signal that the caller has set otherwise (``nohup``) stays so, and so does everything in a
    thread that is not the main one.

    Python drops what is raised in a finalizer, and makes another error of what is raised while a
    class is made. So it is raised again until it comes here, and what comes here, an error or none,
    ends as ``Terminated``.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ours = {one: before for one in ENDING if (before := signal.getsignal(one)) in _DEFAULTS}
    hook = sys.unraisablehook
    told = _Told(hook)
    for one in ours:
        signal.signal(one, told.hear)
    sys.unraisablehook = told.unraisable
    try:
        yield
    except Exception:
        told.check()
        raise
    finally:
        told.forget()
        sys.unraisablehook = hook
        for one, before in ours.items():
            signal.signal(one, before)
    told.check()


class _Told:
    """The signal that came, if any did."""

    def __init__(self, hook: "Callable[[sys.UnraisableHookArgs], object]") -> None:
        self._number = 0
        self._hook = hook
        self._alarm = signal.getsignal(signal.SIGALRM) or signal.SIG_DFL

    def hear(self, number: int, _frame: FrameType | None) -> None:
        """Handle a signal."""
        self._number = number
        self._raise()

    def unraisable(self, lost: "sys.UnraisableHookArgs") -> None:
        """Handle what Python is about to drop."""
        if isinstance(lost.exc_value, Terminated):
            signal.setitimer(signal.ITIMER_REAL, _AT_ONCE)
        else:
            self._hook(lost)

    def check(self) -> None:
        """Raise ``Terminated`` if a signal came."""
        if self._number:
            raise Terminated(self._number)

    def forget(self) -> None:
        """Raise nothing any more by itself."""
        if self._number:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, self._alarm)

    def _raise(self, *_: object) -> None:
        signal.signal(signal.SIGALRM, self._raise)
        signal.setitimer(signal.ITIMER_REAL, _AGAIN)
        raise Terminated(self._number)


def let_through(error: BaseException) -> None:
    """Raise the ``Terminated`` that Python made ``error`` of, if it did."""
    while error.__cause__ is not None:
        error = error.__cause__
        if isinstance(error, Terminated):
            raise error


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
