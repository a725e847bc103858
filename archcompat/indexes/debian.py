"""A Debian archive: which packages a component of a suite has for an architecture.

https://wiki.debian.org/DebianRepository/Format. Sizes and SHA256 hashes are held against the
Release file; its signature is not checked: nothing that is read here is ever installed.
"""

import hashlib
import io

from archcompat.errors import FormatError, UnreachableError
from archcompat.formats.aptrelease import Release, parse_release
from archcompat.formats.compression import chunks
from archcompat.formats.debpackages import read_packages
from archcompat.formats.packagelist import Listed, packed, unpacked
from archcompat.indexes.credentials import plain, shown
from archcompat.indexes.fetch import Fetcher
from archcompat.model.arch import Arch
from archcompat.model.repository import Repository

_LARGEST = 512 << 20  # bytes of a list; that of Debian's main has 45 MB
_NAMES = ("Packages.xz", "Packages.gz", "Packages")


def listed(
    fetcher: Fetcher, repository: Repository, arch: Arch, wanted: frozenset[str]
) -> Listed | None:
    """What the repository has of some names; None where nothing is at its address.

    Raises UnreachableError, and FormatError for what is damaged or no archive.
    """
    flat = repository.suite.endswith("/")
    base = repository.url.replace("$(ARCH)", arch.debian).rstrip("/")
    folder = f"{base}/{repository.suite}" if flat else f"{base}/dists/{repository.suite}"
    folder = folder.removesuffix("/.").rstrip("/").removesuffix("/.")
    release = _release(fetcher, folder)
    if release is None:
        return None
    if flat:
        return _flat(fetcher, folder, release, arch, wanted)
    beginning = f"{repository.component}/binary-"
    if not any(path.startswith(beginning) for path in release.files):
        raise UnreachableError(f"{shown(folder)} has no component {repository.component!r}")
    found = Listed(offered=False)
    for name in (arch.debian, "all") if release.all_apart else (arch.debian,):
        path = _path(release, f"{beginning}{name}/")
        if path:
            rows = _rows(fetcher, folder, path, release, arch)
            if rows is None:
                return None
            found = _joined(found, unpacked(rows, wanted), name)
    return found


def _flat(
    fetcher: Fetcher, folder: str, release: Release, arch: Arch, wanted: frozenset[str]
) -> Listed | None:
    """One list for all architectures; it offers those that the Release file or a package names."""
    path = _path(release, "") or _path(release, "./")
    if not path:
        raise UnreachableError(f"{shown(folder)} has no list of packages")
    rows = _rows(fetcher, folder, path, release, arch)
    if rows is None:
        return None
    found = unpacked(rows, wanted)
    named = release.architectures
    return found if not named or arch.debian in named else Listed(offered=False)


def _release(fetcher: Fetcher, folder: str) -> Release | None:
    for name in ("InRelease", "Release"):
        page = fetcher.page(f"{folder}/{name}")
        if page is None:
            continue
        try:
            return parse_release(page.body)
        except FormatError as error:
            raise FormatError(error.code, f"{shown(folder)}/{name}: {error}") from None
    return None


def _path(release: Release, folder: str) -> str:
    """The shortest of the lists in a folder; empty where there is none."""
    return next((folder + name for name in _NAMES if folder + name in release.files), "")


def _rows(fetcher: Fetcher, folder: str, path: str, release: Release, arch: Arch) -> bytes | None:
    """The list in few bytes, as kept; None where the archive does not have what it lists."""
    said = release.files[path]
    what = f"{said.sha256} {arch.debian} rows"
    url = f"{folder}/{path}"
    kept = fetcher.kept(plain(url), what)
    if kept is not None:
        return kept
    hashed = f"{url.rpartition('/')[0]}/by-hash/SHA256/{said.sha256}"
    page = fetcher.file(hashed) if release.by_hash else None
    if page is None and (page := fetcher.file(url)) is None:
        return None
    if len(page.body) != said.size or hashlib.sha256(page.body).hexdigest() != said.sha256:
        detail = f"{shown(url)} is not what its Release file lists"
        raise FormatError("package-list-mismatch", detail)
    try:
        stream = chunks(io.BytesIO(page.body), limit=_LARGEST)
        rows = packed(read_packages(stream, arch.debian))
    except FormatError as error:
        raise FormatError(error.code, f"{shown(url)}: {error}") from None
    fetcher.keep(plain(url), what, rows)
    return rows


def _joined(found: Listed, more: Listed, name: str) -> Listed:
    """Both lists as one; what is for all architectures alone offers none of them."""
    return Listed(
        found.offered or name != "all",
        {**more.versions, **found.versions},
        {**more.providers, **found.providers},
    )
