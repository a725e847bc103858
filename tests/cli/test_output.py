"""Where a result goes."""

import io
import os
import stat
from pathlib import Path

import pytest

from archcompat.cli.output import page_of, write
from archcompat.render.page import Page


class _Stream(io.StringIO):
    """A text stream that says it is a terminal, or not, of some encoding."""

    def __init__(self, *, terminal: bool, encoding: str | None = "utf-8") -> None:
        super().__init__()
        self._terminal = terminal
        self._encoding = encoding

    def isatty(self) -> bool:
        return self._terminal

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a stream may have none
        return self._encoding  # type: ignore[return-value]  # likewise


TERMINAL = _Stream(terminal=True)


@pytest.mark.parametrize(
    ("columns", "environ", "page"),
    [
        pytest.param(120, {"TERM": "xterm"}, Page(120, color=True), id="terminal"),
        pytest.param(40, {}, Page(40, color=True), id="narrow"),
        pytest.param(3, {}, Page(20, color=True), id="too-narrow-to-obey"),
        pytest.param(80, {"NO_COLOR": "1"}, Page(80), id="no-color"),
        pytest.param(80, {"NO_COLOR": ""}, Page(80, color=True), id="no-color-empty"),
        pytest.param(80, {"TERM": "dumb"}, Page(80), id="dumb"),
    ],
)
def test_page_of_a_terminal(
    monkeypatch: pytest.MonkeyPatch, columns: int, environ: dict[str, str], page: Page
) -> None:
    """As wide as it is, and with colours unless they are unwanted or not understood."""
    monkeypatch.setenv("COLUMNS", str(columns))
    assert page_of(TERMINAL, environ) == page


def test_page_of_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Anything else is plain and of one width, whatever the terminal beside it."""
    monkeypatch.setenv("COLUMNS", "33")
    assert page_of(_Stream(terminal=False), {"TERM": "xterm"}) == Page(100)
    assert page_of(_Stream(terminal=False, encoding="ascii"), {}) == Page(encoding="ascii")
    assert page_of(_Stream(terminal=False, encoding=None), {}) == Page()


@pytest.mark.parametrize(
    ("encoding", "written"),
    [("utf-8", "é\n".encode()), ("ascii", b"\\xe9\n"), ("latin-1", b"\xe9\n")],
)
def test_write_to_stdout(monkeypatch: pytest.MonkeyPatch, encoding: str, written: bytes) -> None:
    """What stdout cannot write is escaped, and everything is flushed."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding)
    monkeypatch.setattr("sys.stdout", stream)
    write("é\n", None)
    assert raw.getvalue() == written


def test_write_to_a_file(tmp_path: Path) -> None:
    """A new file, or a whole one in place of an old one, with nothing left beside it."""
    path = tmp_path / "report.json"
    for text in ("é\n", "shorter\n", ""):
        write(text, path)
        assert path.read_bytes() == text.encode()
    assert [one.name for one in tmp_path.iterdir()] == ["report.json"]


def test_write_keeps_mode_and_link(tmp_path: Path) -> None:
    """A file keeps who may read it, and a link keeps pointing at it."""
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    real.chmod(0o600)
    link.symlink_to("real.txt")
    write("new", link)
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o600


def test_write_fails_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that could not be written is as it was, and the error names it."""
    path = tmp_path / "report.json"
    path.write_text("old")

    def full(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device", "somewhere")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left on device") as caught:
        write("new", path)
    assert caught.value.filename == str(path)
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["report.json"]


def test_write_where_nothing_can_be(tmp_path: Path) -> None:
    """A folder, or a place in a folder that is not there, is named in the error."""
    with pytest.raises(IsADirectoryError) as folder:
        write("x", tmp_path)
    assert folder.value.filename == str(tmp_path)
    missing = tmp_path / "none" / "x.txt"
    with pytest.raises(FileNotFoundError) as nowhere:
        write("x", missing)
    assert nowhere.value.filename == str(missing)


def test_write_to_a_device(tmp_path: Path) -> None:
    """What is no file is written to, not replaced."""
    write("x", Path(os.devnull))
    assert Path(os.devnull).is_char_device()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write("through the pipe", pipe)
    assert os.read(reader, 100) == b"through the pipe"
    os.close(reader)
    assert pipe.is_fifo()
