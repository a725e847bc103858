"""Plans of Maven projects, with a made-up repository and a program that resolves as Maven does."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from archcompat.cli import main
from archcompat.formats.pom import parse_pom
from tests.make.indexes import give_artifact, native_jar
from tests.make.maven import fake_maven, with_path
from tests.make.webserver import Reply, Site, serving

EPOLL = "io.netty:netty-transport-native-epoll"
UNIVERSE = {
    # web brings http, and that netty's transport for x86-64
    **{
        f"org.acme:web:{version}": [f"org.acme:http:{version}"]
        for version in ("1.0", "1.1", "1.2", "1.3", "2.0-beta1")
    },
    "org.acme:http:1.0": [f"{EPOLL}:4.1.30.Final:linux-x86_64"],
    "org.acme:http:1.1": [f"{EPOLL}:4.1.43.Final:linux-x86_64"],
    "org.acme:http:1.2": [f"{EPOLL}:4.1.58.Final:linux-x86_64"],
    "org.acme:http:1.3": [f"{EPOLL}:4.1.60.Final:linux-x86_64"],
    "org.acme:http:2.0-beta1": [f"{EPOLL}:4.1.60.Final:linux-x86_64"],
    **{
        f"{EPOLL}:{version}": [f"io.netty:netty-common:{version}"]
        for version in ("4.1.30.Final", "4.1.43.Final", "4.1.50.Final", "4.1.58.Final")
    },
    **{
        f"io.netty:netty-common:{version}": []
        for version in ("4.1.30.Final", "4.1.43.Final", "4.1.50.Final", "4.1.58.Final")
    },
    "io.netty:netty-bom:4.1.50.Final": [
        "io.netty:netty-common:4.1.50.Final",
        f"{EPOLL}:4.1.50.Final:linux-x86_64",
        f"{EPOLL}:4.1.50.Final:linux-aarch64",
    ],
    # its parent decides which web
    **{f"org.acme:parent:{version}": [f"org.acme:web:{version}"] for version in ("1.0", "1.2")},
    # queue brings a library that no rule knows
    "org.acme:queue:1.0": ["org.acme:fast:1.0"],
    "org.acme:queue:1.1": ["org.acme:fast:1.1"],
    "org.acme:fast:1.0": [],
    "org.acme:fast:1.1": [],
    "org.acme:fast:1.2": [],
    # suite brings two
    **{
        f"org.acme:suite:{version}": [f"org.acme:fast:{version}", f"org.acme:quick:{version}"]
        for version in ("1.0", "1.1")
    },
    "org.acme:quick:1.0": [],
    "org.acme:quick:1.1": [],
    # store brings one that ended, and another project goes on with it
    "org.acme:store:1.0": ["org.fusesource.leveldbjni:leveldbjni-all:1.8"],
    "org.fusesource.leveldbjni:leveldbjni-all:1.8": [],
    "org.openlabtesting.leveldbjni:leveldbjni-all:1.8": [],
    # stats brings one that ended for good
    "org.acme:stats:1.0": ["org.fusesource:sigar:1.6.4"],
    "org.fusesource:sigar:1.6.4": [],
}
X86, ARM = {"native/Linux/x86_64/libfast.so": "x86_64"}, {"native/Linux/aarch64/libf.so": "aarch64"}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Its JARs: classes only, unless told otherwise."""
    monkeypatch.setenv("PATH", with_path(tmp_path / "bin"))
    fake_maven(tmp_path / "bin", UNIVERSE)
    with serving() as site:
        versions: dict[tuple[str, str], list[str]] = {}
        for one in UNIVERSE:
            group, artifact, version = one.split(":")
            versions.setdefault((group, artifact), []).append(version)
        for (group, artifact), known in versions.items():
            folder = give_artifact(site, group, artifact, known)
            for version in known:
                site.give_file(f"{folder}/{version}/{artifact}-{version}.jar", native_jar({}))
        netty = "/maven2/io/netty"
        listed = b"<project><artifactId>netty-transport-native-epoll</artifactId></project>"
        site.give(f"{netty}/netty-bom/4.1.50.Final/netty-bom-4.1.50.Final.pom", Reply(200, listed))
        for version, classifier, machine in (
            ("4.1.30.Final", "linux-x86_64", "x86_64"),
            ("4.1.43.Final", "linux-x86_64", "x86_64"),
            ("4.1.50.Final", "linux-aarch64", "aarch64"),
            ("4.1.58.Final", "linux-aarch_64", "aarch64"),
        ):
            artifact = "netty-transport-native-epoll"
            jar = native_jar({"META-INF/native/libnetty_transport_native_epoll.so": machine})
            name = f"{artifact}-{version}-{classifier}.jar"
            site.give_file(f"{netty}/{artifact}/{version}/{name}", jar)
        for name in ("fast", "quick"):
            place = f"/maven2/org/acme/{name}"
            site.give_file(f"{place}/1.0/{name}-1.0.jar", native_jar(X86))
            site.give_file(f"{place}/1.1/{name}-1.1.jar", native_jar({**X86, **ARM}))
        level = {"org/fusesource/leveldbjni/JniDB.class": b"\xca\xfe\xba\xbe"}
        site.give_file(
            "/maven2/org/openlabtesting/leveldbjni/leveldbjni-all/1.8/leveldbjni-all-1.8.jar",
            native_jar({"META-INF/native/linux64/aarch64/libleveldbjni.so": "aarch64"}, level),
        )
        yield site


