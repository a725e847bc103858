"""An Alpine repository: which packages it has for an architecture.

https://wiki.alpinelinux.org/wiki/Apk_spec. The signature of its index is not checked: nothing that
is read here is ever installed.
"""

from archcompat.errors import FormatError
from archcompat.formats.apkindex import read_apkindex
from archcompat.formats.packagelist import Listed, packed, unpacked
from archcompat.indexes.credentials import shown
from archcompat.indexes.fetch import Digest, Fetcher
from archcompat.model.arch import Arch
from archcompat.model.repository import Repository

_SPELLED = {Arch.ARM: "armv7", Arch.I386: "x86"}


def listed(
    fetcher: Fetcher, repository: Repository, arch: Arch, wanted: frozenset[str]
) -> Listed | None:
    """What the repository has of some names; None where it has no index for the architecture.

    Raises UnreachableError, and FormatError for what is damaged.
    """
    name = _SPELLED.get(arch, arch.value)
    url = f"{repository.url.rstrip('/')}/{name}/APKINDEX.tar.gz"
    short = Digest(f"apk rows 1 {name}", lambda page: packed(read_apkindex(page.body, name)))
    try:
        page = fetcher.page(url, digest=short)
        return unpacked(page.body, wanted) if page is not None else None
    except FormatError as error:
        raise FormatError(error.code, f"{shown(url)}: {error}") from None
