"""An Alpine repository on loopback."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archcompat.errors import ArchcompatError, FormatError, UnreachableError
from archcompat.formats.packagelist import Listed
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.repositories import PackageRepositories
from archcompat.model.arch import Arch
from archcompat.model.repository import Repository
from tests.make.repositories import apkindex, give_alpine
from tests.make.webserver import Reply, Site

MAIN = Repository("apk", "https://dl-cdn.alpinelinux.org/alpine/v3.18/main")
PATH = "/alpine/v3.18/main/aarch64/APKINDEX.tar.gz"
BASH = {"P": "bash", "V": "5.2-r0", "A": "aarch64"}


@pytest.fixture
def fetcher(tmp_path: Path) -> Iterator[Fetcher]:
    with Fetcher("1", tmp_path / "kept", timeout=0.5, pause=lambda _seconds: None) as fetcher:
        yield fetcher


def ask(site: Site, fetcher: Fetcher, arch: Arch = Arch.AARCH64) -> Listed:
    mirrors = {"dl-cdn.alpinelinux.org": site.base}
    repositories = PackageRepositories(fetcher, mirrors)
    return repositories.packages(MAIN, arch, Arch.X86_64, frozenset(("bash", "zsh")))


def test_read(site: Site, fetcher: Fetcher) -> None:
    """The versions for the architecture."""
    give_alpine(site, "aarch64", BASH)
    assert ask(site, fetcher) == Listed(offered=True, versions={"bash": ("5.2-r0",)})


def test_not_offered(site: Site, fetcher: Fetcher) -> None:
    """A repository that has an index for the other machine only."""
    give_alpine(site, "x86_64", BASH)
    assert ask(site, fetcher) == Listed(offered=False)


@pytest.mark.parametrize(
    ("reply", "error", "why"),
    [
        pytest.param(Reply(404), UnreachableError, r"nothing is at .*alpine/v3.18/main", id="gone"),
        pytest.param(Reply(503), UnreachableError, "answers 503", id="busy"),
        pytest.param(
            Reply(200, apkindex(BASH)[:-50]), FormatError, r"APKINDEX.tar.gz: .*middle", id="cut"
        ),
        pytest.param(
            Reply(200, b"x", length=9), UnreachableError, "middle of an answer", id="cut-on-the-way"
        ),
    ],
)
def test_bad_answers(
    site: Site, fetcher: Fetcher, reply: Reply, error: type[ArchcompatError], why: str
) -> None:
    """Each is one sentence, and never the answer that there is nothing."""
    site.give(PATH, reply)
    with pytest.raises(error, match=why):
        ask(site, fetcher)
