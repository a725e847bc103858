"""One table: a unit, what its files are, and what a rule says, to verdict, impact and basis."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from archcompat.assess.coverage import Standing, State
from archcompat.assess.decide import Circumstances, decide
from archcompat.assess.decision import Decision
from archcompat.assess.ruling import Ruling
from archcompat.graph.libraries import Library
from archcompat.graph.unit import Unit
from archcompat.model.arch import Arch
from archcompat.model.native import NativeObject
from archcompat.model.programfacts import GoBuild, RustBuild
from archcompat.model.report import Basis, Impact, Provenance, Verdict
from archcompat.model.target import Libc, Platform, Target
from tests.make.inventory import at, native
from tests.make.rulebooks import rulebook

S, M, C, F, T, L, E = State
ARCH = {S: Arch.AARCH64, M: Arch.AARCH64, T: Arch.S390X}
TARGET = Target(libc=Libc("glibc", "2.31"))
OLD_LIBC = "it needs glibc 2.34, the target has glibc:2.31"


def made(states: tuple[State, ...], place: str) -> list[tuple[NativeObject, State]]:
    """A native file for each state, in a place with a number for the braces."""
    return [
        (
            native(place.format(n), ARCH.get(state, Arch.X86_64), min_glibc="2.34" * (state is M)),
            state,
        )
        for n, state in enumerate(states)
    ]


@dataclass(frozen=True)
class Case:
    """What is decided about."""

    states: tuple[State, ...] = ()
    place: str = "opt/x{}.so"
    ecosystem: str = "pypi"
    name: str = "thing"
    version: str = "1.0"
    provenance: Provenance = Provenance.LANGUAGE_PACKAGE
    unit: Mapping[str, object] = field(default_factory=dict)
    """More fields of the unit."""
    rule: Mapping[str, Any] | None = None
    """What the rule says; None without one."""
    rule_for: str = ""
    """The rule's purl if it is not the unit's."""
    claims: bool = False
    siblings: tuple[str, ...] = ()
    target: Target = TARGET

    def decide(self, folder: Path) -> Decision:
        files = made(self.states, self.place)
        fields: dict[str, object] = {
            "id": f"pkg:{self.ecosystem}/{self.name}",
            "ecosystem": self.ecosystem,
            "name": self.name,
            "version": self.version,
            "provenance": self.provenance,
            "where": (at("opt/thing"),),
            "natives": tuple(file for file, _ in files),
            **self.unit,
        }
        packages = (
            () if self.rule is None else (self.rule_for or f"pkg:{self.ecosystem}/{self.name}",)
        )
        book = rulebook(folder, *packages, **(self.rule or {}))
        library = Library("thing", tuple(file for file, _ in files))
        here = Circumstances(
            self.target,
            {file.where: Standing(state, OLD_LIBC * (state is M)) for file, state in files},
            {file.where: library for file, _ in files},
            Ruling(book, self.target),
            self.claims,
            frozenset(self.siblings),
        )
        return decide(Unit(**fields), here)  # type: ignore[arg-type]  # a table has one type


def os_package(*states: State, arch: str = "amd64", **more: object) -> Case:
    """A Debian package."""
    return Case(
        states,
        ecosystem="deb",
        provenance=Provenance.OS_PACKAGE,
        unit={"arch": arch, "namespace": "debian"},
        rule_for="pkg:generic/debian",
        **more,  # type: ignore[arg-type]  # likewise
    )


def file(*states: State, **more: object) -> Case:
    """A file nobody owns."""
    return Case(states, ecosystem="file", version="", provenance=Provenance.UNOWNED, **more)  # type: ignore[arg-type]  # likewise


def jar(*states: State, **more: object) -> Case:
    """A JAR."""
    return Case(states, "opt/thing.jar!/x{}.so", "maven", **more)  # type: ignore[arg-type]  # likewise


def runtime(*states: State, **more: object) -> Case:
    """A runtime that was copied in."""
    return Case(states, ecosystem="generic", provenance=Provenance.RUNTIME, **more)  # type: ignore[arg-type]  # likewise


def base(*states: State) -> Case:
    """A file of the base image."""
    return Case(states, ecosystem="file", version="", provenance=Provenance.BASE_IMAGE)


def npm(name: str, *siblings: str, target: Target = TARGET, namespace: str = "") -> Case:
    """A platform's package of npm, and what its parent lists."""
    return Case(
        (F,),
        ecosystem="npm",
        name=name,
        siblings=siblings,
        target=target,
        unit={"namespace": namespace},
    )


