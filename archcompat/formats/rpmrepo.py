"""The metadata of an rpm repository: repomd.xml, and the list of packages that it names.

http://linux.duke.edu/metadata/ is where its namespaces point; createrepo_c writes it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

from archcompat.errors import FormatError
from archcompat.formats.packagelist import PackageRow
from archcompat.formats.xmltree import parse_xml

_ALGORITHMS = {"sha": "sha1"} | {name: name for name in ("sha1", "sha256", "sha384", "sha512")}
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9+._-]*")
_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class PrimaryFile:
    """The list of packages, as repomd.xml names it."""

    path: str
    """From the repository's folder."""
    algorithm: str
    """Of ``hashlib``."""
    digest: str
    """In hexadecimal digits."""


def parse_repomd(data: bytes) -> PrimaryFile:
    """The list that ``repodata/repomd.xml`` names.

    Raises FormatError: ``rpm-repository-malformed``, and those of ``parse_xml``.
    """
    for entry in parse_xml(data).all("data"):
        if entry.attributes.get("type") != "primary":
            continue
        sums = entry.all("checksum")
        places = entry.all("location")
        algorithm = _ALGORITHMS.get(sums[0].attributes.get("type", "")) if sums else None
        path = places[0].attributes.get("href", "") if places else ""
        if algorithm is not None and path and not path.startswith("/") and "://" not in path:
            return PrimaryFile(path, algorithm, sums[0].text.lower())
    raise FormatError("rpm-repository-malformed", "its repomd.xml names no list of packages")


def parse_mirrors(data: bytes) -> tuple[str, ...]:
    """The addresses in a list of mirrors: one a line, or a metalink's.

    https://www.rfc-editor.org/rfc/rfc5854 (metalink 4; what is in use is 3). Raises FormatError as
    ``parse_xml`` does.
    """
    if not data.lstrip().startswith(b"<"):
        lines = data.decode("utf-8", "replace").splitlines()
        return tuple(line.strip() for line in lines if re.match(r"\s*https?://", line))
    found, todo = [], [parse_xml(data)]
    while todo:
        element = todo.pop()
        todo += reversed(element.children)
        if element.name == "url" and re.match(r"https?://", element.text):
            found.append(element.text.removesuffix("repodata/repomd.xml"))
    return tuple(found)


def read_primary(chunks: Iterable[bytes], architectures: frozenset[str]) -> Iterator[PackageRow]:
    """Yield the packages of ``primary.xml`` that are for one of the architectures.

    Raises FormatError: ``rpm-repository-malformed`` for what is none, or has a DTD; and as
    ``chunks`` does.
    """
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text.append
    for chunk in _and_end(chunks):
        try:
            parser.Parse(chunk, not chunk)
        except (expat.ExpatError, ValueError, LookupError) as error:
            detail = f"its list of packages is no XML: {error}"
            raise FormatError("rpm-repository-malformed", detail) from None
        for arch, row in reader.rows:
            if arch in architectures:
                yield row
        reader.rows.clear()


def _and_end(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces that hold something, and an empty one."""
    yield from filter(None, chunks)
    yield b""


class _Reader:
    """Puts packages together from what the parser meets."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, PackageRow]] = []
        """With their architectures."""
        self.text: list[str] = []
        self._depth = 0
        self._said: dict[str, str] = {}
        self._provides: list[str] = []
        self._in_provides = False

    def refuse(self, *_args: object) -> None:
        """A DTD could make the text grow."""
        raise FormatError("rpm-repository-malformed", "its list of packages has a DTD")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Note what the element says."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise FormatError("rpm-repository-malformed", "its list of packages nests too deep")
        self.text.clear()
        match name.rpartition(" ")[2]:
            case "package":
                self._said, self._provides = {}, []
            case "version":
                self._said["version"] = _version(attributes)
            case "provides":
                self._in_provides = True
            case "entry" if self._in_provides:
                self._provides.append(attributes.get("name", ""))

    def end(self, name: str) -> None:
        """Take its text, or the whole package."""
        self._depth -= 1
        match name.rpartition(" ")[2]:
            case "name" | "arch" as field if self._depth == 2:
                self._said[field] = "".join(self.text).strip()
            case "provides":
                self._in_provides = False
            case "package":
                self._finish()
        self.text.clear()

    def _finish(self) -> None:
        name, version = self._said.get("name", ""), self._said.get("version", "")
        if not _NAME.fullmatch(name) or not version:
            detail = "a package in it has no name or no version"
            raise FormatError("rpm-repository-malformed", detail)
        provides = {one for one in self._provides if _NAME.fullmatch(one) and one != name}
        row = PackageRow(name, version, tuple(sorted(provides)))
        self.rows.append((self._said.get("arch", ""), row))


def _version(attributes: dict[str, str]) -> str:
    """``epoch:version-release`` as rpm's own database is read here: without an epoch of 0."""
    version, release = attributes.get("ver", ""), attributes.get("rel", "")
    if not version:
        return ""
    epoch = attributes.get("epoch", "0")
    return (f"{epoch}:" if epoch not in ("", "0") else "") + version + f"-{release}" * bool(release)
