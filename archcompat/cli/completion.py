"""``archcompat completion``: what makes a shell complete commands, options and files."""

import argparse
from collections.abc import Iterator

from archcompat.cli.exitcodes import ExitCode
from archcompat.cli.output import write

SHELLS = ("bash", "zsh", "fish")
_FILES = ("FILE", "REPORT", "TARGET")
"""What an argument is called in the help that is, or may be, a file."""
_FOLDERS = ("DIR",)


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = sub.add_parser(
        "completion",
        help="write a script that lets a shell complete commands and options",
        description="""\
Write a script that lets a shell complete archcompat's commands, options, the
values that these take, and files. Where it belongs:

  bash  archcompat completion bash > ~/.local/share/bash-completion/completions/archcompat
  zsh   archcompat completion zsh > _archcompat, in a folder of $fpath
  fish  archcompat completion fish > ~/.config/fish/completions/archcompat.fish""",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("shell", choices=SHELLS, metavar="SHELL", help=", ".join(SHELLS))


def run(args: argparse.Namespace) -> int:
    """Write the script."""
    import shtab  # noqa: PLC0415 - no other command needs it

    from archcompat.cli import build_parser  # noqa: PLC0415 - which imports this module

    parser = build_parser()
    for action in _actions(parser):
        if action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]  # where shtab looks for it
        elif action.metavar in _FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]  # likewise
    write(shtab.complete(parser, args.shell).rstrip("\n") + "\n", None)
    return ExitCode.OK


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """The options and arguments of a parser and of its commands."""
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to list them
        match action:
            case argparse._SubParsersAction():  # noqa: SLF001 - likewise
                for command in action.choices.values():
                    yield from _actions(command)
            case _:
                yield action
