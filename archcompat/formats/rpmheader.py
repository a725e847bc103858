"""The header of an rpm package: a table of tags, as packages and rpm's database both hold it.

https://rpm-software-management.github.io/rpm/manual/format_header.html; in a database it stands
without the magic. Everything is big-endian.
"""

import re
import struct
from dataclasses import dataclass

from archcompat.errors import FormatError

_NAME, _VERSION, _RELEASE, _EPOCH, _ARCH = 1000, 1001, 1002, 1003, 1022
_OLD_FILENAMES, _SOURCE_RPM = 1027, 1044
_DIR_INDEXES, _BASE_NAMES, _DIR_NAMES = 1116, 1117, 1118
_WANTED = frozenset(
    (
        *(_NAME, _VERSION, _RELEASE, _EPOCH, _ARCH),
        *(_OLD_FILENAMES, _SOURCE_RPM, _DIR_INDEXES, _BASE_NAMES, _DIR_NAMES),
    )
)
_INT32 = 4
_STRINGS = (6, 8, 9)  # one, several, one for each language

_NAMES = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+~^()-]*")
_MAX_TAGS = 0xFFFF  # as rpm itself
_MAX_PATHS = 32 << 20  # characters of all paths of a package


@dataclass(frozen=True, slots=True)
class RpmPackage:
    """One installed package."""

    name: str
    version: str
    """``epoch:version-release``, without an epoch if it has none."""
    arch: str
    """``x86_64``, ``noarch``; empty for what is no software (``gpg-pubkey``)."""
    source: str
    """The source package, empty if it is not known or has the same name."""
    files: tuple[str, ...]
    """Folders among them, without a leading ``/``."""


def parse_header(data: bytes) -> RpmPackage:
    """The package a header describes. Raises FormatError (``rpm-header-damaged``)."""
    header = _Header(data)
    name, version = header.text(_NAME), header.text(_VERSION)
    if not _NAMES.fullmatch(name) or not version:
        raise _damaged("it has no name or no version")
    epoch = header.numbers(_EPOCH)
    release = header.text(_RELEASE)
    source = _source_name(header.text(_SOURCE_RPM))
    return RpmPackage(
        name=name,
        version="".join((f"{epoch[0]}:" if epoch else "", version, f"-{release}" * bool(release))),
        arch=header.text(_ARCH),
        source=source if source != name else "",
        files=_files(header),
    )


def _files(header: "_Header") -> tuple[str, ...]:
    """Paths, which are stored in two parts since rpm 4."""
    bases = header.strings(_BASE_NAMES)
    if not bases:
        old = header.strings(_OLD_FILENAMES)
        return tuple(path.lstrip("/") for path in old)
    folders = [folder.lstrip("/") for folder in header.strings(_DIR_NAMES)]
    indexes = header.numbers(_DIR_INDEXES)
    if len(indexes) != len(bases) or max(indexes) >= len(folders):
        raise _damaged("its files are in folders it does not have")
    if sum(len(folders[index]) for index in indexes) > _MAX_PATHS:
        raise _damaged("its paths are longer than any package's")
    return tuple(folders[index] + base for index, base in zip(indexes, bases, strict=True))


def _source_name(file: str) -> str:
    """The name in ``name-version-release.src.rpm``."""
    stem = file.removesuffix(".rpm").removesuffix(".src").removesuffix(".nosrc")
    return stem.rsplit("-", 2)[0] if stem.count("-") >= 2 else ""


def _damaged(detail: str) -> FormatError:
    return FormatError("rpm-header-damaged", f"an rpm header is damaged: {detail}")


class _Header:
    """The wanted tags and the data they lead to."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 8:
            raise _damaged("it ends in its first bytes")
        count, length = struct.unpack_from(">II", data)
        start = 8 + 16 * count
        if count > _MAX_TAGS or start + length > len(data):
            raise _damaged("it is longer than what is there")
        self._data = data[start : start + length]
        self._index: dict[int, tuple[int, int, int]] = {}
        for tag, kind, offset, entries in struct.iter_unpack(">IIII", data[8:start]):
            if tag in _WANTED:
                self._index.setdefault(tag, (kind, offset, entries))

    def strings(self, tag: int) -> list[str]:
        """The strings of a tag, none if it is not there."""
        kind, offset, count = self._index.get(tag, (_STRINGS[0], 0, 0))
        if kind not in _STRINGS:
            raise _damaged(f"tag {tag} holds no text")
        if not count:
            return []
        # Split no farther than there are strings; what is behind them is not copied again.
        parts = self._data[offset:].split(b"\0", count) if count <= len(self._data) else []
        if len(parts) <= count:
            raise _damaged(f"tag {tag} is cut off")
        return [part.decode("utf-8", "surrogateescape") for part in parts[:count]]

    def text(self, tag: int) -> str:
        """The first string of a tag, with U+FFFD for what is not UTF-8; empty without one."""
        first = next(iter(self.strings(tag)), "")
        return first.encode("utf-8", "surrogateescape").decode("utf-8", "replace")

    def numbers(self, tag: int) -> tuple[int, ...]:
        """The 32-bit numbers of a tag, none if it is not there."""
        kind, offset, count = self._index.get(tag, (_INT32, 0, 0))
        if kind != _INT32 or offset + 4 * count > len(self._data):
            raise _damaged(f"tag {tag} holds no numbers, or fewer than said")
        return struct.unpack_from(f">{count}I", self._data, offset)
