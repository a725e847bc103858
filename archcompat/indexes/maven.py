"""A Maven repository: the versions of an artifact, and the native code inside its JARs.

https://maven.apache.org/repository/layout.html
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import quote
from xml.parsers import expat

from archcompat.errors import FormatError
from archcompat.formats.elf import read_elf_head
from archcompat.formats.ziparchive import read_zip
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.remotefile import open_archive, open_remote
from archcompat.model.arch import Arch, arch_of_token, spellings
from archcompat.model.budget import Budget

_VERSIONS = ("metadata", "versioning", "versions", "version")
_MOST_VERSIONS = 20_000
_PROGRAM = re.compile(r"\.so(?:[._-][^/]*)?$|\.(?:exe|node|bin|elf)$|(?:^|/)[^./]+$")
_PROSE = re.compile(
    r"(?:^|/)(?:LICEN[CS]E|NOTICE|DEPENDENCIES|README|COPYING|AUTHORS|CHANGES)[^/.]*$"
)
_SMALLEST = 64  # bytes of an ELF header
_MOST_HEADS = 64  # requests that one archive may cost
_TOKEN = re.compile(
    rf"(?<![a-z0-9])(?:{'|'.join(map(re.escape, sorted(spellings(), key=len, reverse=True)))})"
    r"(?![a-z0-9])"
)
_VAGUE = frozenset((Arch.ARM, Arch.OTHER))  # 64-bit code lies in folders called arm, too
_PACKAGINGS = ("jar", "exe")  # protoc and its plugins are programs
_FEW = Budget(entries=500_000, memory_bytes=0)


@dataclass(frozen=True, slots=True)
class Native:
    """An ELF file in an archive."""

    name: str
    """Its name in the archive; empty for an artifact that is the program itself."""
    arch: Arch


class MavenRepository:
    """One repository; its methods raise UnreachableError and FormatError."""

    def __init__(self, fetcher: Fetcher, base: str) -> None:
        """``base`` is the address that the folders of groups are below."""
        self._fetcher = fetcher
        self._base = base.rstrip("/")

    def versions(self, group: str, artifact: str) -> tuple[str, ...] | None:
        """Every version, in the order of the repository; None if it has no such artifact."""
        page = self._fetcher.page(f"{self._folder(group, artifact)}/maven-metadata.xml")
        return parse_metadata(page.body) if page is not None else None

    def pom(self, group: str, artifact: str, version: str) -> bytes | None:
        """The POM of a version, None if there is no such version."""
        page = self._fetcher.page(f"{self._stem(group, artifact, version)}.pom")
        return page.body if page is not None else None

    def sha1(self, group: str, artifact: str, version: str, classifier: str = "") -> str | None:
        """The SHA-1 that a JAR was published with, hexadecimal; None if there is no such JAR."""
        stem = self._stem(group, artifact, version, classifier)
        page = self._fetcher.page(f"{stem}.jar.sha1")
        # Some were written by sha1sum, which puts the name of the file behind it.
        words = page.body.split(maxsplit=1) if page is not None else ()
        return words[0].decode("ascii", "replace").lower() if words else None

    def members(
        self, group: str, artifact: str, version: str, classifier: str = ""
    ) -> Iterator[str] | None:
        """The names in a JAR, None if there is no such JAR."""
        stem = self._stem(group, artifact, version, classifier)
        archive = open_archive(self._fetcher, f"{stem}.jar")
        return (member.name for member in archive) if archive is not None else None

    def natives(
        self, group: str, artifact: str, version: str, classifier: str, first: Arch
    ) -> Iterator[Native] | None:
        """The native code of an artifact, None if there is no such artifact.

        Files named for the architecture ``first`` come first, and nothing is fetched for those
        that are not asked for any more.
        """
        stem = self._stem(group, artifact, version, classifier)
        for packaging in _PACKAGINGS if classifier else _PACKAGINGS[:1]:
            stream = open_remote(self._fetcher, f"{stem}.{packaging}")
            if stream is not None:
                return natives_of(stream, first)
        return None

    def _stem(self, group: str, artifact: str, version: str, classifier: str = "") -> str:
        """The address of a file of an artifact, without what tells its type."""
        name = "-".join(filter(None, (artifact, version, classifier)))
        return f"{self._folder(group, artifact)}/{quote(version)}/{quote(name)}"

    def _folder(self, group: str, artifact: str) -> str:
        return "/".join((self._base, *map(quote, group.split(".")), quote(artifact)))


def natives_of(stream: BinaryIO, first: Arch) -> Iterator[Native]:
    """The ELF files of a zip, by the names that such files have, or the ELF file itself.

    One that is named for another architecture than ``first`` is believed: looking into it would
    cost a request. Raises FormatError for what is neither, and while iterating
    (``limit-members``) when too many would have to be looked into.
    """
    stream.seek(0)
    head = stream.read(_SMALLEST)
    if head.startswith(b"\x7fELF"):
        return iter([Native("", read_elf_head(head).arch)])
    return _inside(stream, first)


def _inside(stream: BinaryIO, first: Arch) -> Iterator[Native]:
    archive = read_zip(stream, _FEW)
    likely = [
        (member, _named(member.name, first))
        for member in archive
        if member.size >= _SMALLEST
        and _PROGRAM.search(member.name) is not None
        and _PROSE.search(member.name) is None
    ]
    if archive.damage is not None:
        raise archive.damage
    likely.sort(key=lambda one: one[1] is not first)
    opened = 0
    for member, named in likely:
        if named not in (first, None):
            yield Native(member.name, named)
            continue
        opened += 1
        if opened > _MOST_HEADS:
            raise FormatError("limit-members", f"it has over {_MOST_HEADS} files to look into")
        content = archive.head(member, _SMALLEST)
        if content.startswith(b"\x7fELF"):
            yield Native(member.name, read_elf_head(content).arch)


def _named(path: str, first: Arch) -> Arch | None:
    """The architecture that a path names: ``first`` if it is among several, None if unsure."""
    found = {arch_of_token(token) for token in _TOKEN.findall(path.lower())}
    if first in found or not found:
        return first if found else None
    return None if found & _VAGUE else found.pop()


def parse_metadata(data: bytes) -> tuple[str, ...]:
    """The versions of a ``maven-metadata.xml``.

    Raises FormatError (``index-malformed``) for what is none, and for one with a DTD.
    https://maven.apache.org/ref/current/maven-repository-metadata/repository-metadata.html
    """
    path: list[str] = []
    found: list[str] = []
    text: list[str] = []

    def refuse(*_args: object) -> None:
        raise FormatError("index-malformed", "its list of versions has a DTD")

    def start(name: str, _attributes: dict[str, str]) -> None:
        path.append(name)
        text.clear()

    def end(_name: str) -> None:
        if tuple(path) == _VERSIONS and len(found) < _MOST_VERSIONS:
            found.append("".join(text).strip())
        path.pop()
        text.clear()

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text.append
    try:
        parser.Parse(data, True)  # noqa: FBT003 - it takes no keywords
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise FormatError("index-malformed", f"its list of versions is no XML: {error}") from None
    return tuple(filter(None, found))
