"""What the rules say of a unit, and how strongly."""

from dataclasses import replace
from pathlib import Path

import pytest

from archcompat.assess.decision import Decision
from archcompat.assess.ruling import Ruling
from archcompat.graph.unit import Unit
from archcompat.model.arch import Arch
from archcompat.model.pythonfacts import Requirement
from archcompat.model.report import Basis, Impact, Provenance, Verdict
from archcompat.model.target import Libc, Platform, Target
from tests.make.inventory import at, native
from tests.make.rulebooks import put_rule, rulebook

SNAPPY = "pkg:maven/org.xerial.snappy/snappy-java"
JNI = ["Java_org_xerial_snappy_"]


def unit(name: str, version: str, ecosystem: str = "pypi", **fields: str) -> Unit:
    """A package."""
    return Unit(
        f"pkg:{ecosystem}/{name}@{version}",
        ecosystem,
        name,
        version,
        Provenance.LANGUAGE_PACKAGE,
        (at("opt/x"),),
        **fields,  # type: ignore[arg-type]  # all texts
    )


def asked(
    folder: Path, about: Unit, target: Target | None = None, jni: str = ""
) -> Decision | None:
    """What the rules of a folder say of a unit with one native file."""
    ruling = Ruling(rulebook(folder), target or Target())
    return ruling.on_unit(about, (jni,) if jni else ())


@pytest.mark.parametrize(
    ("seen", "basis"),
    [
        pytest.param(("observed",), Basis.RULE, id="observed"),
        pytest.param(("upstream",), Basis.RULE, id="upstream"),
        pytest.param(("claimed",), Basis.GUESSED, id="claimed"),
        pytest.param(("claimed", "upstream"), Basis.RULE, id="the-strongest-counts"),
    ],
)
def test_a_claim_is_never_shown_like_an_observation(
    seen: tuple[str, ...], basis: Basis, tmp_path: Path
) -> None:
    """The decision has the basis of the best evidence, each line its own."""
    more = "".join(
        f'[[evidence]]\nurl = "https://x.org/{one}"\nseen = 2026-01-01\nhow = "y"\nkind = "{one}"\n'
        for one in seen[1:]
    )
    put_rule(tmp_path, "pkg:pypi/x", more, seen=seen[0])

    found = asked(tmp_path, unit("x", "1.0"))

    assert found is not None
    assert found.basis is basis
    assert found.remediation is not None
    assert found.remediation.basis is basis
    weak = {line.basis for line in found.evidence if line.text.startswith("claimed")}
    assert weak <= {Basis.GUESSED}


def test_without_a_rule_nothing_is_said(tmp_path: Path) -> None:
    """None, not a guess."""
    put_rule(tmp_path, "pkg:pypi/x")

    assert asked(tmp_path, unit("y", "1.0")) is None
    assert asked(tmp_path, unit("x", "1.0", "npm")) is None


@pytest.mark.parametrize(
    ("about", "verdict"),
    [
        pytest.param(
            unit("snappy-java", "1.0", "maven", namespace="org.xerial.snappy"),
            Verdict.UPGRADE,
            id="by-name",
        ),
        pytest.param(
            unit("snappy-java", "1.3", "maven", namespace="org.xerial.snappy"),
            Verdict.REINSTALL,
            id="by-name-and-version",
        ),
        pytest.param(
            unit("snappy-java", "1.3", "maven"),
            Verdict.REINSTALL,
            id="by-the-only-name-of-its-kind",
        ),
        pytest.param(unit("spark-assembly", "3.0", "maven"), Verdict.UPGRADE, id="shaded"),
        pytest.param(unit("snappy", "1.3", "pypi"), None, id="python"),
    ],
)
def test_code_is_known_by_its_jni_identity(
    about: Unit, verdict: Verdict | None, tmp_path: Path
) -> None:
    """Native code that was shaded into another JAR is still its library's."""
    put_rule(tmp_path, SNAPPY, jni=JNI)

    found = asked(tmp_path, about, jni="Java_org_xerial_snappy_SnappyNative")

    assert (found.verdict if found is not None else None) == verdict


def test_shaded_code_of_another_library_is_not_known(tmp_path: Path) -> None:
    """The identity decides, not the rule's being there."""
    put_rule(tmp_path, SNAPPY, jni=JNI)

    assert asked(tmp_path, unit("app", "1", "maven"), jni="Java_org_other_Native") is None


@pytest.mark.parametrize(
    ("more", "jni", "verdict"),
    [
        pytest.param("", "", None, id="nothing-else-known"),
        pytest.param("", "Java_org_xerial_snappy_X", Verdict.UPGRADE, id="by-the-code-in-it"),
        pytest.param(
            '[[classifier]]\nrange = "*"\nclassifier = "linux-aarch_64"\n',
            "Java_org_xerial_snappy_X",
            Verdict.REINSTALL,
            id="another-classifier",
        ),
    ],
)
def test_the_same_jar_again_helps_nobody(
    more: str, jni: str, verdict: Verdict | None, tmp_path: Path
) -> None:
    """A JAR without a classifier is the same on every machine: what it lacks it lacks there too."""
    put_rule(tmp_path, SNAPPY, jni=JNI, supported=">=1.1.2.2")
    put_rule(tmp_path, "pkg:maven/org.x/carrier", more, supported=">=1")
    held = (native("a.jar!/x.so"),)
    carrier = replace(unit("carrier", "1.1", "maven", namespace="org.x"), natives=held)

    found = asked(tmp_path, carrier, jni=jni)

    assert (found.verdict if found is not None else None) == verdict


