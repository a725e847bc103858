"""The package indexes of a run: which are asked, where answers are kept, and what was asked."""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from archcompat import __version__
from archcompat.cli.failures import warn

if TYPE_CHECKING:
    from archcompat.assess.lookup import Catalog


@contextmanager
def catalog_of(args: argparse.Namespace, environ: Mapping[str, str]) -> Iterator["Catalog | None"]:
    """The indexes that the completed arguments name, None offline; says at the end what it cost."""
    if args.offline:
        yield None
        return
    from archcompat.cli.remote import cache_folder  # noqa: PLC0415 - not for `--help`
    from archcompat.indexes.fetch import Fetcher  # noqa: PLC0415 - likewise
    from archcompat.indexes.pythonindex import Locations, PythonIndex  # noqa: PLC0415 - likewise

    with (
        Fetcher(__version__, cache_folder(args, environ)) as fetcher,
        PythonIndex(fetcher, Locations((args.index_url,))) as index,
    ):
        yield index
        if fetcher.requests and not args.quiet:
            number = f"{fetcher.requests:,} request{'' if fetcher.requests == 1 else 's'}"
            warn(f"looked up what is published, with {number} (--offline asks nothing)")
