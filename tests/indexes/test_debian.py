"""A Debian archive on loopback: what it has, compared with apt, and what becomes of bad answers."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archcompat.errors import FormatError, UnreachableError
from archcompat.formats.packagelist import Listed
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.repositories import PackageRepositories
from archcompat.model.arch import Arch
from archcompat.model.repository import Repository
from tests.make.repositories import DEBIAN, deb, give_debian
from tests.make.webserver import Reply, Site
from tests.need import need

ARM, INTEL = Arch.AARCH64, Arch.X86_64
LISTS = {
    "main/binary-arm64": [
        deb("bash", "5.2-1"),
        deb("exim4", Provides="mail-transport-agent"),
        deb("tzdata", arch="all"),
    ],
    "main/binary-amd64": [deb("bash", "5.2-1", "amd64"), deb("grub-pc", arch="amd64")],
    "contrib/binary-amd64": [deb("virtualbox", arch="amd64")],
}
OLD = "archive.debian.org/debian"
WANTED = frozenset(("bash", "grub-pc", "mail-transport-agent", "tzdata", "virtualbox"))


@pytest.fixture
def fetcher(tmp_path: Path) -> Iterator[Fetcher]:
    with Fetcher("1", tmp_path / "kept", timeout=0.5, pause=lambda _seconds: None) as fetcher:
        yield fetcher


def ask(
    site: Site,
    fetcher: Fetcher,
    component: str = "main",
    suite: str = "bookworm",
) -> Listed:
    mirrors = {DEBIAN: f"{site.base}/debian", OLD: f"{site.base}/old"}
    repository = Repository("deb", f"http://{DEBIAN}", suite, component)
    return PackageRepositories(fetcher, mirrors).packages(repository, ARM, INTEL, WANTED)


@pytest.mark.parametrize("pack", ["xz", "gz", ""])
def test_read(site: Site, fetcher: Fetcher, pack: str) -> None:
    """The versions and who provides what, from a list packed either way."""
    give_debian(site, LISTS, pack=pack)
    found = ask(site, fetcher)
    assert found.offered
    assert found.versions == {"bash": ("5.2-1",), "tzdata": ("1.0-1",)}
    assert found.providers == {"mail-transport-agent": ("exim4",)}


def test_kept(site: Site, fetcher: Fetcher) -> None:
    """A list is fetched once for each hash of it, by that hash where the archive has it so."""
    folder = give_debian(site, LISTS, fields="Acquire-By-Hash: yes\nArchitectures: arm64\n")
    path = f"{folder}/main/binary-arm64"
    assert ask(site, fetcher) == ask(site, fetcher)
    hashed = [one.path for one in site.asked if "by-hash/SHA256" in one.path]
    assert len(hashed) == 1
    assert site.count(f"{path}/Packages.xz") == 1  # the archive does not keep its promise
    assert site.count(f"{folder}/Release") == 1


@pytest.mark.parametrize(
    ("component", "fields"),
    [
        pytest.param("contrib", "Architectures: amd64 arm64\n", id="component-of-one-machine"),
        pytest.param("main", "Architectures: amd64\n", id="named-and-not-listed"),
    ],
)
def test_not_offered(site: Site, fetcher: Fetcher, component: str, fields: str) -> None:
    """What has no list for the target offers nothing for it."""
    lists = {place: stanzas for place, stanzas in LISTS.items() if place != "main/binary-arm64"}
    give_debian(site, lists, fields=fields)
    assert ask(site, fetcher, component) == Listed(offered=False)


def test_flat(site: Site, fetcher: Fetcher) -> None:
    """A folder without components has one list for all machines."""
    both = [deb("bash"), deb("grub-pc", arch="amd64")]
    give_debian(site, {"": both}, "./", fields="")
    assert ask(site, fetcher, "", "./").versions == {"bash": ("1.0-1",)}
    give_debian(site, {"": both}, "x/", fields="Architectures: amd64\n")
    assert ask(site, fetcher, "", "x/") == Listed(offered=False)


def test_for_all_architectures_apart(site: Site, fetcher: Fetcher) -> None:
    """Where lists of an architecture leave out what is for all, its own list is read too."""
    lists = {"main/binary-all": [deb("tzdata", arch="all")], "main/binary-amd64": []}
    give_debian(site, lists, fields="Architectures: all amd64\n")
    assert ask(site, fetcher) == Listed(offered=False, versions={"tzdata": ("1.0-1",)})


CUT = Reply(200, b"Suite", length=9)


@pytest.mark.parametrize(
    ("damage", "error", "why"),
    [
        pytest.param({"Release": Reply(404)}, UnreachableError, "nothing is at", id="no-suite"),
        pytest.param({"Release": Reply(500)}, UnreachableError, "answers 500", id="broken-server"),
        pytest.param({"Release": Reply(403)}, UnreachableError, "refuses", id="refused"),
        pytest.param(
            {"Release": Reply(200, b"", before=lambda: time.sleep(0.6))},
            UnreachableError,
            "no whole answer in time",
            id="slow",
        ),
        pytest.param({"Release": CUT}, UnreachableError, "middle of an answer", id="cut-short"),
        pytest.param(
            {"Release": Reply(200, b"<html>")}, FormatError, "no Release file", id="a-web-page"
        ),
        pytest.param(
            {"main/binary-arm64/Packages.xz": Reply(404)},
            UnreachableError,
            "nothing is at",
            id="list-missing",
        ),
        pytest.param(
            {"main/binary-arm64/Packages.xz": Reply(200, b"other")},
            FormatError,
            "Packages.xz is not what its Release file lists",
            id="wrong-hash",
        ),
    ],
)
def test_bad_answers(
    site: Site, fetcher: Fetcher, damage: dict[str, Reply], error: type[Exception], why: str
) -> None:
    """Each is one sentence that names the place, and never the answer that there is nothing."""
    folder = give_debian(site, LISTS)
    for path, reply in damage.items():
        site.give(f"{folder}/{path}", reply)
    with pytest.raises(error, match=why) as told:
        ask(site, fetcher)
    assert "127.0.0.1" in str(told.value) or DEBIAN in str(told.value)


def test_damaged_list(site: Site, fetcher: Fetcher) -> None:
    """One that does not unpack is told with its address."""
    give_debian(site, {"main/binary-arm64": ["nothing\n"]}, pack="")
    with pytest.raises(FormatError, match=r"/Packages: it is no list of packages"):
        ask(site, fetcher)


def test_no_component(site: Site, fetcher: Fetcher) -> None:
    """A component that the suite does not have is no empty one."""
    give_debian(site, LISTS)
    with pytest.raises(UnreachableError, match="no component 'universe'"):
        ask(site, fetcher, "universe")


def test_moved_to_the_archive(site: Site, fetcher: Fetcher) -> None:
    """A release that is gone from its first place is looked for where old ones are kept."""
    give_debian(site, LISTS, "jessie")
    repositories = PackageRepositories(
        fetcher,
        {DEBIAN: f"{site.base}/gone", OLD: f"{site.base}/debian"},
    )
    one = Repository("deb", f"http://{DEBIAN}", "jessie", "main")
    assert repositories.packages(one, ARM, INTEL, WANTED).versions["bash"] == ("5.2-1",)


@pytest.mark.parametrize(
    ("url", "arch", "place"),
    [
        pytest.param("http://archive.ubuntu.com/ubuntu", ARM, "ports", id="archive"),
        pytest.param("http://de.archive.ubuntu.com/ubuntu/", ARM, "ports", id="country"),
        pytest.param("https://security.ubuntu.com/ubuntu", ARM, "ports", id="security"),
        pytest.param("http://archive.ubuntu.com/ubuntu", INTEL, "ubuntu", id="intel"),
    ],
)
def test_ubuntu_has_ports_apart(
    site: Site, fetcher: Fetcher, url: str, arch: Arch, place: str
) -> None:
    """Ubuntu keeps other architectures than Intel's at another address."""
    folder = give_debian(site, LISTS, "jammy")
    mirrors = {
        "ports.ubuntu.com/ubuntu-ports": f"{site.base}/ports",
        "archive.ubuntu.com/ubuntu": f"{site.base}/ubuntu",
        "old-releases.ubuntu.com/ubuntu": f"{site.base}/old",
    }
    for path, replies in site.answers().items():
        site.give(path.replace("/debian", f"/{place}"), *replies)
        site.give(path, Reply(404))
    one = Repository("deb", url, "jammy", "main")
    found = PackageRepositories(fetcher, mirrors).packages(one, arch, INTEL, WANTED)
    assert found.versions["bash"] == ("5.2-1",)
    assert site.count(f"{folder}/Release") == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/debian",
        "http://10.0.0.1/debian",
        "http://169.254.169.254/latest",
        "http://[::1]/debian",
        "http://localhost/debian",
        "http://2130706433/debian",
        "http://127.1/debian",
        "file:///srv/debian",
        "http:///debian",
        "http://[",
    ],
)
def test_private_addresses(fetcher: Fetcher, url: str) -> None:
    """What is scanned does not get this machine's own network asked."""
    with pytest.raises(UnreachableError):
        PackageRepositories(fetcher).packages(Repository("deb", url, "x", "y"), ARM, INTEL, WANTED)
    assert fetcher.requests == 0


