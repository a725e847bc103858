"""pip's own configuration: where it looks for packages, and how it gets there.

https://pip.pypa.io/en/stable/topics/configuration/
"""

import configparser
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, urlsplit, urlunsplit

from archcompat.errors import InputError
from archcompat.indexes.network import Network
from archcompat.indexes.pythonindex import PYPI, Locations

_SECTIONS = ("global", "install")  # the latter weighs more
_TRUE = frozenset(("1", "true", "yes", "on", "y", "t"))
_KEYRING_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class PipConfig:
    """What pip was told, wherever; the last word of each kind counts."""

    index_url: str = PYPI
    extra_index_urls: tuple[str, ...] = ()
    no_index: bool = False
    find_links: tuple[str, ...] = ()
    trusted_hosts: tuple[str, ...] = ()
    cert: str = ""
    client_cert: str = ""
    proxy: str = ""
    keyring: str = "auto"
    """``disabled``, or how to ask it: only as a program, whatever is said."""

    def told(self, name: str, values: Sequence[str]) -> "PipConfig":
        """With one more option, by its long name without dashes; unknown ones change nothing."""
        last = values[-1] if values else ""
        match name:
            case "index-url" | "pypi-url":
                return replace(self, index_url=last)
            case "extra-index-url":
                return replace(self, extra_index_urls=(*self.extra_index_urls, *values))
            case "find-links":
                return replace(self, find_links=(*self.find_links, *values))
            case "trusted-host":
                return replace(self, trusted_hosts=(*self.trusted_hosts, *values))
            case "no-index":
                return replace(self, no_index=not values or last.lower() in _TRUE)
            case "cert":
                return replace(self, cert=last)
            case "client-cert":
                return replace(self, client_cert=last)
            case "proxy":
                return replace(self, proxy=last)
            case "keyring-provider":
                return replace(self, keyring=last)
        return self

    def locations(self) -> Locations:
        """Where to look; passwords that only a keyring has are fetched from it."""
        if self.no_index:
            return Locations((), self.find_links)
        urls = dict.fromkeys((self.index_url, *self.extra_index_urls))
        return Locations(tuple(map(self._with_password, urls)), self.find_links)

    def network(self) -> Network:
        """How to get there."""
        return Network(self.cert, self.client_cert, self.proxy, frozenset(self.trusted_hosts))

    def _with_password(self, url: str) -> str:
        parts = urlsplit(url)
        program = shutil.which("keyring") if self.keyring != "disabled" else None
        if program is None or not parts.username or parts.password:
            return url
        for service in (urlunsplit(parts._replace(netloc=parts.hostname or "")), parts.hostname):
            try:
                done = subprocess.run(
                    [program, "get", service or "", parts.username],
                    capture_output=True,
                    text=True,
                    stdin=subprocess.DEVNULL,
                    timeout=_KEYRING_SECONDS,
                    check=False,
                )
            except (OSError, subprocess.TimeoutExpired):
                return url
            if not done.returncode and done.stdout.strip():
                login = f"{parts.username}:{quote(done.stdout.strip(), safe='')}"
                host = parts.netloc.rpartition("@")[2]
                return urlunsplit(parts._replace(netloc=f"{login}@{host}"))
        return url


def read_pip_config(environ: Mapping[str, str]) -> PipConfig:
    """From pip's files, then its variables. Raises InputError for a file that is damaged."""
    config = PipConfig()
    for path in _files(environ):
        for name, values in _options(path):
            config = config.told(name, values)
    for variable, text in sorted(environ.items()):
        if variable.startswith("PIP_") and text:
            name = variable.removeprefix("PIP_").lower().replace("_", "-")
            config = config.told(name, text.split())
    return config


def _files(environ: Mapping[str, str]) -> list[Path]:
    """The files that there are, the weightier ones last."""
    own = environ.get("PIP_CONFIG_FILE", "")
    if own == "/dev/null":
        return []
    home = Path(environ.get("HOME", "/"))
    config = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
    system = (environ.get("XDG_CONFIG_DIRS") or "/etc/xdg").split(":")
    found = [*(Path(folder) / "pip/pip.conf" for folder in system), Path("/etc/pip.conf")]
    found += [home / ".pip/pip.conf", config / "pip/pip.conf"]
    if environ.get("VIRTUAL_ENV"):
        found.append(Path(environ["VIRTUAL_ENV"]) / "pip.conf")
    if own:
        found.append(Path(own))
    return [path for path in found if path.is_file()]


def _options(path: Path) -> Iterable[tuple[str, list[str]]]:
    parser = configparser.RawConfigParser()
    try:
        parser.read_string(path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError, configparser.Error) as error:
        raise InputError(f"{path}: pip's configuration cannot be read: {error}") from error
    for section in _SECTIONS:
        if parser.has_section(section):
            for name, text in parser.items(section):
                if text:
                    yield name.replace("_", "-"), text.split()