def project(tmp_path: Path, *dependencies: str) -> Path:
    """A POM that depends on ``group:artifact:version``."""
    told = "".join(
        f"    <dependency>\n      <groupId>{group}</groupId>\n"
        f"      <artifactId>{artifact}</artifactId>\n      <version>{version}</version>\n"
        "    </dependency>\n"
        for group, artifact, version in (one.split(":") for one in dependencies)
    )
    path = tmp_path / "pom.xml"
    path.write_text(
        '<project xmlns="http://maven.apache.org/POM/4.0.0">\n'
        "  <modelVersion>4.0.0</modelVersion>\n  <groupId>com.example</groupId>\n"
        "  <artifactId>orders</artifactId>\n  <version>1.0</version>\n"
        f"  <dependencies>\n{told}  </dependencies>\n</project>\n"
    )
    return path


def plan(pom: Path, site: Site, *options: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the plan."""
    output = pom.parent / "plan.json"
    where = ("--maven-url", f"{site.base}/maven2", "--no-cache", "--no-offline", "-q")
    code = main(["plan", str(pom), "-f", "json", "-o", str(output), *where, *options])
    return code, json.loads(output.read_text())


def ways(said: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(kind, what, brings) of every way."""
    return [
        (way["kind"], way["what"], way["brings"]) for need in said["needs"] for way in need["ways"]
    ]


def test_through_two_levels(tmp_path: Path, repository: Site) -> None:
    """Both ways for a library that others bring, each with the JAR as it is called there."""
    code, said = plan(project(tmp_path, "org.acme:web:1.0"), repository)

    assert code == 1
    assert ways(said) == [
        (
            "override",
            (
                "io.netty:netty-bom 4.1.50.Final managed,"
                " and the JAR netty-transport-native-epoll 4.1.50.Final linux-aarch64"
            ),
            f"{EPOLL}:4.1.50.Final:linux-aarch64",
        ),
        (
            "upgrade",
            (
                "org.acme:web 1.2,"
                " and the JAR netty-transport-native-epoll 4.1.58.Final linux-aarch_64"
            ),
            f"{EPOLL}:4.1.58.Final:linux-aarch_64",
        ),
    ]
    (need,) = said["needs"]
    assert need["chains"] == [
        ["org.acme:web:1.0", "org.acme:http:1.0", f"{EPOLL}:4.1.30.Final:linux-x86_64"]
    ]
    assert said["verified"] is True


@pytest.mark.parametrize(
    ("way", "managed", "version"),
    [pytest.param("upgrade", [], "1.2", id="upgrade"), ("override", ["netty-bom"], "1.0")],
)
def test_write(
    way: str, managed: list[str], version: str, tmp_path: Path, repository: Site
) -> None:
    """The changed file has one of the ways; nothing is left to do in it."""
    changed = tmp_path / "changed" / "pom.xml"
    changed.parent.mkdir()
    options = ("--way", way, "--write", str(changed))

    plan(project(tmp_path, "org.acme:web:1.0"), repository, *options)

    pom = parse_pom(changed.read_bytes())
    assert [one.written("artifactId") for one in pom.dependencies if one.managed] == managed
    web = next(one for one in pom.dependencies if one.written("artifactId") == "web")
    assert web.written("version") == version
    code, said = plan(changed, repository)
    assert (code, said["needs"], said["problems"]) == (0, [], [])


def test_write_fails_whole(
    tmp_path: Path, repository: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A POM that could not be written is as it was."""
    pom = project(tmp_path, "org.acme:web:1.0")
    before = pom.read_bytes()
    replace = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.name == "pom.xml":
            raise OSError(28, "No space left on device", "somewhere")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", full)
    code, _ = plan(pom, repository, "--write", str(pom))

    assert code == 2
    assert pom.read_bytes() == before


def test_a_parent_that_manages_versions(tmp_path: Path, repository: Site) -> None:
    """Gets another version itself, as the project left that to it."""
    pom = project(tmp_path, "org.acme:web:1.0")
    parent = "<groupId>org.acme</groupId><artifactId>parent</artifactId><version>1.0</version>"
    text = pom.read_text().replace("      <version>1.0</version>\n", "")
    pom.write_text(text.replace("  <groupId>com", f"  <parent>{parent}</parent>\n  <groupId>com"))
    changed = tmp_path / "changed.xml"

    _, said = plan(pom, repository, "--write", str(changed))

    assert [(kind, what.partition(",")[0]) for kind, what, _ in ways(said)] == [
        ("override", "io.netty:netty-bom 4.1.50.Final managed"),
        ("upgrade", "the parent org.acme:parent 1.2"),
    ]
    assert said["verified"] is True
    assert parse_pom(changed.read_bytes()).parent["version"].value == "1.2"


def test_without_a_rule(tmp_path: Path, repository: Site) -> None:
    """The JARs themselves tell which version has the target's code."""
    code, said = plan(project(tmp_path, "org.acme:queue:1.0"), repository)

    assert code == 1
    assert ways(said) == [
        ("override", "org.acme:fast 1.1 managed", "org.acme:fast:1.1"),
        ("upgrade", "org.acme:queue 1.1", "org.acme:fast:1.1"),
    ]


def test_its_own(tmp_path: Path, repository: Site) -> None:
    """What the project names itself gets another version."""
    code, said = plan(project(tmp_path, "org.acme:fast:1.0"), repository)

    assert code == 1
    assert ways(said) == [("upgrade", "org.acme:fast 1.1", "org.acme:fast:1.1")]


def test_another_artifact_with_the_same_classes(tmp_path: Path, repository: Site) -> None:
    """Takes the place of one that ended."""
    fork = "org.openlabtesting.leveldbjni:leveldbjni-all"

    _, said = plan(project(tmp_path, "org.acme:store:1.0"), repository)

    assert ways(said) == [
        ("replace", f"{fork} 1.8 in its place, which has the same classes", f"{fork}:1.8")
    ]
    assert said["verified"] is True


def test_no_way_out(tmp_path: Path, repository: Site) -> None:
    """That is said, with what to take instead."""
    code, said = plan(project(tmp_path, "org.acme:stats:1.0"), repository)

    assert code == 1
    (need,) = said["needs"]
    assert need["ways"] == []
    assert "oshi" in need["advice"]


@pytest.mark.parametrize("package", ["pkg:pypi/plyvel", "pkg:maven/plyvel"])
def test_another_package_that_is_no_java_library(
    package: str, tmp_path: Path, repository: Site
) -> None:
    """What a rule names in its place is told, and is no way out by itself."""
    rule = tmp_path / "rules/maven/org.fusesource.leveldbjni/leveldbjni-all.toml"
    rule.parent.mkdir(parents=True)
    rule.write_text(
        'package = "pkg:maven/org.fusesource.leveldbjni/leveldbjni-all"\nsupported = ""\n'
        'otherwise = "replace"\nimpact = "fails"\njni = ["Java_org_fusesource_leveldbjni_"]\n'
        f'[[alternative]]\npackage = "{package}"\n'
        '[[evidence]]\nurl = "https://example.org/"\nseen = 2026-11-21\nhow = "seen"\n'
        'kind = "observed"\n[[example]]\nversion = "1.8"\nexpect = "replace"\n'
    )

    options = ("--rules", str(tmp_path / "rules"))
    code, said = plan(project(tmp_path, "org.acme:store:1.0"), repository, *options)

    assert code == 1
    (need,) = said["needs"]
    assert need["ways"] == []
    assert package.removeprefix("pkg:") in need["advice"]


def test_several(tmp_path: Path, repository: Site) -> None:
    """All changes together are resolved once more."""
    changed = tmp_path / "changed.xml"
    pom = project(tmp_path, "org.acme:web:1.0", "org.acme:queue:1.0", "org.acme:stats:1.0")

    _, said = plan(pom, repository, "--write", str(changed))

    assert said["verified"] is True
    versions = {
        one.written("artifactId"): one.written("version")
        for one in parse_pom(changed.read_bytes()).dependencies
    }
    assert versions == {
        "web": "1.2",
        "queue": "1.1",
        "stats": "1.0",
        "netty-transport-native-epoll": "4.1.58.Final",
    }


def test_nothing_is_resolved_twice(tmp_path: Path, repository: Site) -> None:
    """Two libraries with the same ways out: Maven runs once for each change of the POM."""
    _, said = plan(project(tmp_path, "org.acme:suite:1.0"), repository)

    both = "org.acme:fast 1.1 and 1 more of its group managed"
    assert ways(said) == [
        ("override", both, "org.acme:fast:1.1"),
        ("upgrade", "org.acme:suite 1.1", "org.acme:fast:1.1"),
        ("override", both, "org.acme:quick:1.1"),
        ("upgrade", "org.acme:suite 1.1", "org.acme:quick:1.1"),
    ]
    assert said["verified"] is True
    runs = (tmp_path / "bin/runs").read_text().splitlines()
    # As it is, with both managed, with each later suite side by side, and with the one that serves.
    assert len(runs) == 4


def test_a_repository_that_does_not_answer(tmp_path: Path, repository: Site) -> None:
    """Nothing is called good: the exit code says that it is not known."""
    repository.give("/maven2/org/acme/fast/1.1/fast-1.1.jar", Reply(503))

    code, said = plan(project(tmp_path, "org.acme:fast:1.1"), repository)

    assert code == 3
    assert [one["code"] for one in said["problems"]] == ["index-unreachable"]


def test_table(tmp_path: Path, repository: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """The chain, what was seen, and the XML of each way."""
    pom = project(tmp_path, "org.acme:web:1.0")

    main(
        ["plan", str(pom), "--maven-url", f"{repository.base}/maven2", "--no-cache", "--no-offline"]
    )

    out = capsys.readouterr().out
    assert "1 library without code for linux/arm64: 1 to change" in out
    assert "  org.acme:web:1.0\n    -> org.acme:http:1.0\n      -> io.netty:" in out
    assert "         <classifier>linux-aarch_64</classifier>\n" in out
    assert "it resolves the changed pom.xml" in " ".join(out.split())
