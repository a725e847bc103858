"""The simple index of Python packages: the files of a project, as JSON or as HTML.

PEP 503, 592, 658, 691, 700 and 714:
https://packaging.python.org/en/latest/specifications/simple-repository-api/. A page is kept as
what it says of each version, unread: the largest have 10 MiB, of which a plan needs a few rows.
"""

import html
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from urllib.parse import quote, unquote, urljoin

import msgspec

from archcompat.errors import FormatError
from archcompat.formats.distfile import DistFile, normalized, parse_file_name
from archcompat.indexes.credentials import plain
from archcompat.indexes.fetch import Digest, Fetcher, Page
from archcompat.indexes.listing import Listing

_JSON = "application/vnd.pypi.simple.v1+json"
ACCEPT = f"{_JSON}, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
"""Some indexes heed this header, some do not: the type of the answer says which form it has."""
# Bounded and without a way back, so that no page takes longer than its length.
_QUOTED = r"""[^<>"']{1,1024}|"[^"]{0,8192}"|'[^']{0,8192}'"""
_ANCHOR = re.compile(rf"<a\s((?:{_QUOTED}){{0,64}}+)>([^<]{{0,1024}})", re.IGNORECASE)
_BASE = re.compile(rf"<base\s((?:{_QUOTED}){{0,16}}+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""([\w-]{1,64})(?:\s{0,8}=\s{0,8}(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]{1,2048})))?"""
)
_HREF = re.compile(r"""\bhref\s{0,8}=\s{0,8}["']?([^"'\s>]{1,8192})""", re.IGNORECASE)
_SCHEMES = ("https://", "http://")
_HASH = re.compile(r"([a-z0-9_]{2,16})=([0-9a-fA-F]{16,256})")


class _Said(msgspec.Struct):
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


class _Packed(msgspec.Struct, frozen=True, array_like=True):
    """What is kept of a page."""

    base: str
    """What its links count from."""
    is_json: bool
    rows: dict[str, msgspec.Raw]
    """By version as names spell it: the files of JSON, or a name and attributes of HTML each."""


_PACKED = msgspec.msgpack.Decoder(_Packed)
_SAID_ROWS = msgspec.msgpack.Decoder(list[_Said])
_HTML_ROWS = msgspec.msgpack.Decoder(list[tuple[str, str]])


def project_listing(fetcher: Fetcher, base: str, project: str) -> Listing | None:
    """The files of a project, None if the index at ``base`` does not know it.

    ``base`` is the address that projects' pages are below, ``https://…/simple``. Raises
    UnreachableError, and FormatError (``index-malformed``) for a page that is none.
    """
    name = quote(normalized(project), safe="")
    page = fetcher.page(f"{base.rstrip('/')}/{name}/", ACCEPT, Digest("listing-1", _packed))
    return _unpacked(page.body) if page is not None else None


def project_files(fetcher: Fetcher, base: str, project: str) -> tuple[DistFile, ...] | None:
    """All at once, those left out that are no distribution of the project; raises likewise."""
    listing = project_listing(fetcher, base, project)
    return listing.of(project) if listing is not None else None


def parse_listing(page: Page) -> Listing:
    """The files that a page lists. Raises FormatError (``index-malformed``) if it is no page."""
    return _unpacked(_packed(page))


def _packed(page: Page) -> bytes:
    return _of_json(page) if page.media_type.endswith("json") else _of_html(page)


def _unpacked(body: bytes) -> Listing:
    """The listing in what ``_packed`` gave."""
    packed = _PACKED.decode(body)
    read = _json_files if packed.is_json else _html_files
    return Listing(
        {version: (partial(read, raw, packed.base),) for version, raw in packed.rows.items()}
    )


