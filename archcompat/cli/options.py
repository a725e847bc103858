"""The options that say what to read and what to judge it for, shared by the commands."""

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from archcompat.errors import InputError
from archcompat.model.target import PAGE_SIZES, Libc, Platform, Target

if TYPE_CHECKING:
    from archcompat.analyze import Options

_T = TypeVar("_T")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add them to a command's parser."""
    parser.add_argument(
        "-t",
        "--target",
        type=_read(_target),
        default=Platform.parse("linux/arm64"),
        metavar="PLATFORM",
        help="what it should run on (default: linux/arm64)",
    )
    parser.add_argument(
        "--from",
        dest="source_platform",
        type=_read(Platform.parse),
        metavar="PLATFORM",
        help="which image to read where the target holds several, such as linux/amd64",
    )
    parser.add_argument(
        "--libc",
        type=_read(Libc.parse),
        metavar="LIBC",
        help="C library there, glibc:2.36 or musl (default: the image's own)",
    )
    parser.add_argument(
        "--python",
        type=_read(_python),
        metavar="VERSION",
        help="Python there, 3.8 (default: the image's own)",
    )
    parser.add_argument(
        "--page-size",
        choices=PAGE_SIZES,
        default="4k",
        help="memory page size there (default: 4k)",
    )
    parser.add_argument(
        "--rules",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="folder of further rules, before the shipped ones; may be repeated",
    )
    parser.add_argument(
        "--jobs",
        type=_read(_jobs),
        default=1,
        metavar="N",
        help="processes that read layers (default: 1)",
    )
    parser.add_argument(
        "--offline",
        action="store_true",
        help="look nothing up on a network (nothing is today: rules and bytes answer)",
    )
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress and no warnings")
    parser.add_argument(
        "-v",
        "--verbose",
        action="store_true",
        help="say why, with the evidence; show where an internal error comes from",
    )


def options_of(args: argparse.Namespace) -> "Options":
    """What the parsed arguments ask of the analysis."""
    from archcompat.analyze import Options  # noqa: PLC0415 - the whole scanner, `--help` needs none

    return Options(
        target=Target(args.target, args.libc, args.python or "", PAGE_SIZES[args.page_size]),
        source_platform=args.source_platform,
        rules=tuple(args.rules),
        jobs=args.jobs,
    )


def _read(parse: Callable[[str], _T]) -> Callable[[str], _T]:
    """A parser of one option whose InputError argparse shows as a usage error."""

    def read(text: str) -> _T:
        try:
            return parse(text)
        except InputError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    return read


def _target(text: str) -> Platform:
    platform = Platform.parse(text)
    if platform.os != "linux":
        raise InputError(f"{text!r}: only Linux can be the target, such as linux/arm64")
    return platform


def _python(text: str) -> str:
    match = re.fullmatch(r"([23]\.\d+)(?:\.\d+)?", text.strip())
    if match is None:
        raise InputError(f"{text!r} is not a Python version: write 3.8")
    return match[1]


def _jobs(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,3}", text.strip()):
        raise InputError(f"{text!r} is not a number of processes")
    return int(text)
