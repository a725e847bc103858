"""JNI function names to the classes they belong to (JNI specification, chapter 2)."""

import re
from collections.abc import Iterable

_MOST = 2000  # identities kept for one library; the largest seen has 400 classes
# An underscore that separates: not the first of an escape (_1 _2 _3 _0xxxx).
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


def _class_of(name: str) -> str:
    """Cut an overload's signature (``__``) and the method off a mangled name."""
    plain = name.split("__", 1)[0]
    separators = [match.start() for match in _SEPARATOR.finditer(plain)]
    return plain[: separators[-1]] if len(separators) > 1 else ""
