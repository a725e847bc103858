"""The whole judgement: the verdict of the whole, components as the report shows them."""

from pathlib import Path

import pytest

from archcompat.assess import Joined, assess, overall, place
from archcompat.graph.edges import edges
from archcompat.graph.libraries import libraries
from archcompat.graph.linker import Links
from archcompat.graph.units import build_units
from archcompat.model.arch import Arch
from archcompat.model.inventory import Inventory
from archcompat.model.native import Archive, NativeObject
from archcompat.model.osfacts import OsPackage
from archcompat.model.problem import Problem, Severity
from archcompat.model.report import Component, Impact, Report, Verdict
from archcompat.model.target import Target
from tests.make.inventory import at, file_list, inventory, native
from tests.make.report import component, report
from tests.make.rulebooks import put_rule, rulebook


def judged(made: Inventory, folder: Path) -> Report:
    """A report's parts, by no rules."""
    units = build_units(made, Target())
    found_libraries = libraries(made.facts_of(NativeObject), made.facts_of(Archive))
    joined = Joined(units, Links((), ()), edges(units, Links((), ()), Target()), found_libraries)
    found = assess(made, joined, rulebook(folder), Target())
    return report(*found.components, findings=found.findings, verdict=found.verdict)


def one(verdict: Verdict, impact: Impact = Impact.FAILS) -> Component:
    """A component."""
    return component(verdict=verdict, impact=impact)


R, N, B, U, P, X, Q = Verdict  # ready, reinstall, rebuild, upgrade, replace, blocked, unknown


@pytest.mark.parametrize(
    ("components", "complete", "expected"),
    [
        pytest.param([], True, R, id="nothing-native"),
        pytest.param([], False, Q, id="nothing-found-and-not-all-read"),
        pytest.param([one(R)], True, R, id="ready"),
        pytest.param([one(R)], False, Q, id="ready-as-far-as-read"),
        pytest.param([one(R), one(N)], True, N, id="reinstall"),
        pytest.param([one(U), one(B)], True, U, id="upgrade-is-more-than-rebuild"),
        pytest.param([one(P), one(U)], True, P, id="replace-is-more-than-upgrade"),
        pytest.param([one(X), one(P)], True, X, id="blocked-is-most"),
        pytest.param([one(X), one(P)], False, X, id="blocked-though-not-all-read"),
        pytest.param([one(R), one(Q)], True, Q, id="unknown-is-never-ready"),
        pytest.param([one(Q), one(B)], True, B, id="known-work-before-unknown"),
        pytest.param([one(Q, Impact.NONE)], True, Q, id="unknown-without-impact"),
        pytest.param([one(X, Impact.FALLS_BACK), one(R)], True, R, id="falls-back-does-not-count"),
        pytest.param([one(Q, Impact.FALLS_BACK)], True, R, id="unknown-that-falls-back"),
        pytest.param([one(B, Impact.FEATURE)], True, B, id="a-feature-counts"),
    ],
)
def test_the_whole_is_as_bad_as_its_worst_component(
    components: list[Component], complete: bool, expected: Verdict
) -> None:
    """Those that fall back left out; never ready when something was not read or judged."""
    assert overall(components, complete=complete) is expected
    assert overall(components[::-1], complete=complete) is expected


@pytest.mark.parametrize(
    ("severity", "complete"),
    [(Severity.ERROR, False), (Severity.WARNING, True), (Severity.INFO, True)],
)
def test_only_an_error_makes_a_scan_incomplete(
    severity: Severity, complete: bool, tmp_path: Path
) -> None:
    """Warnings and notes do not."""
    made = inventory(Problem(at("x"), "x", "y", severity))

    found = assess(made, Joined((), Links((), ()), (), ()), rulebook(tmp_path), Target())

    assert found.complete is complete
    assert found.verdict is (Verdict.READY if complete else Verdict.UNKNOWN)


@pytest.mark.parametrize(
    ("kind", "where", "files", "shown"),
    [
        pytest.param("file", "app.jar!/lib/x.so", ["app.jar"], "lib/x.so", id="in-the-file-itself"),
        pytest.param("file", "app.jar", ["app.jar"], "app.jar", id="the-file-itself"),
        pytest.param("file", "a.jar!/b.jar!/x.so", ["a.jar"], "b.jar!/x.so", id="nested"),
        pytest.param(
            "directory", "app.jar!/lib/x.so", ["app.jar"], "app.jar!/lib/x.so", id="folder"
        ),
        pytest.param("image", "app.jar!/lib/x.so", ["app.jar"], "app.jar!/lib/x.so", id="image"),
        pytest.param("file", "a.txt", ["a.txt", "b.txt"], "a.txt", id="one-of-several-files"),
    ],
)
def test_places_count_from_the_subject(kind: str, where: str, files: list[str], shown: str) -> None:
    """The subject's own name is not repeated."""
    assert place(at(where), inventory(files=files, kind=kind)) == shown