def go(**fields: object) -> Case:
    """A program of Go."""
    build = GoBuild(at("opt/x0.so"), "go1.21", "example.com/tool", "example.com/tool@v1", **fields)  # type: ignore[arg-type]  # likewise
    return file(F, unit={"go": build, "version": build.version})


def tool(version: str) -> Case:
    """A build of something that a rule knows."""
    known = {"go_modules": ["example.com/tool"]}
    return replace(go(version=version, cgo=False), rule=known, rule_for="pkg:generic/tool")


def rust(*crates: str, name: str = "", listed: bool = False) -> Case:
    """A program of Rust."""
    build = RustBuild(at("opt/x0.so"), "1.76.0", name, "1.0" if name else "", crates, listed)
    return file(F, unit={"rust": build})


ASKED = {"requirement": "thing==1.0"}
PURE = {"pure": True, "tags": ("py3-none-any",)}
TAGGED = {"tags": ("cp38-cp38-manylinux2014_aarch64",)}
X86_WHEEL = {"tags": ("cp38-cp38-manylinux1_x86_64",)}
# The rule of tests.make.rulefiles: versions 1.2 to 2 and from 2.3 on.
RULE: dict[str, str] = {}
ALL = {"supported": "*"}
NONE = {"supported": "", "otherwise": "blocked"}

NOTHING_TO_DO = {
    "nothing-native": Case(),
    "the-targets-code": Case((S,)),
    "covered-beside-the-targets": jar(C, S),
    "covered-by-another-jar": jar(C),
    "windows-and-macos-only": jar(E, E),
    "bytes-beat-a-rule": Case((S,), rule=NONE),
    "covered-beats-a-rule": jar(C, S, rule=NONE),
    "a-file-of-the-target": file(S),
    "a-go-program-of-the-target": file(S, unit={"go": GoBuild(at("x"), "go1.21", "x", "x")}),
    "a-runtime-of-the-target": runtime(S, rule=NONE),
    "os-package-for-all": os_package(arch="all"),
    "os-package-of-the-target": os_package(S, arch="arm64"),
    "os-package-of-the-target-with-firmware": os_package(S, E, arch="arm64"),
    "apk-noarch": os_package(arch="noarch"),
    "an-arm64-image-of-its-own-code": file(S, claims=True),
    "a-wheel-tagged-and-built-for-the-target": Case((S,), unit=TAGGED),
}

FAILS, FEATURE, FALLS_BACK, NO_IMPACT = Impact.FAILS, Impact.FEATURE, Impact.FALLS_BACK, Impact.NONE
REINSTALL, REBUILD, UPGRADE = Verdict.REINSTALL, Verdict.REBUILD, Verdict.UPGRADE
OBSERVED, BY_RULE, DECLARED, GUESSED = Basis.OBSERVED, Basis.RULE, Basis.DECLARED, Basis.GUESSED

