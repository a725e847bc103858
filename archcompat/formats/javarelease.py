"""The ``release`` file in the home of a Java runtime: whose build of which version it is.

Every JDK has one since Java 7, https://openjdk.org/jeps/220 (a file with a simple format); what it
holds is written by the build and differs a little from vendor to vendor.
"""

import re
from dataclasses import dataclass

_LINE = re.compile(r'^([A-Z_]+)="?([^"\n]*)"?\s*$', re.MULTILINE)
_OLD = re.compile(r"1\.(\d+)\.0(?:_(\d+))?")  # until Java 8, JEP 223

# By what IMPLEMENTOR, IMPLEMENTOR_VERSION and the like say; the first that fits. The names are
# those of ``pkg:generic`` purls and rules.
_VENDORS = (
    ("mandrel", re.compile("Mandrel")),
    ("graalvm", re.compile("GraalVM")),
    ("temurin", re.compile("Temurin|Eclipse Adoptium|Eclipse Foundation")),
    ("adoptopenjdk", re.compile("AdoptOpenJDK")),
    ("corretto", re.compile("Corretto|Amazon")),
    ("zing", re.compile("Zing|Prime")),
    ("zulu", re.compile("Zulu|Azul")),
    ("liberica", re.compile("BellSoft|Liberica")),
    ("sapmachine", re.compile("SapMachine|SAP SE")),
    ("semeru", re.compile("Semeru|IBM")),
    ("microsoft-openjdk", re.compile("Microsoft")),
    ("dragonwell", re.compile("Dragonwell|Alibaba")),
    ("kona", re.compile("Kona|Tencent")),
    ("bisheng", re.compile("Bi[Ss]heng|Huawei")),
    ("jetbrains-runtime", re.compile("JetBrains|JBR")),
    ("oracle-jdk", re.compile("Oracle.*commercial")),
    ("oracle-openjdk", re.compile("Oracle")),
)
_TELLING = ("IMPLEMENTOR", "IMPLEMENTOR_VERSION", "VENDOR", "GRAALVM", "BUILD_TYPE")


@dataclass(frozen=True, slots=True)
class JavaRelease:
    """What a ``release`` file says; what it does not is empty."""

    vendor: str
    """``temurin``, ``corretto`` …; ``openjdk`` for a distribution's own or an unknown one."""
    version: str
    """As Java 9 and later count: ``8.0.392`` for 1.8.0_392, ``17.0.9``."""
    modules: tuple[str, ...] = ()
    linked: bool = False
    """It was put together of some modules by jlink, which does not keep who made them."""


def parse_java_release(text: str) -> JavaRelease | None:
    """Read a ``release`` file; None for one that is not of a Java runtime."""
    said = {name: value.strip() for name, value in _LINE.findall(text)}
    version = said.get("JAVA_VERSION", "")
    if not version:
        return None
    if "GRAALVM_VERSION" in said:
        said["GRAALVM"] = "GraalVM"
    about = " ".join(said.get(name, "") for name in _TELLING)
    modules = tuple(said.get("MODULES", "").split())
    return JavaRelease(
        vendor=next((name for name, sign in _VENDORS if sign.search(about)), "openjdk"),
        version=counted(version),
        modules=modules,
        linked=bool(modules) and not ({"IMPLEMENTOR", "OS_ARCH"} & said.keys()),
    )


def counted(version: str) -> str:
    """A version as Java counts since 9: ``8.0.392`` for ``1.8.0_392``."""
    old = _OLD.match(version)
    if old is None:
        return version
    return f"{old[1]}.0.{old[2]}" if old[2] else old[1]
