"""``archcompat graph``: what contains, brings, needs and requires what."""

import argparse
import sys

from archcompat.cli.options import add_options, add_output, options_of
from archcompat.cli.output import write
from archcompat.cli.progress import progress_on
from archcompat.render.network import FORMATS


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = sub.add_parser(
        "graph",
        help="write the dependency graph of a target",
        description="Write what in TARGET contains, provides, needs and requires what.",
        allow_abbrev=False,
    )
    parser.add_argument("subject", metavar="TARGET")
    add_options(parser)
    parser.add_argument(
        "-f", "--format", choices=FORMATS, default="dot", help="language (default: dot)"
    )
    add_output(parser)


def run(args: argparse.Namespace) -> int:
    """Write the graph."""
    from archcompat.analysis import analyze_graph  # noqa: PLC0415 - `--help` needs no scanner

    with progress_on(sys.stderr, quiet=args.quiet) as progress:
        graph = analyze_graph(args.subject, options_of(args, progress=progress), progress)
    write(FORMATS[args.format](graph), args.output)
    return 0
