"""How decisions are worded as findings, grouped and ordered."""

from dataclasses import replace

from archcompat.assess.decision import READY, Decision
from archcompat.assess.findings import findings
from archcompat.graph.linker import Links
from archcompat.graph.unit import Unit
from archcompat.model.native import NativeObject
from archcompat.model.report import Basis, EvidenceLine, Finding, Impact, Provenance, Verdict
from archcompat.model.target import Target
from tests.make.inventory import at, native
from tests.make.report import remedy

RULED = (
    EvidenceLine(Basis.OBSERVED, "usr/lib/x.so: x86_64 ELF shared-object"),
    EvidenceLine(Basis.RULE, "observed: looked"),
)


def unit(
    name: str,
    *natives: NativeObject,
    provenance: Provenance = Provenance.LANGUAGE_PACKAGE,
    ecosystem: str = "pypi",
    namespace: str = "",
) -> Unit:
    """A unit whose id is its name."""
    place = at("var/lib/dpkg/status" if ecosystem == "deb" else f"opt/{name}")
    return Unit(name, ecosystem, name, "1.0", provenance, (place,), natives, namespace=namespace)


def deb(
    name: str, *natives: NativeObject, namespace: str = "debian", ecosystem: str = "deb"
) -> Unit:
    """A package of the distribution."""
    return unit(
        name, *natives, provenance=Provenance.OS_PACKAGE, ecosystem=ecosystem, namespace=namespace
    )


def decided(verdict: Verdict, impact: Impact = Impact.FAILS, **fields: object) -> Decision:
    """A decision by a rule."""
    return Decision(verdict, impact, Basis.RULE, "Because.", **fields)  # type: ignore[arg-type]  # a table has one type


def found(
    *rows: tuple[Unit, Decision],
    missing: tuple[tuple[NativeObject, str], ...] = (),
    distribution: str = "Debian GNU/Linux 12 (bookworm)",
) -> tuple[Finding, ...]:
    """The findings of units with what was decided about them."""
    decisions = {one.id: decision for one, decision in rows}
    links = Links((), missing)
    return findings([one for one, _ in rows], decisions, links, Target(), distribution)


def test_what_is_ready_asks_for_nothing() -> None:
    """No finding."""
    assert found((unit("a"), READY), (deb("b"), READY)) == ()


def test_a_finding_says_what_and_where() -> None:
    """All that the decision knows."""
    decision = decided(
        Verdict.UPGRADE, evidence=RULED, remediation=remedy(to_version="1.19.0"), rule="pypi/a"
    )

    (one,) = found((unit("a"), decision))

    assert (one.id, one.component, one.title) == ("architecture/a", "a", "a 1.0: upgrade to 1.19.0")
    assert (one.verdict, one.impact, one.basis) == (Verdict.UPGRADE, Impact.FAILS, Basis.RULE)
    assert (one.message, one.where, one.evidence) == ("Because.", ("opt/a",), RULED)
    assert (one.rule, one.remediation, one.members) == ("pypi/a", decision.remediation, ())


def test_a_replacement_is_named() -> None:
    """By its purl."""
    other = remedy(Verdict.REPLACE, "1.8", purl="pkg:maven/org.b/c")

    (one,) = found((unit("a"), decided(Verdict.REPLACE, remediation=other)))

    assert one.title == "a 1.0: replace by pkg:maven/org.b/c"


def test_the_worst_comes_first() -> None:
    """By impact, then by the work it takes, then by name; what is unknown behind what is known."""
    rows = [
        (unit("a-falls-back"), decided(Verdict.BLOCKED, Impact.FALLS_BACK)),
        (unit("b-feature"), decided(Verdict.REPLACE, Impact.FEATURE)),
        (unit("c-unknown"), decided(Verdict.UNKNOWN)),
        (unit("d-reinstall"), decided(Verdict.REINSTALL)),
        (unit("e-upgrade"), decided(Verdict.UPGRADE)),
        (unit("f-blocked"), decided(Verdict.BLOCKED)),
        (unit("g-upgrade"), decided(Verdict.UPGRADE)),
        (unit("h-none"), decided(Verdict.UNKNOWN, Impact.NONE)),
    ]

    expected = "f-blocked e-upgrade g-upgrade d-reinstall c-unknown b-feature a-falls-back h-none"
    assert [one.component for one in found(*rows)] == expected.split()
    assert found(*rows[::-1]) == found(*rows)