@pytest.mark.parametrize(
    ("name", "jni", "known"),
    [
        pytest.param("libx_aarch_64.so", "JNI_OnLoad_x", True, id="asked-for"),
        pytest.param("libshaded_x_aarch_64.so", "JNI_OnLoad_x", True, id="shaded"),
        pytest.param("libx_aarch64.so", "JNI_OnLoad_x", False, id="another"),
        pytest.param("libx_aarch64.so", "JNI_OnLoad_y", True, id="of-other-code"),
        pytest.param("libx_aarch64.so", "", True, id="unknown-code"),
    ],
)
def test_a_loader_that_asks_for_another_name(
    name: str, jni: str, known: bool, tmp_path: Path
) -> None:
    """What the rule of the code says of names; nothing is held against what no rule knows."""
    put_rule(tmp_path, "pkg:maven/org.x/x", jni=["JNI_OnLoad_x"], asks_for=["lib*x_aarch_64.so"])
    file = native(f"a.jar!/META-INF/native/{name}", Arch.AARCH64, jni=(jni,) if jni else ())

    reason = Ruling(rulebook(tmp_path), Target()).unfound(file)

    assert reason == (
        "its loader does not ask for that name but for lib*x_aarch_64.so" if not known else ""
    )


def test_shaded_code_names_its_library(tmp_path: Path) -> None:
    """The version of the outer archive says nothing about the inner library's."""
    put_rule(tmp_path, SNAPPY, jni=JNI, supported=">=1.1.2.2")

    found = asked(tmp_path, unit("app", "9", "maven"), jni="Java_org_xerial_snappy_X")

    assert found is not None
    assert "Take a version of app that bundles snappy-java >=1.1.2.2" in found.message
    assert found.remediation is not None
    assert (found.remediation.purl, found.remediation.to_version) == (SNAPPY, "")
    assert found.remediation.advice == "bundle snappy-java >=1.1.2.2"


@pytest.mark.parametrize(
    ("python", "target", "verdict"),
    [
        pytest.param("3.8", Target(), Verdict.REINSTALL, id="installed-for-3.8"),
        pytest.param("3.9", Target(), Verdict.UPGRADE, id="installed-for-3.9"),
        pytest.param("3.9", Target(python="3.8"), Verdict.UPGRADE, id="where-it-is-counts-first"),
        pytest.param("", Target(python="3.8"), Verdict.REINSTALL, id="the-targets"),
        pytest.param("", Target(python="3.9"), Verdict.UPGRADE, id="the-targets-3.9"),
        pytest.param("3.8", Target(libc=Libc("musl")), Verdict.UPGRADE, id="musl"),
        pytest.param("3.8", Target(libc=Libc("glibc", "2.36")), Verdict.REINSTALL, id="glibc"),
    ],
)
def test_interpreter_and_c_library_narrow_the_range(
    python: str, target: Target, verdict: Verdict, tmp_path: Path
) -> None:
    """Wheels are published for some of each."""
    more = '[libc]\nmusl = ">=3.0"\n[python]\n"3.9" = ">=2.9"\n'
    put_rule(tmp_path, "pkg:pypi/x", more, supported="*")

    found = asked(tmp_path, unit("x", "2.4", python=python), target)

    assert found is not None
    assert found.verdict is verdict


def test_a_known_issue_of_the_page_size_counts_there_only(tmp_path: Path) -> None:
    """Published for the target, and wrong on 64k pages."""
    more = '[[known_issue]]\nrange = "<2.5"\nwhat = "crashes."\npage_size = 65536\n'
    put_rule(tmp_path, "pkg:pypi/x", more, supported=">=2.3")

    small = asked(tmp_path, unit("x", "2.4"))
    large = asked(tmp_path, unit("x", "2.4"), Target(page_size=65536))

    assert small is not None
    assert small.verdict is Verdict.REINSTALL
    assert large is not None
    assert large.verdict is Verdict.UPGRADE
    assert "but: crashes." in large.message


