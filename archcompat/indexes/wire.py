"""Sends one question over HTTP until it is answered: patiently, politely, and within bounds."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from archcompat.errors import UnreachableError
from archcompat.indexes.credentials import Credentials, shown
from archcompat.indexes.network import Network, is_private
from archcompat.indexes.patience import GIVING, MOVED, TRY_AGAIN, GaveUpError, Patience

if TYPE_CHECKING:
    from requests import Response, Session

_PATIENCE = 10  # times the timeout, for a whole answer
_TRIES = 3
_REDIRECTIONS = 5
_FAILURES = 3  # in a row, then a host is not asked again
_CHUNK = 1 << 16
_USELESS = 1 << 16  # bytes read of an answer nobody needs, so that its connection can be kept
_REFUSED = {
    401: "asks for other credentials (401)",
    403: "refuses (403)",
    407: "is behind a proxy that asks for credentials (407)",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A status that is final, and what came with it."""

    status: int
    headers: Mapping[str, str]
    """By name in any case."""
    body: bytes
    """As it came over the wire; empty unless the status is 200 or 206."""
    url: str
    """Where the redirections led."""


class Wire:
    """Connections to indexes, shared by threads; a host that does not answer is left alone.

    Proxies, certificates and ``.netrc`` are those that `requests` takes from the environment,
    https://requests.readthedocs.io/en/latest/user/advanced/, unless a ``Network`` says otherwise.
    """

    def __init__(
        self,
        agent: str,
        timeout: float,
        connections: int,
        pause: Callable[[float], None],
        network: Network | None = None,
    ) -> None:
        """``timeout`` is in seconds without a byte; ``connections`` is for each host."""
        self.sent = 0
        """Requests, those that were repeated or redirected included."""
        self._agent = agent
        self._timeout = timeout
        self._connections = connections
        self._pause = pause
        self._network = network or Network()
        self._lock = threading.Lock()
        self._session: Session | None = None
        self._credentials = Credentials()
        self._failures: dict[str, int] = {}
        self._silent: dict[str, str] = {}

    def take_credentials(self, url: str) -> str:
        """An address without the credentials in it, which its origin will be given."""
        return self._credentials.take(url)

    def close(self) -> None:
        """Close the connections; a question opens new ones."""
        with self._lock:
            session, self._session = self._session, None
        if session is not None:
            session.close()

    def ask(self, url: str, headers: Mapping[str, str], limit: int) -> Answer:
        """The final answer, whatever its status; a body of at most ``limit`` bytes.

        Raises UnreachableError when there is none.
        """
        host = urlsplit(url).netloc
        if host in self._silent:
            raise UnreachableError(self._silent[host])

        def busy(answer: Answer) -> tuple[str, Mapping[str, str]] | None:
            if answer.status not in TRY_AGAIN:
                return None
            return f"{host} answers {answer.status} to {shown(url)}", answer.headers

        patience = Patience(_TRIES, self._timeout, self._pause)
        try:
            answer = patience.ask(host, lambda: self._followed(url, headers, limit), busy)
        except GaveUpError as error:
            self._give_up(host, error)
            raise
        self._failures.pop(host, None)
        return answer

    def _give_up(self, host: str, error: GaveUpError) -> None:
        with self._lock:
            self._failures[host] = self._failures.get(host, 0) + 1
            if error.gone or error.late or self._failures[host] >= _FAILURES:
                self._silent[host] = str(error)

    def _followed(self, url: str, headers: Mapping[str, str], limit: int) -> Answer:
        """The answer behind the redirections, of which each is a question of its own."""
        here = url
        for _ in range(_REDIRECTIONS + 1):
            with self._send(here, headers) as response:
                status = response.status_code
                body = self._read(response, limit if status in GIVING else _USELESS)
                onward = response.headers.get("Location", "") if status in MOVED else ""
                if status in _REFUSED:
                    raise UnreachableError(f"{urlsplit(here).netloc} {_REFUSED[status]}")
                if not onward:
                    if body is None and status in GIVING:
                        raise UnreachableError(f"{shown(here)} gives over {limit:,} bytes at once")
                    return Answer(status, response.headers, body or b"", here)
            here = self._onward(here, onward)
        raise UnreachableError(f"{shown(url)} leads to ever other addresses")

    def _onward(self, here: str, onward: str) -> str:
        try:
            there = self._credentials.take(urljoin(here, onward))
        except ValueError:
            raise UnreachableError(f"{shown(here)} leads to no address") from None
        if urlsplit(here).scheme == "https" and urlsplit(there).scheme == "http":
            raise UnreachableError(f"{shown(here)} leads to an address that is not encrypted")
        if _is_inside(there) and not _is_inside(here):
            raise UnreachableError(f"{shown(here)} leads into a private network")
        return there

    def _send(self, url: str, headers: Mapping[str, str]) -> "Response":
        with self._lock:
            self.sent += 1
            if self._session is None:
                self._session = new_session(self._agent, self._connections)
            session = self._session
        return session.get(
            url,
            headers=dict(headers),
            auth=self._credentials.of(url),
            verify=self._network.verify(url),
            cert=self._network.client_cert or None,
            proxies=self._network.proxies or None,
            timeout=self._timeout,
            allow_redirects=False,
            stream=True,
        )

    def _read(self, response: "Response", limit: int) -> bytes | None:
        """The body as sent, None if it is too large. Raises OSError for a slow or cut one."""
        said = response.headers.get("Content-Length", "")
        length = int(said[:18]) if said.isascii() and said.isdigit() else -1
        if length > limit:
            return None
        end = time.monotonic() + self._timeout * _PATIENCE
        body = bytearray()
        while piece := response.raw.read1(_CHUNK, decode_content=False):
            body += piece
            if len(body) > limit:
                return None
            if time.monotonic() > end:
                raise TimeoutError
        if len(body) < length and response.status_code in GIVING:
            raise ConnectionError("it stopped in the middle of an answer")
        return bytes(body)


def _is_inside(url: str) -> bool:
    return is_private(urlsplit(url).hostname or "")


def new_session(agent: str, connections: int) -> "Session":
    """A session that follows no redirections and keeps no cookies."""
    import requests  # noqa: PLC0415 - 60 ms, only for who asks something
    from requests.adapters import HTTPAdapter  # noqa: PLC0415 - likewise

    class OneStep(requests.Session):
        """Leaves redirections alone: it would read the body of one whatever its size."""

        def get_redirect_target(self, resp: "Response") -> None:  # noqa: ARG002 - never any
            return None

    session = OneStep()
    session.headers["User-Agent"] = agent
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    # A thread waits for a connection rather than opening a further one.
    adapter = HTTPAdapter(pool_maxsize=connections, pool_block=True)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session