def test_packages_of_the_distribution_are_one_finding() -> None:
    """Four hundred packages are one thing to do: another base image."""
    decision = decided(Verdict.REINSTALL, evidence=RULED, rule="generic/debian")

    (one,) = found(
        (deb("bash", native("usr/bin/bash")), decision),
        (deb("libc6", native("usr/lib/libc.so.6"), native("usr/lib/libm.so.6")), decision),
        (deb("tzdata"), READY),
    )

    assert one.id == "os-packages/deb/debian"
    assert one.title == "Debian GNU/Linux 12 (bookworm): 2 packages to install for the target"
    assert one.members == ("bash", "libc6")
    assert "2 packages with 3 native files" in one.message
    assert one.evidence == RULED[-1:]
    assert one.where == ("var/lib/dpkg/status",)
    assert one.remediation is not None
    assert one.remediation.commands == ("docker buildx build --platform linux/arm64 .",)


def test_a_package_that_asks_for_more_stands_alone() -> None:
    """x86 code in an arm64 image is not mended by the group's remedy."""
    rows = [
        (deb("bash", native("usr/bin/bash")), decided(Verdict.REINSTALL)),
        (deb("gdb", native("usr/bin/gdb")), decided(Verdict.REBUILD)),
    ]

    assert [(one.id, one.members) for one in found(*rows)] == [
        ("architecture/gdb", ()),
        ("os-packages/deb/debian", ("bash",)),
    ]


def test_an_image_on_another_base_is_one_finding() -> None:
    """Packages of another machine in an image that claims the target are a group of their own."""
    wrong = replace(decided(Verdict.REBUILD), mislabeled=True)
    rows = [(deb(name, native(f"usr/bin/{name}")), wrong) for name in ("bash", "gdb")]
    assert [(one.id, one.verdict, one.members) for one in found(*rows)] == [
        ("os-packages-elsewhere/deb/debian", Verdict.REBUILD, ("bash", "gdb"))
    ]
    assert [one.id for one in found(rows[0])] == ["architecture/bash"]


def test_each_distribution_is_a_group() -> None:
    """Two databases in one image; without os-release the namespace names it."""
    rows = [
        (deb("bash"), decided(Verdict.REINSTALL)),
        (deb("musl", ecosystem="apk", namespace="alpine"), decided(Verdict.REINSTALL)),
    ]

    titles = [one.title for one in found(*rows, distribution="")]

    assert titles == [
        "alpine: 1 packages to install for the target",
        "debian: 1 packages to install for the target",
    ]


def test_a_group_has_the_worst_impact_of_its_members() -> None:
    """Data packages alone break nothing."""
    none, fails = decided(Verdict.REINSTALL, Impact.NONE), decided(Verdict.REINSTALL)

    assert [one.impact for one in found((deb("a"), none), (deb("b"), none))] == [Impact.NONE]
    assert [one.impact for one in found((deb("a"), none), (deb("b"), fails))] == [Impact.FAILS]


def test_missing_libraries_are_told_by_unit() -> None:
    """One finding for each unit, with every name, and five places at most for evidence."""
    files = [native(f"opt/a/{n}.so") for n in range(6)]
    other = native("opt/b/x.so")
    missing = [(file, "libgone.so.1") for file in files]

    first, second = found(
        (unit("a", *files), READY),
        (unit("b", other), decided(Verdict.REBUILD)),
        missing=(*missing, (files[0], "libmore.so"), (other, "libgone.so.1")),
    )[1:]

    assert (second.id, second.title) == ("missing-library/a", "a: needs libgone.so.1, libmore.so")
    assert (second.verdict, second.impact) == (Verdict.READY, Impact.FEATURE)
    assert "libgone.so.1, libmore.so are nowhere" in second.message
    assert len(second.evidence) == 5
    assert second.where == tuple(f"opt/a/{n}.so" for n in range(6))
    assert (first.id, first.verdict) == ("missing-library/b", Verdict.REBUILD)
    assert "libgone.so.1 is nowhere" in first.message
