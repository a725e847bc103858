"""``archcompat rules verify``: asks the package indexes whether what rules say is still so."""

import argparse
import datetime as dt
import os
import sys
from typing import TYPE_CHECKING

from archcompat.cli.exitcodes import ExitCode
from archcompat.cli.failures import warn
from archcompat.cli.options import add_settings
from archcompat.cli.output import page_of, write
from archcompat.cli.settings import SHARED
from archcompat.errors import InputError, RuleError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from archcompat.model.rule import Rule
    from archcompat.rulebook.load import Rulebook
    from archcompat.rulebook.verify.outcome import Outcome

EXPLAINED = """\
exit codes:
  0  the indexes agree with every rule
  1  they disagree with some
  2  bad usage or rules
  3  they disagree with none, but some could not be checked
"""
ECOSYSTEMS = ("maven", "npm", "pypi")
_SHARED = ("offline", "cache", "cache-dir", "quiet")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add them to the parser of the action."""
    parser.epilog = EXPLAINED
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help="pypi/numpy, a purl, or a name that only one rule has"
    )
    parser.add_argument("--ecosystem", choices=ECOSYSTEMS, help="all rules of one package index")
    parser.add_argument(
        "--all", action="store_true", help="all rules that an index can be asked about"
    )
    parser.add_argument(
        "--refresh",
        action="store_true",
        help="write today's date to the evidence that the index has shown again",
    )
    parser.add_argument(
        "--index-url",
        action="append",
        default=[],
        metavar="TYPE=URL",
        help="ask another index, such as pypi=https://pypi.example.org/simple; may be repeated",
    )
    parser.add_argument(
        "-f",
        "--format",
        choices=("table", "json"),
        default="table",
        help="table for people (default), or json",
    )
    add_settings(parser, tuple(one for one in SHARED if one.name in _SHARED))


def run(args: argparse.Namespace) -> int:
    """Compare the rules that were asked for, and tell how each stands.

    Offline, the answers of before are used.
    """
    from archcompat import __version__  # noqa: PLC0415 - `--help` needs none of these
    from archcompat.cli.progress import progress_on  # noqa: PLC0415 - likewise
    from archcompat.cli.remote import cache_folder  # noqa: PLC0415 - likewise
    from archcompat.indexes.fetch import Fetcher  # noqa: PLC0415 - likewise
    from archcompat.render import verified as rendered  # noqa: PLC0415 - likewise
    from archcompat.rulebook.load import load_rules  # noqa: PLC0415 - likewise
    from archcompat.rulebook.verify import INDEXES, verify_all  # noqa: PLC0415 - likewise

    if args.refresh and args.offline:
        raise InputError("--refresh needs answers of today, which --offline does not get")
    indexes = {**INDEXES, **dict(map(_index, args.index_url))}
    rulebook = load_rules(tuple(args.rules))
    rules = _rules(args, rulebook)
    folder = cache_folder(args, os.environ)
    verified: list[tuple[Rule, Outcome]] = []
    with (
        Fetcher(__version__, folder, offline=args.offline) as fetcher,
        progress_on(sys.stderr, quiet=args.quiet) as progress,
    ):
        progress("", 0, len(rules))
        for rule, outcome in verify_all(rules, fetcher, indexes):
            verified.append((rule, outcome))
            progress(rule.id, len(verified), len(rules))
    shown = [(rule.id, outcome) for rule, outcome in verified]
    as_json = args.format == "json"
    page = page_of(sys.stdout, os.environ)
    write(rendered.as_json(shown) if as_json else rendered.as_text(shown, page), None)
    if args.refresh:
        _refresh(verified, rulebook)
    return _code([outcome for _, outcome in verified])


def _index(given: str) -> tuple[str, str]:
    """An index as it was given. Raises InputError."""
    ecosystem, _, url = given.partition("=")
    if ecosystem not in ECOSYSTEMS or not url.startswith(("http://", "https://")):
        raise InputError(
            "--index-url takes a type and an address, such as"
            f" pypi=https://pypi.example.org/simple; the types are {', '.join(ECOSYSTEMS)}"
        )
    return ecosystem, url


def _rules(args: argparse.Namespace, rulebook: "Rulebook") -> "list[Rule]":
    """The rules that were asked for, each once. Raises InputError."""
    from archcompat.cli.rulenames import rule_id  # noqa: PLC0415 - likewise

    chosen = [bool(args.ids), args.ecosystem is not None, args.all]
    if not any(chosen):
        raise InputError(
            "name the rules to verify, or ask for all those of one index with --ecosystem, or for"
            " --all: each costs requests to an index that others share"
        )
    if sum(chosen) > 1:
        raise InputError("either name rules, or say --ecosystem, or --all")
    ids = rulebook.ids()
    if args.ids:
        wanted = dict.fromkeys(rule_id(asked, ids) for asked in args.ids)
        for one in wanted:
            if one.partition("/")[0] not in ECOSYSTEMS:
                raise InputError(
                    f"{one}: no index can be asked about this rule, only about those of"
                    f" {', '.join(ECOSYSTEMS)}"
                )
    else:
        types = (args.ecosystem,) if args.ecosystem else ECOSYSTEMS
        wanted = dict.fromkeys(one for one in ids if one.partition("/")[0] in types)
    return [rule for rule in rulebook.rules() if rule.id in wanted]


def _refresh(verified: "Sequence[tuple[Rule, Outcome]]", rulebook: "Rulebook") -> None:
    from archcompat.rulebook.refresh import confirmed, refreshed  # noqa: PLC0415 - likewise

    today = dt.datetime.now(dt.UTC).date()
    files = 0
    for rule, outcome in verified:
        places = confirmed(rule, outcome)
        folder = rulebook.folder_of(rule.id)
        if folder is None or not places:
            continue
        path = folder / f"{rule.id}.toml"
        text = path.read_text("utf-8")
        try:
            changed = refreshed(text, places, today)
        except RuleError as error:
            warn(f"{path}: {error}; write the date by hand")
            continue
        if changed != text:
            write(changed, path)
            files += 1
    warn(f"new dates in {files} of {len(verified)} rules")


def _code(outcomes: "Sequence[Outcome]") -> ExitCode:
    from archcompat.rulebook.verify.outcome import Standing  # noqa: PLC0415 - likewise

    found = {outcome.standing for outcome in outcomes}
    if Standing.DISAGREES in found:
        return ExitCode.FINDINGS
    return ExitCode.UNSURE if Standing.UNCHECKED in found else ExitCode.OK
