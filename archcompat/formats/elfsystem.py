"""Which operating system and C library an ELF file is for, by what its bytes say.

EI_OSABI is zero for Linux and for half of the others too, so notes, the interpreter and the names
of needed libraries are asked as well; never the file's path.
"""

import re
import struct
from dataclasses import dataclass

_OSABI = {2: "netbsd", 6: "solaris", 7: "aix", 9: "freebsd", 12: "openbsd"}
_NOTES = {
    b"Android": "android",
    b"DragonFly": "dragonfly",
    b"FreeBSD": "freebsd",
    b"NetBSD": "netbsd",
    b"OpenBSD": "openbsd",
}
_GNU_ABI = {0: "linux", 1: "hurd", 2: "solaris", 3: "freebsd"}  # NT_GNU_ABI_TAG's first word
# Names that a system's own libraries have and Linux's have not.
_LIBC_OF = {
    "libc.so.7": "freebsd",
    "libc.so.8": "dragonfly",
    "libc.so.12": "netbsd",
    **dict.fromkeys(("libc.so.1", "libdl.so.1", "libm.so.2", "libsocket.so.1"), "solaris"),
}
_LIBC_OF_OPENBSD = re.compile(r"libc\.so\.\d+\.\d+")  # libc.so.84.2: each release has its own
_ANDROID = frozenset(("liblog.so", "libc++_shared.so", "libdl.so", "libm.so", "libandroid.so"))
_GLIBC_LOADER = re.compile(r"/lib\d*/ld(?:64)?[-.]")


@dataclass(frozen=True, slots=True)
class Signs:
    """What in a file tells its system."""

    osabi: int
    """EI_OSABI."""
    note: str
    """The system of a note (``os_of_notes``)."""
    interpreter: str
    """PT_INTERP."""
    names: frozenset[str]
    """DT_NEEDED and DT_SONAME."""
    glibc_versions: bool
    """Whether a GLIBC_x.y symbol version is needed."""


def system(signs: Signs) -> tuple[str, str]:
    """(operating system, C library) by the strongest sign; the library empty where none shows."""
    names, loader = signs.names, signs.interpreter
    bionic = "libc.so" in names and names & _ANDROID
    if signs.note == "android" or loader.startswith("/system/bin/linker") or bionic:
        return "android", ""
    for other in ("freebsd", "netbsd", "openbsd", "dragonfly", "solaris", "hurd"):
        if other in (signs.note, _OSABI.get(signs.osabi)):
            return other, ""
    musl = "libc.so" in names or any(name.startswith("libc.musl-") for name in names)
    if musl or "/ld-musl-" in loader:
        return "linux", "musl"
    glibc = "libc.so.6" in names or any(name.startswith("ld-linux") for name in names)
    if glibc or signs.glibc_versions or _GLIBC_LOADER.match(loader):
        return "linux", "glibc"
    for name, os in _LIBC_OF.items():
        if name in names:
            return os, ""
    if any(_LIBC_OF_OPENBSD.fullmatch(name) for name in names):
        return "openbsd", ""
    return _OSABI.get(signs.osabi, "linux"), ""


def os_of_notes(data: bytes, order: str) -> str:
    """The system the notes of one PT_NOTE segment name (gABI, note section); empty for none."""
    at = 0
    for _ in range(64):
        if at + 12 > len(data):
            break
        name_size, size, kind = struct.unpack_from(order + "III", data, at)
        at += 12
        name = data[at : at + min(name_size, 64)].rstrip(b"\0")
        at += -(-name_size // 4) * 4
        if name in _NOTES:
            return _NOTES[name]
        if name == b"GNU" and kind == 1 and 4 <= size <= len(data) - at:
            (abi,) = struct.unpack_from(order + "I", data, at)
            return _GNU_ABI.get(abi, "")
        at += -(-size // 4) * 4
    return ""
