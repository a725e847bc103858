"""An image in a registry: its documents and layers are fetched, checked and kept by digest."""

import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TypeVar

import msgspec

from archcompat.errors import FormatError, InputError, UnreachableError
from archcompat.formats import oci
from archcompat.formats.imagereference import ImageName, image_name
from archcompat.indexes.registry.connection import Connection
from archcompat.indexes.registry.repository import Document, Repository
from archcompat.indexes.registry.store import BlobStore
from archcompat.indexes.threads import Threads
from archcompat.sources.blob import Blob
from archcompat.sources.choose import Wish, choose
from archcompat.sources.image import ImageSource, StoredImage, read_document
from archcompat.sources.oci_image import listed_candidates
from archcompat.sources.remote import Fetched, Remote

_T = TypeVar("_T")
_AT_ONCE = 3  # layers, as docker fetches them


def open_registry_image(reference: str, wish: Wish, remote: Remote) -> ImageSource:
    """Open the image that a reference names, ``redis:6`` or ``ghcr.io/x/y@sha256:…``.

    Raises InputError when there is no such image or no such platform, UnreachableError when a
    registry does not tell, FormatError for an image that is damaged.
    """
    image = image_name(reference)
    folder = _Folder(remote.cache)
    connection = Connection(remote.agent, remote.logins)
    try:
        fetching = _Fetching(image, folder.store, connection, remote)
        top = fetching.top(image, reference)
        candidates = listed_candidates(fetching.find, (top,), reference)
        chosen, notes = choose(candidates, reference, wish)
        loaded = fetching.with_layers(chosen.digests[0], chosen.load)
    except BaseException:
        folder.store.abandon()
        folder.close()
        raise
    finally:
        connection.close()
    problems = (*notes, *loaded.problems)
    return ImageSource(loaded.subject, loaded.layers, problems, loaded.stored, folder)


class _Folder:
    """Where blobs lie: in the cache, or in a temporary folder that ``close`` removes."""

    def __init__(self, cache: Path | None) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="archcompat-") if not cache else None
        self.store = BlobStore(cache or Path(self._temporary.name if self._temporary else ""))

    def close(self) -> None:
        if self._temporary is not None:
            self._temporary.cleanup()
        else:
            self.store.sweep()

    def __reduce__(self) -> tuple[type["_Borrowed"], tuple[()]]:
        """Pickle to something that removes nothing: layers may be read in other processes."""
        return (_Borrowed, ())


class _Borrowed:
    """A folder as another process has it."""

    def close(self) -> None:
        """Leave it alone."""


