"""What Java archives say they are, by manifest, pom.properties and file name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.formats.javamanifest import (
    Identity,
    identity_of_file_name,
    manifest_identities,
    parse_manifest,
    parse_pom_properties,
)

# Names of files in Maven Central and in well-known distributions.
NAMES = """
netty-transport-native-epoll-4.1.74.Final-linux-x86_64.jar|netty-transport-native-epoll|4.1.74.Final|linux-x86_64
netty-transport-native-epoll-4.1.50.Final-linux-aarch64.jar|netty-transport-native-epoll|4.1.50.Final|linux-aarch64
netty-tcnative-boringssl-static-2.0.46.Final-linux-aarch_64.jar|netty-tcnative-boringssl-static|2.0.46.Final|linux-aarch_64
netty-all-4.1.47.Final.jar|netty-all|4.1.47.Final|
snappy-java-1.1.7.3.jar|snappy-java|1.1.7.3|
scala-compiler-2.12.10.jar|scala-compiler|2.12.10|
jansi-1.18.jar|jansi|1.18|
hadoop-client-api-3.3.4.jar|hadoop-client-api|3.3.4|
spark-tags_2.12-3.0.3-tests.jar|spark-tags_2.12|3.0.3|tests
cats-kernel_2.12-2.0.0-M4.jar|cats-kernel_2.12|2.0.0-M4|
automaton-1.11-8.jar|automaton|1.11-8|
zstd-jni-1.4.4-3.jar|zstd-jni|1.4.4-3|
zstd-jni-1.5.5-11-linux_aarch64.jar|zstd-jni|1.5.5-11|linux_aarch64
leveldbjni-all-1.8.jar|leveldbjni-all|1.8|
rocksdbjni-6.2.2-linux64.jar|rocksdbjni|6.2.2|linux64
hive-shims-0.23-2.3.7.jar|hive-shims-0.23|2.3.7|
hive-exec-2.3.7-core.jar|hive-exec|2.3.7|core
avro-mapred-1.8.2-hadoop2.jar|avro-mapred|1.8.2|hadoop2
mesos-1.4.0-shaded-protobuf.jar|mesos|1.4.0|shaded-protobuf
geronimo-jcache_1.0_spec-1.0-alpha-1.jar|geronimo-jcache_1.0_spec|1.0-alpha-1|
htrace-core4-4.1.0-incubating.jar|htrace-core4|4.1.0-incubating|
javassist-3.25.0-GA.jar|javassist|3.25.0-GA|
javax.jdo-3.2.0-m3.jar|javax.jdo|3.2.0-m3|
javax.inject-1.jar|javax.inject|1|
json-20210307.jar|json|20210307|
log4j-1.2-api-2.17.1.jar|log4j-1.2-api|2.17.1|
log4j-1.2.17.jar|log4j|1.2.17|
jul-to-slf4j-1.7.30.jar|jul-to-slf4j|1.7.30|
jcl-104-over-slf4j-1.4.3.jar|jcl-104-over-slf4j|1.4.3|
bcprov-jdk15on-1.68.jar|bcprov-jdk15on|1.68|
guava-31.1-jre.jar|guava|31.1-jre|
guava-30.1-android.jar|guava|30.1-android|
postgresql-42.2.5.jre7.jar|postgresql|42.2.5.jre7|
mssql-jdbc-9.2.1.jre8.jar|mssql-jdbc|9.2.1.jre8|
openblas-0.3.21-1.5.8-linux-arm64.jar|openblas|0.3.21-1.5.8|linux-arm64
javacpp-1.5.8-android-arm64.jar|javacpp|1.5.8|android-arm64
lwjgl-3.3.1-natives-linux-arm64.jar|lwjgl|3.3.1|natives-linux-arm64
jffi-1.2.7-native.jar|jffi|1.2.7|native
hadoop-common-3.0.0-cdh6.3.2.jar|hadoop-common|3.0.0-cdh6.3.2|
service-0.0.1-SNAPSHOT.jar|service|0.0.1-SNAPSHOT|
service-1.0-20230101.123456-1.jar|service|1.0-20230101.123456-1|
service-1.0.0-jar-with-dependencies.jar|service|1.0.0|jar-with-dependencies
opencv-4.3.0-2.jar|opencv|4.3.0-2|
jetty-all-9.4.0.v20161208-uber.jar|jetty-all|9.4.0.v20161208|uber
kotlin-stdlib-jdk8-1.6.0.jar|kotlin-stdlib-jdk8|1.6.0|
spring-core-5.3.9.RELEASE.jar|spring-core|5.3.9.RELEASE|
org.eclipse.osgi_3.16.100.v20201030-1916.jar|org.eclipse.osgi|3.16.100.v20201030-1916|
BOOT-INF/lib/snakeyaml-1.24.jar|snakeyaml|1.24|
jenkins-2.426.1.WAR|jenkins|2.426.1|
app.jar|app||
my-application.jar|my-application||
swt-linux-64.jar|swt-linux-64||
java.base.jmod|java.base||
""".strip().splitlines()


@pytest.mark.parametrize("row", NAMES, ids=lambda row: row.partition("|")[0])
def test_file_names(row: str) -> None:
    """Artifact, version and classifier come apart where Maven joined them."""
    name, *expected = row.split("|")
    assert list(identity_of_file_name(name)) == expected


NETTY = """\
Manifest-Version: 1.0\r
Implementation-Title: Netty/Transport/Native/Epoll\r
Bundle-SymbolicName: io.netty.transport-native-epoll;singleton:=tr\r
 ue\r
