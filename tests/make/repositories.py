"""Makes the repositories of distributions: a Debian archive, Alpine's and rpm's."""

import gzip
import hashlib
import lzma
from collections.abc import Callable, Iterable, Mapping

from tests.make.image import tar_of
from tests.make.packages import stanza
from tests.make.webserver import Reply, Site

DEBIAN = "deb.debian.org/debian"
"""What the tests' mirrors stand for."""
_DATE = "Thu, 01 Jan 2026 00:00:00 UTC"  # apt takes no Release file without one


def deb(name: str, version: str = "1.0-1", arch: str = "arm64", **fields: str) -> str:
    """A stanza of a Packages file."""
    return stanza(Package=name, Version=version, Architecture=arch, **fields)


def give_debian(
    site: Site,
    lists: Mapping[str, Iterable[str]],
    suite: str = "bookworm",
    *,
    fields: str = "Architectures: all amd64 arm64\nNo-Support-for-Architecture-all: Packages\n",
    changed: Mapping[str, bytes] | None = None,
    pack: str = "xz",
) -> str:
    """An archive below ``/debian``; gives the path of the suite's folder.

    ``lists`` has stanzas by folder: ``main/binary-arm64``, or empty for a flat one. ``changed``
    says by path what is served in the place of what the Release file lists.
    """
    folder = f"/debian/{suite}".rstrip("./") if suite.endswith("/") else f"/debian/dists/{suite}"
    packers: dict[str, Callable[[bytes], bytes]] = {
        "xz": lzma.compress,
        "gz": gzip.compress,
        "": bytes,
    }
    listed = []
    for place, stanzas in lists.items():
        plain = "/".join(filter(None, (place, "Packages")))
        path = plain + f".{pack}" * bool(pack)
        text = "\n".join(stanzas).encode()
        data = packers[pack](text)
        # The plain one is listed whether it is served or not, as Debian's own archive does.
        for name, content in {plain: text, path: data}.items():
            listed.append(f" {hashlib.sha256(content).hexdigest()} {len(content)} {name}")
        site.give(f"{folder}/{path}", Reply(200, (changed or {}).get(path, data)))
    release = f"Suite: {suite}\nDate: {_DATE}\n{fields}SHA256:\n" + "\n".join(listed) + "\n"
    site.give(f"{folder}/Release", Reply(200, release.encode()))
    return folder


def apkindex(*records: Mapping[str, str], cut: bool = True) -> bytes:
    """An APKINDEX.tar.gz of packages by their letters, with a signature before it."""
    text = "\n".join("".join(f"{k}:{v}\n" for k, v in one.items()) for one in records)
    signature = tar_of({".SIGN.RSA.x.rsa.pub": b"signed"})
    if cut:  # as abuild-tar --cut leaves it, so that both halves are one tar
        signature = signature[:1024]
    index = tar_of({"DESCRIPTION": b"made", "APKINDEX": text.encode()})
    return gzip.compress(signature) + gzip.compress(index)


def give_alpine(site: Site, arch: str, *records: Mapping[str, str], folder: str = "main") -> None:
    """A repository below ``/alpine/v3.18`` for one architecture."""
    site.give(f"/alpine/v3.18/{folder}/{arch}/APKINDEX.tar.gz", Reply(200, apkindex(*records)))


def give_rpm(site: Site, path: str, arch: str, packages: Mapping[str, str]) -> None:
    """A repository below ``path`` with ``version-release`` of each package of an architecture."""
    rows = "".join(
        f'<package><name>{name}</name><arch>{arch}</arch><version epoch="0" ver="{version}"'
        f' rel="{release}"/></package>'
        for name, (version, _, release) in (
            (name, said.partition("-")) for name, said in packages.items()
        )
    )
    data = gzip.compress(f'<metadata xmlns="x">{rows}</metadata>'.encode())
    digest = hashlib.sha256(data).hexdigest()
    repomd = (
        '<repomd xmlns="x"><data type="primary"><location href="repodata/primary.xml.gz"/>'
        f'<checksum type="sha256">{digest}</checksum></data></repomd>'
    )
    site.give(f"{path}/repodata/repomd.xml", Reply(200, repomd.encode()))
    site.give(f"{path}/repodata/primary.xml.gz", Reply(200, data))
