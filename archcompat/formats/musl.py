"""What musl's loader gives a library that was built for glibc: the symbols of each release.

musl-symbols.txt beside this was made from musl's own source by ``tests/make/musl_symbols.py``.
"""

import re
from collections.abc import Iterable
from functools import cache

# Names that musl takes for itself whatever their version, load_library() in its ldso/dynlink.c.
_OWN = re.compile(r"lib(?:c|pthread|rt|m|dl|util|xnet)\.")
# What else is found in a package of Alpine, by the start of the library's name.
_PACKAGES = {
    "ld-linux": "gcompat",
    "libgcc_s.so": "libgcc",
    "libstdc++.so": "libstdc++",
    "libgomp.so": "libgomp",
    "libgfortran.so": "libgfortran",
    "libquadmath.so": "libquadmath",
    "libatomic.so": "libatomic",
    "libz.so": "zlib",
    "libuuid.so": "libuuid",
    "libaio.so": "libaio",
    "libnuma.so": "numactl",
}
# Its versioned symbols belong to these libraries of glibc, which musl all has in one.
_GLIBC = re.compile(r"lib(?:c|pthread|rt|m|dl|util|anl|crypt|resolv)\.so\.|ld-linux|ld64?\.so\.")


def is_own(name: str) -> bool:
    """Whether musl answers for a needed library itself, without a file."""
    return _OWN.match(name) is not None


def is_glibc(name: str) -> bool:
    """Whether a library is one of glibc's."""
    return _GLIBC.match(name) is not None


def package_of(name: str) -> str:
    """The Alpine package with a library; empty for one that is in none that is known."""
    return next((package for start, package in _PACKAGES.items() if name.startswith(start)), "")


def lacking(names: Iterable[str], version: str = "") -> list[str]:
    """Those of some symbols that a release of musl has not, sorted.

    ``version`` may name several, ``1.2`` or all by an empty one: then those that any of them has
    not. One that is not known here is taken for the nearest older one.
    """
    known, table = _table()
    meant = _meant(version, known)
    oldest, newest = meant[0], meant[-1]
    found = []
    for name in set(names):
        first, last = table.get(name, (len(known), -1))
        if not first <= oldest <= newest <= last:
            found.append(name)
    return sorted(found)


def _meant(version: str, known: tuple[str, ...]) -> list[int]:
    """The releases that a version means, by their place among those known."""
    wanted = _numbers(version)
    same = [at for at, one in enumerate(known) if _numbers(one)[: len(wanted)] == wanted]
    older = [at for at, one in enumerate(known) if _numbers(one) <= wanted]
    return same or older[-1:] or [0]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


@cache
def _table() -> tuple[tuple[str, ...], dict[str, tuple[int, int]]]:
    """(the releases, oldest first; each symbol with the first and the last that has it)."""
    from importlib.resources import files  # noqa: PLC0415 - few targets are musl, and it costs 5 ms

    text = files(__package__).joinpath("musl-symbols.txt").read_text("ascii")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    known = tuple(lines[0].split())
    table = {}
    for line in lines[1:]:
        name, _, span = line.partition(" ")
        first, _, last = span.partition("-")
        table[name] = (
            known.index(first) if first else 0,
            known.index(last) if last else len(known) - 1,
        )
    return known, table
