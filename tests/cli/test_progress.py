"""The progress bar."""

import io
import time

import pytest

from archcompat.cli.progress import progress_on


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> _Terminal:
    """A terminal of 120 columns."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    return _Terminal()


def test_on_a_terminal(terminal: _Terminal) -> None:
    """What is read and how far, on one line that is wiped; names are harmless and short."""
    with progress_on(terminal) as progress:
        progress("layer \x9b2J\u202e [red]" + "x" * 500, 1, 3)
    sent = terminal.getvalue()
    assert "1/3" in sent
    assert r"layer \x9b2J\u202e [red]xxx" in sent
    assert "x" * 100 not in sent
    assert sent.endswith("\x1b[2K")


def test_files_and_bytes(terminal: _Terminal) -> None:
    """What was read so far, counted from the start of each target."""
    progress = progress_on(terminal)
    with progress:
        progress("layer", 0, 2)
        progress.read(1_000, 5_000_000)
        progress.read(234, 0)
        progress("layer", 1, 2)
        assert "1,234 files, 5.0 MB" in terminal.getvalue()
    with progress:
        progress("other", 0, 1)
    assert "files" not in terminal.getvalue().partition("other")[2]


def test_fetching(terminal: _Terminal) -> None:
    """How much of what is fetched is here."""
    with progress_on(terminal) as progress:
        progress.fetched("fetching 2 layers", 3_000_000, 12_000_000)
    assert "3.0 MB of 12.0 MB" in terminal.getvalue()
    assert "fetching 2 layers" in terminal.getvalue()


def test_looking_up(terminal: _Terminal) -> None:
    """A spinner says what is asked, instead of the bar, and is wiped like it."""
    with progress_on(terminal) as progress:
        progress("layer", 1, 1)
        progress.looking_up("https://pypi.example.org/simple/numpy/")
        progress.looking_up("https://pypi.example.org/simple/scipy/\x1b[31m")
        while "asking" not in terminal.getvalue():
            time.sleep(0.01)
        progress("next", 0, 4)
    sent = terminal.getvalue()
    assert r"asking https://pypi.example.org/simple/scipy/\x1b[31m" in sent
    assert "0/4" in sent.partition("asking")[2]
    assert sent.endswith("\x1b[2K")


@pytest.mark.parametrize(
    ("stream", "quiet"),
    [
        pytest.param(io.StringIO(), False, id="file"),
        pytest.param(_Terminal(), True, id="quiet"),
    ],
)
def test_silent(stream: io.StringIO, *, quiet: bool) -> None:
    """Nothing is written where no terminal is, or where it is unwanted."""
    with progress_on(stream, quiet=quiet) as progress:
        progress("layer", 1, 3)
        progress.read(1, 1)
        progress.fetched("layer", 1, 3)
        progress.looking_up("https://pypi.example.org")
    assert stream.getvalue() == ""
