"""User names and passwords that stand in the addresses of indexes, and nowhere else."""

from urllib.parse import unquote, urlsplit, urlunsplit

from archcompat.errors import UnreachableError

Login = tuple[str, str]
"""User name and password."""

_PORTS = {"http": 80, "https": 443}


def plain(url: str) -> str:
    """An address without the user name and password in it; also one that is damaged."""
    before, separator, rest = url.partition("://")
    if not separator:
        return url
    end = min((at for at in map(rest.find, "/?#") if at >= 0), default=len(rest))
    return f"{before}://{rest[:end].rpartition('@')[2]}{rest[end:]}"


def shown(url: str) -> str:
    """An address as a message names it: its query may hold a key as well."""
    return plain(url).partition("?")[0].partition("#")[0]


class Credentials:
    """What the addresses asked so far had in them; only their own origin is ever told.

    An origin is scheme, host and port (RFC 6454): a file beside an index page is asked for with
    the page's credentials, one on another host without.
    """

    def __init__(self) -> None:
        """Know none."""
        self._logins: dict[tuple[str, str, int], dict[str, Login]] = {}

    def take(self, url: str) -> str:
        """The address without its credentials, which are kept.

        Raises UnreachableError for what is no http or https address.
        """
        try:
            parts = urlsplit(url)
            login = (unquote(parts.username or ""), unquote(parts.password or ""))
            origin = _origin(url)
        except ValueError:
            raise UnreachableError(f"{shown(url)} is no address") from None
        if parts.scheme not in _PORTS or not parts.hostname:
            raise UnreachableError(f"{shown(url)} is no http or https address")
        if any(login):
            self._logins.setdefault(origin, {})[parts.path] = login
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))

    def of(self, url: str) -> Login | None:
        """The credentials for an address: of its origin those of the path most like its own."""
        logins = self._logins.get(_origin(url))
        if not logins:
            return None
        path = urlsplit(url).path
        return logins[max(list(logins), key=lambda one: _shared(one, path))]


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)


def _shared(one: str, other: str) -> int:
    """How many leading folders two paths share."""
    pairs = zip(one.split("/"), other.split("/"), strict=False)
    return next((count for count, (a, b) in enumerate(pairs) if a != b), len(one.split("/")))