DECISIONS: dict[str, tuple[Case, Verdict, Impact, Basis]] = {
    # What no rule knows.
    "x86-in-a-wheel": (Case((F,), unit=X86_WHEEL), REBUILD, FAILS, GUESSED),
    "x86-in-a-jar": (jar(F), REBUILD, FAILS, GUESSED),
    "x86-file": (file(F), REBUILD, FAILS, GUESSED),
    "x86-beside-the-targets-other-library": (jar(F, S), REBUILD, FAILS, GUESSED),
    "x86-in-an-any-wheel": (Case((F,), unit=PURE), REBUILD, FEATURE, GUESSED),
    "another-machines-code": (jar(T), REBUILD, FEATURE, GUESSED),
    "object-files-only": (Case((L,)), REBUILD, FEATURE, GUESSED),
    "object-files-and-a-library": (Case((L, F)), REBUILD, FAILS, GUESSED),
    "object-files-and-another-machines": (Case((L, T)), REBUILD, FEATURE, GUESSED),
    "glibc-too-new": (file(M), REBUILD, FAILS, OBSERVED),
    "glibc-too-new-and-x86": (jar(M, F), REBUILD, FAILS, OBSERVED),
    # Rules.
    "version-supported": (Case((F,), version="1.3", rule=RULE), REINSTALL, FAILS, BY_RULE),
    "version-too-old": (Case((F,), rule=RULE), UPGRADE, FAILS, BY_RULE),
    "version-between": (Case((F,), version="2.1", rule=RULE), UPGRADE, FAILS, BY_RULE),
    "never-published": (Case((F,), rule=NONE), Verdict.BLOCKED, FAILS, BY_RULE),
    "replaced": (
        Case((F,), rule={"supported": "", "otherwise": "replace"}),
        Verdict.REPLACE,
        FAILS,
        BY_RULE,
    ),
    "source-only": (
        Case((F,), rule={"supported": "", "otherwise": "rebuild"}),
        REBUILD,
        FAILS,
        BY_RULE,
    ),
    "falls-back": (
        jar(F, rule={"impact": "falls-back", "fallback": "Java"}),
        UPGRADE,
        FALLS_BACK,
        BY_RULE,
    ),
    "a-feature": (
        Case((F,), rule={"impact": "feature", "fallback": "x"}),
        UPGRADE,
        FEATURE,
        BY_RULE,
    ),
    "an-any-wheel-with-a-rule": (Case((F,), unit=PURE, rule=RULE), UPGRADE, FEATURE, BY_RULE),
    "another-machines-code-with-a-rule": (jar(T, rule=RULE), UPGRADE, FEATURE, BY_RULE),
    "no-version-to-place": (
        Case((F,), version="banana", rule=RULE),
        Verdict.UNKNOWN,
        FAILS,
        BY_RULE,
    ),
    "upstream-says-so": (Case((F,), rule={"seen": "upstream"}), UPGRADE, FAILS, BY_RULE),
    "a-list-says-so": (Case((F,), rule={"seen": "claimed"}), UPGRADE, FAILS, GUESSED),
    "a-list-says-it-is-good": (
        Case((F,), version="1.3", rule={"seen": "claimed"}),
        REINSTALL,
        FAILS,
        GUESSED,
    ),
    "rule-of-another-target": (
        Case((F,), rule={**RULE, "target": "linux/s390x"}),
        REBUILD,
        FAILS,
        GUESSED,
    ),
    "variant-of-the-target": (
        Case((F,), rule=RULE, target=Target(Platform.parse("linux/arm64/v8"))),
        UPGRADE,
        FAILS,
        BY_RULE,
    ),
    "glibc-too-new-though-a-rule-calls-it-good": (
        Case((M,), version="1.3", rule=RULE),
        REBUILD,
        FAILS,
        OBSERVED,
    ),
    "glibc-too-new-and-a-rule-knows-better": (Case((M,), rule=RULE), UPGRADE, FAILS, BY_RULE),
    "jar-without-a-version": (jar(F, version="", rule=RULE), UPGRADE, FAILS, BY_RULE),
    "jar-without-a-version-never-published": (
        jar(F, version="", rule=NONE),
        Verdict.BLOCKED,
        FAILS,
        BY_RULE,
    ),
    # Requirements: nothing is there to be observed.
    "requirement": (Case(unit=ASKED, rule=RULE), UPGRADE, FAILS, BY_RULE),
    "requirement-supported": (
        Case(unit=ASKED, version="1.3", rule=RULE),
        REINSTALL,
        NO_IMPACT,
        BY_RULE,
    ),
    "requirement-unpinned": (
        Case(unit=ASKED, version="", rule=RULE),
        REINSTALL,
        NO_IMPACT,
        BY_RULE,
    ),
    "requirement-unpinned-of-a-closed-range": (
        Case(unit=ASKED, version="", rule={"supported": "<2"}),
        Verdict.UNKNOWN,
        FAILS,
        BY_RULE,
    ),
    "requirement-source-only": (
        Case(unit=ASKED, rule={"supported": "", "otherwise": "rebuild"}),
        REBUILD,
        FAILS,
        BY_RULE,
    ),
    "requirement-without-a-rule": (Case(unit=ASKED), Verdict.UNKNOWN, NO_IMPACT, GUESSED),
    # The distribution's packages.
    "os-package": (os_package(F, rule=ALL), REINSTALL, FAILS, BY_RULE),
    "os-package-without-natives": (os_package(rule=ALL), REINSTALL, FAILS, BY_RULE),
    "os-package-of-an-unknown-distribution": (os_package(F), REINSTALL, FAILS, GUESSED),
    "os-package-of-an-unknown-distribution-without-natives": (
        os_package(),
        REINSTALL,
        NO_IMPACT,
        GUESSED,
    ),
    "os-package-with-object-files": (os_package(L, rule=ALL), REINSTALL, FAILS, BY_RULE),
    "os-package-a-list-says-so": (
        os_package(F, rule={**ALL, "seen": "claimed"}),
        REINSTALL,
        FAILS,
        GUESSED,
    ),
    "os-package-for-all-with-x86-code": (
        os_package(F, arch="all", rule=ALL),
        REINSTALL,
        FAILS,
        BY_RULE,
    ),
    # Runtimes and base images.
    "runtime": (runtime(F), REINSTALL, FAILS, GUESSED),
    "runtime-with-a-rule": (runtime(F, version="1.3", rule=RULE), REINSTALL, FAILS, BY_RULE),
    "runtime-too-old": (runtime(F, rule=RULE), UPGRADE, FAILS, BY_RULE),
    "runtime-of-unknown-version": (runtime(F, version="", rule=RULE), REINSTALL, FAILS, BY_RULE),
    "runtime-whose-glibc-is-too-new": (runtime(M), REBUILD, FAILS, OBSERVED),
    "base-image": (base(F), REINSTALL, FAILS, GUESSED),
    "base-image-whose-glibc-is-too-new": (base(M), REBUILD, FAILS, OBSERVED),
    # Go and npm.
    "go": (go(cgo=False), REBUILD, FAILS, OBSERVED),
    "go-with-cgo": (go(cgo=True), REBUILD, FAILS, OBSERVED),
    "rust": (rust(), REBUILD, FAILS, OBSERVED),
    "go-of-a-known-tool": (tool("1.3.0"), REINSTALL, FAILS, BY_RULE),
    "go-of-a-known-tool-too-old": (tool("1.0.0"), UPGRADE, FAILS, BY_RULE),
    "go-of-a-known-tool-of-unknown-version": (tool(""), REBUILD, FAILS, OBSERVED),
    "conda": (Case((F,), ecosystem="conda"), REINSTALL, FAILS, GUESSED),
    "conda-whose-glibc-is-too-new": (Case((M,), ecosystem="conda"), REBUILD, FAILS, OBSERVED),
    "npm-with-the-targets-twin": (
        npm("linux-x64", "@e/linux-arm64", namespace="@e"),
        REINSTALL,
        FAILS,
        DECLARED,
    ),
    "npm-with-musl-in-the-name": (
        npm("core-linux-x64-musl", "core-linux-arm64-musl"),
        REINSTALL,
        FAILS,
        DECLARED,
    ),
    "npm-of-early-esbuild": (
        npm("esbuild-linux-64", "esbuild-linux-arm64"),
        REINSTALL,
        FAILS,
        DECLARED,
    ),
    "npm-for-another-target": (
        npm("e-linux-x64", "e-linux-ppc64", target=Target(Platform.parse("linux/ppc64le"))),
        REINSTALL,
        FAILS,
        DECLARED,
    ),
    "npm-without-the-targets-twin": (npm("linux-x64", "darwin-arm64"), REBUILD, FAILS, GUESSED),
    "npm-without-a-platform": (npm("sharp", "sharp-arm64"), REBUILD, FAILS, GUESSED),
    # What claims to be the target's already, and is not.
    "x86-file-in-an-arm64-image": (file(F, claims=True), REBUILD, FAILS, OBSERVED),
    "x86-package-in-an-arm64-image": (
        os_package(F, rule=ALL, claims=True),
        REBUILD,
        FAILS,
        OBSERVED,
    ),
    "x86-package-without-natives-in-an-arm64-image": (
        os_package(rule=ALL, claims=True),
        REINSTALL,
        FAILS,
        BY_RULE,
    ),
    "x86-runtime-in-an-arm64-image": (runtime(F, claims=True), REBUILD, FAILS, OBSERVED),
    "supported-version-of-x86-in-an-arm64-image": (
        Case((F,), version="1.3", rule=RULE, claims=True),
        REBUILD,
        FAILS,
        OBSERVED,
    ),
    "old-version-of-x86-in-an-arm64-image": (
        Case((F,), rule=RULE, claims=True),
        UPGRADE,
        FAILS,
        OBSERVED,
    ),
    "falls-back-no-longer-in-an-arm64-image": (
        Case((F,), rule={"impact": "falls-back", "fallback": "x"}, claims=True),
        UPGRADE,
        FAILS,
        OBSERVED,
    ),
    "glibc-too-new-in-an-arm64-image": (file(M, claims=True), REBUILD, FAILS, OBSERVED),
    "strangers-in-an-arm64-image": (file(T, claims=True), REBUILD, FEATURE, GUESSED),
    "x86-jar-in-an-arm64-image": (jar(F, claims=True), REBUILD, FAILS, GUESSED),
    "falls-back-in-a-jar-of-an-arm64-image": (
        jar(F, rule={"impact": "falls-back", "fallback": "x"}, claims=True),
        UPGRADE,
        FALLS_BACK,
        BY_RULE,
    ),
    "any-wheel-in-an-arm64-image": (Case((F,), unit=PURE, claims=True), REBUILD, FEATURE, GUESSED),
    "x86-in-a-wheel-tagged-aarch64": (
        Case((F,), "x.whl!/x{}.so", unit=TAGGED),
        REBUILD,
        FAILS,
        OBSERVED,
    ),
    "a-stranger-alone-in-a-wheel-tagged-aarch64": (
        Case((T,), "x.whl!/x{}.so", unit=TAGGED),
        REBUILD,
        FAILS,
        OBSERVED,
    ),
    "a-stranger-beside-the-targets-code-in-its-wheel": (
        Case((S, T), "x.whl!/x{}.so", unit=TAGGED),
        REBUILD,
        FEATURE,
        GUESSED,
    ),
    "x86-in-a-wheel-tagged-aarch64-with-a-rule": (
        Case((F,), "x.whl!/x{}.so", unit=TAGGED, version="1.3", rule=RULE),
        REBUILD,
        FAILS,
        OBSERVED,
    ),
}


