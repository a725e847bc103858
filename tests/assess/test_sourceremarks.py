"""What is told of sources, settings and commands that are for another machine only."""

from dataclasses import replace

import pytest
from msgspec import structs

from archcompat.assess.sourceremarks import source_remarks
from archcompat.assess.stock import NO_STOCKS, Answer, Stock, Stocks
from archcompat.formats.packagelist import Listed
from archcompat.graph.os_packages import os_units
from archcompat.graph.repositories import supplies
from archcompat.model.arch import Arch
from archcompat.model.facts import Fact
from archcompat.model.inventory import Inventory
from archcompat.model.layer import Layer
from archcompat.model.osfacts import DpkgArchitectures, OsPackage, PackageSource
from archcompat.model.report import Finding, Impact, Verdict
from tests.make.inventory import at, inventory

ARM, INTEL = Arch.AARCH64, Arch.X86_64
STATUS = at("var/lib/dpkg/status")
DOCKER = PackageSource(
    at("etc/apt/sources.list.d/docker.list"),
    3,
    "deb",
    "https://anna:s3cret@download.docker.com/linux/debian",
    "bookworm",
    ("stable",),
)
LIMITED = structs.replace(DOCKER, architectures=("amd64",))
PACKAGES = (OsPackage(STATUS, "deb", "docker-ce", "5", "amd64"),)
NAME = "https://download.docker.com/linux/debian bookworm stable"


def remarks(said: Inventory, stocks: Stocks = NO_STOCKS, target: Arch = ARM) -> list[Finding]:
    units = tuple(os_units(said.facts_of(OsPackage), None).values())
    return list(source_remarks(units, supplies(said), stocks, said, target))


def told(entry: PackageSource, target: Listed, source: Listed | None = None) -> Stocks:
    (supply,) = supplies(inventory(entry))
    answer = Answer(supply, target, source)
    return Stocks({"deb": Stock((answer,), {}, {}, None)})


HAS = Listed(offered=True, versions={"docker-ce": ("5",)})


@pytest.mark.parametrize(
    ("entry", "stocks", "verdict", "impact", "words"),
    [
        pytest.param(
            LIMITED, NO_STOCKS, Verdict.REBUILD, Impact.NONE, "limited to amd64", id="offline"
        ),
        pytest.param(
            LIMITED,
            told(LIMITED, HAS),
            Verdict.REBUILD,
            Impact.FAILS,
            "itself has packages for arm64. Installed from it: docker-ce",
            id="limited",
        ),
        pytest.param(
            DOCKER,
            told(DOCKER, Listed(offered=False), HAS),
            Verdict.BLOCKED,
            Impact.FAILS,
            "no packages for arm64. Installed from it: docker-ce.",
            id="refused",
        ),
        pytest.param(
            DOCKER,
            told(DOCKER, Listed(offered=False)),
            Verdict.BLOCKED,
            Impact.NONE,
            "nothing for arm64",
            id="refused-and-unused",
        ),
    ],
)
def test_sources(
    entry: PackageSource, stocks: Stocks, verdict: Verdict, impact: Impact, words: str
) -> None:
    """An entry is told with its line, what comes from it, and no password."""
    (found,) = remarks(inventory(entry, *PACKAGES), stocks)
    assert (found.verdict, found.impact) == (verdict, impact)
    assert found.id == f"package-source/deb/{NAME}"
    assert words in f"{found.title} {found.message}"
    assert (found.where, found.lines) == ((str(DOCKER.where),), (3,))
    assert "s3cret" not in repr(found)


def test_one_entry_of_several_components() -> None:
    """An entry is told once."""
    entry = structs.replace(LIMITED, components=("edge", "stable"))
    (found,) = remarks(inventory(entry, *PACKAGES))
    assert found.title.startswith(NAME.replace("stable", "edge stable"))


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param((DOCKER, *PACKAGES), id="no-limit"),
        pytest.param(
            (structs.replace(DOCKER, architectures=("amd64", "arm64")), *PACKAGES), id="both"
        ),
        pytest.param((LIMITED,), id="no-packages"),
        pytest.param(
            (LIMITED, OsPackage(STATUS, "deb", "bash", "5", "arm64")), id="the-target-already"
        ),
    ],
)
def test_nothing_to_tell(facts: tuple[Fact, ...]) -> None:
    """What does not stand in the target's way is not told."""
    assert remarks(inventory(*facts)) == []


def test_architectures() -> None:
    """A setting that was left without packages is told; with packages these are."""
    setting = DpkgArchitectures(at("var/lib/dpkg/arch"), ("amd64", "i386"))
    (found,) = remarks(inventory(setting, *PACKAGES))
    assert found.id == "multiarch-setting/i386"
    more = OsPackage(STATUS, "deb", "libc6", "2", "i386")
    assert remarks(inventory(setting, *PACKAGES, more)) == []
    arm = DpkgArchitectures(at("var/lib/dpkg/arch"), ("amd64", "arm64"))
    assert remarks(inventory(arm, *PACKAGES)) == []


@pytest.mark.parametrize(
    ("command", "names"),
    [
        ("RUN apt-get update && apt-get install -y curl libc6:i386 x:amd64", "libc6:i386, x:amd64"),
        ("RUN apt install --yes foo:amd64=1.2-3", "foo:amd64"),
        ("RUN yum -y install glibc.i686 wget", "glibc.i686"),
        ("RUN apt-get install curl; docker pull app:amd64", ""),
        ("RUN apt-get install -y libc6:arm64 a:any", ""),
        ("COPY x:amd64 /", ""),
    ],
)
def test_commands(command: str, names: str) -> None:
    """Packages that a command names with their machine; nothing else with a colon."""
    said = replace(inventory(*PACKAGES), layers=(Layer(0, "sha256:0", created_by=command),))
    assert [one.title for one in remarks(said)] == ([f"layer 0 installs {names}"] if names else [])
