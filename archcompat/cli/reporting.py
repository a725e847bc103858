"""Writes reports as they were asked for: each file in its format, or stdout."""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from archcompat.cli.failures import tell
from archcompat.cli.output import page_of, write
from archcompat.cli.precedence import COMMAND_LINE
from archcompat.errors import InputError
from archcompat.render import format_of, load_renderer
from archcompat.render.page import Page

if TYPE_CHECKING:
    from archcompat.model.report import Report

STDOUT = Path("-")


def write_reports(reports: "Sequence[Report]", args: argparse.Namespace, *, several: bool) -> None:
    """Write the reports to every ``--output``, to stdout without one. Raises OSError, InputError.

    The format of a single output is ``--format``; that of one of several is what its name ends
    with, and ``--format`` for those whose name says nothing. A ``--format`` that only the
    environment or the config file asks for does not outdo a name on the command line.
    """
    outputs: list[Path] = args.output or [STDOUT]
    wanted = Page(tree=args.tree, verbose=args.verbose, several=several, time=_time(os.environ))
    from_here = [args.given[name].source == COMMAND_LINE for name in ("format", "output")]
    names_first = len(outputs) > 1 or from_here == [False, True]
    failures = []
    for path in outputs:
        by_name = format_of(path.name)
        choices = (by_name, args.format) if names_first else (args.format, by_name)
        render = load_renderer(next(filter(None, choices), "table"))
        try:
            if path == STDOUT:
                write(render(reports, _of_stdout(wanted)), None)
            else:
                write(render(reports, wanted), path)
        except OSError as error:  # one full disk must not take the other files with it
            failures.append(error)
    for failure in failures[1:]:
        tell(failure)
    if failures:
        raise failures[0]


def _of_stdout(wanted: Page) -> Page:
    page = page_of(sys.stdout, os.environ)
    return replace(wanted, width=page.width, color=page.color, encoding=page.encoding)


def _time(environ: Mapping[str, str]) -> dt.datetime | None:
    """When to say that a report was made (https://reproducible-builds.org/specs/source-date-epoch/).

    Nothing of the report says it otherwise, so that two runs write the same.
    """
    text = environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return None
    try:
        return dt.datetime.fromtimestamp(int(text), dt.UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise InputError(
            f"the environment variable SOURCE_DATE_EPOCH is {text!r}, and no number of seconds"
        ) from error
