"""Looks into the wheels of a plan: for which machine, C library and page size they really are."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import msgspec

from archcompat.errors import FormatError, UnreachableError
from archcompat.formats.distfile import DistFile
from archcompat.formats.elf import ElfFile, read_elf, read_elf_head
from archcompat.formats.ziparchive import ZipDirectory, ZipMember
from archcompat.indexes.pythonindex import PythonIndex
from archcompat.model.target import Target
from archcompat.plan.wheelcode import Elf, WheelCode

# Programs and libraries by the names they have in wheels; nothing is fetched for other files.
_LIKELY = re.compile(r"\.so(?:\.[\w.]+)?$|(?:^|/)bin/[^/]+$|\.data/scripts/[^/]+$")
_PLAIN = re.compile(r"(?:^|/)[^./]+$")  # may be a program; mostly it is a text, or a time zone
_NO_CODE = re.compile(r"\.dist-info/|/$")
_SMALLEST = 64  # bytes of an ELF header
_SMALLEST_PROGRAM = 4096  # bytes; it has a loader, a libc and pages
_HEAD = 1024  # header and program headers, where those are not elsewhere
_SMALL = 1 << 20  # packed bytes of a file that costs one request, however little is read of it
_LARGE = 64 << 20  # packed bytes of all larger files that are read at once, the smallest first
_PIECE = 8  # files that a thread reads one after another
_MOST = 2000  # files of one wheel


class _Elves(msgspec.Struct, frozen=True):
    """What is kept of one wheel."""

    found: list[Elf]


class _Piece(NamedTuple):
    """Some files of one wheel, which are read over one connection."""

    file: DistFile
    members: Sequence[ZipMember]


class _Large(NamedTuple):
    """A file of which the head was read, and its bytes up to ``loaded`` are wanted."""

    file: DistFile
    member: ZipMember
    loaded: int

    @property
    def cost(self) -> int:
        """Packed bytes to fetch, if it is packed evenly."""
        return self.member.packed * self.loaded // max(self.member.size, 1)


_Found = tuple[list[Elf], list[_Large], str]
"""What was read, what more there is to read, and what went wrong."""
_DECODER = msgspec.json.Decoder(_Elves)


def look_into(index: PythonIndex, files: Sequence[DistFile], target: Target) -> list[WheelCode]:
    """Read what a loader would of the ELF files in some wheels; in the order of the wheels.

    Of the largest files only the heads are read once much was fetched, and of those for other
    machines. What a wheel holds is kept: it never changes.
    """
    kept_as = f"elf-2-{target.platform.arch.value}"
    known = {file.name: _known(index, file, kept_as) for file in files}
    fresh = [file for file in files if known[file.name] is None]
    listed = index.each(lambda file: _likely(index, file), fresh)
    pieces = [
        _Piece(file, members[start : start + _PIECE])
        for file, (members, _) in zip(fresh, listed, strict=True)
        for start in range(0, len(members), _PIECE)
    ]
    read = index.each(lambda piece: _read(index, piece, target), pieces)
    large = _affordable(one for _, more, _ in read for one in more)
    later = index.each(lambda one: _read_on(index, one), large)
    unread = {file.name: told for file, (_, told) in zip(fresh, listed, strict=True)}
    elves: dict[str, dict[str, Elf]] = {file.name: {} for file in fresh}
    for name, (found, _, told) in (
        *zip((piece.file.name for piece in pieces), read, strict=True),
        *zip((one.file.name for one in large), later, strict=True),
    ):
        elves[name].update((elf.path, elf) for elf in found)
        unread[name] = unread[name] or told
    for file in fresh:
        if not unread[file.name]:
            kept = _Elves(list(elves[file.name].values()))
            index.keep(file, kept_as, msgspec.json.encode(kept))
    return [
        known[file.name] or WheelCode(tuple(elves[file.name].values()), unread[file.name])
        for file in files
    ]


def _known(index: PythonIndex, file: DistFile, kept_as: str) -> WheelCode | None:
    kept = index.kept(file, kept_as)
    try:
        return WheelCode(tuple(_DECODER.decode(kept).found)) if kept is not None else None
    except msgspec.MsgspecError:
        return None


def _likely(index: PythonIndex, file: DistFile) -> tuple[list[ZipMember], str]:
    """The members of a wheel that may be ELF files, and why those are not all."""
    found: list[ZipMember] = []
    try:
        with index.open(file) as archive:
            for member in archive:
                if _is_likely(member):
                    found.append(member)
                    if len(found) > _MOST:
                        return found[:_MOST], f"it has more than {_MOST} programs and libraries"
    except (UnreachableError, FormatError) as error:
        return found, str(error)
    return found, ""


def _affordable(wanted: Iterable[_Large]) -> list[_Large]:
    """As many as may be fetched, the smallest first."""
    found: list[_Large] = []
    left = _LARGE
    for one in sorted(wanted, key=lambda one: (one.cost, one.file.name, one.member.name)):
        left -= one.cost
        if left < 0:
            break
        found.append(one)
    return found


def _read(index: PythonIndex, piece: _Piece, target: Target) -> _Found:
    """The small files of a piece, and the heads of the others."""
    more: list[_Large] = []

    def read(archive: ZipDirectory, member: ZipMember) -> Elf | None:
        if member.packed <= _SMALL:
            with archive.open(member) as stream:
                is_elf = stream.read(4) == b"\x7fELF"
                return _elf(member, read_elf(stream), whole=True) if is_elf else None
        head = archive.head(member, _HEAD)
        if not head.startswith(b"\x7fELF"):
            return None
        found = read_elf_head(head)
        if found.arch is target.platform.arch:
            loaded = min(found.loaded or member.size, member.size)
            more.append(_Large(piece.file, member, loaded))
        return _elf(member, found, whole=False)

    found, told = _each(index, piece, read)
    return found, more, told


def _read_on(index: PythonIndex, one: _Large) -> _Found:
    """One large file as far as it is loaded: its sections for debuggers cost the most."""

    def read(archive: ZipDirectory, member: ZipMember) -> Elf:
        with archive.beginning(member, one.loaded) as stream:
            return _elf(member, read_elf(stream), whole=True)

    found, told = _each(index, _Piece(one.file, [one.member]), read)
    return found, [], told


def _each(
    index: PythonIndex,
    piece: _Piece,
    read: Callable[[ZipDirectory, ZipMember], Elf | None],
) -> tuple[list[Elf], str]:
    """What ``read`` gives for the members, up to one that is damaged or cannot be had."""
    found: list[Elf] = []
    try:
        with index.open(piece.file) as archive:
            archive.fetch([member for member in piece.members if member.packed <= _SMALL])
            for member in piece.members:
                elf = read(archive, member)
                if elf is not None:
                    found.append(elf)
    except (UnreachableError, FormatError) as error:
        return found, str(error)
    return found, ""


def _elf(member: ZipMember, elf: ElfFile, *, whole: bool) -> Elf:
    return Elf(
        path=member.name,
        arch=elf.arch,
        machine=elf.machine,
        alignment=elf.alignment,
        libc=elf.libc,
        glibc=elf.min_glibc,
        glibcxx=elf.min_glibcxx,
        cxxabi=elf.min_cxxabi,
        soname=elf.soname,
        whole=whole,
    )


def _is_likely(member: ZipMember) -> bool:
    if member.size < _SMALLEST or _NO_CODE.search(member.name) is not None:
        return False
    plain = member.size >= _SMALLEST_PROGRAM and _PLAIN.search(member.name) is not None
    return plain or _LIKELY.search(member.name) is not None
