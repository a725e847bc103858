"""The program as a whole: help, version, wrong commands, interrupts and closed streams."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from archcompat import __version__
from archcompat.cli import COMMANDS
from archcompat.cli.exitcodes import EXPLAINED
from tests.cli.running import ROOT, Run, command, environment

HEAVY = ("lief", "networkx", "rich", "msgspec", "univers", "packageurl", "isal", "cyclonedx")
ACTIONS = [(name,) for name in COMMANDS] + [
    ("rules", action) for action in ("list", "check", "explain")
]


def test_help(run: Run) -> None:
    """It names every command and every exit code, in lines of a narrow terminal."""
    ran = run("--help")
    assert (ran.code, ran.err) == (0, "")
    for name in COMMANDS:
        assert re.search(rf"\n    {name}\s", ran.out)
    assert EXPLAINED in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


@pytest.mark.parametrize("words", [pytest.param(words, id=" ".join(words)) for words in ACTIONS])
def test_help_of_a_command(run: Run, words: tuple[str, ...]) -> None:
    """Every command explains itself, and every option has a text."""
    ran = run(*words, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"usage: archcompat {' '.join(words)} [-h]")
    parts = [part for part in ran.out.split("\n\n") if part.startswith("options")]
    options = [line for part in parts for line in part.splitlines()]
    assert options
    for line, following in zip(options, [*options[1:], ""], strict=True):
        if line.startswith("  -"):
            assert "  " in line.strip() or following.startswith("      "), line


def test_help_of_scan_explains_exit_codes(run: Run) -> None:
    """Who calls it in a build finds the codes there."""
    assert EXPLAINED in run("scan", "--help").out


def test_version(run: Run) -> None:
    """Its name and version, and nothing else."""
    ran = run("--version")
    assert (ran.code, ran.out, ran.err) == (0, f"archcompat {__version__}\n", "")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        pytest.param(
            [],
            "archcompat: error: the following arguments are required: COMMAND;"
            " see archcompat --help",
            id="nothing",
        ),
        pytest.param(
            ["scna"],
            "archcompat: error: argument COMMAND: invalid choice: 'scna' (choose from ",
            id="unknown-command",
        ),
        pytest.param(
            ["scan"],
            "archcompat scan: error: the following arguments are required: TARGET;"
            " see archcompat scan --help",
            id="no-target",
        ),
        pytest.param(
            ["why", "x"],
            "archcompat why: error: the following arguments are required: NAME;"
            " see archcompat why --help",
            id="no-name",
        ),
        pytest.param(
            ["rules"],
            "archcompat rules: error: the following arguments are required: ACTION;"
            " see archcompat rules --help",
            id="no-action",
        ),
        pytest.param(
            ["rules", "explain"],
            "archcompat rules explain: error: the following arguments are required: ID;"
            " see archcompat rules explain --help",
            id="no-rule",
        ),
        pytest.param(
            ["kinds", "--all"],
            "archcompat: error: unrecognized arguments: --all; see archcompat --help",
            id="unknown-option",
        ),
    ],
)
def test_wrong_usage(run: Run, args: list[str], said: str) -> None:
    """One line on stderr and exit code 2."""
    ran = run(*args)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(said)
    assert ran.err.count("\n") == 1


def loaded_by(*args: str) -> set[str]:
    """The packages that a run has loaded when it ends."""
    script = (
        "import sys; from archcompat.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, *args],
        capture_output=True,
        text=True,
        env=environment(),
        check=True,
    )
    loaded = set(ran.stderr.splitlines()[-1].split())
    assert "archcompat" in loaded
    return loaded


@pytest.mark.parametrize(
    "args",
    [
        pytest.param(["--help"], id="help"),
        pytest.param(["--version"], id="version"),
        pytest.param(["scan", "--help"], id="help-of-scan"),
        pytest.param(["rules", "explain", "--help"], id="help-of-rules"),
        pytest.param(["scan"], id="wrong-usage"),
    ],
)
def test_help_is_quick(args: list[str]) -> None:
    """What needs no scan loads nothing that only a scan needs."""
    assert loaded_by(*args).isdisjoint(HEAVY)


def test_a_scan_of_what_is_here_speaks_to_nobody() -> None:
    """What is on this disk is read without what speaks HTTP and TLS, or reads YAML."""
    loaded = loaded_by("scan", "--offline", str(ROOT / "samples/service/image.tar"))
    assert loaded.isdisjoint({"http", "ssl", "requests", "yaml", "networkx", "lief"})


def test_interrupt(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupt ends it without a word, as a shell expects."""

    def interrupted(*_args: object) -> None:
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr("archcompat.analysis.analyze", interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's `&` ignores it
    try:
        ran = [run("scan", "x"), run("scan", "x", "-o", "y")]
    finally:
        signal.signal(signal.SIGINT, before)
    assert [(one.code, one.out, one.err) for one in ran] == [(130, "", "")] * 2


class _Named:
    def __set_name__(self, owner: type, name: str) -> None:
        signal.raise_signal(signal.SIGTERM)


def test_ended_while_a_class_is_made(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """No error is told that Python made of the signal."""

    def importing(*_args: object) -> None:
        type("Imported", (), {"name": _Named()})

    monkeypatch.setattr("archcompat.analysis.analyze", importing)
    ran = run("scan", "x", "y")
    assert (ran.code, ran.out, ran.err) == (143, "", "")


def test_internal_error(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in archcompat is one line, and a traceback for who asks for it."""

    def broken(*_args: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("archcompat.analysis.analyze_graph", broken)
    ran = run("graph", "x")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "archcompat: error: internal error: ZeroDivisionError: division by zero; please report it\n"
    )
    assert "Traceback (most recent call last)" in run("graph", "x", "--verbose").err


@pytest.mark.parametrize(
    "args",
    [
        pytest.param(["--help"], id="help"),
        pytest.param(["scan", "--help"], id="help-of-scan"),
        pytest.param(["kinds"], id="kinds"),
        pytest.param(["rules", "list"], id="rules"),
        pytest.param(["scan", "."], id="scan"),
    ],
)
def test_closed_pipe(args: list[str], tmp_path: Path) -> None:
    """Nobody reads: it ends as SIGPIPE would end it, and says nothing."""
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(
        command(*args),
        stdout=writer,
        stderr=subprocess.PIPE,
        env=environment(),
        cwd=tmp_path,
        check=False,
    )
    os.close(writer)
    assert (ran.returncode, ran.stderr) == (141, b"")


def test_pipe_closed_on_the_way(tmp_path: Path) -> None:
    """As ``archcompat rules list | head -1`` does it: more is written than a pipe holds."""
    rules = tmp_path / "rules" / "pypi"
    rules.mkdir(parents=True)
    for number in range(500):
        (rules / f"x{number}.toml").write_text(_RULE.format(number=number))
    args = ("rules", "list", "-f", "json", "--rules", "rules")
    with subprocess.Popen(
        command(*args),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        cwd=tmp_path,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline() == b"[\n"
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 141


_RULE = """\
package = "pkg:pypi/x{number}"
supported = "*"
otherwise = "blocked"
impact = "fails"
example = []
evidence = []
"""


@pytest.mark.parametrize("closed", ["stdout", "stderr", "both"])
def test_closed_streams(tmp_path: Path, closed: str) -> None:
    """With streams that the caller closed, the exit code is the same and nothing is mixed up."""
    closing = {"stdout": ">&-", "stderr": "2>&-", "both": ">&- 2>&-"}[closed]
    for target, code in (("missing", 2), (".", 0)):
        ran = subprocess.run(
            ["sh", "-c", f'exec "$@" {closing}', "sh", *command("scan", target)],
            capture_output=True,
            text=True,
            env=environment(),
            cwd=tmp_path,
            check=False,
        )
        assert ran.returncode == code
        assert bool(ran.stdout) == (closed == "stderr" and code == 0)
        assert bool(ran.stderr) == (closed == "stdout" and code == 2)


@pytest.mark.parametrize("args", [["kinds"], ["--help"], ["scan", "."]], ids=" ".join)
def test_full_disk(tmp_path: Path, args: list[str]) -> None:
    """A result that could not be written is an error, not a success."""
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            command(*args),
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            cwd=tmp_path,
            check=False,
        )
    assert ran.returncode == 2
    assert ran.stderr == b"archcompat: error: No space left on device\n"