class _Fetching:
    """Finds the blobs of one image: here, or else in the registry and its mirrors."""

    def __init__(
        self, image: ImageName, store: BlobStore, connection: Connection, remote: Remote
    ) -> None:
        self._store = store
        self._remote = remote
        self._repositories = [Repository(connection, place) for place in remote.places.of(image)]
        self._blobs: dict[str, int] = {}
        """What manifests list that is no manifest, with its size."""
        self._missing: dict[str, str] = {}
        """Layers that could not be had, and why."""

    def top(self, image: ImageName, reference: str) -> oci.Descriptor:
        """What the reference stands for today; offline, what it stood for when it was asked."""
        wanted = image.digest or image.tag or "latest"
        name = f"{self._repositories[-1].place}:{wanted}"
        known = self._store.recall(name)
        if image.digest or (self._remote.offline and known is not None):
            found = oci.Descriptor(digest=image.digest or known or "")
        elif self._remote.offline:
            raise UnreachableError(f"{reference} was never fetched, and nothing is asked offline")
        else:
            document = self._first(wanted)
            if document is None:
                place = self._repositories[-1].place
                raise InputError(f"{place.host} has no image {place.repository}:{wanted}")
            self._keep(document)
            self._store.remember(name, document.digest)
            found = oci.Descriptor(digest=document.digest, media_type=document.media_type)
        return msgspec.structs.replace(found, annotations={oci.REFERENCE_NAME: reference})

    def find(self, name: str) -> Blob | None:
        """As ``LayoutFolder.find``. Raises FormatError for what the registry does not give."""
        digest = name.removeprefix("blobs/").replace("/", ":", 1)
        path = self._store.get(digest)
        if path is None and digest not in self._missing:
            try:
                path = self._fetch(digest)
            except UnreachableError as error:
                raise FormatError("blob-unreachable", str(error)) from error
        if path is None:
            return None
        blob = Blob(path, 0, path.stat().st_size)
        if digest not in self._blobs and blob.size <= oci.MAX_JSON:
            self._learn(blob.read(oci.MAX_JSON, name))
        return blob

    def with_layers(self, digest: str, load: Callable[[], StoredImage]) -> StoredImage:
        """The image of a manifest, its layers fetched before; a missing one tells why."""
        with suppress(FormatError):  # loading tells
            manifest = oci.read_manifest(
                read_document(self.find, oci.blob_path(digest), "manifest")
            )
            self._fetch_all(manifest.layers or ())
        loaded = load()
        stored = tuple(
            replace(one, missing=self._missing.get(one.name, "")) for one in loaded.stored
        )
        return replace(loaded, stored=stored)

    def _fetch_all(self, layers: tuple[oci.Descriptor, ...]) -> None:
        wanted = {one.digest: one.size for one in layers if self._is_absent(one.digest)}
        if not wanted:
            return
        counted = _Counted(len(wanted), sum(wanted.values()), self._remote.fetched)
        with Threads(_AT_ONCE) as pool:
            list(pool.map(lambda digest: self._fetch_layer(digest, counted.take), wanted))

    def _is_absent(self, digest: str) -> bool:
        return self._store.get(digest) is None

    def _fetch_layer(self, digest: str, told: Callable[[int], None]) -> None:
        try:
            if self._fetch(digest, told) is None:
                self._missing[digest] = "the registry does not have it"
        except (UnreachableError, OSError) as error:
            self._missing[digest] = str(error)

    def _fetch(self, digest: str, told: Callable[[int], None] | None = None) -> Path | None:
        """Get a manifest, a config or a layer from the first place that gives it."""
        if self._remote.offline:
            raise UnreachableError(f"{digest} was never fetched, and nothing is asked offline")
        if digest not in self._blobs:
            document = self._first(digest)
            return self._keep(document) if document is not None else None
        size = self._blobs[digest]
        return self._asked(
            lambda repository: self._store.put(
                digest, lambda file: repository.download(digest, size, file, told)
            )
        )

    def _first(self, reference: str) -> Document | None:
        return self._asked(lambda repository: repository.manifest(reference))

    def _asked(self, ask: Callable[[Repository], _T | None]) -> _T | None:
        """The answer of the first place that has one; the last one's complaint if none has."""
        silent: UnreachableError | None = None
        for repository in self._repositories:
            try:
                found = ask(repository)
            except UnreachableError as error:
                silent = error
                continue
            if found is not None:
                return found
        if silent is not None:
            raise silent
        return None

    def _keep(self, document: Document) -> Path | None:
        return self._store.put(document.digest, lambda file: bool(file.write(document.data)))

    def _learn(self, data: bytes) -> None:
        """Which digests are of blobs: registries keep those apart from manifests."""
        with suppress(FormatError):
            manifest = oci.read_manifest(data)
            listed = (*(manifest.layers or ()), *([manifest.config] if manifest.config else ()))
            self._blobs.update({one.digest: one.size for one in listed})


class _Counted:
    """Adds up what the threads fetch."""

    def __init__(self, layers: int, total: int, fetched: Fetched) -> None:
        self._what = "fetching 1 layer" if layers == 1 else f"fetching {layers} layers"
        self._total = total
        self._fetched = fetched
        self._count = 0
        self._lock = Lock()

    def take(self, count: int) -> None:
        with self._lock:
            self._count += count
            self._fetched(self._what, self._count, self._total)
