"""APKINDEX.tar.gz of an Alpine repository: which packages there are for one architecture.

https://wiki.alpinelinux.org/wiki/Apk_spec#APKINDEX_Format: a tar in two gzip members, of which the
first holds a signature, which is not checked here; records of a letter, a colon and a value.
"""

import io
import re
from collections.abc import Iterator

from archcompat.errors import FormatError
from archcompat.formats.compression import chunks
from archcompat.formats.packagelist import PackageRow
from archcompat.formats.tararchive import read_tar

_LARGEST = 256 << 20  # bytes; Alpine's community has 8 MB
_FIELD = re.compile(rb"^([PVAp]):(.*)$", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9+._-]*")


def read_apkindex(data: bytes, architecture: str) -> Iterator[PackageRow]:
    """Yield what there is for an architecture, in apk's spelling, or for all of them.

    Raises FormatError: ``apk-index-malformed`` for what is no index, and those of ``read_tar`` and
    ``chunks``.
    """
    plain = chunks(io.BytesIO(data), limit=_LARGEST)
    for member in read_tar(lambda: next(plain, b"")):
        if member.path == "APKINDEX":
            text = member.open().read() if member.open is not None else b""
            break
    else:
        raise FormatError("apk-index-malformed", "it has no APKINDEX in it")
    for record in text.split(b"\n\n"):
        if not record.strip():
            continue
        fields = {name: value.decode("utf-8", "replace") for name, value in _FIELD.findall(record)}
        name, version = fields.get(b"P", ""), fields.get(b"V", "")
        if not _NAME.fullmatch(name) or not version:
            raise FormatError("apk-index-malformed", "a package in it has no name or no version")
        if fields.get(b"A", "") in (architecture, "noarch", "all"):
            yield PackageRow(name, version, _names(fields.get(b"p", "")))


def _names(provides: str) -> tuple[str, ...]:
    """Those of packages in ``so:libx.so.1=1 cmd:sh=1 mail-server=1``, without versions."""
    words = (re.split(r"[=<>~]", word)[0] for word in provides.split() if ":" not in word)
    return tuple(word for word in words if _NAME.fullmatch(word))