def test_no_password_is_told(site: Site, fetcher: Fetcher) -> None:
    """An entry may hold a password: it goes to its own server, and into no message."""
    base = site.base.replace("http://", "http://anna:s3cret@")
    mirrors = {DEBIAN: f"{base}/debian", OLD: f"{base}/old"}
    repositories = PackageRepositories(fetcher, mirrors)
    one = Repository("deb", f"http://anna:s3cret@{DEBIAN}", "bookworm", "main")
    with pytest.raises(UnreachableError, match="nothing is at") as told:
        repositories.packages(one, ARM, INTEL, WANTED)
    assert "s3cret" not in str(told.value)


def file(name: str, version: str, arch: str = "arm64") -> str:
    """A package with what apt asks for besides."""
    more = {"Filename": f"pool/{name}.deb", "Size": "9", "SHA256": "0" * 64}
    return deb(name, version, arch, Description="x\n y", **more)


def test_as_apt_reads_it(site: Site, fetcher: Fetcher, tmp_path: Path) -> None:
    """The program itself, told to be of arm64, lists the same packages and versions."""
    need("apt-get")
    lists = {
        "main/binary-arm64": [
            *(file(f"lib{n}", f"1:{n}.0~rc1-{n}+b{n}") for n in range(40)),
            file("tzdata", "1.0-1", "all"),
        ]
    }
    give_debian(site, lists)
    for folder in ("state/lists/partial", "cache/archives/partial", "etc"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "status").touch()
    (tmp_path / "etc/sources.list").write_text(
        f"deb [trusted=yes] {site.base}/debian bookworm main\n"
    )
    options = {
        "APT::Architecture": "arm64",
        "APT::Architectures": "arm64",
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        "Dir::Etc": f"{tmp_path}/etc",
        "Dir::State": f"{tmp_path}/state",
        "Dir::State::status": f"{tmp_path}/status",
        "Dir::Cache": f"{tmp_path}/cache",
    }
    flags = [f"-o{name}={value}" for name, value in options.items()]
    subprocess.run(["apt-get", *flags, "update"], check=True, capture_output=True)
    told = subprocess.run(
        ["apt-cache", *flags, "dumpavail"], check=True, capture_output=True, text=True
    ).stdout
    fields = [
        line.partition(": ")[2] for line in told.splitlines() if line.startswith(("Pac", "Ver"))
    ]
    theirs = set(zip(fields[::2], fields[1::2], strict=True))
    names = frozenset(name for name, _ in theirs)
    mirrors = {DEBIAN: f"{site.base}/debian"}
    one = Repository("deb", f"http://{DEBIAN}", "bookworm", "main")
    found = PackageRepositories(fetcher, mirrors).packages(one, ARM, INTEL, names)
    ours = {(name, version) for name, versions in found.versions.items() for version in versions}
    assert len(theirs) == 41
    assert ours == theirs
