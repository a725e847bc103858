"""A pom.xml as the target: read by itself, or resolved by Maven in a copy."""

import os
from pathlib import Path

import pytest

from archcompat.analysis import Options, analyze
from archcompat.errors import InputError
from archcompat.model.report import Verdict
from tests.make import trees
from tests.make.trees import Branch

DEPENDENCY = (
    "<dependency><groupId>{}</groupId><artifactId>{}</artifactId><version>{}</version></dependency>"
)
POM = (
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>{}'
    "<groupId>com.example</groupId><artifactId>{}</artifactId><version>1.0</version>"
    "<dependencies>{}</dependencies></project>"
)
ORDERS = POM.format("", "orders", DEPENDENCY.format("org.rocksdb", "rocksdbjni", "6.0.1"))
TREE = Branch(
    "com.example:orders:jar:1.0",
    [Branch("org.acme:store:jar:1:compile", [Branch("org.rocksdb:rocksdbjni:jar:6.0.1:compile")])],
)


@pytest.fixture
def maven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program called mvn that tells what it was given, and writes ``tree.txt`` beside it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "mvn"
    program.write_text(
        "#!/bin/sh\n"
        f'printf "%s\\n" "$@" > {folder}/arguments\n'
        f"(cd .. && find . -type f | sort) > {folder}/files\n"
        f"test -f {folder}/fails && cat {folder}/fails && exit 1\n"
        "for one; do case $one in -DoutputFile=*)"
        f" cat {folder}/tree.txt >> ${{one#-DoutputFile=}};; esac; done\n"
    )
    program.chmod(0o755)
    (folder / "tree.txt").write_text(trees.text(TREE))
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_by_itself(tmp_path: Path) -> None:
    """What it names is judged, and the scan is incomplete: only Maven knows the rest."""
    report = analyze(str(write(tmp_path / "pom.xml", ORDERS)))

    assert [(one.name, one.verdict) for one in report.components] == [
        ("rocksdbjni", Verdict.UPGRADE)
    ]
    assert not report.complete
    assert [one.code for one in report.problems] == ["dependencies-unresolved"]


def test_in_a_folder_it_is_somebodys_source(tmp_path: Path) -> None:
    """The folder's own files are what is judged."""
    write(tmp_path / "pom.xml", ORDERS)

    report = analyze(str(tmp_path))

    assert (report.components, report.problems) == ((), ())


def test_resolved(tmp_path: Path, maven: Path) -> None:
    """Maven's tree is read in place of the file, and tells who brings what in."""
    pom = write(tmp_path / "project/pom.xml", ORDERS)

    report = analyze(str(pom), Options(resolve=True))

    ways = {one.name: one.introduced_by for one in report.components}
    assert ways["rocksdbjni"] == (
        ("pkg:maven/org.acme/store@1", "pkg:maven/org.rocksdb/rocksdbjni@6.0.1"),
    )
    assert report.complete
    assert [path.name for path in pom.parent.iterdir()] == ["pom.xml"]
    assert any(":tree" in line for line in (maven / "arguments").read_text().splitlines())


def test_all_poms_are_copied(tmp_path: Path, maven: Path) -> None:
    """Parents and modules as they lie to each other, Maven's settings, and nothing else."""
    parent = "<parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version></parent>"
    root = tmp_path / "project"
    modules = "<modules><module>web</module><module>core/other.xml</module></modules>"
    write(root / "pom.xml", POM.format(modules, "all", ""))
    write(root / "web/pom.xml", POM.format(parent, "web", ""))
    write(root / "core/other.xml", POM.format("", "core", ""))
    write(root / "web/src/Main.java", "class Main {}")
    write(root / ".mvn/maven.config", "-Pfull")

    analyze(str(root / "web/pom.xml"), Options(resolve=True))

    assert (maven / "files").read_text().split() == [
        "./project/.mvn/jvm.config",
        "./project/.mvn/maven.config",
        "./project/core/other.xml",
        "./project/pom.xml",
        "./project/web/pom.xml",
    ]


def test_a_module_with_what_it_needs(tmp_path: Path, maven: Path) -> None:
    """Other modules of its project are made with it, and are none of its dependencies."""
    root = tmp_path / "project"
    parent = "<parent><groupId>g</groupId><artifactId>p</artifactId><version>1</version></parent>"
    modules = "<modules><module>core</module><module>web</module></modules>"
    write(root / "pom.xml", POM.format(modules, "all", ""))
    for name in ("core", "web"):
        write(root / name / "pom.xml", POM.format(parent, name, ""))
    core = Branch("com.example:core:jar:1.0", [Branch("org.acme:only-core:jar:1:provided")])
    store = Branch("org.acme:store:jar:1:compile")
    web = Branch("com.example:web:war:1.0", [Branch("com.example:core:jar:1.0:compile", [store])])
    bare = Branch("com.example:all:pom:1.0")
    (maven / "tree.txt").write_text("".join(map(trees.text, (bare, core, web))))

    report = analyze(str(root / "web/pom.xml"), Options(resolve=True))

    assert [one.id for one in report.components] == ["pkg:maven/org.acme/store@1"]
    arguments = (maven / "arguments").read_text().splitlines()
    assert arguments[arguments.index("--projects") + 1] == "web/pom.xml"
    assert "--also-make" in arguments


def test_maven_fails(tmp_path: Path, maven: Path) -> None:
    """Its first complaint is passed on, in one line."""
    said = (
        "[INFO] x\n[ERROR] Failed to execute goal org.apache.maven.plugins:maven-dependency-plugin"
        ":3.8.1:tree (default-cli) on project orders: Could not resolve dependencies for project"
        " com.example:orders:jar:1.0: it is not there -> [Help 1]\n[ERROR] \n"
    )
    (maven / "fails").write_text(said)
    pom = write(tmp_path / "pom.xml", ORDERS)

    with pytest.raises(InputError, match=r"orders: Could not resolve .* it is not there$"):
        analyze(str(pom), Options(resolve=True))


def test_no_maven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That is said."""
    monkeypatch.setenv("PATH", str(tmp_path))
    pom = write(tmp_path / "pom.xml", ORDERS)

    with pytest.raises(InputError, match="not installed"):
        analyze(str(pom), Options(resolve=True))


def test_broken_module(tmp_path: Path, maven: Path) -> None:
    """It is named."""
    pom = write(
        tmp_path / "pom.xml", POM.format("<modules><module>web</module></modules>", "a", "")
    )
    write(tmp_path / "web/pom.xml", "<project>")

    with pytest.raises(InputError, match=r"web/pom\.xml: it is no XML"):
        analyze(str(pom), Options(resolve=True))
