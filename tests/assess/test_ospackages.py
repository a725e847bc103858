"""What repositories tell of a distribution's package, as a verdict."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from archcompat.assess.ospackages import by_repositories
from archcompat.assess.stock import NO_STOCKS, Stock, Stocks
from archcompat.assess.successors import successors
from archcompat.graph.unit import Unit
from archcompat.model.arch import Arch
from archcompat.model.report import Basis, Impact, Provenance, Verdict
from tests.make.inventory import at

ARM, INTEL = Arch.AARCH64, Arch.X86_64
V = Verdict
MACHINES = {"deb": INTEL, "rpm": INTEL, "apk": INTEL}


def unit(name: str, version: str = "1.0-1", arch: str = "amd64", ecosystem: str = "deb") -> Unit:
    return Unit(
        id=f"pkg:{ecosystem}/x/{name}@{version}",
        ecosystem=ecosystem,
        name=name,
        version=version,
        provenance=Provenance.OS_PACKAGE,
        where=(at("var/lib/dpkg/status"),),
        namespace="debian",
        arch=arch,
    )


def stocks(
    versions: Mapping[str, tuple[str, ...]],
    *,
    ecosystem: str = "deb",
    providers: Mapping[str, tuple[str, ...]] | None = None,
    source_names: frozenset[str] | None = frozenset(),
    dependents: Mapping[str, tuple[str, ...]] | None = None,
    limited: frozenset[str] = frozenset(),
    whole: bool = True,
) -> Stocks:
    one = Stock((), versions, providers or {}, source_names, limited, dependents or {}, whole)
    return Stocks({ecosystem: one}, machines=MACHINES)


@pytest.mark.parametrize(
    ("one", "listed", "verdict", "to"),
    [
        pytest.param(unit("a"), ("1.0-1",), V.REINSTALL, "1.0-1", id="same"),
        pytest.param(unit("a"), ("1.0-1", "2.0-1"), V.REINSTALL, "1.0-1", id="same-among-others"),
        pytest.param(unit("a"), ("1.0-2", "1.0-10"), V.REINSTALL, "1.0-10", id="newest"),
        pytest.param(unit("a", "1.0-1+b3"), ("1.0-1+b2",), V.REINSTALL, "1.0-1+b2", id="rebuilt"),
        pytest.param(unit("a", "1.0-1+b3"), ("1.0-1",), V.REINSTALL, "1.0-1", id="not-rebuilt"),
        pytest.param(unit("a", "2:1"), ("1:9",), V.UPGRADE, "1:9", id="only-older"),
        pytest.param(
            unit("a", "1-r0", "x86_64", "apk"), ("1-r2",), V.REINSTALL, "1-r2", id="apk-newer"
        ),
        pytest.param(
            unit("a", "1-2.el9", "x86_64", "rpm"),
            ("1-1.el9",),
            V.UPGRADE,
            "1-1.el9",
            id="rpm-older",
        ),
    ],
)
def test_published(one: Unit, listed: tuple[str, ...], verdict: Verdict, to: str) -> None:
    """The same version, one that a build today takes, or nothing but an older one."""
    found = by_repositories(one, stocks({"a": listed}, ecosystem=one.ecosystem), ARM, foreign=True)
    assert found is not None
    assert (found.verdict, found.basis, found.impact) == (verdict, Basis.PUBLISHED, Impact.FAILS)
    assert found.remediation is not None
    assert found.remediation.to_version == to
    assert found.remediation.from_version == one.version
    assert not found.absent


@pytest.mark.parametrize(
    ("name", "said", "verdict", "basis", "about"),
    [
        pytest.param(
            "linux-image-amd64",
            stocks({"linux-image-arm64": ("6.1",)}),
            V.REPLACE,
            Basis.PUBLISHED,
            "linux-image-arm64 is there",
            id="another-name",
        ),
        pytest.param(
            "grub-pc",
            stocks({"grub-efi-arm64": ("2",)}),
            V.REPLACE,
            Basis.PUBLISHED,
            "grub-efi-arm64",
            id="known-successor",
        ),
        pytest.param(
            "libfoo1",
            stocks({}, providers={"libfoo1": ("libfoo1t64",)}),
            V.REPLACE,
            Basis.PUBLISHED,
            "libfoo1t64",
            id="provided",
        ),
        pytest.param(
            "libmfx1",
            stocks({}, source_names=frozenset(("libmfx1",))),
            V.BLOCKED,
            Basis.PUBLISHED,
            "only for amd64",
            id="of-one-machine",
        ),
        pytest.param("agent", stocks({}), V.REBUILD, Basis.GUESSED, "from a file", id="nowhere"),
        pytest.param(
            "libmfx1",
            stocks(
                {"libavcodec59": ("5",)},
                source_names=frozenset(("libmfx1",)),
                dependents={"libmfx1": ("libavcodec59",)},
            ),
            V.REINSTALL,
            Basis.PUBLISHED,
            "libavcodec59",
            id="not-needed",
        ),
        pytest.param(
            "libigdgmm12",
            stocks(
                {"va-driver-all": ("2",)},
                dependents={
                    "libigdgmm12": ("intel-media-va-driver",),
                    "intel-media-va-driver": ("va-driver-all", "libigdgmm12"),
                },
            ),
            V.REINSTALL,
            Basis.PUBLISHED,
            "does without",
            id="not-needed-by-what-is-not-needed",
        ),
        pytest.param(
            "libx",
            stocks({}, dependents={"libx": ("app",)}, source_names=frozenset(("libx",))),
            V.BLOCKED,
            Basis.PUBLISHED,
            "only for amd64",
            id="needed-by-what-is-nowhere",
        ),
    ],
)
def test_absent(name: str, said: Stocks, verdict: Verdict, basis: Basis, about: str) -> None:
    """What no repository has for the target: what takes its place, who does without, or nothing."""
    found = by_repositories(unit(name), said, ARM, foreign=True)
    assert found is not None
    assert (found.verdict, found.basis) == (verdict, basis)
    assert about in found.message
    assert found.absent
    assert (found.impact is Impact.NONE) is (verdict is V.REINSTALL)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(NO_STOCKS, id="nobody-asked"),
        pytest.param(stocks({}, whole=False), id="one-was-silent"),
        pytest.param(stocks({}, source_names=None), id="the-other-machine-unknown"),
        pytest.param(stocks({}, ecosystem="rpm"), id="others-asked"),
        pytest.param(replace(stocks({}), machines={"deb": ARM}), id="a-system-of-the-target"),
    ],
)
def test_unknown(said: Stocks) -> None:
    """Where it is not known that there is none, nothing is decided."""
    assert by_repositories(unit("x"), said, ARM, foreign=True) is None


@pytest.mark.parametrize("arch", ["all", "arm64", "", "(none)"])
def test_not_for_one_machine(arch: str) -> None:
    """What is for all machines, or the target's own, nobody was asked about."""
    assert by_repositories(unit("x", arch=arch), stocks({}), ARM, foreign=True) is None