Bundle-Version: 4.1.74.Final\r
IMPLEMENTATION-VERSION: 4.1.74.Final\r
Implementation-Vendor-Id: io.netty\r
\r
Name: io/netty/\r
Implementation-Version: 9\r
"""


def test_manifest() -> None:
    """Folded lines are joined, names have no case, and sections of single files do not count."""
    attributes = parse_manifest(NETTY.encode())
    assert attributes["bundle-symbolicname"] == "io.netty.transport-native-epoll;singleton:=true"
    assert manifest_identities(attributes) == (
        Identity("io.netty", "", "4.1.74.Final"),
        Identity("io.netty", "transport-native-epoll", "4.1.74.Final"),
    )


def test_manifest_folded_within_a_character() -> None:
    """Lines are folded at 72 bytes, which may be within one character."""
    folded = b"Bundle-Vendor: M\xc3\r\n \xbcnchen\r\n"
    assert parse_manifest(folded) == {"bundle-vendor": "München"}


MANIFESTS = [
    pytest.param(
        "Implementation-Title: zstd-jni\nImplementation-Vendor-Id: com.github.luben\n"
        "Implementation-Version: 1.4.4-3\nBundle-SymbolicName: com.github.luben.zstd-jni\n"
        "Bundle-Version: 1.4.4.3\n",
        (
            Identity("com.github.luben", "zstd-jni", "1.4.4-3"),
            Identity("com.github.luben", "zstd-jni", "1.4.4.3"),
        ),
        id="the-real-version-before-OSGi's",
    ),
    pytest.param(
        "Bundle-SymbolicName: org.apache.velocity\rBundle-Version: 1.5\r",
        (Identity("", "org.apache.velocity", "1.5"),),
        id="old-line-ends",
    ),
    pytest.param(
        "Specification-Title: JSR 353\nSpecification-Version: 1.1\nAutomatic-Module-Name: x.y\n",
        (Identity("", "", "1.1"),),
        id="specification",
    ),
    pytest.param("Automatic-Module-Name: x.y\n", (Identity("", "x.y", ""),), id="module"),
    pytest.param(
        "Implementation-Title: ${project.name}\nImplementation-Version: ${version}\n",
        (),
        id="unresolved",
    ),
    pytest.param("Created-By: 17.0.1\nno attribute\n", (), id="says-nothing"),
    pytest.param("", (), id="empty"),
]


@pytest.mark.parametrize(("text", "expected"), MANIFESTS)
def test_manifest_identities(text: str, expected: tuple[Identity, ...]) -> None:
    """What names the archive best comes first; sentences and placeholders name nothing."""
    assert manifest_identities(parse_manifest(text.encode())) == expected


POMS = [
    pytest.param(
        b"#Created by Apache Maven 3.6.3\nversion=1.8\ngroupId=org.fusesource\nartifactId=jni\n",
        Identity("org.fusesource", "jni", "1.8"),
        id="maven",
    ),
    pytest.param(
        b"groupId : a\r\n  artifactId b\r\nversion = 1\r\n", Identity("a", "b", "1"), id="spelt"
    ),
    pytest.param(b"version=${revision}\nartifactId=b", Identity("", "b", ""), id="unresolved"),
    pytest.param(b"", Identity("", "", ""), id="empty"),
]


@pytest.mark.parametrize(("data", "expected"), POMS)
def test_pom_properties(data: bytes, expected: Identity) -> None:
    """Every spelling that java.util.Properties reads for these keys is read."""
    assert parse_pom_properties(data) == expected


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_any_bytes(data: bytes) -> None:
    """Any bytes give values: there is nothing in these formats that can be refused."""
    for prefix in (b"", b"Implementation-Title: ", b"Bundle-SymbolicName: x\nBundle-Version: "):
        for identity in manifest_identities(parse_manifest(prefix + data)):
            assert identity.artifact or identity.version
    assert len(parse_pom_properties(b"artifactId=" + data)) == 3


@given(st.text(max_size=60))
def test_any_file_name(name: str) -> None:
    """No part of a stem is lost or made up, whatever the name."""
    artifact, version, classifier = identity_of_file_name(name)
    joined = "-".join(part for part in (artifact, version, classifier) if part)
    base = name.rpartition("/")[2]
    assert base.replace("_", "-").startswith(joined.replace("_", "-"))
