"""Dependency trees of Maven and Gradle: the same tree comes through in every format."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.analysis import analyze
from archcompat.errors import FormatError
from archcompat.kinds.dependency_tree import KIND
from archcompat.model.entry import HEAD_SIZE, Entry
from archcompat.model.facts import SbomPackage
from archcompat.model.report import Verdict
from archcompat.model.where import Where
from tests.make import trees
from tests.make.trees import Branch

EPOLL = "pkg:maven/io.netty/netty-transport-native-epoll@4.1.43.Final?classifier=linux-x86_64"
COMMON = "pkg:maven/io.netty/netty-common@4.1.43.Final"
HTTP = "pkg:maven/org.acme/http@2.0"
WEB = "pkg:maven/org.acme/web@1.0"
LOG = "pkg:maven/org.slf4j/slf4j-api@1.7.21"

ORDERS = Branch(
    "com.example:orders:jar:1.0",
    [
        Branch(
            "org.acme:web:jar:1.0:compile",
            [
                Branch(
                    "org.acme:http:jar:2.0:compile",
                    [
                        Branch("io.netty:netty-common:jar:4.1.43.Final:compile"),
                        Branch(
                            "io.netty:netty-transport-native-epoll:jar:linux-x86_64:4.1.43.Final"
                            ":runtime",
                            [
                                Branch(
                                    "io.netty:netty-common:jar:4.1.43.Final:compile",
                                    note="omitted for duplicate",
                                )
                            ],
                        ),
                        Branch(
                            "org.slf4j:slf4j-api:jar:1.7.30:compile",
                            note="omitted for conflict with 1.7.21",
                        ),
                    ],
                )
            ],
        ),
        Branch("org.slf4j:slf4j-api:jar:1.7.21:compile"),
        Branch("junit:junit:jar:4.13.2:test", [Branch("org.hamcrest:hamcrest-core:jar:1.3:test")]),
    ],
)
EXPECTED = {
    WEB: (HTTP,),
    HTTP: (COMMON, EPOLL, LOG),
    EPOLL: (COMMON,),
    COMMON: (),
    LOG: (),
}


def entry(name: str, data: bytes) -> Entry:
    return Entry(Where((name,)), len(data), data[:HEAD_SIZE], lambda: io.BytesIO(data))


def read(name: str, text: str) -> list[SbomPackage]:
    one = entry(name, text.encode())
    assert KIND.claims(one)
    return [fact for fact in KIND.read(one) if isinstance(fact, SbomPackage)]


def edges(found: list[SbomPackage]) -> dict[str, tuple[str, ...]]:
    return {one.purl: tuple(sorted(one.requires)) for one in found}


@pytest.mark.parametrize(
    ("name", "write"),
    [
        pytest.param("tree.txt", trees.text, id="text"),
        pytest.param("build.log", trees.log, id="log"),
        pytest.param("tree.txt", lambda one: trees.text(one).replace("\n", "\r\n"), id="crlf"),
        pytest.param("tree.dot", trees.dot, id="dot"),
        pytest.param("tree.tgf", trees.tgf, id="tgf"),
        pytest.param("tree.graphml", trees.graphml, id="graphml"),
        pytest.param("tree.json", trees.as_json, id="json"),
    ],
)
def test_maven(name: str, write: Callable[[Branch], str]) -> None:
    """Edges lead to the version that Maven chose; what only tests need is left out."""
    found = read(name, write(ORDERS))

    assert edges(found) == EXPECTED
    assert {one.purl for one in found if one.direct} == {WEB, LOG}


def test_modules_of_one_project() -> None:
    """None of them is a dependency; what another module brings comes in through that one."""
    core = Branch("com.example:core:jar:1.0", [Branch("org.acme:http:jar:2.0:compile")])
    web = Branch(
        "com.example:web:war:1.0",
        [Branch("com.example:core:jar:1.0:compile", [Branch("org.acme:http:jar:2.0:compile")])],
    )
    parent = Branch("com.example:parent:pom:1.0")

    found = read("build.log", trees.log(parent, core, web))

    assert [(one.purl, one.direct) for one in found] == [(HTTP, True)]


def test_a_module_that_needs_nothing() -> None:
    """Is one all the same: another module's need of it is no dependency."""
    api = Branch("com.example:api:jar:1.0")
    web = Branch("com.example:web:war:1.0", [Branch("com.example:api:jar:1.0:compile")])

    assert read("build.log", trees.log(api, web)) == []


def test_an_artifact_without_a_file_passes_on_what_it_needs() -> None:
    """Of the type ``pom``."""
    inner = Branch("org.acme:http:jar:2.0:compile")
    found = read(
        "tree.txt",
        trees.text(Branch("a:b:jar:1", [Branch("org.acme:all:pom:1:compile", [inner])])),
    )

    assert [(one.purl, one.direct) for one in found] == [(HTTP, True)]


