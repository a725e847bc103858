"""Looks into the wheels of a plan: for which machine, C library and page size they really are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from archcompat.errors import FormatError, UnreachableError
from archcompat.formats.distfile import DistFile
from archcompat.formats.elf import read_elf, read_elf_head
from archcompat.formats.versions import compare
from archcompat.formats.ziparchive import ZipDirectory, ZipMember
from archcompat.indexes.pythonindex import PythonIndex
from archcompat.model.arch import Arch
from archcompat.model.target import Target

# Programs and libraries by the names they have in wheels; nothing is fetched for other files.
_LIKELY = re.compile(r"\.so(?:\.[\w.]+)?$|(?:^|/)bin/[^/]+$|\.data/scripts/[^/]+$|(?:^|/)[^./]+$")
_NO_CODE = re.compile(r"\.dist-info/|/$")
_SMALLEST = 64  # bytes of an ELF header
_HEAD = 4096  # header and program headers
_WHOLE = 1 << 20  # packed bytes of a file that is read whole: the versions it needs stand anywhere
_PIECE = 8  # files that a thread reads one after another
_MOST = 2000  # files of one wheel


@dataclass(frozen=True, slots=True)
class WheelCode:
    """What the ELF files of one wheel are."""

    read: int = 0
    """ELF files."""
    foreign: tuple[str, ...] = ()
    """``path (machine)`` of those for another machine."""
    native: int = 0
    """Those for the target's."""
    glibc: str = ""
    """The highest version needed by those that were read whole."""
    whole: int = 0
    """How many were."""
    alignment: int = 0
    """The smallest of the native ones, in bytes; 0 for none."""
    unread: str = ""
    """Why not all of it was read."""

    def lie(self, file: DistFile, target: Target) -> str:
        """Why it does not run on the target in spite of its tags; empty if nothing speaks so."""
        if file.is_pure:
            return ""
        if self.foreign and not self.native:
            return f"{file.name} holds no code for {target.platform.arch}: {self.foreign[0]}"
        libc = target.libc
        if (
            self.glibc
            and libc is not None
            and libc.family == "glibc"
            and libc.version
            and compare("generic", self.glibc, libc.version) > 0
        ):
            return f"{file.name} needs glibc {self.glibc}, whatever its tag says"
        if 0 < self.alignment < target.page_size:
            return (
                f"{file.name} is linked for pages of {self.alignment} bytes,"
                f" and does not load where they have {target.page_size}"
            )
        return ""


class _Elf(msgspec.Struct, frozen=True):
    """What is kept of one ELF file."""

    path: str
    arch: Arch
    machine: str
    glibc: str
    alignment: int
    whole: bool


class _Elves(msgspec.Struct, frozen=True):
    found: list[_Elf]
    unread: str = ""


_DECODER = msgspec.json.Decoder(_Elves)
_KEPT_AS = "elf-1"


def look_into(index: PythonIndex, files: Sequence[DistFile], target: Target) -> list[WheelCode]:
    """Read the headers of all ELF files in some wheels, and small files whole; in their order.

    What a wheel holds is kept: it never changes.
    """
    known = {file.name: _known(index, file) for file in files}
    fresh = [file for file in files if known[file.name] is None]
    listed = index.each(lambda file: _likely(index, file), fresh)
    pieces = [
        (file, members[start : start + _PIECE])
        for file, (members, _) in zip(fresh, listed, strict=True)
        for start in range(0, len(members), _PIECE)
    ]
    read = index.each(lambda piece: _read(index, *piece), pieces)
    found = {file.name: _Elves([], unread) for file, (_, unread) in zip(fresh, listed, strict=True)}
    for (file, _), some in zip(pieces, read, strict=True):
        before = found[file.name]
        found[file.name] = _Elves([*before.found, *some.found], before.unread or some.unread)
    for file in fresh:
        if not found[file.name].unread:
            index.keep(file, _KEPT_AS, msgspec.json.encode(found[file.name]))
    return [_code(known[file.name] or found[file.name], target) for file in files]


def _known(index: PythonIndex, file: DistFile) -> _Elves | None:
    kept = index.kept(file, _KEPT_AS)
    try:
        return _DECODER.decode(kept) if kept is not None else None
    except msgspec.MsgspecError:
        return None


def _likely(index: PythonIndex, file: DistFile) -> tuple[list[ZipMember], str]:
    """The members of a wheel that may be ELF files, and why those are not all."""
    found: list[ZipMember] = []
    try:
        with index.open(file) as archive:
            for member in archive:
                if member.size >= _SMALLEST and _is_likely(member.name):
                    found.append(member)
                    if len(found) > _MOST:
                        return found[:_MOST], f"it has more than {_MOST} programs and libraries"
    except (UnreachableError, FormatError) as error:
        return found, str(error)
    return found, ""


def _read(index: PythonIndex, file: DistFile, members: Sequence[ZipMember]) -> _Elves:
    found: list[_Elf] = []
    try:
        with index.open(file) as archive:
            for member in members:
                elf = _elf(archive, member)
                if elf is not None:
                    found.append(elf)
    except (UnreachableError, FormatError) as error:
        return _Elves(found, str(error))
    return _Elves(found)


def _elf(archive: ZipDirectory, member: ZipMember) -> _Elf | None:
    """One ELF file, None for what is none."""
    whole = member.packed <= _WHOLE
    if whole:
        with archive.open(member) as stream:
            if stream.read(4) != b"\x7fELF":
                return None
            elf = read_elf(stream)
    else:
        head = archive.head(member, _HEAD)
        if not head.startswith(b"\x7fELF"):
            return None
        elf = read_elf_head(head)
    return _Elf(member.name, elf.arch, elf.machine, elf.min_glibc, elf.alignment, whole)


def _code(elves: _Elves, target: Target) -> WheelCode:
    mine = [elf for elf in elves.found if elf.arch is target.platform.arch]
    floor = ""
    for elf in mine:
        if elf.glibc and (not floor or compare("generic", elf.glibc, floor) > 0):
            floor = elf.glibc
    return WheelCode(
        read=len(elves.found),
        foreign=tuple(
            f"{elf.path} ({elf.machine})"
            for elf in elves.found
            if elf.arch is not target.platform.arch
        ),
        native=len(mine),
        glibc=floor,
        whole=sum(elf.whole for elf in elves.found),
        alignment=min((elf.alignment for elf in mine if elf.alignment), default=0),
        unread=elves.unread,
    )


def _is_likely(name: str) -> bool:
    return _LIKELY.search(name) is not None and _NO_CODE.search(name) is None
