"""JARs that do not say what they are, and are named by their SHA-1."""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from archcompat.analysis import Options, analyze
from archcompat.assess import Indexes
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.maven import MavenRepository
from archcompat.indexes.mavensearch import MavenSearch
from archcompat.model.report import Report
from archcompat.rulebook.verify import INDEXES
from tests.make.elf import elf
from tests.make.indexes import give_holders, native_jar
from tests.make.webserver import Reply, Site
from tests.make.ziparchive import jar
from tests.need import need_network

FAST = native_jar({"linux64/libfast.so": "x86_64"})
Scan = Callable[[Path], Report]


@pytest.fixture
def scan(site: Site) -> Iterator[Scan]:
    with Fetcher("0", pause=lambda _seconds: None) as fetcher:
        repository = MavenRepository(fetcher, f"{site.base}/maven2")
        search = MavenSearch(fetcher, f"{site.base}/search")
        options = Options(indexes=Indexes(java=repository, jars=search))
        yield lambda path: analyze(str(path), options)


def sha1_of(data: bytes) -> str:
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


def publish(site: Site, group: str, artifact: str, tail: str, sha1: str) -> str:
    """The SHA-1 of a JAR in the repository; ``tail`` is ``version[-classifier]``."""
    folder = f"/maven2/{group.replace('.', '/')}/{artifact}/{tail.partition('-')[0]}"
    path = f"{folder}/{artifact}-{tail}.jar.sha1"
    site.give(path, Reply(200, sha1.encode()))
    return path


def put(folder: Path, **files: bytes) -> Path:
    for name, data in files.items():
        (folder / f"{name}.jar").write_bytes(data)
    return folder


def ids(report: Report) -> list[str]:
    return [component.id for component in report.components]


def test_a_jar_is_named(scan: Scan, site: Site, tmp_path: Path) -> None:
    """By what the search finds and the repository confirms, and it says so; its copies too."""
    sha1 = sha1_of(FAST)
    give_holders(site, sha1, "org.other:copy:9", "org.acme:fast:1.0")
    confirmed = publish(site, "org.acme", "fast", "1.0", sha1)
    publish(site, "org.other", "copy", "9", "0" * 40)
    report = scan(put(tmp_path, one=FAST, two=FAST))
    assert ids(report) == ["pkg:maven/org.acme/fast@1.0"]
    (finding,) = report.findings
    said = f"Its SHA-1, {sha1}, is that of org.acme:fast:1.0 in the Maven repository."
    assert said in finding.message
    assert site.count(confirmed) == 1
    assert not report.problems


def test_a_classifier(scan: Scan, site: Site, tmp_path: Path) -> None:
    """Which of an artifact's files it is, the repository knows; no source is asked for."""
    sha1 = sha1_of(FAST)
    endings = ["-sources.jar", ".jar", ".pom", "-linux-x86_64.jar"]
    give_holders(site, sha1, "org.acme:fast:1.0", endings=endings)
    publish(site, "org.acme", "fast", "1.0", "0" * 40)
    publish(site, "org.acme", "fast", "1.0-linux-x86_64", sha1)
    report = scan(put(tmp_path, native=FAST))
    assert ids(report) == ["pkg:maven/org.acme/fast@1.0?classifier=linux-x86_64"]
    assert not [one.path for one in site.asked if "sources" in one.path]


def test_the_file_name_comes_first(scan: Scan, site: Site, tmp_path: Path) -> None:
    """Of several artifacts the one that the file is called is asked for first."""
    sha1 = sha1_of(FAST)
    give_holders(site, sha1, "org.mirror:speedy:1.0", "org.acme:fast:1.0")
    speedy = publish(site, "org.mirror", "speedy", "1.0", sha1)
    publish(site, "org.acme", "fast", "1.0", sha1)
    (tmp_path / "fast-1.0.jar").write_bytes(FAST)
    assert ids(scan(tmp_path)) == ["pkg:maven/org.acme/fast@1.0"]
    assert not site.count(speedy)


def test_unconfirmed(scan: Scan, site: Site, tmp_path: Path) -> None:
    """What the repository has under that name is another file: the search is not believed."""
    sha1 = sha1_of(FAST)
    give_holders(site, sha1, "org.acme:fast:1.0")
    publish(site, "org.acme", "fast", "1.0", "0" * 40)
    assert ids(scan(put(tmp_path, native=FAST))) == ["pkg:maven/native"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(jar({"a.so": b"no code"}), id="without native code"),
        pytest.param(
            jar({"linux64/libfast.so": elf("x86_64")}, maven=("org.acme", "own", "1")),
            id="named",
        ),
    ],
)
def test_not_asked(scan: Scan, site: Site, tmp_path: Path, data: bytes) -> None:
    """Only of those with native code that do not say it themselves is a hash sent."""
    scan(put(tmp_path, own=data))
    assert not [one.path for one in site.asked if one.path.startswith("/search")]


def test_no_answer(scan: Scan, site: Site, tmp_path: Path) -> None:
    """A service that turns one away is a warning, and the JAR is judged by its own."""
    give = f"/search?q=1:{sha1_of(FAST)}&rows=20&wt=json"
    site.give(give, Reply(403, b"too many"))
    report = scan(put(tmp_path, native=FAST))
    assert ids(report) == ["pkg:maven/native"]
    (problem,) = report.problems
    assert (problem.code, str(problem.severity)) == ("index-unreachable", "warning")
    assert "refuses (403)" in problem.detail
    assert problem.detail.endswith("1 package was judged without it")


@pytest.mark.network
def test_a_real_jar(site: Site, tmp_path: Path) -> None:
    """RocksDB's, renamed: it says nothing of itself, and Maven Central has its SHA-1."""
    need_network("repo.maven.apache.org")
    artifact, version = "rocksdbjni", "5.18.3"
    url = f"{INDEXES['maven']}/org/rocksdb/{artifact}/{version}/{artifact}-{version}.jar"
    with urlopen(url) as answer:  # noqa: S310 - a constant
        data = answer.read()
    give_holders(site, sha1_of(data), f"org.rocksdb:{artifact}:{version}")
    with Fetcher("0") as fetcher:
        repository = MavenRepository(fetcher, INDEXES["maven"])
        search = MavenSearch(fetcher, f"{site.base}/search")
        indexes = Indexes(java=repository, jars=search)
        report = analyze(str(put(tmp_path, rocks=data)), Options(indexes=indexes))
    assert ids(report) == [f"pkg:maven/org.rocksdb/{artifact}@{version}"]
    (finding,) = report.findings
    assert finding.remediation is not None
    assert finding.remediation.to_version == "5.18.4"
