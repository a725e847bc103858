"""Whole plans against an index on loopback: every trap that real packages have set."""

from collections.abc import Callable
from pathlib import Path

import pytest

from archcompat.errors import InputError
from archcompat.model.plan import ChangeKind, Plan
from archcompat.model.report import Basis
from tests.make.elf import elf
from tests.make.webserver import Reply
from tests.make.wheelhouse import Wheelhouse, metadata
from tests.plan.conftest import Planner

X86 = "cp38-cp38-manylinux2014_x86_64"
ARM = "cp38-cp38-manylinux2014_aarch64"
ARM28 = "cp38-cp38-manylinux_2_28_aarch64"
MUSL = "cp38-cp38-musllinux_1_1_aarch64"
SO_X86 = {"x/fast.so": elf("x86_64", soname="fast.so")}
SO_ARM = {"x/fast.so": elf("aarch64", soname="fast.so")}


def steps(plan: Plan) -> list[tuple[str, str, str, ChangeKind]]:
    return [(one.package, one.from_version, one.to_version, one.kind) for one in plan.changes]


def native(house: Wheelhouse, name: str, x86: str, arm: str, **more: str) -> None:
    """A package with wheels for x86-64 of versions ``x86`` and for aarch64 of ``arm``."""
    for version in x86.split():
        house.wheel(name, version, X86, files=SO_X86)
    for version in arm.split():
        house.wheel(name, version, more.get("tag", ARM), files=SO_ARM)


def test_nothing_to_change(house: Wheelhouse, planned: Planner) -> None:
    """Wheels are there for both: the set is resolved, and nothing is listed."""
    native(house, "x", "1.0", "1.0")
    house.wheel("y", "2.0", requires=["x==1.0"])
    plan = planned("y==2.0\n")
    assert plan.changes == ()
    assert (plan.solved, plan.complete, plan.basis) == (True, True, Basis.RESOLVED)
    assert [(one.package, one.basis) for one in plan.packages] == [
        ("x", Basis.OBSERVED),
        ("y", Basis.PUBLISHED),
    ]


def test_the_nearest_version(house: Wheelhouse, planned: Planner) -> None:
    """Not the newest: the lowest newer one that has a wheel there."""
    native(house, "x", "1.0 1.1 1.2 2.0", "1.2 2.0")
    plan = planned("x==1.0\n")
    assert steps(plan) == [("x", "1.0", "1.2", ChangeKind.RELAXED)]
    (change,) = plan.changes
    assert change.reason == "x 1.0 has no aarch64 wheel (only for x86_64)"
    assert change.where == "requirements.txt:1"


def test_the_users_range_comes_first(house: Wheelhouse, planned: Planner) -> None:
    """A version that the requirement allows is taken before nearer ones that it does not."""
    native(house, "x", "1.0 1.1 1.2", "0.9 1.1 1.2")
    assert steps(planned("x>=1.0,!=1.1\n")) == []
    assert steps(planned("x<=1.0\n")) == [("x", "1.0", "0.9", ChangeKind.DOWNGRADE)]


def test_a_chain_to_the_users_own(house: Wheelhouse, planned: Planner) -> None:
    """What a package brings has no wheel: that package moves, and the reason says through whom."""
    native(house, "httptools", "0.1.2 0.3.0", "0.3.0")
    house.wheel("uvicorn", "0.13.4", requires=['httptools==0.1.* ; extra == "standard"'])
    house.wheel("uvicorn", "0.14.0", requires=['httptools==0.2.* ; extra == "standard"'])
    house.wheel("uvicorn", "0.16.0", requires=['httptools>=0.2,<0.4 ; extra == "standard"'])
    plan = planned("uvicorn[standard]==0.13.4\n")
    assert steps(plan) == [
        ("uvicorn", "0.13.4", "0.16.0", ChangeKind.RELAXED),
        ("httptools", "0.1.2", "0.3.0", ChangeKind.TRANSITIVE),
    ]
    for change in plan.changes:
        assert change.reason == "httptools 0.1.2 has no aarch64 wheel (only for x86_64)"
        assert change.chain == ("uvicorn[standard] 0.13.4 requires httptools==0.1.*",)


def test_what_an_installer_would_not_take(house: Wheelhouse, planned: Planner) -> None:
    """A package in use that newer parents would let go is held: it need not change."""
    house.wheel("click", "7.0")
    house.wheel("click", "8.0")
    native(house, "core", "1.0", "")
    house.wheel("core", "1.1", ARM)
    house.wheel("app", "1.0", requires=["click==7.*", "core==1.0"])
    house.wheel("app", "1.1", requires=["click>=7", "core>=1.1"])
    plan = planned("app==1.0\n")
    assert {one.package: one.version for one in plan.packages}["click"] == "7.0"
    assert plan.held == ("click",)


