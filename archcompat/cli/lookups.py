"""The indexes and registries of a run: which are asked, and what that cost."""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from archcompat import __version__
from archcompat.cli.failures import warn

if TYPE_CHECKING:
    from archcompat.assess import Indexes


@contextmanager
def indexes_of(args: argparse.Namespace, environ: Mapping[str, str]) -> Iterator["Indexes"]:
    """What the completed arguments name, none offline; says at the end what it cost."""
    from archcompat.assess import Indexes  # noqa: PLC0415 - not for `--help`

    if args.offline:
        yield Indexes()
        return
    from archcompat.cli.remote import cache_folder, remote_of  # noqa: PLC0415 - likewise
    from archcompat.indexes.fetch import Fetcher  # noqa: PLC0415 - likewise
    from archcompat.indexes.pythonindex import Locations, PythonIndex  # noqa: PLC0415 - likewise
    from archcompat.indexes.registry.connection import Connection  # noqa: PLC0415 - likewise
    from archcompat.indexes.registry.offers import RegistryOffers  # noqa: PLC0415 - likewise

    remote = remote_of(args, environ)

    with (
        Fetcher(__version__, cache_folder(args, environ)) as fetcher,
        PythonIndex(fetcher, Locations((args.index_url,))) as index,
        closing(Connection(remote.agent, remote.logins)) as connection,
    ):
        yield Indexes(index, RegistryOffers(connection, remote.places))
        asked = fetcher.requests + connection.sent
        if asked and not args.quiet:
            number = f"{asked:,} request{'' if asked == 1 else 's'}"
            warn(f"looked up what is published, with {number} (--offline asks nothing)")
