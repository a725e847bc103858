"""Alpine's version order (apk-package(5), "Package version"; src/version.c of apk-tools).

``number{.number}...{letter}{_suffix{number}}...{~hash}{-r#}``: the parts are compared from the
left, and where two versions go on differently the part that comes earlier in that list is newer.
"""

import re

from archcompat.errors import FormatError

_BEFORE = ("alpha", "beta", "pre", "rc")  # suffixes of what comes before the release
_AFTER = ("cvs", "svn", "git", "hg", "p")
_SUFFIX = re.compile(rf"_({'|'.join((*_BEFORE, *_AFTER))})([0-9]*)")
_VERSION = re.compile(
    rf"([0-9]+)((?:\.[0-9]+)*)([a-z]?)((?:{_SUFFIX.pattern})*)(~[0-9a-f]+)?(-r[0-9]+)?"
)
_EARLIER, _END, _REVISION, _HASH, _SUFFIX_NUMBER, _LATER, _LETTER, _NUMBER = range(8)

Key = tuple[tuple[int | str, ...], ...]


def key(version: str) -> Key:
    """A sort key. Raises FormatError (``version-unknown``) for what is no Alpine version."""
    match = _VERSION.fullmatch(version)
    if match is None:
        raise FormatError("version-unknown", f"{version!r} is no Alpine version")
    first, numbers, letter, suffixes, _, _, commit, revision = match.groups()
    parts: list[tuple[int | str, ...]] = [(_NUMBER, 1, int(first))]
    # Behind a dot a leading zero makes it a decimal fraction: 1.05 is older than 1.1.
    parts.extend(
        (_NUMBER, 0, text) if text.startswith("0") else (_NUMBER, 1, int(text))
        for text in numbers.split(".")[1:]
    )
    if letter:
        parts.append((_LETTER, letter))
    for name, number in _SUFFIX.findall(suffixes):
        earlier = name in _BEFORE
        parts.append((_EARLIER, _BEFORE.index(name)) if earlier else (_LATER, _AFTER.index(name)))
        if number:
            parts.append((_SUFFIX_NUMBER, int(number)))
    if commit:
        parts.append((_HASH, commit))
    if revision:
        parts.append((_REVISION, int(revision[2:])))
    return (*parts, (_END,))
