"""Zip files of every name: JAR, WAR, jmod, wheel, nupkg, a program with a zip behind it."""

import hashlib
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from archcompat.errors import FormatError
from archcompat.formats.javanatives import NativeClasses
from archcompat.formats.ziparchive import JMOD, LOCAL, ends_as_zip, read_zip
from archcompat.formats.zipend import END
from archcompat.model.budget import Budget
from archcompat.model.entry import HEAD_SIZE, Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.native import Archive
from archcompat.model.problem import Problem
from archcompat.model.programfacts import NativeMethods
from archcompat.model.where import Where

# What has such a name should be a zip: a download that failed is told, not passed over.
_SUFFIXES = (
    *(".jar", ".war", ".ear", ".jmod", ".sar", ".par", ".nar", ".kar", ".hpi", ".jpi", ".aar"),
    *(".whl", ".egg", ".zip", ".nupkg"),
)
_MAGICS = (LOCAL, END, JMOD)
_SCRIPT, _ELF = b"#!", b"\x7fELF"
_SMALLEST_CARRIER = 4096  # bytes; a shorter script or program has no archive behind it

# Far above any real archive (the largest JAR seen has 53,000 members and gives 400 MB), far
# below what would hurt; the walker's own budget holds for the layer as a whole.
_BUDGET = Budget(entries=500_000, output_bytes=16 << 30)
# What is named a class and is no larger than nearly all of them is taken for one unread: in a layer
# of JARs a hundred thousand are, and looking at each takes longer than all else. bytes
_SMALL = 16 << 10
_DESCRIPTOR = "classes/module-info.class"  # of a jmod
_BLOCK = 1 << 20  # bytes
_TOLD = 20  # problems of one code told one by one; the others are counted


class ZipArchive:
    """Yields every member but folders and Java classes, and one Archive fact at the end."""

    name = "zip-archive"
    marks = Marks(
        suffixes=tuple(suffix[1:] for suffix in _SUFFIXES), heads=(*_MAGICS, _SCRIPT, _ELF)
    )

    def claims(self, entry: Entry) -> bool:
        """By magic bytes, by name, or as something that may carry a zip behind it."""
        if _should_be_zip(entry):
            return True
        if entry.size < _SMALLEST_CARRIER:
            return False
        # Programs carry archives; that libraries do not spares a look at most ELF files.
        return entry.head[:2] == _SCRIPT or (
            entry.head[:4] == _ELF and ".so" not in entry.where.parts[-1]
        )

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the members, and a Problem for each that cannot be read."""
        with entry.open() as stream:
            if not _should_be_zip(entry) and not ends_as_zip(stream):
                return
            directory = read_zip(stream, _BUDGET)
            descriptor = _DESCRIPTOR if directory.format == "jmod" else None
            damaged = _Damaged(entry.where)
            members = classes = 0
            readable, code = NativeClasses(), False
            for member in directory:
                members += 1
                name = member.name
                if name[-6:] == ".class" and 0 < member.size < _SMALL and name != descriptor:
                    classes += 1
                    readable.offer(member)
                    continue
                if name[-1] == "/":
                    continue
                try:
                    head = directory.head(member, HEAD_SIZE)
                    if _is_java_class(head) and name != descriptor:
                        classes += 1
                        readable.offer(member)
                        continue
                except FormatError as error:
                    yield from damaged.tell(member.name, error)
                    continue
                code = code or head[:4] == _ELF
                yield Entry(
                    entry.where.inside(member.name),
                    member.size if member.size >= 0 else member.packed,
                    head,
                    partial(directory.open, member),
                )
            yield from damaged.rest()
            if descriptor is None:  # a jmod's classes are the Java runtime's own
                yield from _native_methods(entry.where, *readable.read(directory.open, code=code))
            sha1 = _sha1(stream) if code and directory.format == "zip" else ""
            yield Archive(entry.where, directory.format, members, classes, sha1)
            if directory.damage is not None:
                raise directory.damage


def _sha1(stream: BinaryIO) -> str:
    """What repositories of JARs tell one by."""
    stream.seek(0)
    digest = hashlib.sha1(usedforsecurity=False)
    while block := stream.read(_BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _native_methods(
    where: Where, classes: list[str], loads: list[tuple[str, str]]
) -> Iterator[NativeMethods]:
    if classes or loads:
        yield NativeMethods(where, tuple(classes), tuple(loads))


class _Damaged:
    """Turns errors of single members into Problems, and many alike into one."""

    def __init__(self, where: Where) -> None:
        self._where = where
        self._count: Counter[str] = Counter()

    def tell(self, name: str, error: FormatError) -> Iterator[Problem]:
        self._count[error.code] += 1
        if self._count[error.code] <= _TOLD:
            yield Problem(self._where.inside(name), error.code, error.detail)

    def rest(self) -> Iterator[Problem]:
        for code, count in self._count.items():
            if count > _TOLD:
                yield Problem(self._where, code, f"and {count - _TOLD:,} more members alike")


def _should_be_zip(entry: Entry) -> bool:
    return entry.head[:4] in _MAGICS or entry.where.parts[-1].lower().endswith(_SUFFIXES)


def _is_java_class(head: bytes) -> bool:
    """A class file, not a fat Mach-O: both begin alike (JVM specification 4.1).

    Where a class has its major version, 45 or more, a Mach-O counts its architectures.
    """
    return head[:4] == b"\xca\xfe\xba\xbe" and head[6:8] >= b"\0\x2d"


KIND = ZipArchive()
