"""The progress bar."""

import io

import pytest

from archcompat.cli.progress import progress_on


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is read and how far, on one line that is wiped; names are harmless and short."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    stream = _Terminal()
    with progress_on(stream) as progress:
        progress("layer \x9b2J\u202e [red]" + "x" * 500, 1, 3)
    sent = stream.getvalue()
    assert "1/3" in sent
    assert r"layer \x9b2J\u202e [red]xxx" in sent
    assert "x" * 100 not in sent
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
    assert stream.getvalue() == ""