def test_a_transitive_goes_back(house: Wheelhouse, planned: Planner) -> None:
    """What is in use has a dependency without a wheel there; an older one does without."""
    native(house, "xet", "1.0", "1.0", tag=ARM28)
    house.wheel("hub", "0.31")
    house.wheel("hub", "0.32", requires=["xet"])
    house.wheel("app", "1.0", requires=["hub>=0.1"])
    plan = planned("app==1.0\n", libc="glibc:2.17")
    assert steps(plan) == [("hub", "0.32", "0.31", ChangeKind.TRANSITIVE)]
    assert plan.dropped == ("xet 1.0",)
    assert "glibc 2.28 or later" in plan.changes[0].reason


@pytest.mark.parametrize(
    ("tag", "libc", "served"),
    [
        pytest.param(ARM28, "glibc:2.28", True, id="as old as the wheel asks"),
        pytest.param(ARM28, "glibc:2.27", False, id="older than the wheel asks"),
        pytest.param(ARM, "musl:1.2", False, id="glibc's wheel on musl"),
        pytest.param(MUSL, "musl:1.2", True, id="musl's wheel on musl"),
        pytest.param(MUSL, "glibc:2.28", False, id="musl's wheel on glibc"),
        pytest.param("cp36-abi3-manylinux2014_aarch64", "glibc:2.28", True, id="abi3 of old"),
        pytest.param("cp39-abi3-manylinux2014_aarch64", "glibc:2.28", False, id="abi3 to come"),
        pytest.param("cp39-cp39-manylinux2014_aarch64", "glibc:2.28", False, id="other Python"),
    ],
)
def test_which_wheels_serve(
    house: Wheelhouse, planned: Planner, tag: str, libc: str, served: bool
) -> None:
    """By C library, its version, interpreter and stable ABI."""
    native(house, "x", "1.0", "")
    house.source("x", "1.0")
    house.wheel("x", "1.1", tag)
    plan = planned("x==1.0\n", libc=libc)
    kind = ChangeKind.RELAXED if served else ChangeKind.BUILD
    assert [change.kind for change in plan.changes] == [kind]


def test_no_wheel_at_all_is_planned_around(house: Wheelhouse, planned: Planner) -> None:
    """The others are planned as if it were there, with what it requires."""
    house.source("uwsgi-like", "2.0", requires=["six<2"])
    house.wheel("six", "1.0")
    house.wheel("six", "2.0")
    native(house, "x", "1.0 1.1", "1.1")
    plan = planned("uwsgi-like==2.0\nx==1.0\n")
    assert steps(plan) == [
        ("uwsgi-like", "2.0", "", ChangeKind.BUILD),
        ("x", "1.0", "1.1", ChangeKind.RELAXED),
    ]
    assert {one.package: one.version for one in plan.packages}["six"] == "1.0"
    assert (plan.complete, plan.basis) == (True, Basis.RESOLVED)


def test_neither_wheel_nor_sources(house: Wheelhouse, planned: Planner) -> None:
    """What is published for another machine only is in the way, and the rest is planned."""
    native(house, "closed", "1.0", "")
    native(house, "x", "1.0", "1.0")
    plan = planned("closed==1.0\nx==1.0\n")
    assert steps(plan) == [("closed", "1.0", "", ChangeKind.BLOCKED)]
    assert plan.packages[0].file == ""


def test_an_alternative_of_the_rules(house: Wheelhouse, planned: Planner) -> None:
    """A package that never serves the target has one that does, by the rules."""
    native(house, "cx-Oracle", "8.3.0", "")
    plan = planned("cx_Oracle==8.3.0\n")
    assert steps(plan) == [("cx-oracle", "8.3.0", "", ChangeKind.REPLACE)]
    assert "oracledb" in plan.changes[0].advice


def test_sources_that_compile_nothing(house: Wheelhouse, planned: Planner) -> None:
    """A pin without a wheel moves to one; that it could stay is said."""
    house.source("multipart", "0.0.5", {"multipart/__init__.py": b""})
    house.wheel("multipart", "0.0.6")
    plan = planned("multipart==0.0.5\n")
    assert steps(plan) == [("multipart", "0.0.5", "0.0.6", ChangeKind.RELAXED)]
    assert any("nothing in it is compiled" in note for note in plan.notes)
    assert planned("--no-binary multipart\nmultipart==0.0.5\n").changes == ()


