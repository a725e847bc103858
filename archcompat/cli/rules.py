"""``archcompat rules``: what the database knows, whether it is sound, and why it says so."""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from archcompat.cli import rulesindex, rulesverify
from archcompat.cli.exitcodes import ExitCode
from archcompat.cli.failures import warn
from archcompat.cli.options import add_settings
from archcompat.cli.output import page_of, write
from archcompat.cli.settings import CONFIG, RULES

if TYPE_CHECKING:
    from archcompat.render.page import Page

_ANY_WIDTH = 10_000  # columns: a line a rule, for grep


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command, and its own commands, to the parser."""
    parser = sub.add_parser(
        "rules",
        help="list, check, verify, index or explain the rules of the database",
        description="List, check, verify, index or explain the rules: which versions run where.",
        allow_abbrev=False,
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = _action(actions, "list", "list the rules, one a line")
    listing.add_argument(
        "text", nargs="?", default="", metavar="TEXT", help="only rules with this in their id"
    )
    listing.add_argument(
        "-f",
        "--format",
        choices=("table", "json"),
        default="table",
        help="table for people (default), or json",
    )
    checking = _action(
        actions, "check", "check rules: their shape, evidence, and answers to their examples"
    )
    checking.add_argument(
        "paths",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="a rule file, or a folder of them (default: the shipped rules and those of --rules)",
    )
    rulesverify.add_options(
        _action(actions, "verify", "ask the package indexes whether what rules say is still so")
    )
    rulesindex.add_options(
        _action(actions, "index", "write the list of a folder's rules to its INDEX.md")
    )
    explaining = _action(actions, "explain", "show all that a rule says, and its evidence")
    explaining.add_argument(
        "rule", metavar="ID", help="pypi/numpy, a purl, or a name that only one rule has"
    )


def _action(
    actions: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, text: str
) -> argparse.ArgumentParser:
    parser = actions.add_parser(
        name, help=text, description=f"{text[0].upper()}{text[1:]}.", allow_abbrev=False
    )
    add_settings(parser, (RULES, CONFIG))
    return parser


def run(args: argparse.Namespace) -> int:
    """Run what was asked for."""
    return _ACTIONS[args.action](args)


def _list(args: argparse.Namespace) -> int:
    from archcompat.render import rules as rendered  # noqa: PLC0415 - `--help` needs no rules
    from archcompat.rulebook.load import load_rules  # noqa: PLC0415 - likewise

    rulebook = load_rules(tuple(args.rules))
    wanted = args.text.lower()
    found = [rule for rule in rulebook.rules() if wanted in rule.id.lower()]
    if not found:
        warn(f"no rule has {args.text!r} in its id")
    as_json = args.format == "json"
    write(rendered.as_json(found) if as_json else rendered.table(found, _page()), None)
    return ExitCode.OK


def _check(args: argparse.Namespace) -> int:
    from archcompat.cli.rulefiles import files_of, given_files  # noqa: PLC0415 - likewise
    from archcompat.render.complaints import complaint_line, summary  # noqa: PLC0415 - likewise
    from archcompat.rulebook.lint import check_file  # noqa: PLC0415 - likewise
    from archcompat.rulebook.load import load_rules  # noqa: PLC0415 - likewise

    folders = load_rules(tuple(args.rules)).folders
    files = given_files(args.paths) if args.paths else files_of(folders)
    today = dt.datetime.now(dt.UTC).date()
    complaints = [complaint for path, root in files for complaint in check_file(path, root, today)]
    lines = [complaint_line(complaint) for complaint in complaints]
    write("\n".join((*lines, summary(len(files), complaints), "")), None)
    return ExitCode.OK if all(one.warning for one in complaints) else ExitCode.USAGE


def _explain(args: argparse.Namespace) -> int:
    from archcompat.cli.rulenames import rule_id  # noqa: PLC0415 - likewise
    from archcompat.render.complaints import shown  # noqa: PLC0415 - likewise
    from archcompat.render.rulepage import explained  # noqa: PLC0415 - likewise
    from archcompat.rulebook.load import load_rules, read_rule  # noqa: PLC0415 - likewise

    rulebook = load_rules(tuple(args.rules))
    wanted = rule_id(args.rule, rulebook.ids())
    root = next(folder for folder in rulebook.folders if (folder / f"{wanted}.toml").is_file())
    path = root / f"{wanted}.toml"
    page = page_of(sys.stdout, os.environ)
    write(explained(read_rule(path, root), shown(path), page), None)
    return ExitCode.OK


def _page() -> "Page":
    """As wide as the terminal; anything else gets a line a rule, for grep and cut."""
    page = page_of(sys.stdout, os.environ)
    return page if sys.stdout.isatty() else replace(page, width=_ANY_WIDTH)


_ACTIONS: dict[str, Callable[[argparse.Namespace], int]] = {
    "list": _list,
    "check": _check,
    "verify": rulesverify.run,
    "index": rulesindex.run,
    "explain": _explain,
}
