"""``archcompat rules index``: writes the list of a folder of rules, or says that it is outdated."""

import argparse
from pathlib import Path

from archcompat.cli.exitcodes import ExitCode
from archcompat.cli.output import write
from archcompat.errors import InputError


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add them to the parser of the action."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="a folder of rules")
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit with 2 when something is outdated"
    )


def run(args: argparse.Namespace) -> int:
    """Write INDEX.md, and the counts into README.md, of a folder of rules."""
    from archcompat.render.complaints import shown  # noqa: PLC0415 - `--help` needs no rules
    from archcompat.render.ruleindex import index_page, with_counts  # noqa: PLC0415 - likewise
    from archcompat.rulebook.load import Rulebook  # noqa: PLC0415 - likewise

    folder: Path = args.folder
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such folder")
    rules = list(Rulebook((folder,)).rules())
    if not rules:
        raise InputError(f"{folder}: there is no rule in this folder")
    readme, index = folder / "README.md", folder / "INDEX.md"
    wanted = {index: index_page(rules)}
    if readme.is_file():
        wanted[readme] = with_counts(readme.read_text("utf-8"), rules)
    outdated = [
        path
        for path, text in wanted.items()
        if not path.is_file() or path.read_text("utf-8") != text
    ]
    for path in outdated:
        if args.check:
            mend = f"run `archcompat rules index {shown(folder)}`"
            write(f"{shown(path)}:1: it is not what the rules say; {mend}\n", None)
        else:
            write(wanted[path], path)
            write(f"{shown(path)} written\n", None)
    return ExitCode.USAGE if args.check and outdated else ExitCode.OK
