"""What names and paths are without the machine: equal for two machines' builds of one thing."""

import re
from functools import cache

from archcompat.model.arch import Arch, spellings

# The dynamic linkers that glibc's ports name otherwise than by an architecture's usual spelling, or
# keep in another folder (https://sourceware.org/glibc/wiki/ABIList).
_LOADER = re.compile(r"ld-linux(?:-[a-z0-9_-]+)?\.so\.\d|ld64\.so\.[12]")
# ``libopenblasp-r0-2d23e62b.3.17.so``: the hash and the version of a library that auditwheel put
# beside a wheel's packages are those of the machine it was taken from.
_GRAFTED = re.compile(r"-[0-9a-f]{8,40}(?=\.|$).*")
_MARK = "{arch}"

# Packages of runtimes that GCC and others have for some machines only: libquadmath is of those
# with __float128 as a type of its own, MPX and Cilk were Intel's, the rest is 32-bit and x32 code.
_ONE_MACHINE = re.compile(
    r"libquadmath\d*|libmpx\d*|libcilkrts\d*|libipt\d*|lib(?:x?32|n32|64).+|libc6-(?:i386|x32|amd64)"
    r"|(?:intel|amd64)-microcode|microcode_ctl|iucode-tool|libdrm-intel\d*"
)


def neutral(text: str, arch: Arch) -> str:
    """A name or path with ``{arch}`` in place of every spelling of the machine it is for."""
    return _tokens(arch).sub(_MARK, text)


def neutral_path(path: str, arch: Arch) -> str:
    """A place of a native file as it is for any machine."""
    folder, _, name = path.rpartition("/")
    if _LOADER.fullmatch(name):
        return "ld-linux.so"
    if ".libs" in folder.rpartition("/")[2]:
        name = _GRAFTED.sub("", name)
    return neutral(f"{folder}/{name}", arch)


def is_of_one_machine(name: str) -> bool:
    """Whether a package of a distribution exists for some machines only."""
    return _ONE_MACHINE.fullmatch(name) is not None


@cache
def _tokens(arch: Arch) -> re.Pattern[str]:
    own = [word for word, of in spellings().items() if of is arch]
    own.sort(key=len, reverse=True)
    words = "|".join(map(re.escape, own))
    return re.compile(rf"(?<![A-Za-z0-9])(?:{words})(?![A-Za-z0-9])", re.IGNORECASE)
