"""Answers a registry's challenge: with a user's login, or a token that its service gives for it.

https://distribution.github.io/distribution/spec/auth/token/ and .../spec/auth/oauth/.
"""

import base64
import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from archcompat.errors import UnreachableError
from archcompat.formats.authchallenge import Challenge, read_challenges
from archcompat.indexes.credentials import shown
from archcompat.indexes.registry.logins import Login
from archcompat.indexes.registry.places import Place

if TYPE_CHECKING:
    from requests import Response, Session

Header = str
"""The value of ``Authorization``; empty for none."""

_MOST = 1 << 20  # bytes of an answer with a token; they have some thousand


def authorize(
    session: "Session", place: Place, challenges: str, login: Login | None, timeout: float
) -> Header:
    """What to answer; empty when there is nothing to answer with.

    A token is asked for without a login too: that is how anybody reads a public image. Raises
    UnreachableError when the token's service gives none, and what ``session`` raises.
    """
    for challenge in read_challenges(challenges):
        if challenge.scheme == "bearer" and challenge.get("realm"):
            return "Bearer " + _token(session, place, challenge, login, timeout)
        if challenge.scheme == "basic" and login is not None and not login.identity:
            return _basic(login)
    return ""


def _basic(login: Login) -> Header:
    pair = f"{login.user}:{login.secret}".encode()
    return "Basic " + base64.b64encode(pair).decode()


def _token(
    session: "Session", place: Place, challenge: Challenge, login: Login | None, timeout: float
) -> str:
    realm = challenge.get("realm")
    if urlsplit(realm).scheme != "https" and not place.insecure:
        raise UnreachableError(
            f"{place.host} asks for a login without encryption, at {shown(realm)}"
        )
    wanted = {"scope": challenge.get("scope") or f"repository:{place.repository}:pull"}
    if challenge.get("service"):
        wanted["service"] = challenge.get("service")
    with _asked(session, realm, wanted, login, timeout) as response:
        if response.status_code != 200:
            who = f"the login of {login.user}" if login is not None else "nobody without a login"
            told = f"takes {who}" if login is None else f"refuses {who}"
            raise UnreachableError(
                f"{place.host} {told} for {place.repository} ({response.status_code})"
            )
        try:
            said = json.loads(response.raw.read(_MOST, decode_content=True))
            token = said.get("token") or said.get("access_token")
        except (ValueError, AttributeError, RecursionError):
            token = None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise UnreachableError(f"{shown(realm)} gives no token for {place}")
    return token


def _asked(
    session: "Session", realm: str, wanted: dict[str, str], login: Login | None, timeout: float
) -> "Response":
    if login is not None and login.identity:
        form = {
            **wanted,
            "grant_type": "refresh_token",
            "client_id": "archcompat",
            "refresh_token": login.secret,
        }
        return session.post(realm, data=form, timeout=timeout, allow_redirects=False, stream=True)
    return session.get(
        realm,
        params=wanted,
        auth=(login.user, login.secret) if login is not None else None,
        timeout=timeout,
        allow_redirects=False,
        stream=True,
    )
