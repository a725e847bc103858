"""``archcompat why``: how something got in."""

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from archcompat.cli.options import add_options, add_output, options_of
from archcompat.cli.output import write
from archcompat.cli.progress import progress_on
from archcompat.errors import InputError
from archcompat.render.safe import printable

if TYPE_CHECKING:
    import networkx as nx


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = sub.add_parser(
        "why",
        help="show every way by which something got into a target",
        description="Show every way from TARGET to the packages or files whose name contains NAME.",
        allow_abbrev=False,
    )
    parser.add_argument("subject", metavar="TARGET")
    parser.add_argument("name", metavar="NAME", help="a package, a file, or a part of its name")
    add_options(parser)
    add_output(parser)


def run(args: argparse.Namespace) -> int:
    """Write the ways, or raise InputError when nothing has that name."""
    from archcompat.analysis import analyze_graph  # noqa: PLC0415 - `--help` needs no scanner
    from archcompat.graph.network import paths_to  # noqa: PLC0415 - likewise

    with progress_on(sys.stderr, quiet=args.quiet) as progress:
        graph = analyze_graph(args.subject, options_of(args, progress=progress), progress)
    paths = paths_to(graph, args.name)
    if not paths:
        raise InputError(f"nothing in {args.subject} has {args.name!r} in its name")
    write("\n".join(_lines(graph, paths)) + "\n", args.output)
    return 0


def _lines(graph: "nx.DiGraph[str]", paths: list[list[str]]) -> Iterator[str]:
    """Each way as a staircase; a headline for each end."""
    end = ""
    for path in paths:
        if path[-1] != end:
            if end:
                yield ""
            end = path[-1]
            yield _label(graph, end)
        for depth, node in enumerate(path):
            kind = graph.edges[path[depth - 1], node]["kind"] + " " if depth else ""
            yield f"  {'  ' * depth}{printable(kind)}{_label(graph, node)}"


def _label(graph: "nx.DiGraph[str]", node: str) -> str:
    label = str(graph.nodes[node]["label"])
    return printable(label if label in node or not node.startswith("pkg:") else f"{label} ({node})")
