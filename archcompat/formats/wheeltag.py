"""WHEEL: for which interpreters, ABIs and platforms a Python distribution was built."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from archcompat.errors import FormatError
from archcompat.formats.pymetadata import parse_fields

_TOLD = frozenset(("tag", "root-is-purelib", "build"))
_MAX_TAGS = 10_000  # after expansion; real wheels have below 50


@dataclass(frozen=True, slots=True)
class WheelFile:
    """The fields of a WHEEL file."""

    tags: tuple[str, ...]
    """``cp38-cp38-manylinux2014_x86_64``, expanded, lower case, sorted."""
    pure: bool
    """Root-Is-Purelib."""
    build: str
    """Build number, mostly empty."""


def parse_wheel_file(data: bytes) -> WheelFile:
    """Read WHEEL. Raises FormatError when not one tag in it is valid.

    https://packaging.python.org/en/latest/specifications/binary-distribution-format/
    """
    said = parse_fields(data, _TOLD)
    tags: set[str] = set()
    for written in said.get("tag", ()):
        tags.update(expand_tag(written))
        if len(tags) > _MAX_TAGS:
            raise FormatError("wheel-tags-damaged", "its tags expand to too many")
    if not tags:
        raise FormatError("wheel-tags-damaged", "it has no valid tag")
    pure = said.get("root-is-purelib", ["false"])[0].lower() == "true"
    return WheelFile(tuple(sorted(tags)), pure, said.get("build", [""])[0])


@lru_cache(4096)
def expand_tag(written: str) -> tuple[str, ...]:
    """The tags that a compressed set such as ``py2.py3-none-any`` stands for; none if invalid.

    https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/. Raises
    FormatError when they are too many to be real.
    """
    sets = [part.split(".") for part in written.lower().split("-")]
    if len(sets) != 3 or not all(all(names) for names in sets):
        return ()
    if len(sets[0]) * len(sets[1]) * len(sets[2]) > _MAX_TAGS:
        raise FormatError("wheel-tags-damaged", "its tags expand to too many")
    return tuple("-".join(tag) for tag in product(*sets))
