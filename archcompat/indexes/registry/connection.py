"""Asks registries: finds their scheme, tells them who asks, follows them, and is patient."""

import json
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from archcompat.errors import UnreachableError
from archcompat.indexes.credentials import shown
from archcompat.indexes.patience import (
    GIVING,
    MOVED,
    TRY_AGAIN,
    GaveUpError,
    Patience,
    failures,
)
from archcompat.indexes.registry.logins import Login, Logins
from archcompat.indexes.registry.places import Place
from archcompat.indexes.registry.tokens import Header, authorize
from archcompat.indexes.wire import new_session

if TYPE_CHECKING:
    from requests import PreparedRequest, Response, Session

_TRIES = 4
_REDIRECTIONS = 5
_CONNECTIONS = 4
_ERROR_BODY = 16 << 10  # bytes of an error's explanation that are read
_SAID = 200  # letters of it that are shown


class Connection:
    """Connections to registries, shared by threads. Use ``close`` at the end."""

    def __init__(
        self,
        agent: str,
        logins: Logins,
        *,
        timeout: float = 30.0,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """``timeout`` is in seconds without a byte."""
        self.sent = 0
        """Requests."""
        self.timeout = timeout
        self.pause = pause
        self._agent = agent
        self._logins = logins
        self._lock = threading.Lock()
        self._session: Session | None = None
        self._headers: dict[Place, Header] = {}
        self._bases: dict[str, tuple[str, bool]] = {}
        """Scheme of a server, and whether its certificate is checked."""
        self._silent: dict[str, str] = {}
        """Why a server is not asked any more."""

    def close(self) -> None:
        """Close the connections; a question opens new ones."""
        with self._lock:
            session, self._session = self._session, None
        if session is not None:
            session.close()

    @contextmanager
    def get(
        self, place: Place, path: str, headers: Mapping[str, str]
    ) -> Iterator["Response | None"]:
        """The answer to a question about a place, its body still to be read; None for 404.

        ``path`` follows ``/v2/NAME/``, or begins with a slash. Raises UnreachableError for
        anything else than 200, 206 and 404.
        """
        response = self._patiently(place, path, headers)
        with response:
            if response.status_code == 404:
                yield None
                return
            if response.status_code not in GIVING:
                raise UnreachableError(_told(place, response, self._login(place)))
            yield response

    def _patiently(self, place: Place, path: str, headers: Mapping[str, str]) -> "Response":
        if place.server in self._silent:
            raise UnreachableError(self._silent[place.server])

        def busy(response: "Response") -> tuple[str, Mapping[str, str]] | None:
            if response.status_code not in TRY_AGAIN:
                return None
            with response:
                return _told(place, response, None), response.headers

        patience = Patience(_TRIES, self.timeout, self.pause)
        try:
            return patience.ask(place.server, lambda: self._authorized(place, path, headers), busy)
        except GaveUpError as error:
            if error.gone:
                self._silent[place.server] = str(error)
            raise

    def _authorized(self, place: Place, path: str, headers: Mapping[str, str]) -> "Response":
        """The answer; when it asks who is asking, that to the question with the answer in it."""
        header = self._headers.get(place, "")
        response = self._followed(place, path, headers, header)
        if response.status_code != 401:
            return response
        challenge = response.headers.get("WWW-Authenticate", "")
        with response:
            fresh = authorize(self._raw(), place, challenge, self._login(place), self.timeout)
        if not fresh or (fresh == header and header.startswith("Basic")):
            return response  # closed, but status and headers stay
        self._headers[place] = fresh
        return self._followed(place, path, headers, fresh)

    def _login(self, place: Place) -> Login | None:
        return self._logins.of(place.host, place.repository)

    def _followed(
        self, place: Place, path: str, headers: Mapping[str, str], header: Header
    ) -> "Response":
        """The answer behind the redirections: only the registry itself is told who asks."""
        first = path if path.startswith("/") else f"/v2/{place.repository}/{path}"
        response, base = self._at_first(place, first, headers, header)
        here = base + first
        for _ in range(_REDIRECTIONS):
            onward = response.headers.get("Location", "")
            if response.status_code not in MOVED or not onward:
                return response
            response.close()
            there = urllib.parse.urljoin(here, onward)
            if urllib.parse.urlsplit(there).scheme != "https" and not place.insecure:
                raise UnreachableError(f"{shown(here)} leads to an address without encryption")
            own = urllib.parse.urlsplit(there)[:2] == urllib.parse.urlsplit(base)[:2]
            response = self._send(place, there, headers, header if own else "")
            here = there
        response.close()
        raise UnreachableError(f"{shown(base + first)} leads to ever other addresses")

    def _at_first(
        self, place: Place, path: str, headers: Mapping[str, str], header: Header
    ) -> tuple["Response", str]:
        """The first answer, and the address of the server; what may be insecure is tried last."""
        known = self._bases.get(place.server)
        if known is not None:
            base = f"{known[0]}://{place.server}"
            return self._send(place, base + path, headers, header), base
        schemes = (("https", True), ("https", False), ("http", True))
        for scheme in schemes if place.insecure else schemes[:1]:
            base = f"{scheme[0]}://{place.server}"
            self._bases[place.server] = scheme
            try:
                return self._send(place, base + path, headers, header), base
            except failures():
                self._bases.pop(place.server)
                if not place.insecure or scheme == schemes[-1]:
                    raise
        raise AssertionError  # the last one returned or raised

    def _send(
        self, place: Place, url: str, headers: Mapping[str, str], header: Header
    ) -> "Response":
        sent = {**headers, "Accept-Encoding": "identity"}
        if header:
            sent["Authorization"] = header
        with self._lock:
            self.sent += 1
        _, verified = self._bases.get(place.server, ("https", True))
        if not verified:
            _expect_no_certificate()
        return self._raw().get(
            url,
            headers=sent,
            auth=_as_it_is,
            timeout=self.timeout,
            allow_redirects=False,
            stream=True,
            verify=None if verified else False,
        )

    def _raw(self) -> "Session":
        with self._lock:
            if self._session is None:
                self._session = new_session(self._agent, _CONNECTIONS)
            return self._session


def _as_it_is(request: "PreparedRequest") -> "PreparedRequest":
    """Say nothing of who asks: requests would put what .netrc has over a token."""
    return request


def _expect_no_certificate() -> None:
    """It was set up so: saying it at each request helps nobody."""
    import urllib3  # noqa: PLC0415 - requests has loaded it already

    urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)


def _told(place: Place, response: "Response", login: Login | None) -> str:
    """One sentence for a status that is no answer, with the registry's own words."""
    status = response.status_code
    if status == 401:
        cause = f"refuses the login of {login.user}" if login else "asks for a login"
        hint = "" if login else f": docker login {place.host}"
        return f"{place.host} {cause} for {place.repository} (401){hint}"
    if status == 403:
        return f"{place.host} does not allow {place.repository} to be read (403){_words(response)}"
    if status == 429:
        return f"{place.host} was asked too often (429){_words(response)}"
    return f"{place.host} answers {status} for {place.repository}{_words(response)}"


def _words(response: "Response") -> str:
    """The message of an error as the distribution spec writes it, ``": toomanyrequests"``."""
    with suppress(Exception):  # whatever it is, it is no explanation
        body = response.raw.read(_ERROR_BODY, decode_content=True)
        first = json.loads(body)["errors"][0]
        text = str(first.get("message") or first.get("code") or "")
        return f": {text[:_SAID]}" if text else ""
    return ""
