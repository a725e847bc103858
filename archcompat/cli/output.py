"""Where a result goes: stdout or a file, how wide that is, and whether it has colours."""

import argparse
import contextlib
import os
import shutil
import stat
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TextIO, TypeVar

from archcompat.render.page import Page

_NARROWEST = 20
_T = TypeVar("_T")


def page_of(stream: TextIO, environ: Mapping[str, str]) -> Page:
    """The page that a stream is.

    A terminal has its own width and, unless NO_COLOR (https://no-color.org) is set or it is a
    dumb one, colours; anything else is 100 columns of plain text.
    """
    encoding = getattr(stream, "encoding", None) or "utf-8"
    if not stream.isatty():
        return Page(encoding=encoding)
    return Page(
        width=max(shutil.get_terminal_size((80, 24)).columns, _NARROWEST),
        color=not environ.get("NO_COLOR") and environ.get("TERM") != "dumb",
        encoding=encoding,
    )


def write_result(
    args: argparse.Namespace,
    result: _T,
    as_json: Callable[[_T], str],
    as_table: Callable[[_T, Page], str],
) -> None:
    """Write a result as the options of ``options.add_table_or_json`` ask for. Raises OSError."""
    page = page_of(sys.stdout, os.environ) if args.output is None else Page()
    table = args.format == "table"
    text = as_table(result, replace(page, verbose=args.verbose)) if table else as_json(result)
    write(text, args.output)


def write(text: str, path: Path | None) -> None:
    """Write a result to stdout, or to a file that is whole or untouched. Raises OSError."""
    if path is None:
        encoding = sys.stdout.encoding or "utf-8"
        sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
        sys.stdout.flush()
    else:
        write_file(text.encode(), path)


def write_file(data: bytes, path: Path) -> None:
    """Write a file that is whole or untouched. Raises OSError."""
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISREG(path.stat().st_mode):
            path.write_bytes(data)  # a pipe or /dev/stdout cannot be replaced
            return
    real = path.resolve()
    partial = real.with_name(f".{real.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(data)
        with contextlib.suppress(FileNotFoundError):
            partial.chmod(stat.S_IMODE(real.stat().st_mode))
        partial.replace(real)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error


def open_closed_streams() -> None:
    """Let output go nowhere where the caller has closed stdout or stderr (``>&-``)."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open to the end
            setattr(sys, name, nowhere)


def abandon_stdout() -> None:
    """Point stdout at nothing: it cannot be written, and flushing it at exit would say so again."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def finish_stdout() -> None:
    """Write what is still buffered, as far as it goes."""
    try:
        sys.stdout.flush()
    except (OSError, ValueError, AttributeError):
        abandon_stdout()
