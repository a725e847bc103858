"""Python package indexes as one: what they list of a project, and what its files say.

All indexes and folders count alike, as for pip. Pages and metadata are fetched ahead by threads,
so that whoever asks one by one does not wait for each.
"""

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from types import TracebackType
from typing import Self, TypeVar

from archcompat.errors import FormatError, UnreachableError
from archcompat.formats.distfile import DistFile, normalized
from archcompat.formats.pymetadata import CoreMetadata, parse_metadata
from archcompat.formats.sourcedist import SourceDist, read_source
from archcompat.formats.ziparchive import ZipDirectory
from archcompat.indexes.credentials import shown
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.findlinks import local_files, open_local, read_local
from archcompat.indexes.listing import Listing, listing_of
from archcompat.indexes.pypi import ACCEPT, parse_listing, project_listing
from archcompat.indexes.remotefile import open_archive
from archcompat.indexes.threads import Threads

PYPI = "https://pypi.org/simple"
_LARGEST_SOURCE = 8 << 20  # bytes of a source distribution that is fetched for its metadata
_METADATA = 4 << 20
_INSIDE = "metadata-1"  # under which the METADATA in a wheel is kept

_S = TypeVar("_S")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Locations:
    """Where packages are looked for, as pip's options of the same names say."""

    indexes: tuple[str, ...] = (PYPI,)
    """Addresses that projects' pages are below; none with ``--no-index``."""
    find_links: tuple[str, ...] = ()
    """Folders, files or pages that list files of any project."""


class PythonIndex:
    """The indexes of one run, for all its threads; use it in a ``with`` statement."""

    def __init__(self, fetcher: Fetcher, locations: Locations, threads: int = 8) -> None:
        """``threads`` fetch ahead."""
        self._fetcher = fetcher
        self._locations = locations
        self._pool = Threads(threads, "index")
        self._lock = threading.Lock()
        self._listings: dict[str, Future[Listing | None]] = {}
        self._metadata: dict[str, Future[CoreMetadata]] = {}
        self._sources: dict[str, Future[SourceDist | None]] = {}
        self._linked: dict[str, Future[tuple[DistFile, ...]]] = {}

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Ask nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool.__exit__(kind, error, trace)

    @property
    def where(self) -> tuple[str, ...]:
        """The addresses and folders that are asked."""
        return (*self._locations.indexes, *self._locations.find_links)

    def ahead(self, work: Callable[[], object]) -> None:
        """Have a thread do ``work``, whose errors nobody is told: who needs it asks again."""
        self._pool.submit(work)

    def each(self, work: Callable[[_S], _T], items: Iterable[_S]) -> list[_T]:
        """What ``work`` gives for each item, in order; several are worked on at once."""
        return list(self._pool.map(work, items))

    def listing(self, project: str) -> Listing | None:
        """The files of a project; None if no index knows it.

        Raises UnreachableError when one of them gave no usable answer: it may know more.
        """
        name = normalized(project)
        return self._once(self._listings, name, lambda: self._list(name))

    def metadata(self, wheel: DistFile) -> CoreMetadata:
        """What a wheel says of itself.

        Raises UnreachableError, and FormatError for what cannot be read.
        """
        return self._once(self._metadata, wheel.url, lambda: self._read(wheel))

    def source(self, file: DistFile) -> SourceDist | None:
        """What a source distribution says of itself; None for one that is too large to fetch.

        Raises as ``metadata`` does.
        """
        return self._once(self._sources, file.url, lambda: self._read_source(file))

    @contextmanager
    def open(self, file: DistFile) -> Iterator[ZipDirectory]:
        """A wheel, of which only what is read is fetched.

        Raises as ``indexes.remotefile.open_archive``, and UnreachableError if it is gone.
        """
        if file.url.startswith("file:"):
            with open_local(file.url) as archive:
                yield archive
            return
        remote = open_archive(self._fetcher, file.url)
        if remote is None:
            raise UnreachableError(f"{file.name} is listed, but not there")
        yield remote

    def kept(self, file: DistFile, what: str) -> bytes | None:
        """What was worked out from a file before, None if nothing was."""
        return None if file.url.startswith("file:") else self._fetcher.kept(file.url, what)

    def keep(self, file: DistFile, what: str, data: bytes) -> None:
        """Keep what was worked out from a file."""
        if not file.url.startswith("file:"):
            self._fetcher.keep(file.url, what, data)

    def _once(self, futures: dict[str, Future[_T]], key: str, work: Callable[[], _T]) -> _T:
        """The result of ``work``, which whoever comes first does; others wait for it."""
        with self._lock:
            future = futures.get(key)
            mine = future is None
            if future is None:
                future = futures[key] = Future()
        if mine:
            try:
                future.set_result(work())
            except (UnreachableError, FormatError) as error:
                future.set_exception(error)
            except BaseException as error:
                future.set_exception(error)
                raise
        return future.result()

    def _list(self, project: str) -> Listing | None:
        linked = self._once(self._linked, "", self._read_links)
        mine = [file for file in linked if file.project == project]
        found = [listing_of(mine)] if mine else []
        for base in self._locations.indexes:
            try:
                listing = project_listing(self._fetcher, base, project)
            except FormatError as error:
                raise UnreachableError(f"{shown(base)} cannot be understood: {error}") from None
            if listing is not None:
                found.append(listing)
        return reduce(Listing.joined, found) if found else None

    def _read_links(self) -> tuple[DistFile, ...]:
        found: list[DistFile] = []
        for place in self._locations.find_links:
            if not place.startswith(("http://", "https://")):
                found.extend(local_files(place))
                continue
            page = self._fetcher.page(place, ACCEPT)
            if page is None:
                raise UnreachableError(f"{shown(place)} is not there")
            try:
                found.extend(parse_listing(page).all())
            except FormatError as error:
                raise UnreachableError(f"{shown(place)} cannot be understood: {error}") from None
        return tuple(found)

    def _read(self, wheel: DistFile) -> CoreMetadata:
        if wheel.metadata:
            page = self._fetcher.part(f"{wheel.url}.metadata", f"0-{_METADATA - 1}")
            if page is not None:
                return parse_metadata(page.body)
        inside = self.kept(wheel, _INSIDE)
        if inside is None:
            inside = self._read_inside(wheel)
            self.keep(wheel, _INSIDE, inside)
        return parse_metadata(inside)

    def _read_inside(self, wheel: DistFile) -> bytes:
        with self.open(wheel) as archive:
            for member in archive:
                folder, _, name = member.name.partition("/")
                if name == "METADATA" and folder.lower().endswith(".dist-info"):
                    return archive.head(member, _METADATA)
        raise FormatError("python-metadata-damaged", f"{wheel.name} has no METADATA")

    def _read_source(self, file: DistFile) -> SourceDist | None:
        if file.url.startswith("file:"):
            return read_source(read_local(file.url, _LARGEST_SOURCE))
        page = self._fetcher.part(file.url, f"0-{_LARGEST_SOURCE - 1}")
        if page is None:
            raise UnreachableError(f"{file.name} is listed, but not there")
        return read_source(page.body) if page.total <= _LARGEST_SOURCE else None
