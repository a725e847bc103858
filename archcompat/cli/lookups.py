"""The indexes and registries of a run: which are asked, and what that cost."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from archcompat import __version__
from archcompat.cli.failures import warn
from archcompat.model.progress import SILENT, Progress

if TYPE_CHECKING:
    from archcompat.assess import Indexes
    from archcompat.formats.distfile import DistFile
    from archcompat.formats.sourcedist import SourceDist
    from archcompat.indexes.fetch import Fetcher
    from archcompat.indexes.listing import Listing
    from archcompat.indexes.mavensearch import MavenSearch
    from archcompat.indexes.pythonindex import PythonIndex
    from archcompat.model.target import Target


@contextmanager
def indexes_of(
    args: argparse.Namespace, environ: Mapping[str, str], progress: Progress = SILENT
) -> Iterator["Indexes"]:
    """What the completed arguments name, none offline; says at the end what it cost.

    Raises InputError for a configuration of pip that is damaged.
    """
    from archcompat.assess import Indexes  # noqa: PLC0415 - not for `--help`

    if args.offline:
        yield Indexes()
        return
    from archcompat.cli.pipconfig import read_pip_config  # noqa: PLC0415 - likewise
    from archcompat.cli.remote import cache_folder, remote_of  # noqa: PLC0415 - likewise
    from archcompat.indexes.fetch import Fetcher  # noqa: PLC0415 - likewise
    from archcompat.indexes.maven import MavenRepository  # noqa: PLC0415 - likewise
    from archcompat.indexes.pythonindex import PythonIndex  # noqa: PLC0415 - likewise
    from archcompat.indexes.registry.connection import Connection  # noqa: PLC0415 - likewise
    from archcompat.indexes.registry.offers import RegistryOffers  # noqa: PLC0415 - likewise
    from archcompat.indexes.repositories import PackageRepositories  # noqa: PLC0415 - likewise
    from archcompat.rulebook.verify import INDEXES  # noqa: PLC0415 - likewise

    remote = remote_of(args, environ)
    config = read_pip_config(environ)
    if args.index_url:
        config = config.told("index-url", [args.index_url])
    folder = cache_folder(args, environ)
    with (
        Fetcher(__version__, folder, network=config.network(), progress=progress) as fetcher,
        PythonIndex(fetcher, config.locations()) as index,
        closing(Connection(remote.agent, remote.logins)) as connection,
    ):
        offers = RegistryOffers(connection, remote.places)
        mirrors = dict(one.split("=", 1) for one in args.package_mirror)
        repositories = PackageRepositories(fetcher, mirrors)
        java = MavenRepository(fetcher, args.maven_url or INDEXES["maven"])
        jars = _jar_search(fetcher, args.jar_search) if args.jar_search else None
        yield Indexes(_Catalog(index), args.check_wheels, offers, java, jars, repositories)
        asked = fetcher.requests + connection.sent
        if asked and not args.quiet:
            number = f"{asked:,} request{'' if asked == 1 else 's'}"
            warn(f"looked up what is published, with {number} (--offline asks nothing)")


def _jar_search(fetcher: "Fetcher", asked: str) -> "MavenSearch":
    from archcompat.indexes.mavensearch import CENTRAL, MavenSearch  # noqa: PLC0415 - few ask

    return MavenSearch(fetcher, CENTRAL if asked == "central" else asked)


@dataclass(frozen=True, slots=True)
class _Catalog:
    """The Python indexes as ``assess.lookup.Catalog``."""

    index: "PythonIndex"

    def listing(self, project: str) -> "Listing | None":
        return self.index.listing(project)

    def source(self, file: "DistFile") -> "SourceDist | None":
        return self.index.source(file)

    def lies(self, files: "Sequence[DistFile]", target: "Target") -> list[str | None]:
        from archcompat.plan.natives import look_into  # noqa: PLC0415 - few ask for it

        read = look_into(self.index, files, target)
        return [
            code.lie(file, target) or ("" if code.is_read(target) else None)
            for file, code in zip(files, read, strict=True)
        ]
