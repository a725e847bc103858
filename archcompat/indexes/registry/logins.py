"""Finds a user's login for a registry where docker, podman and skopeo keep it.

https://docs.docker.com/reference/cli/docker/login/ and containers-auth.json(5).
"""

import base64
import binascii
import json
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from archcompat.errors import InputError

_HUB = "docker.io"
_HUB_KEY = "https://index.docker.io/v1/"  # what Docker files its own registry under
_TOKEN_USER = "<token>"  # noqa: S105 - the secret beside this name is an identity token
_HELPER_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Login:
    """What a registry is told; ``repr`` shows no secret."""

    user: str
    secret: str
    identity: bool = False
    """The secret is an identity token, to be changed for others (OAuth 2 refresh token)."""

    def __repr__(self) -> str:
        """Without the secret."""
        return f"Login(user={self.user!r})"


class _Entry(Struct, frozen=True):
    auth: str = ""
    username: str = ""
    password: str = ""
    identitytoken: str = ""


class _File(Struct, frozen=True, rename="camel"):
    auths: dict[str, _Entry] | None = None
    creds_store: str = ""
    cred_helpers: dict[str, str] | None = None


Helper = Callable[[str, str], Login | None]
"""Asks the credential helper of a name for the login of a server."""


def ask_helper(name: str, server: str) -> Login | None:
    """Run ``docker-credential-NAME get``; None when it knows no login. Raises InputError.

    https://github.com/docker/docker-credential-helpers#development
    """
    program = f"docker-credential-{name}"
    try:
        run = subprocess.run(
            [program, "get"],
            input=server.encode(),
            capture_output=True,
            timeout=_HELPER_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        why = getattr(error, "strerror", None) or "it does not answer"
        raise InputError(f"{program}, which keeps the login of {server}: {why}") from error
    if run.returncode:
        return None
    try:
        said = json.loads(run.stdout)
        user, secret = said["Username"], said["Secret"]
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{program} gives no login for {server} that can be read") from None
    return Login(str(user), str(secret), identity=user == _TOKEN_USER)


class Logins:
    """The logins of a user, read when the first registry asks for one."""

    def __init__(self, files: Sequence[Path] = (), helper: Helper = ask_helper) -> None:
        """``files`` are those of docker and podman that may exist, the most important first."""
        self._files = tuple(files)
        self._helper = helper
        self._read: list[_File] | None = None

    def of(self, host: str, repository: str) -> Login | None:
        """The login for a repository, None without one.

        Raises InputError for a file that cannot be read and a helper that does not work.
        """
        if self._read is None:
            self._read = [_load(path) for path in self._files if path.is_file()]
        for file in self._read:
            login = self._in(file, host, repository)
            if login is not None:
                return login
        return None

    def _in(self, file: _File, host: str, repository: str) -> Login | None:
        keys = _keys(host, repository)
        helpers = file.cred_helpers or {}
        for key in keys:
            if key in helpers:
                return self._helper(helpers[key], key)
        auths = {_plain(key): entry for key, entry in (file.auths or {}).items()}
        for key in keys:
            login = _login(auths[key]) if key in auths else None
            if login is not None:
                return login
        if file.creds_store:
            return self._helper(file.creds_store, _HUB_KEY if host == _HUB else host)
        return None


def _keys(host: str, repository: str) -> list[str]:
    """What a login may be filed under: podman's files tell repositories apart."""
    parts = repository.split("/")
    narrow = ["/".join((host, *parts[:count])) for count in range(len(parts), 0, -1)]
    return [*narrow, host, *(["index.docker.io"] if host == _HUB else [])]


def _plain(key: str) -> str:
    """A key without scheme and the path of an old API."""
    key = key.removeprefix("https://").removeprefix("http://").rstrip("/")
    for version in ("/v1", "/v2"):
        key = key.removesuffix(version)
    return key


def _login(entry: _Entry) -> Login | None:
    if entry.identitytoken:
        return Login(_TOKEN_USER, entry.identitytoken, identity=True)
    if entry.username and entry.password:
        return Login(entry.username, entry.password)
    try:
        user, colon, secret = base64.b64decode(entry.auth).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    return Login(user, secret.rstrip("\0")) if colon else None


def _load(path: Path) -> _File:
    try:
        return msgspec.json.decode(path.read_bytes(), type=_File)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise InputError(f"{path} keeps no logins that can be read: {error}") from error