def _of_json(page: Page) -> bytes:
    try:
        found = _DECODER.decode(page.body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError("index-malformed", f"its page is no list of files: {error}") from None
    if not found.meta.version.startswith("1."):
        told = f"its pages are of version {found.meta.version[:20]}, which is not known"
        raise FormatError("index-malformed", told)
    rows: dict[str, list[_Said]] = {}
    for file in found.files:
        rows.setdefault(_version(file.filename), []).append(file)
    return msgspec.msgpack.encode((page.url, True, rows))


def _json_files(raw: msgspec.Raw, base: str) -> Iterator[DistFile]:
    """The files of a version; those are left out that no installer takes."""
    for said in _SAID_ROWS.decode(raw):
        with suppress(FormatError, ValueError):
            yield _add_said(said, base, parse_file_name(said.filename))


def _of_html(page: Page) -> bytes:
    text = page.body.decode("utf-8", "replace")
    start = text[:4096].lower()
    if not any(tag in start for tag in ("<html", "<!doctype html", "<a ")):
        raise FormatError("index-malformed", "its page is no HTML")
    based = _BASE.search(text[:65536])
    base = page.url
    if based is not None:
        with suppress(ValueError):
            base = urljoin(base, _attributes(based[1]).get("href", ""))
    rows: dict[str, list[tuple[str, str]]] = {}
    for attributes, shown in _ANCHOR.findall(text):
        name = html.unescape(shown).strip()
        if not name:
            link = _HREF.search(attributes)
            name = unquote(link[1].partition("#")[0].rpartition("/")[2]) if link else ""
        rows.setdefault(_version(name), []).append((name, attributes))
    return msgspec.msgpack.encode((base, False, rows))


def _html_files(raw: msgspec.Raw, base: str) -> Iterator[DistFile]:
    """Likewise."""
    for name, attributes in _HTML_ROWS.decode(raw):
        with suppress(FormatError, ValueError):
            yield _add_attributes(attributes, base, parse_file_name(name))


def _add_attributes(text: str, base: str, file: DistFile) -> DistFile:
    said = _attributes(text)
    link, _, fragment = _joined(base, said.get("href", "")).partition("#")
    core = said.get("data-core-metadata", said.get("data-dist-info-metadata"))
    return replace(
        file,
        url=_address(link),
        hashes=_hashes(dict(_HASH.findall(fragment))),
        requires_python=said.get("data-requires-python", ""),
        yanked="data-yanked" in said,
        metadata=core is not None and core.lower() != "false",
    )


def _add_said(said: _Said, base: str, file: DistFile) -> DistFile:
    core = said.dist_info_metadata if said.core_metadata is None else said.core_metadata
    return replace(
        file,
        url=_address(_joined(base, said.url).partition("#")[0]),
        hashes=_hashes(said.hashes),
        requires_python=said.requires_python or "",
        yanked=said.yanked is not False,
        metadata=core not in (None, False),
        size=said.size if said.size is not None and said.size >= 0 else -1,
        uploaded=said.upload_time or "",
    )


def _joined(base: str, link: str) -> str:
    """A link made absolute; most are, and there are thousands. Raises ValueError."""
    return link if link.startswith(_SCHEMES) else urljoin(base, link)


def _address(url: str) -> str:
    """Without credentials. Raises ValueError for what is no address of a file."""
    if not url.startswith(_SCHEMES):
        raise ValueError("it is not to be fetched")
    return plain(url) if "@" in url else url


def _hashes(said: dict[str, str]) -> tuple[str, ...]:
    return tuple(sorted(f"{name}:{value}".lower() for name, value in said.items()))


def _attributes(text: str) -> dict[str, str]:
    return {
        name.lower(): html.unescape(one or other or bare)
        for name, one, other, bare in _ATTRIBUTE.findall(text)
    }


def _version(name: str) -> str:
    """What the name of a file spells as its version; empty for a name of another form."""
    if name.endswith(".whl"):
        return name.split("-", 2)[1] if name.count("-") >= 4 else ""
    with suppress(FormatError):
        return parse_file_name(name).version
    return ""