@pytest.mark.parametrize("name", NOTHING_TO_DO)
def test_ready(name: str, tmp_path: Path) -> None:
    """Nothing native, or code that serves the target: seen, and no rule can take it back."""
    found = NOTHING_TO_DO[name].decide(tmp_path)

    assert (found.verdict, found.impact, found.basis) == (Verdict.READY, NO_IMPACT, OBSERVED)
    assert found.message
    assert found.remediation is None


@pytest.mark.parametrize("name", DECISIONS)
def test_decision(name: str, tmp_path: Path) -> None:
    """What has to be done, what happens otherwise, and how it is known."""
    case, *expected = DECISIONS[name]

    found = case.decide(tmp_path)

    assert [found.verdict, found.impact, found.basis] == expected
    assert found.message


def test_every_verdict_and_impact_is_decided_somewhere() -> None:
    """The tables above hold each of them."""
    rows = [row[1:3] for row in DECISIONS.values()]

    assert {verdict for verdict, _ in rows} == set(Verdict) - {Verdict.READY}
    assert {impact for _, impact in rows} == set(Impact)


@pytest.mark.parametrize(
    ("case", "words"),
    [
        pytest.param(
            file(F, claims=True), "It is offered as aarch64, but holds other code", id="other-code"
        ),
        pytest.param(
            file(M, claims=True), "it needs glibc 2.34, the target has glibc:2.31", id="too-new"
        ),
        pytest.param(
            jar(F, version="", rule={"supported": ">=1.2"}),
            "Versions >=1.2 have one.",
            id="its-own-version-unknown",
        ),
        pytest.param(
            Case((F,), version="banana", rule=RULE), "cannot place this version", id="no-version"
        ),
        pytest.param(
            jar(F, rule={"impact": "falls-back", "fallback": "plain Java."}),
            "Until then it falls back: plain Java.",
            id="fallback",
        ),
        pytest.param(
            Case((F,), rule={"impact": "feature", "fallback": "the cache."}),
            "Only a feature is affected: the cache.",
            id="feature",
        ),
        pytest.param(go(cgo=True), "with cgo: the C code in it must build", id="cgo"),
        pytest.param(go(cgo=None), "does not say whether with cgo", id="cgo-unknown"),
        pytest.param(
            go(cgo=True, modules=("github.com/mattn/go-sqlite3@v1", "a@v1")),
            "must build for the target too (that of github.com/mattn/go-sqlite3).",
            id="cgo-inside",
        ),
        pytest.param(
            go(cgo=True, modules=("github.com/libgit2/git2go/v33@v33.0.4",)),
            "with the C libraries that github.com/libgit2/git2go/v33 need there",
            id="cgo-outside",
        ),
        pytest.param(
            rust(), "A Rust program built by rustc 1.76.0 for another machine.", id="rust"
        ),
        pytest.param(
            rust("openssl-sys@0.9", "ring@0.17", "serde@1"),
            "the C code that openssl-sys, ring bring or bind must build",
            id="rust-with-c",
        ),
        pytest.param(
            rust("serde@1", name="tool", listed=True),
            "(tool 1.0) built by rustc 1.76.0 for another machine, with no crate of C code.",
            id="rust-listed",
        ),
        pytest.param(
            tool(""), "a build of tool, of which versions >=1.2|<2|>=2.3 are", id="a-known-tool"
        ),
    ],
)
def test_the_message_says_why(case: Case, words: str, tmp_path: Path) -> None:
    """A sentence for a person."""
    assert words in case.decide(tmp_path).message