def test_no_prerelease(house: Wheelhouse, planned: Planner) -> None:
    """Unless one is in use already, or nothing else is asked for."""
    native(house, "x", "1.0 2.0b1", "1.1rc1 1.2 2.0b2")
    assert steps(planned("x==1.0\n"))[0][2] == "1.2"
    assert steps(planned("x==2.0b1\n"))[0][2] == "2.0b2"


def test_prereleases_of_a_requirement(house: Wheelhouse, planned: Planner) -> None:
    """One that names a pre-release takes final versions first."""
    house.wheel("timeout", "4.0.0a3")
    house.wheel("timeout", "4.0.0")
    house.wheel("app", "1.0", requires=["timeout>=4.0.0a3,<5"])
    assert {one.version for one in planned("app\n").packages} == {"1.0", "4.0.0"}


def test_withdrawn_versions(house: Wheelhouse, planned: Planner) -> None:
    """They are taken only for a pin that names them."""
    house.wheel("x", "1.0", yanked=True)
    native(house, "y", "1.0", "")
    house.wheel("y", "1.1", ARM, yanked=True)
    house.wheel("y", "1.2", ARM)
    assert steps(planned("x==1.0\ny==1.0\n")) == [("y", "1.0", "1.2", ChangeKind.RELAXED)]


def test_requires_python(house: Wheelhouse, planned: Planner) -> None:
    """A wheel for any Python is none for one that its release does not take."""
    native(house, "x", "1.0", "")
    house.wheel("x", "1.1", requires_python=">=3.9")
    house.wheel("x", "1.2", requires_python=">=3.7")
    assert steps(planned("x==1.0\n"))[0][2] == "1.2"


def test_build_numbers(house: Wheelhouse, planned: Planner) -> None:
    """Of two wheels with the same tags the later build is taken."""
    house.wheel("x", "1.0", ARM, build="1")
    house.wheel("x", "1.0", ARM, build="2")
    house.wheel("x", "1.0", X86)
    assert planned("x==1.0\n").packages[0].file.startswith("x-1.0-2-")


def test_markers_of_the_target(house: Wheelhouse, planned: Planner) -> None:
    """An empty wheel there gets its code from a package that only the target needs."""
    house.wheel("flow", "1.0", requires=['flow-arm==1.0 ; platform_machine == "aarch64"'])
    native(house, "flow-arm", "", "1.0")
    plan = planned("flow==1.0\n")
    assert {one.package for one in plan.packages} == {"flow", "flow-arm"}
    assert plan.added == ("flow-arm 1.0",)


def test_each_wheel_has_metadata_of_its_own(house: Wheelhouse, planned: Planner) -> None:
    """That of the target's wheel counts, not of another one of the release."""
    house.wheel("x", "1.0", X86, requires=["intel"])
    house.wheel("x", "1.0", ARM, requires=["arm"])
    house.wheel("intel", "1.0")
    house.wheel("arm", "1.0")
    assert {one.package for one in planned("x==1.0\n").packages} == {"arm", "x"}


def test_old_metadata(house: Wheelhouse, planned: Planner) -> None:
    """Versions that newer installers refuse are read as older ones did, and told."""
    house.wheel("celery", "4.4.2", requires=["pytz (>dev)", "click (>=7.*)"])
    house.wheel("pytz", "2020.1")
    house.wheel("click", "6.0")
    house.wheel("click", "8.0")
    plan = planned("celery==4.4.2\n")
    assert {one.package: one.version for one in plan.packages}["click"] == "8.0"
    assert any("pip<24.1" in note for note in plan.notes)
    assert plan.complete


def test_hashes_of_the_first_day(house: Wheelhouse, planned: Planner) -> None:
    """The target's wheel came later: the version stays, its hash is missing."""
    native(house, "x", "1.0", "1.0")
    x86, arm = (one["hashes"]["sha256"] for one in house.projects["x"])
    assert steps(planned(f"x==1.0 --hash=sha256:{x86}\n")) == [
        ("x", "1.0", "1.0", ChangeKind.REHASH)
    ]
    assert planned(f"x==1.0 --hash=sha256:{x86} --hash=sha256:{arm}\n").changes == ()


def test_constraints_hold_for_what_is_brought(
    house: Wheelhouse, planned: Planner, tmp_path: Path
) -> None:
    """``-c`` limits packages that only others require."""
    house.wheel("six", "1.0")
    house.wheel("six", "2.0")
    house.wheel("app", "1.0", requires=["six"])
    (tmp_path / "constraints.txt").write_text("six<2\n")
    plan = planned("-c constraints.txt\napp\n")
    assert {one.package: one.version for one in plan.packages}["six"] == "1.0"


