"""``archcompat convert``: a saved report in any other format."""

import argparse
import sys
from pathlib import Path

from archcompat.cli.exitcodes import ExitCode
from archcompat.cli.options import add_settings
from archcompat.cli.reporting import STDOUT, write_reports
from archcompat.cli.settings import CONFIG, QUIET, RENDERED, VERBOSE
from archcompat.errors import InputError


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = sub.add_parser(
        "convert",
        help="write a saved JSON report in other formats",
        description="""\
Write the report that `archcompat scan -f json` saved in other formats, one of
several targets too: scan once, and convert as often as there are readers. The
exit code says whether that went well, not what the report says.""",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("report", metavar="REPORT", help="a JSON report, or - for stdin")
    add_settings(parser, (*RENDERED, CONFIG, QUIET, VERBOSE))


def run(args: argparse.Namespace) -> int:
    """Read the report and write it. Raises InputError, OSError."""
    from archcompat.render.as_json import read_reports  # noqa: PLC0415 - `--help` needs no report

    path = Path(args.report)
    data = sys.stdin.buffer.read() if path == STDOUT else path.read_bytes()
    try:
        reports, several = read_reports(data)
    except InputError as error:
        raise InputError(f"{'stdin' if path == STDOUT else path}: {error}") from error
    write_reports(reports, args, several=several)
    return ExitCode.OK