@pytest.mark.parametrize(
    ("version", "target", "verdict"),
    [
        pytest.param("2.4", Target(), Verdict.UPGRADE, id="in-it"),
        pytest.param("2.2", Target(), Verdict.UPGRADE, id="in-it-though-never-published"),
        pytest.param("2.5", Target(), None, id="behind-it"),
        pytest.param("2.6", Target(page_size=4096), None, id="of-larger-pages"),
        pytest.param("2.6", Target(page_size=16384), Verdict.UPGRADE, id="pages-large-enough"),
        pytest.param("2.6", Target(page_size=65536), Verdict.UPGRADE, id="pages-larger-still"),
        pytest.param("1.0", Target(), None, id="never-published-and-nothing-known"),
        pytest.param("", Target(), None, id="no-version"),
        pytest.param("odd", Target(), None, id="no-version-at-all"),
        pytest.param("2.4", Target(Platform.parse("linux/s390x")), None, id="another-target"),
    ],
)
def test_what_goes_wrong_with_the_targets_own_build(
    version: str, target: Target, verdict: Verdict | None, tmp_path: Path
) -> None:
    """Bytes that are the target's beat a rule, except what it knows to go wrong with them."""
    more = (
        '[[known_issue]]\nrange = ">=2.2|<2.5"\nwhat = "It garbles."\nimpact = "feature"\n'
        '[[known_issue]]\nrange = ">=2.6|<2.7"\nwhat = "It aborts."\npage_size = 16384\n'
    )
    put_rule(tmp_path, "pkg:pypi/x", more, supported=">=2.3")
    ruling = Ruling(rulebook(tmp_path), target)

    found = ruling.on_present(unit("x", version))

    assert (found.verdict if found is not None else None) is verdict
    if found is not None:
        assert found.impact is (Impact.FAILS if version == "2.6" else Impact.FEATURE)
        assert "but: It" in found.message
    assert ruling.on_present(unit("y", version)) is None


@pytest.mark.parametrize(
    ("locked", "verdict", "topic"),
    [
        pytest.param(((),), Verdict.REINSTALL, "architecture", id="no-lock"),
        pytest.param((("sha256:a",),), Verdict.UPGRADE, "rehash", id="an-old-lock"),
        pytest.param((("sha256:a", "sha256:b"),), Verdict.REINSTALL, "architecture", id="anew"),
        pytest.param((("sha256:b",), ("sha256:a",)), Verdict.UPGRADE, "rehash", id="two-locks"),
    ],
)
def test_a_lock_may_be_older_than_the_targets_files(
    locked: tuple[tuple[str, ...], ...], verdict: Verdict, topic: str, tmp_path: Path
) -> None:
    """The version stays, its lock does not."""
    late = '[[known_issue]]\nrange = "=2.4"\nwhat = "they are late."\nhashes = ["sha256:b"]\n'
    put_rule(tmp_path, "pkg:pypi/x", late, supported=">=2.3")
    asked = tuple(Requirement(at("r.txt"), 1, "x", "==2.4", hashes=one) for one in locked)

    found = Ruling(rulebook(tmp_path), Target()).on_unit(
        replace(unit("x", "2.4"), requirement="x==2.4", asked=asked), ()
    )

    assert found is not None
    assert (found.verdict, found.topic) == (verdict, topic)
    assert found.remediation is not None
    assert (found.remediation.action, found.remediation.to_version) == (verdict, "2.4")
    assert ("but they are late." in found.message) is (topic == "rehash")


def test_a_classifier_is_told(tmp_path: Path) -> None:
    """The artifact with the target's code has another classifier from some version on."""
    more = (
        '[[classifier]]\nrange = ">=1.2|<2"\nclassifier = "linux-aarch64"\n'
        '[[classifier]]\nrange = ">=2.3"\nclassifier = "linux-aarch_64"\n'
    )
    put_rule(tmp_path, "pkg:maven/io.netty/epoll", more)

    found = asked(tmp_path, unit("epoll", "2.1", "maven", namespace="io.netty"))

    assert found is not None
    assert found.remediation is not None
    assert found.remediation.classifier == "linux-aarch_64"
    assert found.remediation.commands == ("io.netty:epoll:2.3:linux-aarch_64",)


def test_an_alternative_is_the_replacement(tmp_path: Path) -> None:
    """Another purl, with the first version that will do."""
    more = '[[alternative]]\npackage = "pkg:maven/org.b/c"\nversion = "1.8"\n'
    put_rule(tmp_path, "pkg:maven/org.a/c", more, supported="", otherwise="replace")

    found = asked(tmp_path, unit("c", "1.8", "maven", namespace="org.a"))

    assert found is not None
    assert found.remediation is not None
    assert (found.remediation.purl, found.remediation.to_version) == ("pkg:maven/org.b/c", "1.8")
    assert found.message == "No version is published for the target."


def test_a_distribution_is_known_by_its_id(tmp_path: Path) -> None:
    """os-release's ID, or the ecosystem's usual one."""
    put_rule(tmp_path, "pkg:generic/debian", supported=">=8", advice="The same release has it.")
    ruling = Ruling(rulebook(tmp_path), Target())

    found = ruling.on_distribution(unit("bash", "5", "deb", namespace="debian"))

    assert found is not None
    assert (found.verdict, found.impact, found.basis) == (
        Verdict.REINSTALL,
        Impact.FAILS,
        Basis.RULE,
    )
    assert found.message == "The same release has it."
    assert ruling.on_distribution(unit("bash", "5", "deb", namespace="other")) is None
