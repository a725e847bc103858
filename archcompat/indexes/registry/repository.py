"""One image's repository in a registry: its manifests, its tags and its blobs.

https://github.com/opencontainers/distribution-spec/blob/main/spec.md#endpoints
"""

import hashlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

import msgspec

from archcompat.errors import FormatError, UnreachableError
from archcompat.formats.oci import MAX_JSON, Config, Descriptor, read_config
from archcompat.indexes.patience import failures, reason
from archcompat.indexes.registry.connection import Connection
from archcompat.indexes.registry.places import Place

if TYPE_CHECKING:
    from requests import Response

_MANIFESTS = (
    "application/vnd.oci.image.index.v1+json,"
    "application/vnd.docker.distribution.manifest.list.v2+json,"
    "application/vnd.oci.image.manifest.v1+json,"
    "application/vnd.docker.distribution.manifest.v2+json,"
    "application/json;q=0.5"
)
_TAG_PAGES = 200  # of up to 1,000 tags each
_NEXT = re.compile(r'<([^>]*)>\s*;\s*rel="?next"?')
_CHUNK = 1 << 20
_RESUMED = 5  # how often a download that broke off goes on
_SLOW_SECONDS = 30.0
_SLOW_BYTES = 30 << 10  # in that time; less is no download


@dataclass(frozen=True, slots=True)
class Document:
    """A manifest or an index."""

    data: bytes
    media_type: str

    @property
    def digest(self) -> str:
        """Of the bytes, whatever the registry said."""
        return "sha256:" + hashlib.sha256(self.data).hexdigest()


class _Tags(msgspec.Struct, frozen=True):
    tags: tuple[str, ...] | None = None


class Repository:
    """Asks one place. Its methods raise UnreachableError; None: there is no such thing."""

    def __init__(self, connection: Connection, place: Place) -> None:
        """Nothing is asked yet."""
        self.place = place
        self._connection = connection

    def manifest(self, reference: str) -> Document | None:
        """The manifest or index of a tag or digest."""
        with self._connection.get(
            self.place, f"manifests/{reference}", {"Accept": _MANIFESTS}
        ) as response:
            if response is None:
                return None
            data = self._whole(response, "the manifest")
            kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
        document = Document(data, kind)
        if reference.startswith("sha256:") and document.digest != reference:
            raise UnreachableError(f"{self.place} gives another manifest for {reference}")
        return document

    def tags(self) -> tuple[str, ...] | None:
        """All tags, in the registry's order."""
        found: list[str] = []
        path = "tags/list?n=1000"
        for _ in range(_TAG_PAGES):
            with self._connection.get(self.place, path, {}) as response:
                if response is None:
                    return tuple(found) if found else None
                data = self._whole(response, "the list of tags")
                onward = _NEXT.search(response.headers.get("Link", ""))
            try:
                found += msgspec.json.decode(data, type=_Tags).tags or ()
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
                raise UnreachableError(f"{self.place} gives no list of tags") from None
            if onward is None:
                break
            path = self._onward(onward[1])
        return tuple(dict.fromkeys(found))

    def config(self, descriptor: Descriptor) -> Config | None:
        """The config of an image. Raises FormatError too, for what is none."""
        if not 0 <= descriptor.size <= MAX_JSON:
            raise FormatError("json-too-large", f"the config is longer than {MAX_JSON:,} bytes")
        into = BytesIO()
        if not self.download(descriptor.digest, descriptor.size, into):
            return None
        return read_config(into.getvalue(), f"the config {descriptor.digest}")

    def download(
        self, digest: str, size: int, into: BinaryIO, told: Callable[[int], None] | None = None
    ) -> bool:
        """Write a blob to a file, and check that it is what its digest says; False for none.

        ``size`` is in bytes, -1 if unknown; ``told`` is called with the number of bytes that came.
        What breaks off goes on where it was.
        """
        algorithm = digest.partition(":")[0]
        if algorithm not in ("sha256", "sha384", "sha512"):
            raise UnreachableError(f"{digest[:80]} cannot be checked: it is no digest known here")
        progress = _Progress(into, hashlib.new(algorithm), size)
        why = ""
        for attempt in range(_RESUMED):
            try:
                if not self._go_on(digest, progress, told):
                    return False
                break
            except _TooMuchError:
                raise UnreachableError(
                    f"{self.place} gives more than {size:,} bytes for {digest}"
                ) from None
            except _SlowError:
                why = f"{self.place.server} gives {digest} too slowly"
                raise UnreachableError(why) from None
            except failures() as error:
                why = reason(error, self._connection.timeout)
            if attempt < _RESUMED - 1:
                self._connection.pause(float(2**attempt))
        else:
            raise UnreachableError(f"{self.place.server} broke off {digest}: {why}")
        if f"{algorithm}:{progress.hash.hexdigest()}" != digest:
            raise UnreachableError(f"{self.place} gives other bytes than {digest}")
        return True

    def _go_on(
        self, digest: str, progress: "_Progress", told: Callable[[int], None] | None
    ) -> bool:
        """Ask for what is missing, and take it in; False when there is no such blob."""
        headers = {"Range": f"bytes={progress.count}-"} if progress.count else {}
        with self._connection.get(self.place, f"blobs/{digest}", headers) as response:
            if response is None:
                return False
            if response.status_code == 200:
                progress.start_again()
            elif not response.headers.get("Content-Range", "").startswith(
                f"bytes {progress.count}-"
            ):
                raise UnreachableError(f"{self.place} gives another part of {digest} than asked")
            said = response.headers.get("Content-Length", "")
            length = int(said[:18]) if said.isascii() and said.isdigit() else -1
            end = progress.count + length if length >= 0 else progress.size
            while piece := response.raw.read1(_CHUNK, decode_content=False):
                progress.take(piece)
                if told is not None:
                    told(len(piece))
            if progress.count < end:
                raise ConnectionError("it stopped in the middle of an answer")
        return True

    def _whole(self, response: "Response", what: str) -> bytes:
        try:
            data: bytes = response.raw.read(MAX_JSON + 1, decode_content=True)
        except failures() as error:
            why = reason(error, self._connection.timeout)
            raise UnreachableError(f"{self.place.server} broke off {what}: {why}") from None
        if len(data) > MAX_JSON:
            raise UnreachableError(f"{what} of {self.place} is longer than {MAX_JSON:,} bytes")
        return data

    def _onward(self, link: str) -> str:
        """The next page: on the same server, whatever the link says."""
        path = re.sub(r"^https?://[^/]*", "", link)
        return path if path.startswith("/") else f"tags/{path}"


class _TooMuchError(Exception):
    """More bytes than there are."""


class _SlowError(Exception):
    """Hardly any bytes."""


class _Progress:
    """What has come of a blob."""

    def __init__(self, into: BinaryIO, digest: "hashlib._Hash", size: int) -> None:
        self.count = 0
        self.size = size
        self.hash = digest
        self._into = into
        self._fresh = digest.copy()
        self._since = time.monotonic()
        self._before = 0

    def start_again(self) -> None:
        """From the first byte: the registry knows no parts."""
        if self.count:
            self._into.seek(0)
            self._into.truncate()
            self.count = self._before = 0
            self.hash = self._fresh.copy()

    def take(self, piece: bytes) -> None:
        self.count += len(piece)
        if 0 <= self.size < self.count:
            raise _TooMuchError
        self._into.write(piece)
        self.hash.update(piece)
        now = time.monotonic()
        if now - self._since > _SLOW_SECONDS:
            if self.count - self._before < _SLOW_BYTES:
                raise _SlowError
            self._since, self._before = now, self.count
