"""A real Debian image of hundreds of packages: which of them arm64 has, as apt itself says."""

import json
import os
import re
import subprocess
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from archcompat.analysis import Options, analyze
from archcompat.assess import Indexes
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.repositories import PackageRepositories
from archcompat.model.report import Report, Verdict
from tests.need import need, need_network, need_path, run

pytestmark = [pytest.mark.real, pytest.mark.network]

REAL = Path(os.environ.get("ARCHCOMPAT_REAL", Path(__file__).parent.parent / "build/real"))
# The larger one, with packages that arm64 does not have, takes minutes to build: CI goes without.
IMAGES = ["amd64", *(["packages"] if (REAL / "packages").exists() else [])]


@pytest.fixture(scope="module", params=IMAGES)
def image(request: pytest.FixtureRequest) -> Path:
    found = REAL / str(request.param) / "oci"
    need_path(found, "bash samples/real/build.sh")
    return found


@pytest.fixture(scope="module")
def system(image: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the image's lowest layer has in etc/apt, and dpkg's database, as tarfile reads them."""
    (entry,) = json.loads((image / "index.json").read_text())["manifests"]
    manifest = json.loads(_blob(image, entry).read_text())
    root = tmp_path_factory.mktemp("system")
    with tarfile.open(_blob(image, manifest["layers"][0])) as layer:
        for member in layer:
            path = member.name.removeprefix("./")
            if member.isfile() and path.startswith(("etc/apt/sources", "var/lib/dpkg/status")):
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                content = layer.extractfile(member)
                assert content is not None
                (root / path).write_bytes(content.read())
    return root


def _blob(image: Path, entry: dict[str, str]) -> Path:
    return image / "blobs" / entry["digest"].replace(":", "/")


@pytest.fixture(scope="module")
def apt(system: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Options that make apt one of an empty arm64 system with the image's own sources."""
    need("apt-get")
    need_network("deb.debian.org")
    state = tmp_path_factory.mktemp("apt")
    (state / "status").touch()
    for folder in ("lists/partial", "cache/archives/partial"):
        (state / folder).mkdir(parents=True)
    options = {
        "APT::Architecture": "arm64",
        "APT::Architectures": "arm64",
        "APT::Sandbox::User": "root",
        "Acquire::AllowInsecureRepositories": "true",
        "Acquire::Languages": "none",
        "Dir::Etc::sourcelist": str(system / "etc/apt/sources.list"),
        "Dir::Etc::sourceparts": str(system / "etc/apt/sources.list.d"),
        "Dir::State": str(state),
        "Dir::State::status": str(state / "status"),
        "Dir::Cache": str(state / "cache"),
    }
    flags = [f"-o{name}={value}" for name, value in options.items()]
    run("apt-get", *flags, "update")
    return flags


@pytest.fixture(scope="module")
def installed(system: Path) -> dict[str, str]:
    """The versions of the packages for one machine, as dpkg-query prints them."""
    shape = "${Package} ${Version} ${Architecture}\n"
    said = run("dpkg-query", f"--admindir={system / 'var/lib/dpkg'}", "-Wf", shape)
    lines = (line.split() for line in said.splitlines())
    return {name: version for name, version, arch in lines if arch == "amd64"}


@pytest.fixture(scope="module")
def theirs(apt: list[str], installed: dict[str, str]) -> dict[str, str]:
    """For each package what apt lists of it for arm64: the same version, another one, or none."""
    listed: dict[str, set[str]] = {name: set() for name in installed}
    done = subprocess.run(
        ["apt-cache", *apt, "madison", *installed], check=False, capture_output=True, text=True
    )
    for line in done.stdout.splitlines():
        name, version, _ = (part.strip() for part in line.split("|", 2))
        listed[name].add(version)
    return {
        name: "same" if installed[name] in found else "other" if found else "none"
        for name, found in listed.items()
    }


@pytest.fixture(scope="module")
def report(image: Path, apt: list[str]) -> Iterator[Report]:
    """The scan, which asks where apt asks, wherever that is."""
    places = run("apt-get", *apt, "indextargets", "--format", "$(REPO_URI)").split()
    mirrors = {place: place for place in places}
    with Fetcher("1") as fetcher:
        indexes = Indexes(repositories=PackageRepositories(fetcher, mirrors))
        yield analyze(f"{image}:app", Options(indexes=indexes))


def test_as_many(report: Report, theirs: dict[str, str]) -> None:
    """Present, differing and absent: the numbers are apt's."""
    counts = Counter(theirs.values())
    said = (
        ("same", "at the same version"),
        ("other", "at another version"),
        ("none", "not at all"),
    )
    listed = ", ".join(f"{counts[key]:,} {how}" for key, how in said if counts[key])
    (group,) = (one for one in report.findings if one.id == "os-packages/deb/debian")
    assert f"Listed for the target: {listed}." in group.message
    assert counts.total() > 140
    assert report.problems == ()


def test_the_same_ones(report: Report, theirs: dict[str, str]) -> None:
    """Each package that apt does not list is a finding of its own, and no other one is."""
    wanted = {name for name, what in theirs.items() if what == "none"}
    names = {one.id: one.name for one in report.components}
    found = {
        names[one.component]
        for one in report.findings
        if re.match(r"(?:not-needed|architecture)/pkg:deb/", one.id)
    }
    assert found == wanted


def test_installable_without(report: Report, apt: list[str]) -> None:
    """What is said not to be needed is not asked for by arm64's packages: apt resolves those."""
    names = {one.id: one.name for one in report.components}
    spared = {names[one.component] for one in report.findings if one.id.startswith("not-needed/")}
    there = [
        one.name
        for one in report.components
        if one.ecosystem == "deb" and one.verdict is Verdict.REINSTALL and one.name not in spared
    ]
    done = run("apt-get", *apt, "-s", "-qq", "install", *there)
    chosen = {line.split()[1] for line in done.splitlines() if line.startswith("Inst ")}
    assert chosen > set(there)
    assert not chosen & spared