def test_limited() -> None:
    """What a build for the target does not find, as the entry stands, is no plain rebuild."""
    said = stocks({"docker-ce": ("1.0-1",)}, limited=frozenset(("docker-ce",)))
    found = by_repositories(unit("docker-ce"), said, ARM, foreign=True)
    assert found is not None
    assert found.verdict is V.REBUILD
    assert "limited" in found.message


@pytest.mark.parametrize(
    ("versions", "verdict"),
    [({"libc6": ("1.0-1",)}, V.REPLACE), ({}, V.BLOCKED)],
    ids=["listed", "not-listed"],
)
def test_third_machine(versions: dict[str, tuple[str, ...]], verdict: Verdict) -> None:
    """What is for 32-bit programs is of no use where these do not run."""
    found = by_repositories(unit("libc6", arch="i386"), stocks(versions), ARM, foreign=True)
    assert found is not None
    assert (found.verdict, found.topic) == (verdict, "multiarch")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("linux-image-6.1.0-25-amd64", ["linux-image-6.1.0-25-arm64"]),
        ("binutils-x86-64-linux-gnu", ["binutils-aarch64-linux-gnu"]),
        ("google-chrome-stable", ["chromium"]),
        ("libamd643", []),
        ("bash", []),
    ],
)
def test_successors(name: str, found: list[str]) -> None:
    """By the words of a name that spell the machine, or because it is known."""
    assert list(successors(name, INTEL, ARM)) == found
