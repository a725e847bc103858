"""What a Java archive is, by pom.properties, manifest and file name."""

import pytest

from archcompat.graph.java import is_java_archive, java_name, java_units
from archcompat.model.native import Archive
from archcompat.model.programfacts import JavaIdentity
from tests.make.inventory import at

POM, MANIFEST = "pom.properties", "manifest"


def said(jar: str, *rows: tuple[str, str, str, str]) -> list[JavaIdentity]:
    """Identities (group, artifact, version, source) in an archive."""
    return [JavaIdentity(at(f"{jar}!/META-INF/{n}"), *row) for n, row in enumerate(rows)]


@pytest.mark.parametrize(
    ("name", "rows", "expected"),
    [
        pytest.param(
            "rocksdbjni-6.2.2.jar",
            [("org.rocksdb", "rocksdbjni", "6.2.2", POM)],
            ("org.rocksdb", "rocksdbjni", "6.2.2", ""),
            id="pom",
        ),
        pytest.param(
            "netty-transport-native-epoll-4.1.48.Final-linux-x86_64.jar",
            [("io.netty", "netty-transport-native-epoll", "4.1.48.Final", POM)],
            ("io.netty", "netty-transport-native-epoll", "4.1.48.Final", "linux-x86_64"),
            id="pom-and-classifier",
        ),
        pytest.param(
            "orders-1.0.jar",
            [
                ("org.slf4j", "slf4j-api", "1.7.30", POM),
                ("com.example", "orders", "1.0", POM),
                ("org.yaml", "snakeyaml", "1.26", POM),
            ],
            ("com.example", "orders", "1.0", ""),
            id="its-own-among-shaded-ones",
        ),
        pytest.param(
            "orders-1.0.jar",
            [("org.slf4j", "slf4j-api", "1.7.30", POM), ("org.yaml", "snakeyaml", "1.26", POM)],
            ("", "orders", "1.0", ""),
            id="only-shaded-ones",
        ),
        pytest.param(
            "app.jar",
            [("org.xerial.snappy", "snappy-java", "1.1.7", POM)],
            ("", "app", "", ""),
            id="one-shaded-into-another",
        ),
        pytest.param(
            "snappy.jar",
            [("org.xerial.snappy", "snappy-java", "1.1.7", POM)],
            ("org.xerial.snappy", "snappy-java", "1.1.7", ""),
            id="renamed-to-its-first-word",
        ),
        pytest.param(
            "spark_core_2.12.jar",
            [("org.apache.spark", "spark-core_2.12", "3.0.1", POM)],
            ("org.apache.spark", "spark-core_2.12", "3.0.1", ""),
            id="renamed-with-other-separators",
        ),
        pytest.param(
            "jansi-1.18.jar",
            [("org.fusesource.jansi", "jansi", "", POM)],
            ("org.fusesource.jansi", "jansi", "1.18", ""),
            id="pom-without-a-version",
        ),
        pytest.param(
            "sqlite-jdbc-3.30.1.jar",
            [("org.xerial", "JDBC", "3.30", MANIFEST)],
            ("", "sqlite-jdbc", "3.30.1", ""),
            id="file-name-before-manifest",
        ),
        pytest.param(
            "agent.jar",
            [("x", "Agent", "", MANIFEST), ("x", "y.agent", "5.1", MANIFEST)],
            ("", "agent", "5.1", ""),
            id="version-of-the-manifest",
        ),
        pytest.param("agent.jar", [], ("", "agent", "", ""), id="nothing-but-a-name"),
        pytest.param(".jar", [], ("", ".jar", "", ""), id="no-name-either"),
        pytest.param(
            "java.base.jmod",
            [],
            ("", "java.base", "", ""),
            id="jmod",
        ),
    ],
)
def test_coordinates_come_from_the_best_source(
    name: str, rows: list[tuple[str, str, str, str]], expected: tuple[str, str, str, str]
) -> None:
    """Its own pom.properties, else the file name, and the manifest for a version it lacks."""
    found = java_name(at(f"opt/{name}"), said(name, *rows))

    assert (found.group, found.artifact, found.version, found.classifier) == expected


@pytest.mark.parametrize(
    ("name", "rows", "is_one"),
    [
        pytest.param("a.jar", [], True, id="jar"),
        pytest.param("A.WAR", [], True, id="capitals"),
        pytest.param("java.base.jmod", [], True, id="jmod"),
        pytest.param("plugin.hpi", [], True, id="jenkins-plugin"),
        pytest.param("a.zip", [], False, id="zip"),
        pytest.param("a.whl", [], False, id="wheel"),
        pytest.param("a.zip", [("g", "a", "1", POM)], True, id="zip-with-a-pom"),
        pytest.param("a.zip", [("g", "a", "1", MANIFEST)], False, id="zip-with-a-manifest"),
    ],
)
def test_a_java_archive_is_known_by_name_or_pom(
    name: str, rows: list[tuple[str, str, str, str]], is_one: bool
) -> None:
    """A manifest alone is in many a zip."""
    assert is_java_archive(at(name), said(name, *rows)) is is_one


def test_each_archive_has_its_own_identity() -> None:
    """A JAR in a JAR, a tar, and a zip: two units, with purl and place."""
    inner = "opt/app.jar!/lib/jansi-1.18.jar"
    archives = [
        Archive(at("opt/app.jar"), "zip", 3),
        Archive(at(inner), "zip", 3),
        Archive(at("opt/x.tar"), "tar", 3),
        Archive(at("opt/x.zip"), "zip", 3),
    ]
    identities = [
        *said("opt/app.jar", ("com.example", "app", "2", POM)),
        *said(inner, ("org.fusesource.jansi", "jansi", "1.18", POM)),
    ]

    units = java_units(archives, identities)

    assert {str(where): unit.id for where, unit in units.items()} == {
        "opt/app.jar": "pkg:maven/com.example/app@2",
        inner: "pkg:maven/org.fusesource.jansi/jansi@1.18",
    }


@pytest.mark.parametrize(
    ("module", "version", "unit"),
    [
        pytest.param("java.base", "17.0.15", "pkg:generic/openjdk@17.0.15", id="java"),
        pytest.param("jdk.net", "17.0.15", "pkg:generic/openjdk@17.0.15", id="jdk"),
        pytest.param("org.x.app", "3", "pkg:maven/org.x.app@3", id="somebodys"),
        pytest.param("org.x.app", "", "pkg:maven/org.x.app", id="without-a-version"),
    ],
)
def test_a_module_of_the_jdk_is_a_piece_of_the_runtime(
    module: str, version: str, unit: str
) -> None:
    """By its descriptor; other modules are packages."""
    said = JavaIdentity(at("x.jmod!/classes/module-info.class"), "", module, version, "module-info")

    [found] = java_units([Archive(at("x.jmod"), "jmod", 3)], [said]).values()

    assert found.id == unit


def test_a_module_without_a_descriptor_has_its_files_name() -> None:
    """A damaged one is known by nothing else."""
    [found] = java_units([Archive(at("m/java.base.jmod"), "jmod", 3)], []).values()

    assert found.id == "pkg:generic/openjdk"
