"""``archcompat plan pom.xml``: the ways out for the libraries of a Maven project."""

import argparse
import os
import sys
from pathlib import Path

from archcompat.cli.exitcodes import ExitCode
from archcompat.cli.failures import warn
from archcompat.cli.output import write_file, write_result
from archcompat.cli.progress import progress_on


def run(args: argparse.Namespace) -> ExitCode:
    """Make the plan and write it; Maven runs in a copy of the project's POMs."""
    from archcompat import __version__  # noqa: PLC0415 - `--help` needs none of these
    from archcompat.cli.remote import cache_folder  # noqa: PLC0415 - likewise
    from archcompat.indexes.fetch import Fetcher  # noqa: PLC0415 - likewise
    from archcompat.indexes.javareleases import JavaReleases  # noqa: PLC0415 - likewise
    from archcompat.indexes.maven import MavenRepository  # noqa: PLC0415 - likewise
    from archcompat.model.mavenplan import WayKind  # noqa: PLC0415 - likewise
    from archcompat.model.target import PAGE_SIZES, Target  # noqa: PLC0415 - likewise
    from archcompat.plan.maven.whole import Asked, plan_maven  # noqa: PLC0415 - likewise
    from archcompat.render.mavenplan import render_json, render_table  # noqa: PLC0415 - likewise
    from archcompat.rulebook.load import load_rules  # noqa: PLC0415 - likewise
    from archcompat.rulebook.verify import INDEXES  # noqa: PLC0415 - likewise
    from archcompat.sources.mavenrun import MavenProject  # noqa: PLC0415 - likewise

    target = Target(args.target, args.libc, "", PAGE_SIZES[args.page_size])
    progress = progress_on(sys.stderr, quiet=args.quiet)
    cache = cache_folder(args, os.environ)
    with Fetcher(__version__, cache, offline=args.offline, progress=progress) as fetcher, progress:
        repository = MavenRepository(fetcher, args.maven_url or INDEXES["maven"])
        asked = Asked(
            target,
            load_rules(tuple(args.rules)),
            JavaReleases(repository, target.platform.arch),
            WayKind(args.way),
        )
        project = MavenProject(Path(args.subject), args.offline)
        plan, changed = plan_maven(project, args.subject, asked, progress)
        if args.verbose and not args.quiet:
            warn(f"{fetcher.requests} requests")
    write_result(args, plan, render_json, render_table)
    if args.write is not None:
        write_file(changed, args.write)
    if plan.needs:
        return ExitCode.FINDINGS
    return ExitCode.UNSURE if plan.problems else ExitCode.OK
