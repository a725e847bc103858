"""package.json: what an npm package is called, where it runs, and what it depends on.

https://docs.npmjs.com/cli/configuring-npm/package-json. Decades of registries hold every wrong
type in every field, and npm installs most of it: a field of a wrong type is as good as missing.
"""

import re
from dataclasses import dataclass

import msgspec

from archcompat.errors import FormatError

_MAX_SIZE = 4 << 20  # bytes; real ones have a few KB
# What the registry ever took: capitals and some signs are of its first years.
_NAME = re.compile(r"(?:@[A-Za-z0-9._~-]+/)?[A-Za-z0-9_~!'()*-][A-Za-z0-9._~!'()*-]*")


@dataclass(frozen=True, slots=True)
class NpmPackage:
    """One package.json; see ``facts.NodePackage`` for the fields' meaning."""

    name: str
    """With its scope; empty if it has none, or none that npm would take."""
    version: str
    os: tuple[str, ...]
    cpu: tuple[str, ...]
    libc: tuple[str, ...]
    optional: tuple[str, ...]
    dependencies: tuple[str, ...]


class _Document(msgspec.Struct):
    """The fields that are read, of whatever type they are."""

    name: object = None
    version: object = None
    os: object = None
    cpu: object = None
    libc: object = None
    optional: object = msgspec.field(default=None, name="optionalDependencies")
    dependencies: object = None


_DECODER = msgspec.json.Decoder(_Document)


def parse_package_json(data: bytes) -> NpmPackage:
    """The package a package.json describes.

    Raises FormatError (``npm-malformed``) when it is no JSON object, or a larger one than any.
    """
    if len(data) > _MAX_SIZE:
        raise FormatError("npm-malformed", f"a package.json larger than {_MAX_SIZE:,} bytes")
    try:
        found = _decode(data.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.MsgspecError, RecursionError) as error:
        raise FormatError("npm-malformed", f"it is no package.json: {error}") from error
    name = _text(found.name)
    return NpmPackage(
        name=name if is_package_name(name) else "",
        version=_text(found.version),
        os=_texts(found.os),
        cpu=_texts(found.cpu),
        libc=_texts(found.libc),
        optional=_names(found.optional),
        dependencies=_names(found.dependencies),
    )


def is_package_name(name: str) -> bool:
    """Whether npm installs packages of this name, a scope included."""
    return _NAME.fullmatch(name) is not None


def _decode(data: bytes) -> _Document:
    try:
        return _DECODER.decode(data)
    except UnicodeDecodeError:
        return _DECODER.decode(data.decode("utf-8", "replace"))


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    """A string, or the strings of a list."""
    if value is None:
        return ()  # in nearly every package
    values = value if isinstance(value, list) else [value]
    return tuple(text for text in map(_text, values) if text)


def _names(value: object) -> tuple[str, ...]:
    """The package names that are keys of an object, in its order."""
    return tuple(filter(_NAME.fullmatch, value)) if isinstance(value, dict) else ()
