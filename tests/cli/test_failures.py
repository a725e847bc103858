"""What a person is told when something goes wrong."""

import errno
import io

import pytest

from archcompat.cli.failures import explain, tell, warn
from archcompat.errors import FormatError, InputError, RuleError


@pytest.mark.parametrize(
    ("error", "text"),
    [
        pytest.param(InputError("x: no such file"), "x: no such file", id="input"),
        pytest.param(RuleError("r.toml: this is no TOML"), "r.toml: this is no TOML", id="rule"),
        pytest.param(FormatError("zip-odd", "it ends early"), "it ends early", id="format"),
        pytest.param(
            PermissionError(errno.EACCES, "Permission denied", "/x"),
            "/x: Permission denied",
            id="system-with-file",
        ),
        pytest.param(
            OSError(errno.ENOSPC, "No space left on device"), "No space left on device", id="system"
        ),
        pytest.param(OSError("odd"), "odd", id="system-without-number"),
        pytest.param(TimeoutError(), "TimeoutError", id="system-without-text"),
        pytest.param(MemoryError(), "out of memory", id="memory"),
        pytest.param(
            KeyError("x"), "internal error: KeyError: 'x'; please report it", id="internal"
        ),
    ],
)
def test_explain(error: Exception, text: str) -> None:
    """What is expected is said in its own words, everything else is called internal."""
    assert explain(error) == text


def test_tell(capsys: pytest.CaptureFixture[str]) -> None:
    """One line on stderr, which names the target once; the traceback only if asked for."""
    tell(InputError("app.tar: it is empty"), about="app.tar")
    tell(FormatError("zip-odd", "it ends early"), about="app.tar")
    tell(InputError("line\nbreak \x1b[31m"))
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == [
        "archcompat: error: app.tar: it is empty",
        "archcompat: error: app.tar: it ends early",
        r"archcompat: error: line\nbreak \x1b[31m",
    ]
    tell(InputError("no"), verbose=True)
    assert capsys.readouterr().err.splitlines()[-2:] == [
        "archcompat.errors.InputError: no",
        "archcompat: error: no",
    ]


class _Deaf(io.StringIO):
    """A stream whose reader is gone."""

    def write(self, _text: str, /) -> int:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")


def test_warn_without_a_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stderr that nobody reads is no reason to fail."""
    deaf = _Deaf()
    monkeypatch.setattr("sys.stderr", deaf)
    warn("nobody hears this")
    with pytest.raises(BrokenPipeError):
        deaf.write("x")
