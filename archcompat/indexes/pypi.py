"""The simple index of Python packages: the files of a project, as JSON or as HTML.

PEP 503, PEP 691 and PEP 700:
https://packaging.python.org/en/latest/specifications/simple-repository-api/.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

import msgspec

from archcompat.errors import FormatError
from archcompat.formats.distfile import DistFile, normalized, parse_file_name
from archcompat.indexes.credentials import plain
from archcompat.indexes.fetch import Fetcher, Page

_JSON = "application/vnd.pypi.simple.v1+json"
# Some indexes heed the header, some do not: the type of the answer says which it is.
_ACCEPT = f"{_JSON}, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
# Bounded and without a way back, so that no page takes longer than its length.
_QUOTED = r"""[^<>"']{1,1024}|"[^"]{0,8192}"|'[^']{0,8192}'"""
_ANCHOR = re.compile(rf"<a\s((?:{_QUOTED}){{0,64}}+)>([^<]{{0,1024}})", re.IGNORECASE)
_BASE = re.compile(rf"<base\s((?:{_QUOTED}){{0,16}}+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""([\w-]{1,64})(?:\s{0,8}=\s{0,8}(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]{1,2048})))?"""
)
_HASH = re.compile(r"([a-z0-9_]{2,16})=([0-9a-fA-F]{16,256})")


class _Said(msgspec.Struct):
    """A file as either form of page tells it."""

    filename: str
    url: str
    hashes: dict[str, str] = {}
    requires_python: str | None = msgspec.field(default=None, name="requires-python")
    yanked: bool | str = False
    core_metadata: object = msgspec.field(default=None, name="core-metadata")
    dist_info_metadata: object = msgspec.field(default=None, name="dist-info-metadata")
    size: int | None = None
    upload_time: str | None = msgspec.field(default=None, name="upload-time")


class _Meta(msgspec.Struct):
    version: str = msgspec.field(default="1.0", name="api-version")


class _Project(msgspec.Struct):
    files: list[_Said]
    meta: _Meta = msgspec.field(default_factory=_Meta)


_DECODER = msgspec.json.Decoder(_Project)


def project_files(fetcher: Fetcher, base: str, project: str) -> tuple[DistFile, ...] | None:
    """The files of a project, None if the index at ``base`` does not know it.

    ``base`` is the address that projects' pages are below, ``https://…/simple``. Raises
    UnreachableError, and FormatError (``index-malformed``) for a page that is none.
    """
    name = quote(normalized(project), safe="")
    page = fetcher.page(f"{base.rstrip('/')}/{name}/", _ACCEPT)
    return parse_project(page, project) if page is not None else None


def parse_project(page: Page, project: str) -> tuple[DistFile, ...]:
    """The files that a page lists, those left out that are no distribution of the project."""
    as_json = page.media_type.endswith("json")
    said = _of_json(page) if as_json else _of_html(page)
    name = normalized(project)
    files = (_read(file, name) for file in said)
    return tuple(file for file in files if file is not None)


def _of_json(page: Page) -> Iterator[_Said]:
    try:
        found = _DECODER.decode(page.body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError("index-malformed", f"its page is no list of files: {error}") from None
    if not found.meta.version.startswith("1."):
        told = f"its pages are of version {found.meta.version[:20]}, which is not known"
        raise FormatError("index-malformed", told)
    for file in found.files:
        file.url = _address(page.url, file.url)
        yield file


def _of_html(page: Page) -> Iterator[_Said]:
    text = page.body.decode("utf-8", "replace")
    start = text[:4096].lower()
    if not any(tag in start for tag in ("<html", "<!doctype html", "<a ")):
        raise FormatError("index-malformed", "its page is no HTML")
    based = _BASE.search(text[:65536])
    base = _address(page.url, _attributes(based[1]).get("href", "")) if based else page.url
    for match in _ANCHOR.finditer(text):
        said = _attributes(match[1])
        url, fragment = _split(_address(base, said.get("href", "")))
        core = said.get("data-core-metadata", said.get("data-dist-info-metadata"))
        yield _Said(
            html.unescape(match[2]).strip() or unquote(url.rpartition("/")[2]),
            url,
            dict(_HASH.findall(fragment)),
            said.get("data-requires-python"),
            "data-yanked" in said,
            core is not None and core.lower() != "false",
        )


def _attributes(text: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(one or other or bare)
        for name, one, other, bare in _ATTRIBUTE.findall(text)
    }


def _address(base: str, link: str) -> str:
    """A link made absolute, empty if it is damaged."""
    try:
        return plain(urljoin(base, link))
    except ValueError:
        return ""


def _split(url: str) -> tuple[str, str]:
    return urldefrag(url) if url else ("", "")


def _read(said: _Said, project: str) -> DistFile | None:
    try:
        file = parse_file_name(said.filename)
    except FormatError:
        return None
    if file.project != project or urlsplit(said.url).scheme not in ("http", "https"):
        return None
    core = said.dist_info_metadata if said.core_metadata is None else said.core_metadata
    return replace(
        file,
        requires_python=said.requires_python or "",
        yanked=said.yanked is not False,
        url=_split(said.url)[0],
        hashes=tuple(sorted(f"{name}:{value}".lower() for name, value in said.hashes.items())),
        metadata=core not in (None, False),
        size=said.size if said.size is not None and said.size >= 0 else -1,
        uploaded=said.upload_time or "",
    )
