"""One table: what is asked for, what is listed of it, and what a rule says, to a decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest

from archcompat.assess.decision import Decision
from archcompat.assess.listing import Listing, is_allowed
from archcompat.assess.offered import Asked, decide_offered
from archcompat.formats.distfile import FileShelf
from archcompat.graph.unit import Unit
from archcompat.model.arch import Arch
from archcompat.model.pythonfacts import Requirement
from archcompat.model.report import Basis, Impact, Provenance, Remediation, Verdict
from archcompat.model.target import Libc, Platform, Target
from tests.make.catalog import listed
from tests.make.inventory import at, native

TARGET = Target(libc=Libc("glibc", "2.28"), python="3.8")
TODAY = Target(Platform("linux", Arch.X86_64), libc=Libc("glibc", "2.28"), python="3.8")
X86 = "x-{}-cp38-cp38-manylinux2014_x86_64.whl"
ARM = "x-{}-cp38-cp38-manylinux2014_aarch64.whl"
NEW_GLIBC = "x-{}-cp38-cp38-manylinux_2_31_aarch64.whl"
MUSL = "x-{}-cp38-cp38-musllinux_1_1_aarch64.whl"
WINDOWS = "x-{}-cp38-cp38-win_amd64.whl"
ANY = "x-{}-py3-none-any.whl"
SDIST = "x-{}.tar.gz"
INSTALLED = {"natives": (native("x.so"),)}


def ruled(verdict: Verdict, impact: Impact = Impact.FAILS) -> Decision:
    """What a rule says, with an alternative."""
    remedy = Remediation(verdict, "pkg:pypi/y", "1.0", "", "", (), Basis.RULE, "Take y.")
    return Decision(verdict, impact, Basis.RULE, "", (), remedy, "pypi/x")


@dataclass(frozen=True)
class Case:
    """What is decided about; file names have ``{}`` for the version."""

    files: Mapping[str, Sequence[str]]
    version: str = "1.0"
    specifier: str = ""
    unit: Mapping[str, object] = field(default_factory=dict)
    ruled: Decision | None = None
    troubled: tuple[str, ...] = ()
    basis: Basis = Basis.PUBLISHED
    compiles: Mapping[str, bool] = field(default_factory=dict)
    hashes: tuple[str, ...] = ()
    target: Target = TARGET

    def decide(self) -> Decision | None:
        names = [name.format(version) for version, some in self.files.items() for name in some]
        asked = Requirement(at("requirements.txt"), 1, "x", self.specifier, hashes=self.hashes)
        fields: dict[str, object] = {
            "id": "pkg:pypi/x",
            "ecosystem": "pypi",
            "name": "x",
            "version": self.version,
            "provenance": Provenance.LANGUAGE_PACKAGE,
            "where": (at("requirements.txt"),),
            "asked": (asked,),
            **self.unit,
        }
        return decide_offered(
            Asked(
                Unit(**fields),  # type: ignore[arg-type]  # a table has one type
                Listing(FileShelf(listed(*names)), self.basis, self.compiles),
                self.target,
                TODAY,
                self.ruled,
                lambda version: version in self.troubled,
            )
        )


READY, REINSTALL, REBUILD = Verdict.READY, Verdict.REINSTALL, Verdict.REBUILD
UPGRADE, REPLACE, BLOCKED, UNKNOWN = (
    Verdict.UPGRADE, Verdict.REPLACE, Verdict.BLOCKED, Verdict.UNKNOWN,
)  # fmt: skip
BOTH = (X86, ARM, SDIST)
DECLARED = Basis.DECLARED

# id: (case, verdict, to_version, words of the message); None: what is known otherwise is better.
CASES: dict[str, tuple[Case, Verdict | None, str, str]] = {
    "the target's wheel": (Case({"1.0": BOTH}), REINSTALL, "1.0", "installs on the target"),
    "the target's wheel, installed": (
        Case({"1.0": BOTH}, unit=INSTALLED), REINSTALL, "1.0", "installs on the target"
    ),
    "a plain one, asked for": (Case({"1.0": (ANY,)}), READY, "", "for every platform"),
    "a plain one, where code is installed": (
        Case({"1.0": (X86, ANY)}, unit=INSTALLED), REINSTALL, "1.0", "plain Python"
    ),
    "a plain one that is installed": (
        Case({"1.0": (ANY,)}, unit={**INSTALLED, "pure": True}), None, "", ""
    ),
    "a plain one, of which a rule knows more": (
        Case({"1.0": (ANY,)}, ruled=ruled(UPGRADE, Impact.FEATURE)), None, "", ""
    ),
    "a plain one that a rule calls good": (
        Case({"1.0": (ANY,)}, ruled=ruled(REINSTALL)), READY, "", ""
    ),
    "a newer version": (
        Case({"1.0": (X86, SDIST), "1.1": BOTH, "2.0": BOTH}), UPGRADE, "1.1", "only for others"
    ),
    "its source could be built": (
        Case({"1.0": (X86, SDIST), "1.1": BOTH}), UPGRADE, "1.1", "source could be built"
    ),
    "an older version": (
        Case({"0.9": BOTH, "1.0": (X86,)}), UPGRADE, "0.9", "an older one"
    ),
    "a newer glibc only": (
        Case({"1.0": (X86, NEW_GLIBC), "1.1": (NEW_GLIBC,)}), BLOCKED, "", "no source to build"
    ),
    "musl": (
        Case({"1.0": BOTH, "1.1": (MUSL,)}, target=Target(libc=Libc("musl", "1.2"), python="3.8")),
        UPGRADE, "1.1", "only for others",
    ),
    "not for this Python, anywhere": (
        Case({"1.0": ("x-1.0-py2-none-any.whl",), "1.1": BOTH}), UPGRADE, "1.1", "on any machine"
    ),
    "not listed any more": (Case({"1.1": BOTH}), UPGRADE, "1.1", "1.0 is not listed"),
    "not listed, and nothing else": (Case({"1.1": (X86,)}), None, "", ""),
    "not listed at all": (Case({}), None, "", ""),
    "built today too": (
        Case({"1.0": (SDIST, WINDOWS), "1.1": BOTH}, compiles={"x-1.0.tar.gz": True}),
        REBUILD, "", "1.1 has a wheel",
    ),
    "nothing to compile": (
        Case({"1.0": (SDIST,)}, compiles={"x-1.0.tar.gz": False}), READY, "", "nothing to compile"
    ),
    "compiled when it was installed": (
        Case({"1.0": (SDIST,)}, unit=INSTALLED), REBUILD, "", "compiles code"
    ),
    "source that was not looked at": (Case({"1.0": (SDIST,)}), UNKNOWN, "", "not looked at"),
    "source that a rule knows": (Case({"1.0": (SDIST,)}, ruled=ruled(REBUILD)), None, "", ""),
    "never": (Case({"1.0": (X86,), "1.1": (X86,)}), BLOCKED, "", "No version"),
    "never, but its source": (Case({"1.0": (X86, SDIST)}), REBUILD, "", "No version"),
    "never, but a rule names another": (
        Case({"1.0": (X86, SDIST)}, ruled=ruled(REPLACE)), None, "", ""
    ),
    "a rule is wrong": (Case({"1.0": BOTH}, ruled=ruled(UPGRADE)), REINSTALL, "1.0", ""),
    "a rule is out of date": (
        Case({"1.0": (X86,), "1.1": BOTH}, ruled=ruled(REINSTALL)), UPGRADE, "1.1", ""
    ),
    "known not to work": (
        Case({"1.0": BOTH, "1.1": BOTH, "1.2": BOTH}, troubled=("1.0", "1.1")),
        UPGRADE, "1.2", "known not to work",
    ),
    "known not to work, nothing else": (Case({"1.0": BOTH}, troubled=("1.0",)), None, "", ""),
    "a hash for it": (
        Case({"1.0": BOTH}, hashes=(f"sha256:{ARM.format('1.0')}",)), REINSTALL, "1.0", ""
    ),
    "no hash for it": (
        Case({"1.0": BOTH}, hashes=(f"sha256:{X86.format('1.0')}",)), UPGRADE, "1.0",
        f"lock it again. Its hash is sha256:{ARM.format('1.0')}.",
    ),
    "the lock has it": (Case({"1.0": BOTH}, basis=DECLARED), REINSTALL, "1.0", ""),
    "the lock has not": (
        Case({"1.0": (X86,)}, basis=DECLARED), BLOCKED, "", "neither a wheel for the target"
    ),
    "the lock has its source": (Case({"1.0": (X86, SDIST)}, basis=DECLARED), REBUILD, "", ""),
    "the lock has not, a rule knows another": (
        Case({"1.0": (X86,)}, basis=DECLARED, ruled=ruled(UPGRADE)), None, "", ""
    ),
    "the lock has not, a rule says it is there": (
        Case({"1.0": (X86,)}, basis=DECLARED, ruled=ruled(REINSTALL)), UPGRADE, "1.0",
        "for other machines only",
    ),
    "the lock's is known not to work": (
        Case({"1.0": BOTH}, basis=DECLARED, ruled=ruled(UPGRADE), troubled=("1.0",)), None, "", ""
    ),
    "unpinned": (
        Case({"1.0": BOTH, "1.1": BOTH}, version=""), REINSTALL, "1.1", "installs on the target"
    ),
    "unpinned, below a bound": (
        Case({"1.0": BOTH, "1.1": BOTH}, version="", specifier="<1.1"), REINSTALL, "1.0", ""
    ),
    "unpinned, the newest has none": (
        Case({"1.0": BOTH, "1.1": (X86,)}, version=""), REINSTALL, "1.0", ""
    ),
    "unpinned, all that is allowed has none": (
        Case({"1.0": (X86,), "1.1": BOTH}, version="", specifier="<1.1"), UPGRADE, "1.1",
        "No version that is allowed",
    ),
    "unpinned, plain": (Case({"1.0": (ANY,)}, version=""), READY, "", ""),
    "unpinned, source only": (
        Case({"1.0": (SDIST,)}, version="", compiles={"x-1.0.tar.gz": True}), REBUILD, "", ""
    ),
    "unpinned, never": (Case({"1.0": (X86,)}, version=""), BLOCKED, "", ""),
    "unpinned, never, but its source": (Case({"1.0": (X86, SDIST)}, version=""), REBUILD, "", ""),
    "unpinned, never, a rule names another": (
        Case({"1.0": (X86,)}, version="", ruled=ruled(REPLACE)), None, "", ""
    ),
    "unpinned, nothing is allowed": (
        Case({"1.0": BOTH}, version="", specifier=">2"), None, "", ""
    ),
    "unpinned, a damaged bound": (
        Case({"1.0": BOTH}, version="", specifier=">=1.*.0"), REINSTALL, "1.0", ""
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_decisions(name: str) -> None:
    """The verdict, the version it leads to, and the basis; some words of the reason."""
    case, verdict, to_version, words = CASES[name]
    decision = case.decide()
    if verdict is None:
        assert decision is None
        return
    assert decision is not None
    remedy = decision.remediation
    assert (decision.verdict, remedy.to_version if remedy else "") == (verdict, to_version)
    assert words in decision.message
    assert decision.evidence
    by_rule = "a rule says it is there" in name
    assert decision.basis is (Basis.RULE if by_rule else case.basis)


@pytest.mark.parametrize(
    ("case", "impact"),
    [
        pytest.param(Case({"1.0": BOTH}), Impact.NONE, id="nothing-is-there-yet"),
        pytest.param(Case({"1.0": BOTH}, unit=INSTALLED), Impact.FAILS, id="installed"),
        pytest.param(
            Case({"1.0": (X86,), "1.1": BOTH}, ruled=ruled(UPGRADE, Impact.FALLS_BACK)),
            Impact.FALLS_BACK,
            id="the-rule-knows",
        ),
        pytest.param(
            Case({"1.0": BOTH}, hashes=("sha256:other",)), Impact.FAILS, id="locked-elsewhere"
        ),
    ],
)
def test_impact(case: Case, impact: Impact) -> None:
    """What happens without a change; how bad a lack is, a rule knows best."""
    decision = case.decide()
    assert decision is not None
    assert decision.impact is impact


def test_what_a_rule_adds() -> None:
    """Its advice and its name stay beside what the index says."""
    decision = Case({"1.0": (X86,), "1.1": BOTH}, ruled=ruled(UPGRADE)).decide()
    assert decision is not None
    assert decision.remediation is not None
    assert (decision.rule, decision.remediation.advice) == ("pypi/x", "Take y.")
    assert decision.remediation.commands == ("pip install 'x==1.1'",)


def test_a_lock_is_a_finding_of_its_own() -> None:
    """It is told apart from versions that do not exist for the target."""
    decision = Case({"1.0": BOTH}, hashes=("sha256:other",)).decide()
    assert decision is not None
    assert (decision.topic, decision.remediation and decision.remediation.commands) == (
        "rehash",
        (),
    )


@pytest.mark.parametrize(
    ("files", "allowed"),
    [
        pytest.param((), True, id="nothing-is-locked"),
        pytest.param((ARM.format("1.0"),), True, id="the-file-itself"),
        pytest.param((ARM.format("1.0").replace("x-", "X-"),), True, id="spelled-otherwise"),
        pytest.param((X86.format("1.0"), SDIST.format("1.0")), False, id="others"),
        pytest.param(("what is this",), False, id="no-file-name"),
    ],
)
def test_is_allowed(files: tuple[str, ...], *, allowed: bool) -> None:
    """A lock's names and an index's are the same file though one of them is normalised."""
    asked = Requirement(at("uv.lock"), 1, "x", "==1.0", files=files)
    unit = Unit(
        "pkg:pypi/x@1.0", "pypi", "x", "1.0", Provenance.LANGUAGE_PACKAGE, (at("uv.lock"),),
        asked=(asked,),
    )  # fmt: skip
    assert is_allowed(unit, listed(ARM.format("1.0"))[0]) is allowed
