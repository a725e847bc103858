"""The patterns of ignore entries: of purls, paths, images and ids, with ``*`` for anything."""

import re
from collections.abc import Callable
from urllib.parse import unquote

from archcompat.errors import FormatError, InputError
from archcompat.formats.imagereference import image_purl

Matches = Callable[[str], bool]


def text_pattern(text: str) -> Matches:
    """Matches a whole text; ``*`` stands for any characters."""
    compiled = re.compile(".*".join(map(re.escape, text.split("*"))), re.DOTALL)
    return lambda other: compiled.fullmatch(other) is not None


def purl_pattern(text: str) -> Matches:
    """Matches purls of one package, or of many with ``*``; without a version those of any.

    Qualifiers and subpaths on either side do not count. Raises InputError for what is no purl.
    """
    if not text.startswith("pkg:") or text == "pkg:":
        raise InputError(f"{text!r} is no purl: write pkg:pypi/numpy, or pkg:maven/io.netty/*")
    return _versioned(*split_purl(text), split_purl)


def image_pattern(text: str) -> Matches:
    """Matches references of one image, or of many with ``*``; without a tag or digest of any.

    ``nginx`` and ``docker.io/library/nginx`` are one image.
    """
    return _versioned(*split_image(text), split_image)


def path_pattern(text: str) -> Matches:
    """Matches places from the root, and all that is in them.

    ``*`` and ``?`` stay in one folder, ``**`` does not; archives are entered with ``!/``, or with
    ``**``.
    """
    plain = text.removeprefix("./").strip("/")
    if not plain:
        raise InputError(f"{text!r} names nothing: write a path from the root, such as opt/app/**")
    compiled = re.compile(
        "".join(_PATH.get(part) or re.escape(part) for part in _PARTS.split(plain)) + r"(?:!?/.*)?",
        re.DOTALL,
    )
    return lambda place: compiled.fullmatch(place) is not None


_PARTS = re.compile(r"(\*\*/|\*\*|\*|\?)")
_PATH = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def split_purl(purl: str) -> tuple[str, str]:
    """A purl without qualifiers as (package, version), unquoted, the package as its type folds it.

    https://github.com/package-url/purl-spec: the version is behind the last ``@`` of the name.
    """
    plain = purl.partition("#")[0].partition("?")[0]
    folder, slash, name = plain.rpartition("/")
    name, _, version = name.partition("@") if not name.startswith("@") else (name, "", "")
    package = unquote(f"{folder}{slash}{name}")
    if package.startswith("pkg:pypi/"):
        package = re.sub(r"[-_.]+", "-", package).lower()
    return package, unquote(version)


def split_image(reference: str) -> tuple[str, str]:
    """A reference, or a pattern of some, as (image, tag or digest)."""
    try:
        image = image_purl(reference)
    except FormatError:  # a pattern, or the name of a file
        folder, slash, name = reference.partition("@")[0].rpartition("/")
        name, _, tag = name.partition(":")
        return f"{folder}{slash}{name}", reference.partition("@")[2] or tag
    return f"{image.namespace}/{image.name}".lstrip("/"), image.digest or image.tag


def _versioned(name: str, version: str, split: Callable[[str], tuple[str, str]]) -> Matches:
    of_name, of_version = text_pattern(name), text_pattern(version or "*")

    def matches(text: str) -> bool:
        other, its_version = split(text)
        return of_name(other) and of_version(its_version)

    return matches
