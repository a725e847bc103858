"""An rpm repository on loopback, made by createrepo_c of packages that rpmbuild made."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from archcompat.errors import FormatError, UnreachableError
from archcompat.formats.packagelist import Listed
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.repositories import PackageRepositories
from archcompat.model.arch import Arch
from archcompat.model.repository import Repository
from tests.make.webserver import Reply, Site
from tests.need import need, run

BASE = Repository("rpm", "https://repo.example/9/$basearch/os/")
MIRRORS = Repository("rpm", "https://repo.example/mirrors?a=$basearch", mirrors=True)
SPEC = """Name: {name}
Version: {version}
Release: 3.el9
{more}
Summary: made
License: MIT
%description
made
%files
"""
MADE = {
    "bash": ("5.1", "aarch64", "Provides: shell = 2"),
    "bind": ("9.16", "aarch64", "Epoch: 32"),
    "tzdata": ("2024a", "noarch", "Epoch: 0"),
    "intel-only": ("1", "x86_64", ""),
}
WANTED = frozenset((*MADE, "shell"))


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages with their metadata."""
    need("rpmbuild")
    need("createrepo_c")
    folder = tmp_path_factory.mktemp("rpm")
    for name, (version, arch, more) in MADE.items():
        spec = folder / f"{name}.spec"
        spec.write_text(SPEC.format(name=name, version=version, more=more))
        defined = ("-D", f"_topdir {folder}/build", "-D", f"_rpmdir {folder}/os")
        run("rpmbuild", "-bb", "--quiet", "--target", f"{arch}-linux", *defined, str(spec))
    run("createrepo_c", "--quiet", "--compress-type=gz", str(folder / "os"))
    return folder / "os"


@pytest.fixture
def fetcher(tmp_path: Path) -> Iterator[Fetcher]:
    with Fetcher("1", tmp_path / "kept", timeout=0.5, pause=lambda _seconds: None) as fetcher:
        yield fetcher


def give(
    site: Site,
    repository: Path,
    arch: str = "aarch64",
    changed: Mapping[str, bytes | None] = MappingProxyType({}),
) -> None:
    """Serve the metadata; ``changed`` says for the beginning of a name what in its place."""
    for file in (repository / "repodata").iterdir():
        role = file.name.removesuffix(".gz").removesuffix(".xml").rpartition("-")[2]
        data = changed.get(role, file.read_bytes())
        reply = Reply(404) if data is None else Reply(200, data)
        site.give(f"/9/{arch}/os/repodata/{file.name}", reply)


def ask(site: Site, fetcher: Fetcher, one: Repository = BASE) -> Listed:
    repositories = PackageRepositories(fetcher, {"repo.example": site.base})
    return repositories.packages(one, Arch.AARCH64, Arch.X86_64, WANTED)


def test_as_rpm_reads_it(site: Site, fetcher: Fetcher, repository: Path) -> None:
    """The versions are those that rpm itself prints of the packages."""
    give(site, repository)
    found = ask(site, fetcher)
    shape = "%{NAME} %|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE} %{ARCH}\n"
    files = map(str, repository.rglob("*.rpm"))
    lines = [line.split() for line in run("rpm", "-qp", "--qf", shape, *files).splitlines()]
    theirs = {
        name: (version.removeprefix("0:"),) for name, version, arch in lines if arch != "x86_64"
    }
    assert len(theirs) == 3
    assert found.versions == theirs
    assert found.providers == {"shell": ("bash",)}


def test_kept(site: Site, fetcher: Fetcher, repository: Path) -> None:
    """A list is fetched once for each hash of it."""
    give(site, repository)
    assert ask(site, fetcher) == ask(site, fetcher)
    assert len(site.asked) == 2


def test_mirrors(site: Site, fetcher: Fetcher, repository: Path) -> None:
    """A list of mirrors leads to the first of them."""
    give(site, repository)
    site.give("/mirrors?a=aarch64", Reply(200, b"# x\nhttps://repo.example/9/aarch64/os/\n"))
    assert set(ask(site, fetcher, MIRRORS).versions) == {"bash", "bind", "tzdata"}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        pytest.param(b"# none\n", "nothing is at", id="empty"),
        pytest.param(b"http://127.0.0.1:1/os/\n", "private network", id="into-this-machine"),
        pytest.param(b"<x", "no XML", id="damaged"),
    ],
)
def test_bad_mirrors(site: Site, fetcher: Fetcher, body: bytes, why: str) -> None:
    """A list that leads nowhere, or where a list may not lead."""
    for arch in ("aarch64", "x86_64"):
        site.give(f"/mirrors?a={arch}", Reply(200, body))
    with pytest.raises((UnreachableError, FormatError), match=why):
        ask(site, fetcher, MIRRORS)


def test_not_offered(site: Site, fetcher: Fetcher, repository: Path) -> None:
    """A repository that is there for the other machine only."""
    give(site, repository, "x86_64")
    assert ask(site, fetcher) == Listed(offered=False)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        pytest.param({"repomd": None}, "nothing is at", id="gone"),
        pytest.param({"repomd": b"<html/>"}, "names no list", id="a-web-page"),
        pytest.param({"primary": None}, "which it lists", id="list-gone"),
        pytest.param({"primary": b"x"}, r"not what repomd\.xml lists", id="wrong-hash"),
    ],
)
def test_bad_answers(
    site: Site,
    fetcher: Fetcher,
    repository: Path,
    changed: dict[str, bytes | None],
    why: str,
) -> None:
    """Each is one sentence, and never the answer that there is nothing."""
    give(site, repository, changed=changed)
    with pytest.raises((UnreachableError, FormatError), match=why):
        ask(site, fetcher)
