"""Maven projects whose libraries fail on a real JVM for arm64, and start there once changed.

Maven Central, Maven and the JVM of the arm64 image are the oracles: the plan's changes are applied,
Maven brings the JARs, and qemu runs a small program with them.
"""

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from archcompat.cli import main
from tests.need import need, need_network, need_path, run

pytestmark = pytest.mark.real
IMAGE = Path(__file__).parents[1] / "build/real/arm64/oci"
GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath"
JVM = "usr/lib/jvm/java-17-openjdk-arm64"
LIBRARIES = ("c", "m", "dl", "pthread", "rt", "z", "gcc_s", "stdc++")
POM = """<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId>
  <artifactId>orders</artifactId>
  <version>1.0</version>
  <dependencies>
    <dependency>
      <groupId>{}</groupId>
      <artifactId>{}</artifactId>
      <version>{}</version>
    </dependency>
  </dependencies>
</project>
"""


@dataclass(frozen=True)
class Story:
    """A project, and a program that uses the library it brings."""

    dependency: tuple[str, str, str]
    package: str
    chain: tuple[str, ...]
    """Artifacts, from the dependency to the library."""
    program: str
    """What ``main`` does; fails where the library does not load."""
    error: str
    upgrade: str
    override: str


EPOLL = Story(
    ("org.springframework.boot", "spring-boot-starter-reactor-netty", "2.2.6.RELEASE"),
    "io.netty:netty-transport-native-epoll",
    ("spring-boot-starter-reactor-netty", "reactor-netty", "netty-transport-native-epoll"),
    """
        var group = new io.netty.channel.epoll.EpollEventLoopGroup(1);
        new io.netty.bootstrap.ServerBootstrap().group(group)
            .channel(io.netty.channel.epoll.EpollServerSocketChannel.class)
            .childHandler(new io.netty.channel.ChannelInboundHandlerAdapter())
            .bind("127.0.0.1", 0).sync();
        group.shutdownGracefully(0, 0, java.util.concurrent.TimeUnit.SECONDS);
    """,
    "java.lang.UnsatisfiedLinkError: failed to load the required native library",
    "spring-boot-starter-reactor-netty 2.2.8.RELEASE",
    "netty-bom 4.1.50.Final",
)
SNAPPY = Story(
    ("org.apache.parquet", "parquet-hadoop", "1.9.0"),
    "org.xerial.snappy:snappy-java",
    ("parquet-hadoop", "snappy-java"),
    """
        byte[] packed = org.xerial.snappy.Snappy.compress("a".repeat(1000));
        if (!org.xerial.snappy.Snappy.uncompressString(packed).equals("a".repeat(1000)))
            throw new AssertionError();
    """,
    "[FAILED_TO_LOAD_NATIVE_LIBRARY] no native library is found for os.name=Linux and os.arch",
    "parquet-hadoop 1.10.0",
    "snappy-java 1.1.2.2",
)
LARRAY = "xerial.larray.impl.LArrayNative.copyToArray(0L, new byte[0], 0, 0);"


