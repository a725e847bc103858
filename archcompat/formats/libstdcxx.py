"""Which symbol versions the C++ library has on systems with a glibc, by the compilers they have.

https://gcc.gnu.org/onlinedocs/libstdc++/manual/abi.html lists them by GCC: 4.8 on RHEL 7, 8 on
RHEL 8 and Debian 10, 10 on Debian 11 and Ubuntu 20.04, 11 on RHEL 9, 12 on Debian 12 and Ubuntu
22.04, 14 on Ubuntu 24.04 and Debian 13. The policies of auditwheel stay at or one below these.
"""

from typing import NamedTuple

Numbers = tuple[int, ...]


class Newest(NamedTuple):
    """The newest symbol versions of a libstdc++."""

    glibcxx: Numbers
    cxxabi: Numbers


_BY_GLIBC = (  # 2.x, ascending
    (17, Newest((3, 4, 19), (1, 3, 7))),
    (28, Newest((3, 4, 25), (1, 3, 11))),
    (31, Newest((3, 4, 28), (1, 3, 12))),
    (34, Newest((3, 4, 29), (1, 3, 13))),
    (36, Newest((3, 4, 30), (1, 3, 13))),
    (41, Newest((3, 4, 33), (1, 3, 15))),
)


def newest(glibc: str) -> Newest | None:
    """What the usual systems of a glibc, ``2.28``, have at most; None for later ones than known."""
    wanted = numbers(glibc)
    if wanted[:1] != (2,) or len(wanted) < 2:
        return None
    return next((has for minor, has in _BY_GLIBC if minor >= wanted[1]), None)


def numbers(version: str) -> Numbers:
    """``3.4.29`` as numbers; none of what is empty."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())
