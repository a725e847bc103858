"""Gets pages and parts of files from indexes, and keeps what they answered.

One ``Fetcher`` serves a whole run and all its threads. What it gives is true or a value ``None``
for "there is no such page"; everything else is an UnreachableError, never an empty answer.
"""

import re
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from archcompat.errors import UnreachableError
from archcompat.indexes.cache import Cache, Kept
from archcompat.indexes.credentials import shown
from archcompat.indexes.network import Network
from archcompat.indexes.wire import Answer, Wire
from archcompat.model.progress import SILENT, Progress

_FRESH = 3600.0  # seconds that a page is taken for true without a question
_FOR_GOOD = float("inf")  # a released file never changes
_TIMEOUT = 30.0  # seconds without a byte
_CONNECTIONS = 4  # to one host at a time; more is not polite
_LARGEST_PAGE = 64 << 20  # the largest of the public indexes have about 30 MiB
_LARGEST_PART = 32 << 20
_NOT_THERE = frozenset((404, 410))
_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})")  # RFC 9110, section 14.4


@dataclass(frozen=True, slots=True)
class Page:
    """The answer to one question."""

    body: bytes
    media_type: str
    """Lower case, without parameters."""
    url: str
    """Where it was found in the end, without credentials and query: its links count from there."""
    start: int
    """Of the body in the file, when it is a part of it."""
    total: int
    """Bytes of the whole file."""
    whole: bool
    """The body is all of the file."""


class Digest(NamedTuple):
    """What of a page is worth keeping."""

    name: str
    """Another one whenever ``work`` gives something else."""
    work: Callable[[Page], bytes]


class _Rules(NamedTuple):
    """How an answer is taken and kept."""

    fresh: float | None
    """Seconds for which what was kept will do; None: nothing is kept."""
    limit: int
    """Bytes."""
    digest: Digest | None = None