LIES: list[tuple[str, Callable[[Wheelhouse], object], str]] = [
    (
        "another machine's code",
        lambda house: house.wheel("x", "1.1", ARM, files=SO_X86),
        "holds no code for aarch64",
    ),
    (
        "no machine's code",
        lambda house: house.wheel("x", "1.1", ARM, files={"x/fast.so": elf(0)}),
        "holds no code for aarch64",
    ),
    (
        "a later glibc than the tag says",
        lambda house: house.wheel(
            "x",
            "1.1",
            ARM,
            files={"x/a.so": elf("aarch64", versions={"libc.so.6": ("GLIBC_2.34",)})},
        ),
        "needs glibc 2.34",
    ),
]


@pytest.mark.parametrize(("_what", "publish", "told"), LIES, ids=[lie[0] for lie in LIES])
def test_wheels_that_lie(
    house: Wheelhouse,
    planned: Planner,
    _what: str,
    publish: Callable[[Wheelhouse], object],
    told: str,
) -> None:
    """The bytes decide: the next version is taken, and why is said."""
    native(house, "x", "1.0", "1.2")
    publish(house)
    plan = planned("x==1.0\n")
    assert steps(plan) == [("x", "1.0", "1.2", ChangeKind.RELAXED)]
    assert any("x 1.1 is passed over" in note and told in note for note in plan.notes)
    assert plan.basis is Basis.RESOLVED


def test_a_pin_that_lies(house: Wheelhouse, planned: Planner) -> None:
    """Its own reason is what was read in it, and no other C library makes it any better."""
    house.wheel("x", "1.0", X86, files=SO_X86)
    house.wheel("x", "1.0", ARM, files=SO_X86)
    native(house, "x", "", "1.1")
    plan = planned("x==1.0\n", alternatives=True)
    assert steps(plan) == [("x", "1.0", "1.1", ChangeKind.RELAXED)]
    assert "holds no code for aarch64" in plan.changes[0].reason
    assert plan.alternatives == ()


@pytest.mark.parametrize(("page_size", "version"), [(4096, "1.1"), (65536, "1.2")])
def test_pages_of_64k(house: Wheelhouse, planned: Planner, page_size: int, version: str) -> None:
    """Libraries linked for 4K pages are no answer where pages are larger; else a note."""
    native(house, "x", "1.0", "")
    house.wheel("x", "1.1", ARM, files={"x/a.so": elf("aarch64", align=4096)})
    house.wheel("x", "1.2", ARM, files=SO_ARM)
    plan = planned("x==1.0\n", page_size=page_size)
    assert steps(plan)[0][2] == version
    assert any("x 1.1" in note for note in plan.notes)


def test_foreign_code_in_a_wheel_for_all(house: Wheelhouse, planned: Planner) -> None:
    """It is told, and no blocker: only what uses it misses it."""
    house.wheel("selenium", "4.10", files={"selenium/linux/manager": elf("x86_64", pad=8192)})
    plan = planned("selenium==4.10\n")
    assert plan.changes == ()
    assert any("selenium/linux/manager (x86_64)" in note for note in plan.notes)


def test_other_targets_with_less_to_do(house: Wheelhouse, planned: Planner) -> None:
    """Take glibc in place of musl, and a later Python, where they need fewer changes."""
    for name in ("a", "b"):
        native(house, name, "1.0 1.1", "1.0")
        house.wheel(name, "1.1", MUSL)
    plan = planned("a==1.0\nb==1.0\n", libc="musl:1.2", alternatives=True)
    assert len(plan.changes) == 2
    best = plan.alternatives[0]
    assert (best.libc, best.python, best.changes, best.without_wheel) == ("glibc:2.28", "3.8", 0, 0)


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [
        pytest.param("x==1.0\nwhat is this\n", "requirement-invalid", "line 2", id="a bad line"),
        pytest.param("x==1.0\nghost==1.0\n", "package-unknown", "ghost", id="an unknown package"),
        pytest.param("x==1.0\ndown\n", "index-unreachable", "down", id="a page that fails"),
        pytest.param("x==1.0\nbroken\n", "wheel-unread", "broken", id="a wheel that is none"),
        pytest.param("x==1.0\n./local\n", "requirement-by-url", "line 2", id="a path"),
    ],
)
def test_one_bad_thing_costs_no_other(
    house: Wheelhouse, planned: Planner, text: str, code: str, told: str
) -> None:
    """It is told with its place and cause, the rest is planned, and nothing is called complete."""
    native(house, "x", "1.0 1.1", "1.1")
    house.site.give("/simple/down/", Reply(403))
    path = house.wheel("broken", "1.0")
    house.site.give_file(path, b"no wheel")
    plan = planned(text)
    assert ("x", "1.0", "1.1", ChangeKind.RELAXED) in steps(plan)
    (problem,) = [one for one in plan.problems if one.code == code]
    assert told in f"{problem.where} {problem.detail}"
    assert plan.complete is (code == "requirement-by-url")


