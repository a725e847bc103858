"""The kind that reads META-INF."""

import io

import pytest

from archcompat.kinds.java_identity import KIND
from archcompat.model.entry import Entry
from archcompat.model.programfacts import JavaIdentity
from archcompat.model.where import Where

POM = "META-INF/maven/org.xerial/snappy/pom.properties"


def entry(*parts: str, data: bytes = b"") -> Entry:
    return Entry(Where(parts), len(data), data[:512], lambda: io.BytesIO(data))


@pytest.mark.parametrize(
    ("parts", "claimed"),
    [
        pytest.param(("a.jar", "META-INF/MANIFEST.MF"), True, id="manifest"),
        pytest.param(("a.war", "WEB-INF/lib/b.jar", POM), True, id="nested-pom"),
        pytest.param(("META-INF/MANIFEST.MF",), False, id="manifest-in-no-archive"),
        pytest.param(("a.jar", "meta-inf/manifest.mf"), False, id="other-case"),
        pytest.param(("a.jar", "x/META-INF/MANIFEST.MF"), False, id="deeper"),
        pytest.param(("a.jar", "META-INF/maven/pom.properties"), False, id="pom-too-high"),
        pytest.param(("a.jar", "META-INF/maven/g/a/b/pom.properties"), False, id="pom-too-deep"),
    ],
)
def test_claims(parts: tuple[str, ...], *, claimed: bool) -> None:
    """Only what a class loader or Maven would look at counts."""
    assert KIND.claims(entry(*parts)) is claimed


def test_pom_properties() -> None:
    """The coordinates are the file's; what it lacks is in its path."""
    full = entry("s.jar", POM, data=b"groupId=g\nartifactId=a\nversion=1.0\n")
    assert list(KIND.read(full)) == [JavaIdentity(full.where, "g", "a", "1.0", "pom.properties")]
    bare = entry("s.jar", POM, data=b"version=1.1\n")
    assert list(KIND.read(bare)) == [
        JavaIdentity(bare.where, "org.xerial", "snappy", "1.1", "pom.properties")
    ]


def test_manifest() -> None:
    """One fact for each way in which a manifest names its archive."""
    said = b"Implementation-Version: 2\nBundle-SymbolicName: x.y\nBundle-Version: 2.0.0\n"
    found = entry("s.jar", "META-INF/MANIFEST.MF", data=said)
    assert list(KIND.read(found)) == [
        JavaIdentity(found.where, "", "", "2", "manifest"),
        JavaIdentity(found.where, "", "x.y", "2.0.0", "manifest"),
    ]


def test_long_manifest() -> None:
    """A signed archive's manifest of megabytes is read as far as its main section needs."""
    said = b"Implementation-Version: 2\n\n" + b"Name: a\nSHA-256-Digest: b\n\n" * 200_000
    found = entry("s.jar", "META-INF/MANIFEST.MF", data=said)
    assert [fact.version for fact in KIND.read(found) if isinstance(fact, JavaIdentity)] == ["2"]