def test_a_misfit_is_not_called_other_code(tmp_path: Path) -> None:
    """It is the target's machine code, only for a newer system."""
    assert "other code" not in file(M, claims=True).decide(tmp_path).message


@pytest.mark.parametrize(
    ("platform", "command"),
    [
        pytest.param(
            "linux/arm64", "GOOS=linux GOARCH=arm64 go build example.com/tool", id="arm64"
        ),
        pytest.param(
            "linux/ppc64le", "GOOS=linux GOARCH=ppc64le go build example.com/tool", id="ppc64le"
        ),
    ],
)
def test_a_go_program_is_built_for_the_target(platform: str, command: str, tmp_path: Path) -> None:
    """The command names the platform that was asked for."""
    case = Case(**{**go().__dict__, "target": Target(Platform.parse(platform))})

    remediation = case.decide(tmp_path).remediation

    assert remediation is not None
    assert remediation.commands == (command,)


@pytest.mark.parametrize(
    ("case", "action", "purl", "version", "commands"),
    [
        pytest.param(
            Case((F,), rule=RULE),
            UPGRADE,
            "pkg:pypi/thing",
            "1.2",
            ("pip install 'thing==1.2'",),
            id="pip",
        ),
        pytest.param(
            Case((F,), version="1.3", rule=RULE),
            REINSTALL,
            "pkg:pypi/thing",
            "1.3",
            ("pip install 'thing==1.3'",),
            id="pip-again",
        ),
        pytest.param(
            Case((F,), version="1.3", rule=RULE, claims=True),
            REBUILD,
            "pkg:pypi/thing",
            "1.3",
            ("pip install 'thing==1.3'",),
            id="broken-now",
        ),
        pytest.param(
            Case((F,), rule=NONE), Verdict.BLOCKED, "pkg:pypi/thing", "", (), id="blocked"
        ),
        pytest.param(
            Case(
                (F,),
                "a.jar!/x{}.so",
                "maven",
                unit={"namespace": "org.x"},
                rule=RULE,
                rule_for="pkg:maven/org.x/thing",
            ),
            UPGRADE,
            "pkg:maven/org.x/thing",
            "1.2",
            ("org.x:thing:1.2",),
            id="maven",
        ),
        pytest.param(
            Case((F,), ecosystem="npm", rule=RULE),
            UPGRADE,
            "pkg:npm/thing",
            "1.2",
            ("npm install thing@1.2",),
            id="npm",
        ),
    ],
)
def test_a_remediation_says_what_to_do(
    case: Case,
    action: Verdict,
    purl: str,
    version: str,
    commands: tuple[str, ...],
    *,
    tmp_path: Path,
) -> None:
    """The nearest version that serves the target, and the command that takes it."""
    found = case.decide(tmp_path).remediation

    assert found is not None
    assert (found.action, found.purl, found.to_version, found.commands) == (
        action,
        purl,
        version,
        commands,
    )


def test_files_are_shown_as_evidence_five_at_most(tmp_path: Path) -> None:
    """Those that stand in the way, before what the rule brings."""
    found = Case((S, *[F] * 9), rule=RULE).decide(tmp_path)

    assert [line.basis for line in found.evidence] == [OBSERVED] * 5 + [BY_RULE]
    assert found.evidence[0].text == "opt/x1.so: x86_64 ELF shared-object"
    assert found.evidence[-1].url == "https://example.org/thing"
    assert found.rule == "pypi/thing"


def test_what_more_there_is_to_know_is_told(tmp_path: Path) -> None:
    """A runtime that jlink made is not taken from a vendor, but linked again."""
    found = runtime(F, unit={"detail": "jlink made it."}).decide(tmp_path)

    assert found.message.endswith("jlink made it.")