def test_the_index_is_down(planned: Planner) -> None:
    """Nothing is known: no plan is called resolved, no package called unpublished."""
    plan = planned("x==1.0\n", indexes=("http://127.0.0.1:9/simple",))
    assert (plan.complete, plan.basis, plan.changes) == (False, Basis.DECLARED, ())
    assert [one.code for one in plan.problems] == ["index-unreachable"]


def test_a_conflict_of_the_users_own(house: Wheelhouse, planned: Planner) -> None:
    """What cannot be met even today names both sides and the lines; a plan relaxes one of them."""
    house.wheel("a", "1.0", requires=["c<2"])
    house.wheel("c", "1.0")
    house.wheel("c", "2.0")
    plan = planned("a==1.0\nc==2.0\n")
    (problem,) = [one for one in plan.problems if one.code == "no-solution"]
    assert "a 1.0 requires c<2" in problem.detail
    assert "c==2.0 (requirements.txt:2)" in problem.detail


def test_a_conflict_without_a_way_out(house: Wheelhouse, planned: Planner) -> None:
    """No set at all: it is said what could not be met, not that nothing has to change."""
    house.wheel("a", "1.0", requires=["c<2"])
    house.wheel("b", "1.0", requires=["c>=2"])
    house.wheel("c", "1.0")
    house.wheel("c", "2.0")
    plan = planned("a\nb\n")
    assert not plan.solved
    assert any(
        "a 1.0 requires c<2" in one.detail and "b 1.0 requires c>=2" in one.detail
        for one in plan.problems
    )


def test_unknown_requirements_are_said(house: Wheelhouse, planned: Planner) -> None:
    """What a source distribution needs is not always known without building it."""
    house.source("old", "1.0")
    plan = planned("old==1.0\n")
    assert [one.code for one in plan.problems] == ["requirements-unknown"]
    assert steps(plan) == [("old", "1.0", "", ChangeKind.BUILD)]


def test_nothing_is_asked_for(planned: Planner) -> None:
    """An empty file has no plan."""
    with pytest.raises(InputError, match="no Python package"):
        planned("# nothing\n")


def test_static_sources(house: Wheelhouse, planned: Planner) -> None:
    """Core metadata 2.2 says for good what a source distribution needs: nothing is unknown."""
    info = metadata("new", "1.0").replace(b"2.1", b"2.2", 1)
    house.source("new", "1.0", {"PKG-INFO": info})
    assert planned("new==1.0\n").problems == ()


def test_a_wheel_with_code_of_two_machines(house: Wheelhouse, planned: Planner) -> None:
    """Its own machine's code is there, so it serves; what else is in it is told."""
    house.wheel("x", "1.0", X86)
    house.wheel(
        "x",
        "1.1",
        ARM,
        files={"x/a.so": elf("aarch64"), "x/b.so": elf("x86_64")},
    )
    plan = planned("x==1.0\n")
    assert steps(plan) == [("x", "1.0", "1.1", ChangeKind.RELAXED)]
    assert any("x/b.so (x86_64)" in note for note in plan.notes)


def test_a_release_that_is_still_uploaded(house: Wheelhouse, planned: Planner) -> None:
    """One that has some platforms' wheels only, and no sources yet, is passed over."""
    native(house, "x", "1.0 1.1 1.2", "1.0 1.2")
    house.wheel("app", "1.0", requires=["x>=1.1"])
    plan = planned("app==1.0\nx==1.1\n")
    assert steps(plan) == [("x", "1.1", "1.2", ChangeKind.RELAXED)]


def test_every_blocker_is_told(house: Wheelhouse, planned: Planner) -> None:
    """Not only the first that a resolver comes upon."""
    names = [f"x{number}" for number in range(6)]
    for name in names:
        native(house, name, "1.0 1.1", "1.1")
    plan = planned("".join(f"{name}==1.0\n" for name in names))
    assert [change.package for change in plan.changes] == names
    assert all("has no aarch64 wheel" in change.reason for change in plan.changes)
