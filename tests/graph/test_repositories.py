"""Which repositories a root file system names, or has had by its distribution."""

import pytest

from archcompat.graph.repositories import Supply, supplies, usual_supplies
from archcompat.model.arch import Arch
from archcompat.model.facts import Fact
from archcompat.model.osfacts import OsRelease, PackageSource, SourceVariable
from archcompat.model.repository import Repository
from tests.make.inventory import at, inventory

LIST = at("etc/apt/sources.list")
REPO = at("etc/yum.repos.d/x.repo")
URL = "http://deb.debian.org/debian"


def release(name: str, version: str, codename: str = "") -> OsRelease:
    return OsRelease(at("etc/os-release"), name, version, name, codename)


def rpm(url: str, *, mirrors: bool = False) -> PackageSource:
    return PackageSource(REPO, 1, "rpm", url, mirrors=mirrors)


def found(*facts: Fact) -> list[Repository]:
    return [supply.repository for supply in supplies(inventory(*facts))]


def test_debian() -> None:
    """One repository a component, each once; the entry and its limit stay with it."""
    one = PackageSource(LIST, 1, "deb", f"{URL}/", "bookworm", ("main", "contrib"), ("amd64",))
    two = PackageSource(LIST, 2, "deb", URL, "bookworm", ("main",))
    three = PackageSource(LIST, 3, "deb", URL, "./")
    assert supplies(inventory(one, two, three)) == (
        Supply(Repository("deb", URL, "./"), three),
        Supply(Repository("deb", URL, "bookworm", "contrib"), one, (Arch.X86_64,)),
        Supply(Repository("deb", URL, "bookworm", "main"), one, (Arch.X86_64,)),
    )


@pytest.mark.parametrize(
    ("url", "mirrors", "variables", "wanted"),
    [
        pytest.param(
            "http://x/$releasever/$basearch/os", False, {}, "http://x/9/$basearch/os", id="usual"
        ),
        pytest.param("http://x/${stream}/", False, {"stream": "9-s"}, "http://x/9-s/", id="own"),
        pytest.param("http://x/$what/", False, {}, "http://x/$what/", id="unknown"),
        pytest.param("http://m?a=$basearch", True, {}, "http://m?a=$basearch", id="mirrors"),
    ],
)
def test_rpm(url: str, *, mirrors: bool, variables: dict[str, str], wanted: str) -> None:
    """Variables have their values; that of the machine is for the asker to say."""
    said = [SourceVariable(at(f"etc/dnf/vars/{name}"), name, v) for name, v in variables.items()]
    (one,) = found(rpm(url, mirrors=mirrors), release("almalinux", "9.3"), *said)
    assert one == Repository("rpm", wanted, mirrors=mirrors)


def test_rpm_of_one_machine() -> None:
    """An address with the machine written out is limited to it."""
    (supply,) = supplies(inventory(rpm("http://x/el9/x86_64/")))
    assert supply.repository.url == "http://x/el9/$basearch/"
    assert supply.limits == (Arch.X86_64,)


@pytest.mark.parametrize(
    ("said", "number", "first"),
    [
        pytest.param(
            release("debian", "12", "bookworm"),
            3,
            Repository("deb", URL, "bookworm", "main"),
            id="debian",
        ),
        pytest.param(
            release("debian", "9"), 3, Repository("deb", URL, "stretch", "main"), id="no-codename"
        ),
        pytest.param(
            release("ubuntu", "22.04", "jammy"),
            6,
            Repository("deb", "http://archive.ubuntu.com/ubuntu", "jammy", "main"),
            id="ubuntu",
        ),
        pytest.param(
            release("alpine", "3.18.4"),
            2,
            Repository("apk", "https://dl-cdn.alpinelinux.org/alpine/v3.18/community"),
            id="alpine",
        ),
        pytest.param(release("debian", ""), 0, None, id="testing"),
        pytest.param(release("gentoo", "2.14"), 0, None, id="another"),
    ],
)
def test_without_any(said: OsRelease, number: int, first: Repository | None) -> None:
    """What images of a distribution come with."""
    assert found(said) == []
    some = [supply.repository for supply in usual_supplies(inventory(said))]
    assert len(some) == number
    assert first is None or first in some


def test_what_cannot_be_asked() -> None:
    """Discs, folders and transports of their own are none."""
    urls = ("cdrom:[Debian]/", "file:/srv", "mirror+http://x/list", "/media/cdrom/apks")
    facts = [PackageSource(LIST, 1, "deb", url, "bookworm", ("main",)) for url in urls]
    assert found(*facts) == []
