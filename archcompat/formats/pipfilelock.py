"""Pipfile.lock: what pipenv installs; https://github.com/pypa/pipfile describes its shape."""

import msgspec
from msgspec import Struct, field

from archcompat.errors import FormatError
from archcompat.formats.lockfiles import Found, hashes_of, problem, without_secrets
from archcompat.model.pythonfacts import Requirement
from archcompat.model.where import Where

MAX_BYTES = 16 << 20


class _Package(Struct):
    version: str = ""
    hashes: list[str] = field(default_factory=list[str])
    markers: str = ""
    extras: list[str] = field(default_factory=list[str])
    git: str = ""
    file: str = ""
    path: str = ""


class _Lock(Struct):
    meta: dict[str, msgspec.Raw] = field(name="_meta")
    default: dict[str, msgspec.Raw] = field(default_factory=dict[str, msgspec.Raw])
    develop: dict[str, msgspec.Raw] = field(default_factory=dict[str, msgspec.Raw])


_LOCK = msgspec.json.Decoder(_Lock)
_PACKAGE = msgspec.json.Decoder(_Package)


def parse_pipfile_lock(data: bytes, where: Where) -> Found:
    """Yield each package of the file at ``where``, and a Problem for an entry that is none.

    A package of both groups is named once. Raises FormatError for what is no such file.
    """
    if len(data) > MAX_BYTES:
        raise FormatError("limit-size", f"a Pipfile.lock of over {MAX_BYTES:,} bytes")
    try:
        lock = _LOCK.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError("lock-malformed", f"it is no Pipfile.lock: {error}") from None
    for number, (name, raw) in enumerate({**lock.develop, **lock.default}.items(), 1):
        try:
            package = _PACKAGE.decode(raw)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            yield problem(where, FormatError("lock-malformed", f"{name[:100]}: {error}"))
            continue
        place = package.git or package.file or package.path
        yield Requirement(
            where,
            number,
            name,
            "" if package.version == "*" else package.version,
            tuple(sorted(set(package.extras))),
            package.markers,
            without_secrets(place),
            hashes_of(package.hashes),
        )
