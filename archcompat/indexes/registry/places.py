"""Tells where an image is to be had: its registry, or the mirrors that were set up for it.

containers-registries.conf(5) of podman and skopeo, and Docker's daemon.json:
https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file.
"""

import ipaddress
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from archcompat.errors import InputError
from archcompat.formats.imagereference import ImageName

HUB = "docker.io"
_HUB_SERVER = "registry-1.docker.io"
_HUB_NAMES = (HUB, "index.docker.io", _HUB_SERVER, "registry.hub.docker.com")


@dataclass(frozen=True, slots=True)
class Place:
    """A repository of a registry."""

    host: str
    """Of the registry, with its port: ``docker.io``, ``localhost:5000``."""
    repository: str
    """``library/nginx``."""
    insecure: bool = False
    """It may be asked without encryption, or with a certificate nobody vouches for."""

    @property
    def server(self) -> str:
        """The host that answers for the registry."""
        return _HUB_SERVER if self.host == HUB else self.host

    def __str__(self) -> str:
        """As an image reference names it."""
        return f"{self.host}/{self.repository}"


class _Mirror(Struct, frozen=True):
    location: str
    insecure: bool = False


class _Registry(Struct, frozen=True):
    prefix: str = ""
    location: str = ""
    insecure: bool = False
    blocked: bool = False
    mirror: tuple[_Mirror, ...] = ()


class _Containers(Struct, frozen=True):
    registry: tuple[_Registry, ...] = ()


class _Daemon(Struct, frozen=True, rename="kebab"):
    registry_mirrors: tuple[str, ...] = ()
    insecure_registries: tuple[str, ...] = ()


class Places:
    """What the configuration of the machine says about registries."""

    def __init__(
        self, registries: tuple[_Registry, ...] = (), daemon: _Daemon | None = None
    ) -> None:
        """Use ``read_places``."""
        self._registries = registries
        self._daemon = daemon or _Daemon()

    def of(self, image: ImageName) -> tuple[Place, ...]:
        """Where to ask for an image, in this order. Raises InputError for a blocked registry."""
        host = HUB if not image.host or image.host in _HUB_NAMES else image.host
        path = image.path
        if host == HUB and "/" not in path:
            path = f"library/{path}"
        own = Place(host, path, self._is_insecure(host))
        rule = self._rule(own)
        if rule is None:
            mirrors = self._daemon.registry_mirrors if host == HUB else ()
            return (*(_mirror(url, path) for url in mirrors), own)
        if rule.blocked:
            raise InputError(f"{own} is blocked by the configuration of registries")
        rest = str(own)[len(_prefix(rule)) :] if not _prefix(rule).startswith("*") else None
        found = [
            _moved(one.location, rest, own, insecure=one.insecure or _is_loopback(one.location))
            for one in rule.mirror
        ]
        location = rule.location or _prefix(rule)
        insecure = rule.insecure or own.insecure
        return (*found, _moved(location, rest, own, insecure=insecure))

    def _rule(self, place: Place) -> _Registry | None:
        """The entry with the longest prefix."""
        fitting = [one for one in self._registries if _fits(_prefix(one), place)]
        return max(fitting, key=lambda one: len(_prefix(one)), default=None)

    def _is_insecure(self, host: str) -> bool:
        listed = self._daemon.insecure_registries
        return _is_loopback(host) or host in listed or _name(host) in listed


def read_places(registries: Iterable[Path] = (), daemon: Path | None = None) -> Places:
    """Read the files that exist: later ones of ``registries`` add to earlier ones.

    Raises InputError, naming the file, for one that cannot be read.
    """
    entries: list[_Registry] = []
    for path in registries:
        found = _read(path)
        try:
            table = tomllib.loads(found.decode()) if found is not None else {}
            entries += msgspec.convert(table, _Containers).registry
        except (ValueError, RecursionError) as error:  # TOML, UTF-8, and msgspec's
            raise InputError(f"{path} cannot be read: {error}") from error
    text = _read(daemon) if daemon is not None else None
    try:
        own = msgspec.json.decode(text, type=_Daemon) if text and text.strip() else None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{daemon} cannot be read: {error}") from error
    return Places(tuple(entries), own)


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error


def _prefix(entry: _Registry) -> str:
    return entry.prefix or entry.location


def _fits(prefix: str, place: Place) -> bool:
    """Whether an image is below a prefix: whole parts of its name, or any host of a domain."""
    if prefix.startswith("*."):
        return _name(place.host).endswith(prefix[1:])
    name = str(place)
    return bool(prefix) and (name == prefix or name.startswith(prefix.rstrip("/") + "/"))


def _moved(location: str, rest: str | None, own: Place, *, insecure: bool) -> Place:
    """The place below another location; ``rest`` is what follows the prefix, None for all of it."""
    if rest is None:
        return Place(own.host, own.repository, insecure)
    host, _, path = (location.rstrip("/") + "/" + rest.lstrip("/")).partition("/")
    return Place(host, path, insecure)


def _mirror(url: str, path: str) -> Place:
    scheme, _, host = url.rpartition("://")
    host = host.rstrip("/")
    return Place(host, path, insecure=scheme == "http" or _is_loopback(host))


def _is_loopback(host: str) -> bool:
    name = _name(host.partition("/")[0])
    try:
        return name == "localhost" or ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def _name(host: str) -> str:
    """A host without its port."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host
