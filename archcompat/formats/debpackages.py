"""The Packages file of a Debian archive: which packages there are for an architecture.

Stanzas as Debian policy 5 describes them, parted by empty lines.
"""

import re
from collections.abc import Iterable, Iterator

from archcompat.errors import FormatError
from archcompat.formats.packagelist import PackageRow

_FIELD = re.compile(rb"^(Package|Version|Architecture|Provides):[ \t]*(.*)$", re.MULTILINE)
_LONGEST = 4 << 20  # bytes of one stanza; the largest of Debian, of a Rust crate, has 100 KB
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9+._-]*")


def read_packages(chunks: Iterable[bytes], architecture: str) -> Iterator[PackageRow]:
    """Yield what there is for an architecture, in dpkg's spelling, or for all of them.

    Raises FormatError (``apt-packages-malformed``) for what is no list of packages, and as
    ``chunks`` does.
    """
    for stanza in _stanzas(chunks):
        fields = {name: value.decode("utf-8", "replace") for name, value in _FIELD.findall(stanza)}
        if not fields:
            if stanza.strip():
                raise FormatError("apt-packages-malformed", "it is no list of packages")
            continue
        name, version = fields.get(b"Package", "").strip(), fields.get(b"Version", "").strip()
        if not _NAME.fullmatch(name) or not version:
            raise FormatError("apt-packages-malformed", "a package has no name or no version")
        if fields.get(b"Architecture", "").strip() in (architecture, "all"):
            yield PackageRow(name, version, _names(fields.get(b"Provides", "")))


def _stanzas(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n\n")
        yield from whole
        if len(rest) > _LONGEST:
            raise FormatError("apt-packages-malformed", f"a package has over {_LONGEST:,} bytes")
    yield rest


def _names(provides: str) -> tuple[str, ...]:
    """``mail-transport-agent, libx (= 1)`` without versions and architectures."""
    parts = (part.split("(")[0].strip().partition(":")[0] for part in provides.split(","))
    return tuple(part for part in parts if _NAME.fullmatch(part))