class Fetcher:
    """Asks indexes. Use it in a ``with`` statement, or call ``close`` at the end.

    An address may hold a user name and a password: they are sent to that origin, for all that is
    asked of it later too, and shown nowhere. Its methods may be called by several threads.
    """

    def __init__(
        self,
        version: str,
        cache: Path | None = None,
        *,
        offline: bool = False,
        timeout: float = _TIMEOUT,
        connections: int = _CONNECTIONS,
        pause: Callable[[float], None] = time.sleep,
        network: Network | None = None,
        progress: Progress = SILENT,
    ) -> None:
        """``version`` is archcompat's; ``cache`` a folder, without which memory is used only.

        ``offline`` answers from what is kept only, however old. ``timeout`` is in seconds.
        ``progress`` hears of each question that is sent.
        """
        self._cache = Cache(cache)
        self._offline = offline
        self._progress = progress
        self._wire = Wire(f"archcompat/{version}", timeout, connections, pause, network)

    def __enter__(self) -> Self:
        """Use it; its connections are closed at the end."""
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Close its connections."""
        self.close()

    def close(self) -> None:
        """Close its connections."""
        self._wire.close()

    @property
    def requests(self) -> int:
        """How many requests were sent so far; what is kept costs none."""
        return self._wire.sent

    def page(self, url: str, accept: str = "*/*", digest: Digest | None = None) -> Page | None:
        """A page, None if there is none (404, 410). Raises UnreachableError.

        One that was asked for in the last hour is not asked for again, after that only whether it
        has changed. With a ``digest`` its body is what that gives, and it raises what that raises.
        """
        headers = {"Accept": accept, "Accept-Encoding": "gzip"}
        beside = f"{accept} {digest.name}" if digest is not None else accept
        return self._get(url, beside, headers, _Rules(_FRESH, _LARGEST_PAGE, digest))

    def part(self, url: str, wanted: str, *, keep: bool = True) -> Page | None:
        """Some bytes of a file that never changes, None if there is no such file.

        ``wanted`` is a range of RFC 9110, section 14.1.2: ``0-99``, or ``-99`` for the last ones.
        A server that knows no ranges gives a small file as a whole. Without ``keep`` it is asked
        for again next time. Raises UnreachableError.
        """
        headers = {"Range": f"bytes={wanted}", "Accept-Encoding": "identity"}
        return self._get(url, wanted, headers, _Rules(_FOR_GOOD if keep else None, _LARGEST_PART))

    def file(self, url: str) -> Page | None:
        """A whole file, None if there is none; it is not kept: what is made of it may be.

        Raises UnreachableError.
        """
        return self._get(url, "", {"Accept-Encoding": "identity"}, _Rules(None, _LARGEST_PAGE))

    def kept(self, url: str, what: str) -> bytes | None:
        """What ``keep`` kept; None if nothing is."""
        known = self._cache.get(f"{url} #{what}")
        return known[1] if known is not None else None

    def keep(self, url: str, what: str, data: bytes) -> None:
        """Keep what was worked out from a file that never changes, under the name ``what``."""
        self._cache.put(Kept(f"{url} #{what}", 200, total=len(data)), data)

    def _get(self, url: str, beside: str, headers: Mapping[str, str], rules: _Rules) -> Page | None:
        fresh = rules.fresh
        url = self._wire.take_credentials(url)
        key = f"{url} {beside}"
        known = self._cache.get(key) if fresh is not None else None
        if known is not None and fresh is not None:
            kept, body, age = known
            if kept.status == 404:
                fresh = _FRESH  # it may be published tomorrow
            if self._offline or age < fresh:
                return _page(kept, body)
            headers = {**headers, **_if_changed(kept)}
        if self._offline:
            raise UnreachableError(f"{shown(url)} was never read, and nothing is asked offline")
        self._progress.looking_up(shown(url))
        answer = self._wire.ask(url, headers, rules.limit)
        if answer.status == 304 and known is not None:
            self._cache.renew(key)
            return _page(known[0], known[1])
        kept, body = _judged(key, answer, rules.limit)
        page = _page(kept, body)
        if page is not None and rules.digest is not None:
            body = rules.digest.work(page)
        if fresh is not None:
            self._cache.put(kept, body)
        return _page(kept, body)


def _judged(key: str, answer: Answer, limit: int) -> tuple[Kept, bytes]:
    """What is worth keeping of an answer. Raises UnreachableError when it is none."""
    where = shown(answer.url)
    if answer.status in _NOT_THERE:
        return Kept(key, 404), b""
    if answer.status not in (200, 206):
        raise UnreachableError(f"{urlsplit(where).netloc} answers {answer.status} to {where}")
    said = answer.headers
    body = answer.body
    start = 0
    if answer.status == 200:
        body = _unpacked(where, body, said.get("Content-Encoding", ""), limit)
        total = len(body)
    else:
        match = _RANGE.fullmatch(said.get("Content-Range", "").strip().lower())
        start, last, total = map(int, match.groups()) if match else (0, -1, 0)
        if not match or last - start + 1 != len(body) or last >= total:
            raise UnreachableError(f"{where} gives a part and does not say which")
    kept = Kept(
        url=key,
        status=answer.status,
        media_type=said.get("Content-Type", "").partition(";")[0].strip().lower(),
        etag=said.get("ETag", ""),
        modified=said.get("Last-Modified", ""),
        at=where,
        start=start,
        total=total,
    )
    return kept, body


def _if_changed(kept: Kept) -> dict[str, str]:
    """The headers that ask for an answer only if it is another one (RFC 9110, section 13.1)."""
    if kept.etag:
        return {"If-None-Match": kept.etag}
    return {"If-Modified-Since": kept.modified} if kept.modified else {}


def _page(kept: Kept, body: bytes) -> Page | None:
    if kept.status == 404:
        return None
    whole = kept.status == 200
    return Page(body, kept.media_type, kept.at, kept.start, kept.total, whole)


def _unpacked(where: str, body: bytes, encoding: str, limit: int) -> bytes:
    """The body as it was before it was packed for the way, at most ``limit`` bytes."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return body
    unpacker = zlib.decompressobj(31)
    try:
        plain = unpacker.decompress(body, limit) if encoding in ("gzip", "x-gzip") else b""
    except zlib.error:
        plain = b""
    if not unpacker.eof:
        raise UnreachableError(f"{where} does not unpack")
    return plain
