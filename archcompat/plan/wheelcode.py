"""What the ELF files of a wheel are, and whether that is what its tags say."""

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from archcompat.formats.distfile import DistFile
from archcompat.formats.libstdcxx import newest, numbers
from archcompat.model.arch import Arch
from archcompat.model.target import Target


class Elf(msgspec.Struct, frozen=True):
    """What is kept of one ELF file."""

    path: str
    arch: Arch
    machine: str
    alignment: int
    libc: str = ""
    """``glibc``, ``musl``, or empty: not known, or none."""
    glibc: str = ""
    """The highest version needed, likewise ``glibcxx`` and ``cxxabi``; empty if only the head of
    the file was read."""
    glibcxx: str = ""
    cxxabi: str = ""
    soname: str = ""
    whole: bool = True
    """All that is loaded of it was read, not just its head."""


@dataclass(frozen=True, slots=True)
class WheelCode:
    """What was found in one wheel."""

    elves: tuple[Elf, ...] = ()
    unread: str = ""
    """Why not all of it was read."""

    def of(self, target: Target) -> tuple[Elf, ...]:
        """The files for the machine of a target."""
        return tuple(elf for elf in self.elves if elf.arch is target.platform.arch)

    def foreign(self, target: Target) -> tuple[str, ...]:
        """``path (machine)`` of those for another machine."""
        other = (elf for elf in self.elves if elf.arch is not target.platform.arch)
        return tuple(f"{elf.path} ({elf.machine})" for elf in other)

    def by_head(self, target: Target) -> tuple[str, ...]:
        """Of which files of the target's the versions that they need are not known."""
        return tuple(elf.path for elf in self.of(target) if not elf.whole)

    def is_read(self, target: Target) -> bool:
        """Whether everything of the target's was read."""
        return not self.unread and not self.by_head(target)

    def alignment(self, target: Target) -> int:
        """The smallest, in bytes; 0 without any for the target."""
        return min((elf.alignment for elf in self.of(target) if elf.alignment), default=0)

    def lie(self, file: DistFile, target: Target) -> str:
        """Why it does not run on the target in spite of its tags; empty if nothing speaks so."""
        if file.is_pure:
            return ""
        own = self.of(target)
        if self.elves and not own:
            first = self.foreign(target)[0]
            return f"{file.name} holds no code for {target.platform.arch}: {first}"
        return _libc(file, own, target) or _pages(file, self.alignment(target), target)


def _libc(file: DistFile, own: Iterable[Elf], target: Target) -> str:
    """What of the C library, or of the C++ library beside it, the target does not have."""
    libc = target.libc
    if libc is None:
        return ""
    families = {elf.libc for elf in own} - {""}
    if families and libc.family not in families:
        return f"{file.name} is linked with {families.pop()}, whatever its tag says"
    if libc.family != "glibc" or not libc.version:
        return ""
    highest = max((elf.glibc for elf in own), key=numbers, default="")
    if numbers(highest) > numbers(libc.version):
        return f"{file.name} needs glibc {highest}, whatever its tag says"
    has = newest(libc.version)
    if has is None or any(elf.soname.startswith("libstdc++") for elf in own):
        return ""  # it may bring its own
    for name, needed, there in (
        ("GLIBCXX", [elf.glibcxx for elf in own], has.glibcxx),
        ("CXXABI", [elf.cxxabi for elf in own], has.cxxabi),
    ):
        most = max(needed, key=numbers, default="")
        if numbers(most) > there:
            up_to = ".".join(map(str, there))
            return (
                f"{file.name} needs a libstdc++ with {name}_{most}; systems with glibc"
                f" {libc.version} have {name}_{up_to} at most"
            )
    return ""


def _pages(file: DistFile, alignment: int, target: Target) -> str:
    if 0 < alignment < target.page_size:
        return (
            f"{file.name} is linked for pages of {alignment} bytes,"
            f" and does not load where they have {target.page_size}"
        )
    return ""
