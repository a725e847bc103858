"""The package repositories of distributions: where each really is, and what it has."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from archcompat.errors import UnreachableError
from archcompat.formats.packagelist import Listed
from archcompat.indexes import alpine, debian, rpm
from archcompat.indexes.credentials import plain, shown
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.network import is_private
from archcompat.model.arch import Arch
from archcompat.model.repository import Repository

_Reader = Callable[[Fetcher, Repository, Arch, frozenset[str]], Listed | None]
_READERS: dict[str, _Reader] = {"deb": debian.listed, "apk": alpine.listed, "rpm": rpm.listed}

# Archives that have some architectures at another address (https://wiki.ubuntu.com/Ports,
# https://wiki.centos.org/SpecialInterestGroup(2f)AltArch.html).
_INTEL = (Arch.X86_64, Arch.I386)
_PORTS = (
    (r"https?://(?:[\w.-]+\.)?(?:archive|security)\.ubuntu\.com/ubuntu/?",
     "http://ports.ubuntu.com/ubuntu-ports"),
    (r"(https?://[\w.-]+)/centos/(7[^/]*/.*)", r"\1/altarch/\2"),
)  # fmt: skip
# Where releases go that are no longer kept at the first address, and what a mirror has beside it.
_MOVED = (
    (r"https?://(?:deb|ftp\.\w+|httpredir|http\.us)\.debian\.org/debian/?",
     "http://archive.debian.org/debian"),
    (r"https?://(?:deb\.debian\.org/debian-security|security\.debian\.org(?:/debian-security)?)/?",
     "http://archive.debian.org/debian-security"),
    (r"http://ports\.ubuntu\.com/ubuntu-ports", "http://old-releases.ubuntu.com/ubuntu"),
    (r"(https?://[\w.-]+)/ubuntu/?", r"\1/ubuntu-ports"),
)  # fmt: skip


class PackageRepositories:
    """The repositories of a run; its methods may be called by several threads."""

    def __init__(self, fetcher: Fetcher, mirrors: Mapping[str, str] | None = None) -> None:
        """``mirrors`` says for the beginning of an address what to ask in its place."""
        self._fetcher = fetcher
        self._mirrors = {_bare(old): new for old, new in (mirrors or {}).items()}

    def packages(
        self, repository: Repository, arch: Arch, source: Arch, wanted: frozenset[str]
    ) -> Listed:
        """What a repository has of some names for an architecture.

        ``source`` is one that it is known to have been used for: what has no list for the other
        one, but one for that, does not offer it. Raises UnreachableError, FormatError.
        """
        found = self._first(repository, arch, wanted)
        if found is not None:
            return found
        # An archive of Debian's kind says itself what it offers.
        silent = repository.ecosystem != "deb" and arch is not source
        if silent and self._first(repository, source, frozenset()) is not None:
            return Listed(offered=False)
        raise UnreachableError(f"nothing is at {shown_repository(repository)} for {arch.value}")

    def _first(self, repository: Repository, arch: Arch, wanted: frozenset[str]) -> Listed | None:
        """The answer of the first of its addresses that has one."""
        for url in self._addresses(repository.url, arch):
            place = url
            if repository.mirrors:
                place = rpm.first_mirror(self._fetcher, url, arch)
                if not place:
                    continue
                place = self._mirrored(place)
            at = replace(repository, url=place)
            found = _READERS[repository.ecosystem](self._fetcher, at, arch, wanted)
            if found is not None:
                return found
        return None

    def _addresses(self, url: str, arch: Arch) -> Iterator[str]:
        """Where a repository may be, the likeliest first. Raises UnreachableError."""
        if arch not in _INTEL:
            url = _renamed(url, _PORTS) or url
        while url:
            yield self._mirrored(url)
            url = _renamed(url, _MOVED)

    def _mirrored(self, url: str) -> str:
        bare = _bare(plain(url))
        for old in sorted(self._mirrors, key=len, reverse=True):
            if bare == old or bare.startswith(f"{old}/"):
                return self._mirrors[old].rstrip("/") + bare[len(old) :]
        _refuse_private(url)
        return url


def shown_repository(repository: Repository) -> str:
    """A repository as messages name it, without passwords."""
    return str(replace(repository, url=shown(repository.url)))


def _bare(url: str) -> str:
    return re.sub(r"^https?://", "", url.rstrip("/"))


def _renamed(url: str, table: tuple[tuple[str, str], ...]) -> str:
    """The address that a table has in place of another; empty for none."""
    for pattern, other in table:
        match = re.fullmatch(pattern, url)
        if match is not None:
            return match.expand(other)
    return ""


def _refuse_private(url: str) -> None:
    """What is scanned may name any address; it does not get this machine's own network asked.

    Raises UnreachableError for one that is no public number, and for what is no http address.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in ("http", "https") or not host:
        raise UnreachableError(f"{shown(url)} is no address that can be asked")
    if is_private(host):
        raise UnreachableError(
            f"{shown(url)} is in a private network, which is asked only if --package-mirror says so"
        )
