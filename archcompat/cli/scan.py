"""``archcompat scan``: the report."""

import argparse
import datetime as dt
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from archcompat.cli import signals
from archcompat.cli.exitcodes import EXPLAINED, ExitCode, of_report, worst
from archcompat.cli.failures import tell, warn
from archcompat.cli.gating import gate_of
from archcompat.cli.lookups import indexes_of
from archcompat.cli.options import add_options, add_settings, options_of
from archcompat.cli.progress import Shown, progress_on
from archcompat.cli.reporting import write_reports
from archcompat.cli.settings import SCAN
from archcompat.errors import RuleError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from archcompat.assess import Indexes
    from archcompat.model.report import Report


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = sub.add_parser(
        "scan",
        help="say what in a target will not run on another architecture",
        description="""\
Say what in each TARGET will not run on another architecture, and what to do
about it. A TARGET is an image archive (docker save, OCI), an OCI layout, an
image in a registry (docker://NAME) or a container engine (daemon:NAME), a
directory or root file system, a JAR, a wheel, a requirements.txt, a
pyproject.toml, a lock file (pylock.toml, uv.lock, poetry.lock, Pipfile.lock,
gradle.lockfile), a pom.xml, a dependency tree as Maven or Gradle prints it, a
Dockerfile, a Compose file, or a folder of Kubernetes manifests.""",
        epilog=EXPLAINED,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("targets", nargs="+", metavar="TARGET")
    add_options(parser)
    add_settings(parser, SCAN)


def run(args: argparse.Namespace) -> int:
    """Scan every target, write what was asked for, and return the worst exit code."""
    from archcompat.model.report import Impact, Verdict  # noqa: PLC0415 - `--help` needs no report

    gate = gate_of(args, dt.datetime.now(dt.UTC).date())
    reports: list[Report] = []
    codes = []
    for target, report in _scans(args):
        if report is None:
            codes.append(ExitCode.USAGE)
            continue
        judged = gate.judged(report)
        reports.append(judged)
        codes.append(
            of_report(
                judged,
                Verdict(args.fail_on),
                fail_on_impact=Impact.FALLS_BACK if args.strict else Impact(args.fail_on_impact),
                allow_unknown=args.allow_unknown,
            )
        )
        if not (report.complete or args.quiet):
            warn(f"warning: {target}: incomplete, not everything could be read")
    for text in () if args.quiet else gate.warnings():
        warn(f"warning: {text}")
    if reports:
        write_reports(reports, args, several=len(args.targets) > 1)
    return worst(codes)


def _scans(args: argparse.Namespace) -> "Iterator[tuple[str, Report | None]]":
    """Each target with its report; all of them ask the same indexes and registries."""
    progress = progress_on(sys.stderr, quiet=args.quiet)
    with indexes_of(args, os.environ, progress) as indexes:
        for target in args.targets:
            yield target, _scanned(target, args, indexes, progress)


def _scanned(
    target: str, args: argparse.Namespace, indexes: "Indexes", progress: Shown
) -> "Report | None":
    """The report of one target; None, and a line on stderr, when it cannot be scanned.

    Raises RuleError: no other target would fare better.
    """
    from archcompat.analysis import analyze  # noqa: PLC0415 - the whole scanner, `--help` needs none

    try:
        with progress:
            options = replace(
                options_of(args, progress),
                indexes=indexes,
                manifest_only=args.manifest_only,
                base=args.base or "",
            )
            return analyze(target, options, progress)
    except (RuleError, BrokenPipeError):
        raise
    except Exception as error:  # noqa: BLE001 - one target must not take the others with it
        signals.let_through(error)
        tell(error, about=target, verbose=args.verbose)
        return None
