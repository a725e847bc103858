"""An rpm repository: which packages it has for an architecture.

What repomd.xml lists is held against its hash; signatures are not checked: nothing that is read
here is ever installed.
"""

import hashlib
import io

from archcompat.errors import FormatError, UnreachableError
from archcompat.formats.compression import chunks
from archcompat.formats.packagelist import Listed, packed, unpacked
from archcompat.formats.rpmrepo import parse_mirrors, parse_repomd, read_primary
from archcompat.formats.yumrepos import substituted
from archcompat.indexes.credentials import plain, shown
from archcompat.indexes.fetch import Fetcher
from archcompat.model.arch import Arch
from archcompat.model.repository import Repository

_LARGEST = 1 << 30  # bytes of a list; that of Fedora has 200 MB
_SPELLED = {Arch.ARM: "armhfp"}  # as dnf spells $basearch
_RUNS = {
    Arch.ARM: ("armv7hl", "armv6hl"),
    Arch.I386: ("i686", "i586", "i486", "i386"),
    Arch.X86_64: ("x86_64", "i686"),
}


def listed(
    fetcher: Fetcher, repository: Repository, arch: Arch, wanted: frozenset[str]
) -> Listed | None:
    """What the repository has of some names; None where none is at its address.

    Raises UnreachableError, and FormatError for what is damaged.
    """
    base = _for(arch, repository.url).rstrip("/")
    page = fetcher.page(f"{base}/repodata/repomd.xml")
    if page is None:
        return None
    try:
        return unpacked(_rows(fetcher, base, page.body, arch), wanted)
    except FormatError as error:
        raise FormatError(error.code, f"{shown(base)}: {error}") from None


def first_mirror(fetcher: Fetcher, url: str, arch: Arch) -> str:
    """The first address of a list of mirrors; empty where there is none.

    Raises UnreachableError, and FormatError for what is damaged.
    """
    page = fetcher.page(_for(arch, url))
    if page is None:
        return ""
    try:
        return next(iter(parse_mirrors(page.body)), "")
    except FormatError as error:
        raise FormatError(error.code, f"{shown(url)}: {error}") from None


def _for(arch: Arch, url: str) -> str:
    name = _SPELLED.get(arch, arch.value)
    return substituted(url, {"basearch": name, "arch": name})


def _rows(fetcher: Fetcher, base: str, repomd: bytes, arch: Arch) -> bytes:
    """The list in few bytes, as kept."""
    primary = parse_repomd(repomd)
    url = f"{base}/{primary.path}"
    what = f"{primary.digest} {arch.value} rows"
    kept = fetcher.kept(plain(url), what)
    if kept is not None:
        return kept
    page = fetcher.file(url)
    if page is None:
        raise UnreachableError(f"{shown(base)} has no {primary.path}, which it lists")
    if hashlib.new(primary.algorithm, page.body).hexdigest() != primary.digest:
        detail = f"{primary.path} is not what repomd.xml lists"
        raise FormatError("package-list-mismatch", detail)
    architectures = frozenset((*_RUNS.get(arch, (arch.value,)), "noarch"))
    stream = chunks(io.BytesIO(page.body), limit=_LARGEST)
    rows = packed(read_primary(stream, architectures))
    fetcher.keep(plain(url), what, rows)
    return rows
