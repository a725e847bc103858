"""A signal ends the program, whatever Python makes of what its handler raises."""

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from archcompat.cli import signals
from archcompat.cli.signals import Terminated, let_through, raised

ALL = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SIGNALS = pytest.mark.parametrize("number", ALL)


@pytest.fixture(autouse=True)
def _undisturbed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Signals are as a shell leaves them, afterwards too; what is dropped is soon raised again."""
    monkeypatch.setattr(signals, "_AGAIN", 0.05)
    found = {one: signal.signal(one, signal.SIG_DFL) for one in ALL}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    hook, alarm = sys.unraisablehook, signal.getsignal(signal.SIGALRM)
    yield
    assert [signal.getsignal(one) for one in ALL[1:]] == [signal.SIG_DFL, signal.SIG_DFL]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert signal.getsignal(signal.SIGALRM) is alarm
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert sys.unraisablehook is hook
    for one, before in found.items():
        signal.signal(one, before)


def ended_by(step: Callable[[], object]) -> int:
    """The number of the signal that ended what would have waited for a minute after a step."""
    with pytest.raises(Terminated) as told:
        _waits_after(step)
    return told.value.number


def _waits_after(step: Callable[[], object]) -> None:
    with raised():
        step()
        time.sleep(60)
        pytest.fail("nobody ended it")


@SIGNALS
def test_raised(number: signal.Signals) -> None:
    """Where the program is, with the number."""
    assert ended_by(lambda: signal.raise_signal(number)) == number


class _Finalized:
    def __init__(self, number: signal.Signals) -> None:
        self._number = number

    def __del__(self) -> None:
        signal.raise_signal(self._number)


@SIGNALS
def test_in_a_finalizer(number: signal.Signals, capsys: pytest.CaptureFixture[str]) -> None:
    """Python tells of it and goes on: here it is raised again, and nothing is told."""
    assert ended_by(lambda: _Finalized(number)) == number
    assert capsys.readouterr().err == ""


class _Named:
    def __set_name__(self, owner: type, name: str) -> None:
        signal.raise_signal(signal.SIGTERM)


def _make_class() -> None:
    type("Made", (), {"name": _Named()})


def test_while_a_class_is_made() -> None:
    """Before 3.12 Python makes a RuntimeError of it, which is an Exception."""
    assert ended_by(_make_class) == signal.SIGTERM


def test_caught_as_another_error() -> None:
    """Whoever catches errors to go on does so for a moment only."""

    def catch() -> None:
        with contextlib.suppress(RuntimeError, Terminated):
            _make_class()

    assert ended_by(catch) == signal.SIGTERM


def test_dropped_at_the_end() -> None:
    """What is done meanwhile is not called done."""

    @raised()
    def done() -> None:
        with contextlib.suppress(Terminated):
            signal.raise_signal(signal.SIGTERM)

    with pytest.raises(Terminated):
        done()


class _Failing:
    def __del__(self) -> None:
        raise ZeroDivisionError


def test_let_through() -> None:
    """An error that Python made of it is it; any other is none of it."""
    told = Terminated(signal.SIGTERM)
    made = RuntimeError("Error calling __set_name__")
    made.__cause__ = told
    with pytest.raises(Terminated) as through:
        let_through(made)
    assert through.value is told
    other = RuntimeError()
    other.__cause__ = KeyError()
    let_through(other)


def test_other_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a signal, errors are what they are, and so is what is dropped."""
    dropped: list[BaseException | None] = []
    with monkeypatch.context() as patched:
        patched.setattr(sys, "unraisablehook", lambda lost: dropped.append(lost.exc_value))
        with raised():
            _Failing()
    assert [type(error) for error in dropped] == [ZeroDivisionError]
    with pytest.raises(KeyError), raised():
        raise KeyError


def test_ignored() -> None:
    """What `nohup` has the program ignore it ignores."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with raised():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)


def test_in_a_thread() -> None:
    """Only the main thread may set handlers: elsewhere there are none."""
    done = []

    def run() -> None:
        with raised():
            done.append(signal.getsignal(signal.SIGTERM))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert done == [signal.SIG_DFL]
