"""JNI function names to the classes they belong to (JNI specification, chapter 2)."""

import re
from collections.abc import Iterable

_MOST = 2000  # identities kept for one library; the largest seen has 400 classes
# An underscore that separates: not the first of an escape (_1 _2 _3 _0xxxx).
_SIGNATURE = re.compile(r"__(?![0-3])")  # an overload's follows; no signature begins with a digit
_SEPARATOR = re.compile(r"_(?![0-3])")


def identities(names: Iterable[str]) -> tuple[str, ...]:
    """Sorted identities: ``Java_<mangled class>`` for each class, ``JNI_OnLoad_<library>``.

    ``Java_org_xerial_snappy_SnappyNative_compress__JII`` gives
    ``Java_org_xerial_snappy_SnappyNative``.
    """
    found = set()
    for name in names:
        if name.startswith("JNI_OnLoad_"):
            found.add(name)
        elif name.startswith("Java_"):
            identity = _class_of(name)
            if identity:
                found.add(identity)
    return tuple(sorted(found)[:_MOST])


def identity_of(name: str) -> str:
    """The identity that code of a class has, ``Java_`` and the mangled name; slashes separate.

    ``org/x/My_Native$1`` gives ``Java_org_x_My_1Native_000241``.
    """
    return "Java_" + "".join(
        char if char.isascii() and char.isalnum() else _ESCAPES.get(char) or f"_0{ord(char):04x}"
        for char in name
    )


_ESCAPES = {"/": "_", "_": "_1", ";": "_2", "[": "_3"}


def _class_of(name: str) -> str:
    """Cut an overload's signature (``__``) and the method off a mangled name."""
    plain = _SIGNATURE.split(name, maxsplit=1)[0]
    separators = [match.start() for match in _SEPARATOR.finditer(plain)]
    return plain[: separators[-1]] if len(separators) > 1 else ""
