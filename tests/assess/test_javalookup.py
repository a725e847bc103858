"""What a Maven repository's JARs say about libraries that no rule knows, or that one advises."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archcompat.analysis import Options, analyze
from archcompat.assess import Indexes
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.maven import MavenRepository
from archcompat.model.report import Basis, Component, Finding, Report, Verdict
from tests.make import trees
from tests.make.indexes import give_artifact, native_jar
from tests.make.trees import Branch
from tests.make.webserver import Reply, Site, serving
from tests.make.ziparchive import archive

X86 = {"native/Linux/x86_64/libfast.so": "x86_64"}
BOTH = {**X86, "native/Linux/aarch64/libfast.so": "aarch64"}
OTHER_SYSTEMS = {"native/freebsd/x86_64/libfast.so": "x86_64"}
Scan = Callable[[Path], Report]


@pytest.fixture
def site() -> Iterator[Site]:
    """Has fast 1.0 to 1.2, of which the last is for arm64 too, and others."""
    with serving() as site:
        published: dict[str, dict[str, dict[str, str]]] = {
            "plain": {"1.0": {}},
            "fast": {"1.0": X86, "1.1": X86, "1.2": BOTH, "2.0-rc1": BOTH},
            "both": {"1.0": BOTH},
            "elsewhere": {"1.0": OTHER_SYSTEMS},
            "ended": {"1.0": X86, "1.1": X86},
        }
        for artifact, jars in published.items():
            folder = give_artifact(site, "org.acme", artifact, jars)
            for version, natives in jars.items():
                name = f"{folder}/{version}/{artifact}-{version}.jar"
                site.give_file(name, native_jar(natives))
        folder = give_artifact(site, "org.acme", "parts", ["1.0", "1.1"])
        for tail, machine in (("1.0-linux-x86_64", "x86_64"), ("1.1-linux-aarch_64", "aarch64")):
            name = f"{folder}/{tail[:3]}/parts-{tail}.jar"
            site.give_file(name, native_jar({"libparts.so": machine}))
        folder = give_artifact(site, "org.xerial.snappy", "snappy-java", ["1.1.1.7", "1.1.2.2"])
        name = f"{folder}/1.1.2.2/snappy-java-1.1.2.2.jar"
        site.give_file(name, native_jar({"Linux/aarch64/libsnappyjava.so": "aarch64"}))
        yield site


@pytest.fixture
def scan(site: Site) -> Iterator[Scan]:
    with Fetcher("0") as fetcher:
        repository = MavenRepository(fetcher, f"{site.base}/maven2")
        options = Options(indexes=Indexes(java=repository))
        yield lambda path: analyze(str(path), options)


def listed(folder: Path, *labels: str) -> Path:
    """A dependency tree with ``artifact:jar[:classifier]:version`` of one group."""
    path = folder / "tree.txt"
    found = [Branch(f"org.acme:{one}:compile") for one in labels]
    path.write_text(trees.text(Branch("com.example:orders:jar:1", found)))
    return path


def only(report: Report) -> tuple[Component, Finding | None]:
    (component,) = report.components
    return component, next(iter(report.findings), None)


@pytest.mark.parametrize(
    ("label", "verdict", "to"),
    [
        pytest.param("plain:jar:1.0", Verdict.READY, None, id="no-native-code"),
        pytest.param("both:jar:1.0", Verdict.READY, None, id="for-both"),
        pytest.param("elsewhere:jar:1.0", Verdict.READY, None, id="for-another-system"),
        pytest.param("fast:jar:1.0", Verdict.UPGRADE, ("1.2", ""), id="later"),
        pytest.param("ended:jar:1.0", Verdict.BLOCKED, None, id="never"),
        pytest.param(
            "parts:jar:linux-x86_64:1.0",
            Verdict.UPGRADE,
            ("1.1", "linux-aarch_64"),
            id="a-jar-of-its-own",
        ),
    ],
)
def test_listed(
    label: str, verdict: Verdict, to: tuple[str, str] | None, scan: Scan, tmp_path: Path
) -> None:
    """Of what is only listed, the published JAR is looked into, and then those after it."""
    component, finding = only(scan(listed(tmp_path, label)))

    assert (component.verdict, component.basis) == (verdict, Basis.OBSERVED)
    remediation = finding.remediation if finding is not None else None
    found = (remediation.to_version, remediation.classifier) if remediation is not None else None
    assert found == to


def test_a_rules_advice_is_looked_at(scan: Scan, tmp_path: Path) -> None:
    """The JAR of the version it names."""
    path = tmp_path / "gradle.lockfile"
    path.write_text("org.xerial.snappy:snappy-java:1.1.1.7=runtimeClasspath\n")

    component, finding = only(scan(path))

    assert (component.verdict, component.basis) == (Verdict.UPGRADE, Basis.OBSERVED)
    assert finding is not None
    assert finding.evidence[0].text == (
        "org.xerial.snappy:snappy-java:1.1.2.2 in the Maven repository holds"
        " Linux/aarch64/libsnappyjava.so"
    )


def test_a_jar_that_no_rule_knows(scan: Scan, tmp_path: Path) -> None:
    """A later version of it is looked for, by what it says to be."""
    jar = tmp_path / "fast-1.0.jar"
    said = b"groupId=org.acme\nartifactId=fast\nversion=1.0\n"
    jar.write_bytes(native_jar(X86, {"META-INF/maven/org.acme/fast/pom.properties": said}))

    component, finding = only(scan(jar))

    assert (component.verdict, component.basis) == (Verdict.UPGRADE, Basis.OBSERVED)
    assert finding is not None
    assert finding.remediation is not None
    assert finding.remediation.commands == ("org.acme:fast:1.2",)


def test_a_jar_that_does_not_say_what_it_is(scan: Scan, site: Site, tmp_path: Path) -> None:
    """Nothing is asked."""
    jar = tmp_path / "fast-1.0.jar"
    jar.write_bytes(native_jar(X86))

    component, _ = only(scan(jar))

    assert (component.verdict, component.basis) == (Verdict.REBUILD, Basis.GUESSED)
    assert not site.asked


def test_not_published(scan: Scan, tmp_path: Path) -> None:
    """What the repository does not have stays unknown."""
    component, _ = only(scan(listed(tmp_path, "private:jar:1.0")))

    assert component.verdict is Verdict.UNKNOWN


def test_no_answer(scan: Scan, site: Site, tmp_path: Path) -> None:
    """A warning, and nothing is called good."""
    site.give("/maven2/org/acme/plain/1.0/plain-1.0.jar", Reply(403))

    report = scan(listed(tmp_path, "plain:jar:1.0"))

    assert [one.code for one in report.problems] == ["index-unreachable"]
    assert report.components[0].verdict is Verdict.UNKNOWN


def test_damaged(scan: Scan, site: Site, tmp_path: Path) -> None:
    """Likewise."""
    whole = archive({"a": b"x" * 1000})
    site.give_file("/maven2/org/acme/plain/1.0/plain-1.0.jar", whole[: len(whole) // 2])

    report = scan(listed(tmp_path, "plain:jar:1.0"))

    assert [one.code for one in report.problems] == ["index-unreachable"]
    assert report.components[0].verdict is Verdict.UNKNOWN
