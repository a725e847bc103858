"""Options on the command line, as the table of settings has them, and what they ask for."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from archcompat.cli.settings import JUDGING, SHARED, Setting, Takes
from archcompat.errors import InputError
from archcompat.model.progress import SILENT, Progress
from archcompat.model.target import PAGE_SIZES, Target

if TYPE_CHECKING:
    from archcompat.analysis import Options


def add_options(parser: argparse.ArgumentParser, *, judging: bool = True) -> None:
    """Add the options of a command that reads a target, and perhaps judges what it reads."""
    if judging:
        add_settings(parser, SHARED)
        return
    add_settings(parser, tuple(one for one in SHARED if one not in JUDGING))
    parser.set_defaults(**{one.attribute: one.fallback for one in JUDGING})


def add_settings(
    parser: argparse.ArgumentParser,
    settings: tuple[Setting, ...],
    group: "argparse._ArgumentGroup | None" = None,
) -> None:
    """Add some settings' options; what is not given is None until ``precedence.complete``.

    The help shows them in ``group``, which is one of the parser's.
    """
    known: tuple[Setting, ...] = parser.get_default("settings") or ()
    parser.set_defaults(settings=(*known, *settings))
    for setting in settings:
        _add(group or parser, setting)


def add_table_or_json(parser: argparse.ArgumentParser) -> None:
    """Add the options of a command whose result ``output.write_result`` writes."""
    choices = ("table", "json")
    parser.add_argument(
        "-f", "--format", choices=choices, default="table", help="table (default) or json"
    )
    add_output(parser)


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add the option that says where the one result of a command goes."""
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write to FILE instead of stdout"
    )


def options_of(args: argparse.Namespace, progress: Progress = SILENT) -> "Options":
    """What the completed arguments ask of the analysis; what it may ask is the caller's to add."""
    from archcompat.analysis import Options  # noqa: PLC0415 - the whole scanner, `--help` needs none
    from archcompat.cli.remote import remote_of  # noqa: PLC0415 - likewise

    return Options(
        target=Target(args.target, args.libc, args.python or "", PAGE_SIZES[args.page_size]),
        source_platform=args.source_platform,
        rules=tuple(args.rules),
        jobs=args.jobs,
        remote=remote_of(args, os.environ, progress),
        resolve=args.resolve,
    )


def _add(parser: "argparse.ArgumentParser | argparse._ArgumentGroup", setting: Setting) -> None:
    names = [name for name in (setting.short, f"--{setting.name}", setting.also) if name]
    without = setting.default or setting.unset
    text = f"{setting.help} (default: {without})" if without else setting.help
    match setting.takes:
        case Takes.FLAG:
            parser.add_argument(
                *names, action=argparse.BooleanOptionalAction, dest=setting.attribute, help=text
            )
        case Takes.ONE | Takes.MANY:
            parser.add_argument(
                *names,
                action="append" if setting.takes is Takes.MANY else "store",
                type=_read(setting.parse),
                dest=setting.attribute,
                metavar=setting.metavar,
                choices=setting.choices or None,
                help=text,
            )


def _read(parse: Callable[[str], object]) -> Callable[[str], object]:
    """A parser of one option whose InputError argparse shows as a usage error."""

    def read(text: str) -> object:
        try:
            return parse(text)
        except InputError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return read
