"""The Release file of a Debian archive's suite: which package lists it has, and their hashes.

https://wiki.debian.org/DebianRepository/Format#A.22Release.22_files; ``InRelease`` is the same
text with a signature around it, which is not checked here.
"""

import re
from dataclasses import dataclass

from archcompat.errors import FormatError

_LISTED = re.compile(r" ([0-9a-fA-F]{64})\s+(\d{1,18})\s+(\S+)")
_MOST = 1_000_000  # files listed; Ubuntu has 5,000


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file as the Release file lists it."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Release:
    """What a Release file says."""

    architectures: tuple[str, ...]
    """In dpkg's spelling; ``all`` may be among them."""
    components: tuple[str, ...]
    files: dict[str, ListedFile]
    """By path from the suite's folder: ``main/binary-arm64/Packages.xz``."""
    by_hash: bool
    """Files are to be had by their hashes too (Acquire-By-Hash)."""
    all_apart: bool
    """Lists of an architecture leave out what is for all of them, which has a list of its own."""


def parse_release(data: bytes) -> Release:
    """Read ``Release`` or ``InRelease``.

    Raises FormatError (``apt-release-malformed``) for what has no SHA256 hashes: apt takes no
    weaker ones.
    """
    fields: dict[str, str] = {}
    files: dict[str, ListedFile] = {}
    last = ""
    for line in data.decode("utf-8", "replace").splitlines():
        if line.startswith("-----BEGIN PGP SIGNATURE"):
            break
        if line[:1] in (" ", "\t"):
            match = _LISTED.fullmatch(line) if last == "sha256" else None
            if match is not None and len(files) < _MOST:
                files[match[3]] = ListedFile(int(match[2]), match[1].lower())
            continue
        name, colon, value = line.partition(":")
        last = name.strip().lower() if colon else ""
        fields[last] = value.strip()
    if "sha256" not in fields:
        raise FormatError("apt-release-malformed", "it is no Release file with SHA256 hashes")
    return Release(
        architectures=tuple(fields.get("architectures", "").split()),
        components=tuple(fields.get("components", "").split()),
        files=files,
        by_hash=fields.get("acquire-by-hash", "").lower() == "yes",
        all_apart="all" in fields.get("architectures", "").split()
        and "packages" not in fields.get("no-support-for-architecture-all", "").lower(),
    )