def test_a_file_subject_is_not_named_in_its_findings(tmp_path: Path) -> None:
    """Places and evidence count from the archive."""
    made = inventory(native("app.jar!/l/x.so"), Archive(at("app.jar"), "zip", 2), kind="file")

    (finding,) = judged(made, tmp_path).findings

    assert finding.where == ("app.jar",)
    assert [line.text for line in finding.evidence] == ["l/x.so: x86_64 ELF shared-object"]


def test_each_native_file_has_its_own_verdict(tmp_path: Path) -> None:
    """The component's where the file stands in the way, ready where it does not."""
    made = inventory(
        Archive(at("a.jar"), "zip", 4),
        native("a.jar!/x86_64/libx.so"),
        native("a.jar!/x86_64/liby.so"),
        native("a.jar!/aarch64/liby.so", Arch.AARCH64),
        native("a.jar!/windows/x.so", os="freebsd"),
    )

    (found,) = judged(made, tmp_path).components

    assert found.verdict is Verdict.REBUILD
    assert {one.path.partition("!/")[2]: one.verdict for one in found.natives} == {
        "aarch64/liby.so": Verdict.READY,
        "windows/x.so": Verdict.READY,
        "x86_64/libx.so": Verdict.REBUILD,
        "x86_64/liby.so": Verdict.READY,
    }


def test_a_component_is_of_the_layer_that_brought_it(tmp_path: Path) -> None:
    """A package's is that of its files: every later layer writes the database again."""
    status = "var/lib/dpkg/status"
    made = inventory(
        OsPackage(at(status), "deb", "bash", "5", "amd64"),
        OsPackage(at(status), "deb", "tzdata", "1", "all"),
        file_list("var/lib/dpkg/info/bash.list", "deb", "bash", "bin/bash"),
        native("bin/bash"),
        native("opt/jdk/lib/server/libjvm.so"),
        native("opt/agent"),
        files=["opt/jdk"],
        layers={status: 3, "opt/agent": 2, "opt/jdk/lib/server/libjvm.so": 1},
        kind="image",
    )

    found = {one.name: one.layer for one in judged(made, tmp_path).components}

    assert found == {"bash": 0, "tzdata": None, "openjdk": 1, "agent": 2}


def test_what_is_no_image_has_no_layers(tmp_path: Path) -> None:
    """A folder is one layer, which nobody needs to know."""
    (found,) = judged(inventory(native("opt/agent")), tmp_path).components

    assert found.layer is None


def test_a_fat_jar_is_judged_library_by_library(tmp_path: Path) -> None:
    """One that falls back does not hide one that fails; each has its finding."""
    carried = {"x": "falls-back", "y": "fails"}
    for name, impact in carried.items():
        put_rule(tmp_path, f"pkg:maven/org.{name}/{name}", jni=[f"Java_org_{name}_"], impact=impact)
    made = inventory(
        Archive(at("app.jar"), "zip", 9, 3),
        native("app.jar!/linux/libx.so", jni=("Java_org_x_X",)),
        native("app.jar!/linux/liby.so", jni=("Java_org_y_Y",)),
    )

    found = judged(made, tmp_path)

    assert [(one.library, one.impact) for one in found.findings] == [
        ("y", Impact.FAILS),
        ("x", Impact.FALLS_BACK),
    ]
    assert len({one.id for one in found.findings}) == 2
    assert [(one.name, one.impact) for one in found.components] == [("app", Impact.FAILS)]
    assert found.verdict is Verdict.UPGRADE


def test_a_jar_that_a_rule_names_is_judged_as_one(tmp_path: Path) -> None:
    """Its rule knows what is in it."""
    put_rule(tmp_path, "pkg:maven/org.x/app", impact="feature")
    made = inventory(
        Archive(at("app.jar"), "zip", 9, 3),
        native("app.jar!/linux/libx.so", jni=("Java_org_x_X",)),
        native("app.jar!/linux/liby.so", jni=("Java_org_y_Y",)),
    )

    assert [(one.library, one.impact) for one in judged(made, tmp_path).findings] == [
        ("", Impact.FEATURE)
    ]
