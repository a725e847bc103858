"""``archcompat plan``: the smallest change after which an environment installs there."""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from archcompat.cli.exitcodes import ExitCode
from archcompat.cli.failures import warn
from archcompat.cli.options import add_options, add_settings, add_table_or_json, options_of
from archcompat.cli.output import write, write_result
from archcompat.cli.settings import MAVEN_URL
from archcompat.errors import InputError

if TYPE_CHECKING:
    from archcompat.cli.pipconfig import PipConfig
    from archcompat.indexes.pythonindex import Locations
    from archcompat.model.plan import Plan, PlanPackage
    from archcompat.model.pythonfacts import RequirementsOption
    from archcompat.model.target import Target
    from archcompat.plan.whole import Wanted

_EXPLAINED = """\
exit codes:
  0  nothing has to change
  1  something has to change, or has no wheel, or no set of versions was found
  2  bad input or usage
  3  nothing has to change, but something could not be found out
Where Python packages are looked for is pip's affair: its options above, its
configuration files and variables, and the options in the file all count.
"""
_CONNECTIONS = 8
_GLIBC = "glibc:2.28"


def add(sub: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = sub.add_parser(
        "plan",
        help="find the smallest change after which packages install there",
        description="""\
Find the smallest set of changes after which everything that TARGET requires,
and all that comes with it, installs there from wheels; verify it with the
metadata and the native code of the very wheels. TARGET is a requirements.txt,
a lock file, a pyproject.toml, or an image or folder with installed packages.
Of a pom.xml, find each way by which the libraries that it brings get code for
the target; Maven is run, in a copy of its POMs, with or without --resolve, and
resolves every change.""",
        epilog=_EXPLAINED,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("subject", metavar="TARGET")
    add_options(parser)
    add_table_or_json(parser)
    parser.add_argument(
        "--write",
        type=Path,
        metavar="FILE",
        help="write the file, changed as planned and otherwise as it is, to FILE",
    )
    python = parser.add_argument_group("options for Python packages")
    python.add_argument("-i", "--index-url", metavar="URL", help="as pip has it")
    python.add_argument(
        "--extra-index-url", action="append", default=[], metavar="URL", help="likewise; repeatable"
    )
    python.add_argument("--no-index", action="store_true", help="likewise")
    python.add_argument(
        "--find-links", action="append", default=[], metavar="PLACE", help="likewise; repeatable"
    )
    python.add_argument(
        "--isolated", action="store_true", help="heed no configuration and no variable of pip"
    )
    python.add_argument(
        "--alternatives",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="look for C libraries and Pythons for which less has to change (default: yes)",
    )
    python.add_argument(
        "--audit",
        action="store_true",
        help="ask pip-audit for known vulnerabilities, and keep new ones out where that is near",
    )
    python.add_argument(
        "--osv-url", metavar="URL", help="the service that pip-audit asks (default: OSV's own)"
    )
    python.add_argument("--check", choices=("uv",), help="ask another resolver for its opinion")
    maven = parser.add_argument_group("options for a pom.xml")
    maven.add_argument(
        "--way",
        choices=("upgrade", "override"),
        default="upgrade",
        help="what --write changes: the dependency that brings a library (default),"
        " or the library by dependencyManagement",
    )
    add_settings(parser, (MAVEN_URL,), maven)


def run(args: argparse.Namespace) -> int:
    """Make the plan, write it, and tell by the exit code whether something is to be done."""
    from archcompat.sources.maven_project import is_maven_project  # noqa: PLC0415 - `--help` needs none

    path = Path(args.subject)
    if path.is_file() and is_maven_project(path):
        from archcompat.cli import planmaven  # noqa: PLC0415 - likewise

        return planmaven.run(args)
    from archcompat import __version__  # noqa: PLC0415 - likewise
    from archcompat.analysis import read_subject  # noqa: PLC0415 - likewise
    from archcompat.cli.progress import progress_on  # noqa: PLC0415 - likewise
    from archcompat.cli.remote import cache_folder  # noqa: PLC0415 - likewise
    from archcompat.indexes.fetch import Fetcher  # noqa: PLC0415 - likewise
    from archcompat.indexes.pythonindex import PythonIndex  # noqa: PLC0415 - likewise
    from archcompat.plan.reading import installed_python, read_request  # noqa: PLC0415 - likewise
    from archcompat.plan.whole import plan as make_plan  # noqa: PLC0415 - likewise
    from archcompat.render.plan import render_json, render_table  # noqa: PLC0415 - likewise

    progress = progress_on(sys.stderr, quiet=args.quiet)
    with progress:
        inventory, target = read_subject(args.subject, options_of(args, progress), progress)
    _check_write(args, inventory.subject.kind)
    python = args.python or installed_python(inventory) or target.python
    target = _target(replace(target, python=python), quiet=args.quiet)
    reading = read_request(inventory, target)
    config = _config(args, reading.options if inventory.subject.kind == "file" else ())
    locations = config.locations()
    with (
        Fetcher(
            __version__,
            cache_folder(args, os.environ),
            offline=args.offline,
            connections=_CONNECTIONS,
            network=config.network(),
            progress=progress,
        ) as fetcher,
        PythonIndex(fetcher, locations) as index,
        progress,
    ):
        wanted = _wanted(args, target, locations)
        plan = make_plan(Path(args.subject).name, reading, target, index, wanted)
        if args.verbose and not args.quiet:
            warn(f"{fetcher.requests} requests")
    write_result(args, plan, render_json, render_table)
    if args.write is not None:
        _rewrite(args, plan)
    return _code(plan)


def _target(target: "Target", *, quiet: bool) -> "Target":
    """The target with a C library, if need be a usual one. Raises InputError without a Python."""
    from archcompat.model.target import Libc  # noqa: PLC0415 - likewise

    if not target.python:
        raise InputError("which Python it is for is not known: say --python 3.11")
    if target.libc is not None and target.libc.version:
        return target
    libc = Libc.parse("musl:1.2" if target.libc and target.libc.family == "musl" else _GLIBC)
    if not quiet:
        warn(f"the C library there is not known: planned for {libc} (--libc says otherwise)")
    return replace(target, libc=libc)


def _config(args: argparse.Namespace, options: "Sequence[RequirementsOption]") -> "PipConfig":
    """Take pip's configuration, then what the file says, then the command line."""
    from archcompat.cli.pipconfig import PipConfig, read_pip_config  # noqa: PLC0415 - likewise

    config = PipConfig() if args.isolated else read_pip_config(os.environ)
    for option in options:
        value = os.path.expandvars(option.value)
        if option.name == "--find-links" and "://" not in value:
            value = str(Path(args.subject).parent / value)
        config = config.told(option.name.removeprefix("--"), [value] if value else [])
    for name, values in (
        ("index-url", [args.index_url] if args.index_url else []),
        ("extra-index-url", args.extra_index_url),
        ("find-links", args.find_links),
    ):
        if values:
            config = config.told(name, values)
    return config.told("no-index", []) if args.no_index else config


def _wanted(args: argparse.Namespace, target: "Target", locations: "Locations") -> "Wanted":
    from archcompat.indexes.pipaudit import OSV, audit  # noqa: PLC0415 - likewise
    from archcompat.indexes.uvcompile import opinion  # noqa: PLC0415 - likewise
    from archcompat.model.plan import Advisory, SecondOpinion  # noqa: PLC0415 - likewise
    from archcompat.plan.audited import Audited  # noqa: PLC0415 - likewise
    from archcompat.plan.whole import Wanted  # noqa: PLC0415 - likewise
    from archcompat.rulebook.load import load_rules  # noqa: PLC0415 - likewise

    def audited(packages: Sequence[tuple[str, str]]) -> Audited:
        if args.offline:
            names = tuple(f"{name} {version}" for name, version in packages)
            return Audited((), names, "offline, nothing is asked")
        answer = audit(packages, args.osv_url or OSV)
        found = tuple(
            Advisory(one.package, one.version, one.id, one.fixed_in) for one in answer.found
        )
        return Audited(found, answer.not_audited, answer.cause)

    def second(packages: Sequence["PlanPackage"], left_out: Sequence[str]) -> SecondOpinion:
        if args.offline:
            return SecondOpinion("uv", None, "offline, nothing is asked")
        lines = [f"{one.package}=={one.version}" for one in packages if one.file]
        said = opinion(lines, target, locations, os.environ, left_out)
        without = f", without {', '.join(left_out)}" if left_out else ""
        return SecondOpinion("uv", said.agrees, said.detail + without)

    return Wanted(
        rulebook=load_rules(tuple(args.rules)),
        alternatives=args.alternatives,
        audit=audited if args.audit else None,
        opinion=second if args.check else None,
    )


def _rewrite(args: argparse.Namespace, plan: "Plan") -> None:
    from archcompat.plan.rewrite import rewritten  # noqa: PLC0415 - likewise
    from archcompat.sources.requirement_files import with_included_files  # noqa: PLC0415 - likewise

    if not plan.solved:
        warn(f"{args.write} is not written: there is no plan")
        return
    members, _ = with_included_files(os.path.normpath(Path(args.subject).absolute()))
    texts = {name: Path(path).read_text("utf-8") for name, path in members}
    write(rewritten(texts, members[0][0], plan), args.write)


def _check_write(args: argparse.Namespace, kind: str) -> None:
    """Raise InputError where ``--write`` has nothing to rewrite: before all the work."""
    from archcompat.sources.requirement_files import is_requirements_file  # noqa: PLC0415 - likewise

    first = os.path.normpath(Path(args.subject).absolute())
    if args.write is not None and not (kind == "file" and is_requirements_file(first)):
        raise InputError(
            "--write needs a requirements file as the target; of a lock file change what it is"
            " made from, by the plan, and lock again"
        )


def _code(plan: "Plan") -> ExitCode:
    if plan.changes or not plan.solved:
        return ExitCode.FINDINGS
    return ExitCode.OK if plan.complete else ExitCode.UNSURE
