"""The database of dpkg: which packages are installed, and which files they brought.

Stanzas are deb822(5); the states of a package are dpkg(1)'s; the folder is described by Debian
policy 10 and, for images without dpkg (``status.d``), by the distroless project's image builder.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from archcompat.errors import FormatError

# States in which a package's files lie unpacked; the others are not-installed, config-files and
# half-installed.
_PRESENT = frozenset(
    ("installed", "unpacked", "half-configured", "triggers-awaited", "triggers-pending")
)
_FIELDS = {
    b"package": "package",
    b"status": "status",
    b"version": "version",
    b"architecture": "architecture",
    b"source": "source",
    b"depends": "depends",
    b"pre-depends": "pre-depends",
    b"recommends": "recommends",
}
# Debian policy 5.6.1, and the capitals and underscores of packages from elsewhere.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9+._-]*")
_MAX_LINE = 64 << 10  # bytes; of a longer one (names a package provides) the rest is passed over
_MAX_STANZAS = 1_000_000  # Debian 12 has 75,000 packages
_MAX_PATHS = 1_000_000  # of one package; the largest seen, a cloud provider's tools, has 50,000


@dataclass(frozen=True, slots=True)
class DpkgPackage:
    """One package whose files are there."""

    name: str
    version: str
    """With its epoch."""
    arch: str
    """``amd64``, ``all``; empty in a stanza that does not say."""
    source: str
    """The source package, empty if it has the same name."""
    requires: tuple[str, ...] = ()
    """Names of what it depends on or recommends, alternatives too."""


def read_status(stream: BinaryIO, *, status: bool = True) -> Iterator[DpkgPackage]:
    """Yield the installed packages of a status file in its order.

    With ``status=False`` for a file of ``status.d``, whose stanzas have no Status field.
    Raises FormatError (``dpkg-malformed``), after everything readable was yielded, when a stanza
    lacks a name, version or state, or when lines are no fields.
    """
    damaged = count = 0
    for stanza in _stanzas(stream):
        count += 1
        if count > _MAX_STANZAS:
            raise FormatError("dpkg-malformed", f"more than {_MAX_STANZAS:,} packages")
        if status and stanza.get("status", "") and not _present(stanza["status"]):
            continue
        name, version = stanza.get("package", ""), stanza.get("version", "")
        if not version or not _NAME.fullmatch(name) or (status and not stanza.get("status")):
            damaged += 1
            continue
        source = stanza.get("source", "").partition(" ")[0]
        yield DpkgPackage(
            name,
            version,
            stanza.get("architecture", ""),
            source if source != name else "",
            _required(stanza),
        )
    if damaged:
        raise FormatError(
            "dpkg-malformed", f"{damaged:,} of its packages lack a name, a version or a state"
        )


def parse_list(data: bytes) -> tuple[str, ...]:
    """The paths of an ``info/*.list`` file, folders among them, without the leading ``/``.

    What is not UTF-8 is kept by surrogates, as in paths. Raises FormatError (``dpkg-malformed``)
    for a list longer than any package's.
    """
    _limit(data)
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    return tuple(line[1:] for line in lines if line.startswith("/") and line != "/.")


def parse_md5sums(data: bytes) -> tuple[str, ...]:
    """The paths of a ``*.md5sums`` file (deb-md5sums(5)), spelt and limited as ``parse_list``'s."""
    _limit(data)
    paths = []
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        digest, _, path = line.partition(" ")
        if len(digest) == 32 and len(path) > 1:
            paths.append(path[1:].removeprefix("./").lstrip("/"))
    return tuple(path for path in paths if path)


def _limit(data: bytes) -> None:
    if data.count(b"\n") > _MAX_PATHS:
        raise FormatError("dpkg-malformed", f"a list of more than {_MAX_PATHS:,} files")


def _stanzas(stream: BinaryIO) -> Iterator[dict[str, str]]:
    """The known fields of each paragraph, by their first lines; of a repeated one the first."""
    stanza: dict[str, str] = {}
    written = strange = False
    whole = True  # whether the line before this piece ended
    while line := stream.readline(_MAX_LINE):
        starts, whole = whole, line.endswith(b"\n")
        if not starts or line[:1] in b" \t#":
            if starts and written and not line.strip():
                yield stanza
                stanza, written = {}, False
            continue
        if line in (b"\n", b"\r\n"):
            if written:
                yield stanza
                stanza, written = {}, False
            continue
        name, colon, value = line.partition(b":")
        if not colon:
            strange = True
            continue
        written = True
        field = _FIELDS.get(name.lower())
        if field is not None:
            stanza.setdefault(field, value.decode("utf-8", "replace").strip())
    if written:
        yield stanza
    if strange:
        raise FormatError("dpkg-malformed", "it has lines that are no field of a package")


def _required(stanza: dict[str, str]) -> tuple[str, ...]:
    """The names in ``libc6 (>= 2.36), debconf (>= 0.5) | debconf-2.0``."""
    said = ",".join(stanza.get(field, "") for field in ("pre-depends", "depends", "recommends"))
    names = (part.split("(")[0].strip().partition(":")[0] for part in re.split(r"[,|]", said))
    return tuple(dict.fromkeys(name for name in names if _NAME.fullmatch(name)))


def _present(status: str) -> bool:
    """``install ok installed``: what is wanted, whether it is broken, what is."""
    words = status.split()
    return len(words) == 3 and words[2] in _PRESENT
