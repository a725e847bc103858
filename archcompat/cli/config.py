"""``archcompat config``: what every option is, and where that comes from."""

import argparse
from pathlib import Path

from archcompat.cli.gating import entries_of
from archcompat.cli.options import add_settings
from archcompat.cli.output import write
from archcompat.cli.settings import EVERY, Setting
from archcompat.render.safe import printable


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = sub.add_parser(
        "config",
        help="show the value of every option, and where it comes from",
        description="""\
Show the value of every option of `scan`, and where it comes from. It is taken
from the command line, or else from the environment variable ARCHCOMPAT_ and
the option's name (ARCHCOMPAT_FAIL_ON), or else from the config file, or else
it is the default. The config file is .archcompat.toml in the working folder,
or the table [tool.archcompat] of the pyproject.toml there; its keys are the
names of the options (fail-on = "upgrade").""",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_settings(parser, EVERY)


def run(args: argparse.Namespace) -> int:
    """Write one line an option, then one line an entry of what is ignored."""
    rows = [(one.name, _shown(one, args), args.given[one.name].source) for one in EVERY]
    rows += [
        ("ignore", printable(str(entry)), entry.place)
        for entry in entries_of(args.config_file, args.ignore_file)
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = (
        f"{name:{widths[0]}}  {value:{widths[1]}}  {printable(source)}"
        for name, value, source in rows
    )
    write("".join(f"{line}\n" for line in lines), None)
    return 0


def _shown(setting: Setting, args: argparse.Namespace) -> str:
    """A value as one would write it; what holds without one in brackets."""
    match args.given[setting.name].value:
        case None | []:
            return f"({setting.unset})" if setting.unset else "-"
        case bool(value):
            return "true" if value else "false"
        case [*items]:
            return printable(setting.between.join(str(item) for item in items))
        case Path() as path:
            return printable(str(path))
        case value:
            return printable(str(value))
