"""The command line: one module a command, and the one place where errors become exit codes."""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from archcompat import __version__
from archcompat.cli import signals
from archcompat.cli.exitcodes import EXPLAINED, ExitCode
from archcompat.cli.failures import tell, warn
from archcompat.cli.output import abandon_stdout, finish_stdout, open_closed_streams
from archcompat.cli.precedence import complete, unknown_variables
from archcompat.render.safe import printable

# Each is a module here with ``add(sub)``, which adds the command to the parser under the module's
# name, and ``run(args) -> int``, the exit code.
COMMANDS = (
    "scan",
    "plan",
    "compare",
    "convert",
    "why",
    "graph",
    "rules",
    "kinds",
    "config",
    "completion",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run archcompat with ``argv`` (default: the process's own) and return its exit code."""
    args = argparse.Namespace()
    open_closed_streams()
    try:
        with signals.raised():
            return _run(argv, args)
    except signals.Terminated as told:
        return signals.leave(ExitCode.SIGNALLED + told.number)
    except BrokenPipeError:
        abandon_stdout()
        return ExitCode.PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 - the last place: nobody should see a traceback
        tell(error, verbose=getattr(args, "verbose", False))
        finish_stdout()
        return ExitCode.USAGE


def _run(argv: Sequence[str] | None, args: argparse.Namespace) -> int:
    """Run the command that the arguments name."""
    _parse(argv, args)
    complete(args, os.environ, Path())
    if not getattr(args, "quiet", False):
        for text in unknown_variables(os.environ):
            warn(f"warning: {text}")
    code: int = importlib.import_module(f"{__name__}.{args.command}").run(args)
    sys.stdout.flush()
    return code


class _Parser(argparse.ArgumentParser):
    """A parser that complains in one line; its subcommands' parsers are of its class."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where to look, and exit."""
        self.exit(
            ExitCode.USAGE, f"{self.prog}: error: {printable(message)}; see {self.prog} --help\n"
        )


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = _Parser(
        prog="archcompat",
        description="Say what in a deployable artifact will not run on another CPU\n"
        "architecture, how that is known, and the smallest change that fixes it.",
        epilog=EXPLAINED,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"archcompat {__version__}")
    sub = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in COMMANDS:
        importlib.import_module(f"{__name__}.{name}").add(sub)
    return parser


def _parse(argv: Sequence[str] | None, args: argparse.Namespace) -> None:
    """Fill in ``args``. Raises SystemExit where argparse has answered or complained already."""
    try:
        build_parser().parse_args(argv, args)
    except SystemExit:
        sys.stdout.flush()  # while a closed pipe can still be caught
        raise