@pytest.fixture(scope="module")
def jvm(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The command of a JVM for arm64: that of the image, taken out of it, under qemu."""
    for tool in ("mvn", "javac", "qemu-aarch64-static"):
        need(tool)
    need_path(IMAGE, "samples/real/build.sh")
    need_network("repo.maven.apache.org")
    index = json.loads((IMAGE / "index.json").read_text())
    manifest = json.loads(blob(index["manifests"][0]).read_text())
    root = tmp_path_factory.mktemp("arm64")
    wanted = [f"./{JVM}/*", "./etc/java-17-openjdk/*", "./lib", "./lib/*", "./usr/lib/ld-linux-*"]
    wanted += [f"./usr/lib/aarch64-linux-gnu/lib{name}.so*" for name in LIBRARIES]
    wanted += ["./usr/lib/aarch64-linux-gnu/ld-linux-*"]
    layer = blob(manifest["layers"][0])
    options = ["--no-same-owner", "--wildcards", "-C", str(root)]
    # What a pattern does not find is no failure here.
    subprocess.run(["tar", "-xzf", layer, *options, *wanted], check=False, capture_output=True)
    java = ["qemu-aarch64-static", "-L", str(root), str(root / JVM / "bin/java")]
    return [*java, "-XX:TieredStopAtLevel=1", "-Xshare:auto"]


def blob(descriptor: dict[str, Any]) -> Path:
    return IMAGE / "blobs" / str(descriptor["digest"]).replace(":", "/")


def class_path(pom: Path) -> str:
    """The JARs that Maven brings."""
    written = pom.with_suffix(".classpath")
    run("mvn", "-B", "-q", "-f", str(pom), GOAL, f"-Dmdep.outputFile={written}")
    return written.read_text().strip()


def starts(jvm: list[str], folder: Path, jars: str) -> subprocess.CompletedProcess[str]:
    """Run the program there."""
    path = f"{folder}{os.pathsep}{jars}"
    return subprocess.run(
        [*jvm, f"-Djava.io.tmpdir={folder}", "-cp", path, "Main"],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def compiled(folder: Path, program: str, jars: str) -> None:
    source = folder / "Main.java"
    source.write_text(
        "public class Main { public static void main(String[] args) throws Exception {"
        f'{program} System.out.println("started"); }} }}'
    )
    run("javac", "--release", "11", "-cp", jars, "-d", str(folder), str(source))


def planned(pom: Path, changed: Path) -> dict[str, Any]:
    output = pom.parent / "plan.json"
    command = ["plan", str(pom), "-f", "json", "-o", str(output), "--no-offline", "-q"]
    assert main([*command, "--write", str(changed)]) == 1
    found: dict[str, Any] = json.loads(output.read_text())
    return found


def pasted(pom: str, way: dict[str, Any]) -> str:
    """The POM with what is shown of a way, put where it says by hand."""
    for change in reversed(way["changes"]):
        if change["place"] == "dependencies":
            before, _, after = pom.rpartition("</dependencies>")
            pom = f"{before}{change['xml']}</dependencies>{after}"
        else:
            assert change["place"] == "dependencyManagement/dependencies"
            managed = f"<dependencies>{change['xml']}</dependencies>"
            whole = f"<dependencyManagement>{managed}</dependencyManagement>\n</project>"
            pom = pom.replace("</project>", whole)
    return pom


@pytest.mark.parametrize(
    "story", [pytest.param(EPOLL, id="netty-epoll"), pytest.param(SNAPPY, id="snappy-java")]
)
def test_way_out(story: Story, jvm: list[str], tmp_path: Path) -> None:
    """It fails as it is, and starts with either way of the plan."""
    pom = tmp_path / "pom.xml"
    pom.write_text(POM.format(*story.dependency))
    jars = class_path(pom)
    compiled(tmp_path, story.program, jars)

    before = starts(jvm, tmp_path, jars)
    assert before.returncode != 0
    assert story.error in before.stderr

    changed = tmp_path / "changed.xml"
    said = planned(pom, changed)
    (need,) = [one for one in said["needs"] if one["package"] == story.package]
    assert [step.split(":")[1] for step in need["chains"][0]] == list(story.chain)
    ways = {one["kind"]: one for one in need["ways"]}
    assert story.upgrade in ways["upgrade"]["what"]
    assert story.override in ways["override"]["what"]

    overridden = tmp_path / "overridden.xml"
    overridden.write_text(pasted(pom.read_text(), ways["override"]))
    for path in (changed, overridden):
        after = starts(jvm, tmp_path, class_path(path))
        assert after.stdout == "started\n", after.stderr


def test_no_way_out(jvm: list[str], tmp_path: Path) -> None:
    """A library that nobody built for arm64 fails there, and no change of the POM is shown."""
    pom = tmp_path / "pom.xml"
    pom.write_text(POM.format("org.xerial.larray", "larray-mmap", "0.4.1"))
    jars = class_path(pom)
    compiled(tmp_path, LARRAY, jars)

    found = starts(jvm, tmp_path, jars)
    said = planned(pom, tmp_path / "changed.xml")

    assert found.returncode != 0
    assert "UnsatisfiedLinkError" in found.stderr
    assert [(one["package"], one["ways"]) for one in said["needs"]] == [
        ("org.xerial.larray:larray-mmap", [])
    ]
    assert (tmp_path / "changed.xml").read_bytes() == pom.read_bytes()
