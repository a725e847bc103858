"""The simple index of Python packages: the files of a project, as JSON or as HTML.

PEP 503, 592, 658, 691, 700 and 714:
https://packaging.python.org/en/latest/specifications/simple-repository-api/. The largest pages
list 15,000 files, of which a plan looks at a few dozen: at first only names are split.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from urllib.parse import quote, unquote, urljoin

import msgspec

from archcompat.errors import FormatError
from archcompat.formats.distfile import DistFile, normalized, parse_file_name
from archcompat.indexes.credentials import plain
from archcompat.indexes.fetch import Fetcher, Page

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

Row = tuple[str, Callable[[DistFile], DistFile]]
"""A file name, and what adds to it what the page says besides."""


class Listing:
    """The files of a project in the order of its pages, by version as their names spell it."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        """Rows are those that a function of this module gives."""
        self._rows: dict[str, list[Row]] = {}
        self._files: dict[str, tuple[DistFile, ...]] = {}
        for row in rows:
            self._rows.setdefault(_version(row[0]), []).append(row)

    def joined(self, other: "Listing") -> "Listing":
        """The files of both."""
        return Listing((*self.rows(), *other.rows()))

    def rows(self) -> Iterator[Row]:
        """What it was made of."""
        for rows in self._rows.values():
            yield from rows

    @property
    def versions(self) -> tuple[str, ...]:
        """What the names spell as versions; some of it may be none."""
        return tuple(self._rows)

    def files(self, version: str) -> tuple[DistFile, ...]:
        """The files of one of ``versions``; those are left out that no installer takes."""
        if version not in self._files:
            found: dict[str, DistFile] = {}
            for name, add in self._rows.get(version, ()):
                with suppress(FormatError, ValueError):
                    found.setdefault(name, add(parse_file_name(name)))
            self._files[version] = tuple(found.values())
        return self._files[version]

    def all(self) -> Iterator[DistFile]:
        """The files of all projects that the pages list."""
        for version in self._rows:
            yield from self.files(version)

    def of(self, project: str) -> tuple[DistFile, ...]:
        """All files of a project: a page may list other ones."""
        name = normalized(project)
        return tuple(file for file in self.all() if file.project == name)


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


def project_listing(fetcher: Fetcher, base: str, project: str) -> Listing | None:
    """The files of a project, None if the index at ``base`` does not know it.

    ``base`` is the address that projects' pages are below, ``https://…/simple``. Raises
    UnreachableError, and FormatError (``index-malformed``) for a page that is none.
    """
    name = quote(normalized(project), safe="")
    page = fetcher.page(f"{base.rstrip('/')}/{name}/", ACCEPT)
    return parse_listing(page) if page is not None else None


def project_files(fetcher: Fetcher, base: str, project: str) -> tuple[DistFile, ...] | None:
    """All at once, those left out that are no distribution of the project; raises likewise."""
    listing = project_listing(fetcher, base, project)
    return listing.of(project) if listing is not None else None


def parse_listing(page: Page) -> Listing:
    """The files that a page lists. Raises FormatError (``index-malformed``) if it is no page."""
    return Listing(_of_json(page) if page.media_type.endswith("json") else _of_html(page))


def _of_json(page: Page) -> Iterator[Row]:
    try:
        found = _DECODER.decode(page.body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FormatError("index-malformed", f"its page is no list of files: {error}") from None
    if not found.meta.version.startswith("1."):
        told = f"its pages are of version {found.meta.version[:20]}, which is not known"
        raise FormatError("index-malformed", told)
    for file in found.files:
        yield file.filename, partial(_add_said, file, page.url)


def _of_html(page: Page) -> Iterator[Row]:
    text = page.body.decode("utf-8", "replace")
    start = text[:4096].lower()
    if not any(tag in start for tag in ("<html", "<!doctype html", "<a ")):
        raise FormatError("index-malformed", "its page is no HTML")
    based = _BASE.search(text[:65536])
    base = page.url
    if based is not None:
        with suppress(ValueError):
            base = urljoin(base, _attributes(based[1]).get("href", ""))
    for attributes, shown in _ANCHOR.findall(text):
        name = html.unescape(shown).strip()
        if not name:
            link = _HREF.search(attributes)
            name = unquote(link[1].partition("#")[0].rpartition("/")[2]) if link else ""
        yield name, partial(_add_attributes, attributes, base)


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
