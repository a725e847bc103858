"""Rules of Maven artifacts beside the native code in their JARs."""

import pytest

from archcompat.rulebook.verify.outcome import Standing
from tests.make.indexes import give_artifact, native_jar
from tests.make.webserver import Site
from tests.rulebook.verify.conftest import Verify

BOTH = {"linux-x86_64/liba.so": "x86_64", "linux-aarch64/liba.so": "aarch64"}
INTEL = {"linux-x86_64/liba.so": "x86_64"}
RENAMED = {"linux-x86_64/liba.so": "x86_64", "linux-aarch64/libother.so": "aarch64"}
EXAMPLE = '[[example]]\nversion = "1.3"\nexpect = "ready"\n'
ONE = '[[classifier]]\nrange = "<1.2"\nclassifier = "linux-aarch64"\n'
TWO = '[[classifier]]\nrange = ">=1.2"\nclassifier = "linux-aarch_64"\n'


def give(site: Site, jars: dict[str, dict[str, str] | None], classifier: str = "") -> None:
    """An artifact by what its versions hold; None for a version without a JAR."""
    folder = give_artifact(site, "org.example", "lib", jars)
    tail = f"-{classifier}" if classifier else ""
    for version, natives in jars.items():
        if natives is not None:
            site.give_file(f"{folder}/{version}/lib-{version}{tail}.jar", native_jar(natives))


@pytest.mark.parametrize(
    ("supported", "wrong"),
    [
        pytest.param(">=1.1|<1.2|>=1.3", [], id="agrees"),
        pytest.param(
            ">=1.1", ["1.2: called supported, but it holds no aarch64 code"], id="too much"
        ),
        pytest.param(
            ">=1.3", ["1.1: called unsupported, but it holds aarch64 code"], id="too little"
        ),
        pytest.param(
            "",
            [
                "1.1: called unsupported, but it holds aarch64 code",
                "1.3: called unsupported, but it holds aarch64 code",
            ],
            id="nothing",
        ),
    ],
)
def test_ranges(site: Site, outcome_of: Verify, supported: str, wrong: list[str]) -> None:
    """The versions of the examples, those at the borders, and the newest."""
    give(site, {"1.0": INTEL, "1.1": BOTH, "1.2": INTEL, "1.3": BOTH})
    examples = "".join(EXAMPLE.replace("1.3", version) for version in ("1.0", "1.1", "1.2", "1.3"))
    outcome = outcome_of("maven/org.example/lib", supported, examples)
    assert list(outcome.wrong) == wrong
    assert outcome.versions == ("1.0", "1.1", "1.2", "1.3")


def test_only_borders_are_read(site: Site, outcome_of: Verify) -> None:
    """Of a hundred versions, those beside the border, at it, and the newest final one."""
    versions = {f"1.{minor}": BOTH if minor >= 50 else INTEL for minor in range(100)}
    give(site, {**versions, "2.0-rc1": INTEL})
    outcome = outcome_of("maven/org.example/lib", ">=1.50")
    assert outcome.versions == ("1.49", "1.50", "1.99")
    assert outcome.standing is Standing.AGREES
    assert not any("1.7" in one.path for one in site.asked)


def test_versions_without_a_jar_or_code(site: Site, outcome_of: Verify) -> None:
    """A relocated artifact says nothing; one without native code runs anywhere."""
    give(site, {"1.0": {}, "1.1": BOTH, "1.2": None})
    outcome = outcome_of("maven/org.example/lib", ">=1.1")
    assert (outcome.standing, outcome.versions) == (Standing.AGREES, ("1.1",))
    assert outcome.notes == ("1.0 holds no native code at all", "1.2 has no JAR")


def test_code_under_another_name(site: Site, outcome_of: Verify) -> None:
    """What the loader does not look for does not serve: a note, for whoever reads the rule."""
    give(site, {"1.0": RENAMED, "1.1": BOTH})
    outcome = outcome_of("maven/org.example/lib", ">=1.1")
    assert (outcome.standing, outcome.versions) == (Standing.AGREES, ("1.1",))
    assert outcome.notes == (
        "1.0 holds aarch64 code under another name: linux-aarch64/libother.so",
    )


def test_a_classifier(site: Site, outcome_of: Verify) -> None:
    """The file with the name that the rule gives it, in the versions for which it does."""
    folder = give_artifact(site, "org.example", "lib", ["1.0", "1.1", "1.2", "1.3"])
    arm = native_jar({"META-INF/native/liba.so": "aarch64"})
    site.give_file(f"{folder}/1.1/lib-1.1-linux-aarch64.jar", arm)
    for version in ("1.2", "1.3"):
        site.give_file(f"{folder}/{version}/lib-{version}-linux-aarch_64.jar", arm)
    right = outcome_of("maven/org.example/lib", ">=1.1", ONE + TWO)
    assert (right.standing, right.versions) == (Standing.AGREES, ("1.0", "1.1", "1.2", "1.3"))
    wrong = outcome_of("maven/org.example/lib", ">=1.1", TWO.replace("1.2", "1.1"))
    assert wrong.wrong == (
        "1.1: called supported, but it holds no aarch64 code with its classifier",
    )


def test_an_unknown_artifact(site: Site, outcome_of: Verify) -> None:
    """A rule about what nobody can download is wrong."""
    assert site.base
    told = ("the repository knows no such artifact",)
    assert outcome_of("maven/org.example/lib", "").wrong == told
