"""``archcompat compare``: what one build of an image has and another has not, or has otherwise."""

import argparse
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from archcompat.cli.exitcodes import ExitCode
from archcompat.cli.options import add_options, add_table_or_json, options_of
from archcompat.cli.output import write_result
from archcompat.cli.progress import progress_on
from archcompat.errors import InputError

if TYPE_CHECKING:
    from archcompat.compare import Variant
    from archcompat.model.target import Platform

_EXPLAINED = """\
exit codes:
  0  no difference but those that two machines always have
  1  differences
  2  bad input or usage
  3  no difference, but something could not be read
"""


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = sub.add_parser(
        "compare",
        help="put two platforms' builds of an image side by side",
        description="""\
Put two builds of an image side by side: packages and native files that one has
and the other has not, versions that differ, files that are for another machine
than their image is. Of one IMAGE the builds for --from (default: linux/amd64)
and for --target are compared, of two the one with the other; folders with a
root file system are taken too. What two machines have differently anyway, such
as /lib/aarch64-linux-gnu, is counted only.""",
        epilog=_EXPLAINED,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("subject", metavar="TARGET", help="an image")
    parser.add_argument("other", nargs="?", metavar="TARGET", help="another to compare it with")
    add_options(parser, judging=False)
    add_table_or_json(parser)


def run(args: argparse.Namespace) -> int:
    """Compare, write it, and tell by the exit code whether there are differences."""
    from archcompat.compare import compare  # noqa: PLC0415 - `--help` needs none of these
    from archcompat.model.target import Target  # noqa: PLC0415 - likewise
    from archcompat.render.comparison import render_json, render_table  # noqa: PLC0415 - likewise
    from archcompat.sources.choose import USUAL  # noqa: PLC0415 - likewise

    wanted: Platform = args.target or Target().platform
    before: Platform = args.source_platform or USUAL
    # What may be missing is read first.
    second = _read(args.other or args.subject, wanted, args)
    if args.other is None and not wanted.matches(second.platform):
        raise InputError(_only(args.subject, second, wanted))
    first = _read(args.subject, before, args)
    if args.other is None and first.platform == second.platform:
        raise InputError(_only(args.subject, second, before))
    found = compare(first, second)
    write_result(args, found, render_json, render_table)
    if found.differences:
        return ExitCode.FINDINGS
    return ExitCode.OK if found.complete else ExitCode.UNSURE


def _read(target: str, platform: "Platform", args: argparse.Namespace) -> "Variant":
    """What a target has for a platform; a folder, which claims none, is taken for that."""
    from archcompat.analysis import read_subject  # noqa: PLC0415 - `--help` needs no scanner
    from archcompat.compare import Variant  # noqa: PLC0415 - likewise

    with progress_on(sys.stderr, quiet=args.quiet) as progress:
        options = replace(options_of(args, progress), source_platform=platform)
        inventory, _ = read_subject(target, options, progress)
    return Variant(inventory, inventory.subject.claimed or platform)


def _only(target: str, found: "Variant", platform: "Platform") -> str:
    return (
        f"{target} holds {found.platform} only, not {platform}: name another image to compare it"
        " with"
    )
