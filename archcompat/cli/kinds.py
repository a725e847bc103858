"""``archcompat kinds``: what is recognised inside a target."""

import argparse
import sys

from archcompat.cli.output import write


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    sub.add_parser(
        "kinds",
        help="list the kinds of files that are looked into",
        description="List the kinds of files that are looked into.",
        allow_abbrev=False,
    )


def run(_args: argparse.Namespace) -> int:
    """Write one line a kind."""
    from archcompat.kinds import load_kinds  # noqa: PLC0415 - `--help` needs no kinds

    kinds = load_kinds()
    width = max(len(kind.name) for kind in kinds)
    for_people = [
        (kind.name, (sys.modules[type(kind).__module__].__doc__ or "").strip().split("\n")[0])
        for kind in kinds
    ]
    write("".join(f"{name:{width}}  {text}\n" for name, text in for_people), None)
    return 0