GRADLE = {
    "compileClasspath": [Branch("org.acme:only-to-compile:1.0")],
    "runtimeClasspath": [
        Branch(
            "org.acme:web:1.0",
            [
                Branch(
                    "org.acme:http:1.0 -> 2.0",
                    [
                        Branch("io.netty:netty-common:4.1.43.Final"),
                        Branch(
                            "io.netty:netty-transport-native-epoll:4.1.43.Final",
                            [Branch("io.netty:netty-common:4.1.43.Final")],
                        ),
                        Branch("org.slf4j:slf4j-api:1.7.30 -> 1.7.21"),
                    ],
                )
            ],
        ),
        Branch("org.slf4j:slf4j-api -> 1.7.21"),
        Branch("project :core", [Branch("org.acme:http:2.0 (*)")]),
        Branch("org.acme:limited:{strictly 1.0} -> 1.0 (c)"),
        Branch("org.acme:lost:1.0 FAILED"),
    ],
    "testRuntimeClasspath": [Branch("junit:junit:4.13.2")],
}


def test_gradle() -> None:
    """Of a report what the project runs with; of a project of the build what that needs."""
    found = read("dependencies.txt", trees.gradle("Root project 'orders'", GRADLE))

    epoll = EPOLL.partition("?")[0]  # it does not tell classifiers
    expected = {
        (epoll if one == EPOLL else one): tuple(epoll if need == EPOLL else need for need in needs)
        for one, needs in EXPECTED.items()
    }
    assert edges(found) == expected
    assert {one.purl for one in found if one.direct} == {WEB, LOG, HTTP}


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        pytest.param(
            "gradle.lockfile",
            "# This is a Gradle generated file for dependency locking.\n"
            "org.acme:web:1.0=compileClasspath,runtimeClasspath\n"
            "org.acme:only-to-compile:1.0=compileClasspath\n"
            "junit:junit:4.13.2=testRuntimeClasspath\n"
            "empty=annotationProcessor\n",
            [WEB],
            id="all-configurations",
        ),
        pytest.param(
            "runtimeClasspath.lockfile", "org.acme:web:1.0\n", [WEB], id="one-configuration"
        ),
        pytest.param(
            "gradle.lockfile",
            "org.acme:web:1.0=releaseRuntimeClasspath\n",
            [WEB],
            id="of-an-android-variant",
        ),
    ],
)
def test_gradle_lock(name: str, text: str, expected: list[str]) -> None:
    """What is locked for running."""
    found = read(name, text)

    assert [one.purl for one in found] == expected
    assert all(one.direct for one in found)


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("notes.txt", b"see org.acme:web:jar:1.0 for more\n"),
        ("graph.dot", b'digraph "calls" { a -> b }'),
        ("package.json", b'{"name": "x"}'),
        ("yarn.lock", b"# yarn"),
        ("build.log", b"gcc -c a.c\n"),
    ],
)
def test_other_files_are_not_claimed(name: str, head: bytes) -> None:
    """Although they are called so."""
    assert not KIND.claims(entry(name, head))


@given(
    st.sampled_from(
        [
            b"a:b:jar:1\n+- c:d:jar:1:compile\n",
            b'digraph "a:b:jar:1" {\n"a:b:jar:1" -> "c:d:jar:1:compile" ;\n',
            b"1 a:b:jar:1\n2 c:d:jar:1:compile\n#\n1 2\n",
            b'<graphml><graph id="dependencies"><node id="1">',
            b'{"groupId":"a","artifactId":"b","version":"1"',
            b"> Task :dependencies\n\nruntimeClasspath - x\n+--- a:b:1\n",
            b"[INFO] Scanning for projects...\n[INFO] a:b:jar:1\n",
        ]
    ),
    st.one_of(
        st.binary(max_size=200), st.text("|+\\- :abc\n12 (>)*", max_size=200).map(str.encode)
    ),
)
def test_any_bytes(start: bytes, rest: bytes) -> None:
    """Packages or FormatError."""
    one = entry("tree.txt", start + rest)
    assert KIND.claims(one)
    try:
        found = list(KIND.read(one))
    except FormatError:
        return
    assert all(isinstance(fact, SbomPackage) for fact in found)


def test_ways_in(tmp_path: Path) -> None:
    """From the direct dependency, through each that needs the next."""
    path = tmp_path / "tree.txt"
    path.write_text(trees.text(ORDERS))

    (epoll,) = [one for one in analyze(str(path)).components if "epoll" in one.id]

    assert (epoll.verdict, epoll.introduced_by) == (Verdict.UPGRADE, ((WEB, HTTP, EPOLL),))
