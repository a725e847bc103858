"""Asking indexes: what for, how often, and what becomes of silence."""

from typing import Any

import pytest

from archcompat.assess.distributions import on_machine, worth_asking
from archcompat.assess.lookup import look_into, look_up
from archcompat.formats.distfile import DistFile
from archcompat.graph.unit import Unit
from archcompat.model.arch import Arch
from archcompat.model.problem import Severity
from archcompat.model.pythonfacts import Requirement
from archcompat.model.report import Provenance
from archcompat.model.target import Target
from tests.make.catalog import MemoryCatalog, listed
from tests.make.inventory import at, native

TODAY = on_machine(Target(python="3.8"), Arch.X86_64)
WHEEL = listed("x-1.0-cp38-cp38-manylinux2014_x86_64.whl")
SDIST = listed("x-1.0.tar.gz")


def unit(name: str = "x", version: str = "1.0", **fields: object) -> Unit:
    """A requirement, unless it is told otherwise."""
    asked = Requirement(at("requirements.txt"), 3, name, f"=={version}")
    defaults: dict[str, object] = {
        "ecosystem": "pypi",
        "provenance": Provenance.LANGUAGE_PACKAGE,
        "asked": (asked,),
    }
    return Unit(
        f"pkg:pypi/{name}@{version}",
        name=name,
        version=version,
        where=(at("requirements.txt"),),
        **{**defaults, **fields},  # type: ignore[arg-type]  # a table has one type
    )


INSTALLED: dict[str, Any] = {"asked": (), "natives": (native("x.so"),)}


@pytest.mark.parametrize(
    ("one", "worth"),
    [
        pytest.param(unit(), True, id="required"),
        pytest.param(unit(**INSTALLED), True, id="with-native-code"),
        pytest.param(unit(asked=()), False, id="plain-and-installed"),
        pytest.param(unit(asked=(), natives=(native("y.so"),)), False, id="with-good-code"),
        pytest.param(
            unit(asked=(Requirement(at("r"), 1, "x", "", url="../x"),)), False, id="of-a-folder"
        ),
        pytest.param(
            unit(asked=(), natives=(native("x-1-cp39-cp39-manylinux2014_aarch64.whl!/x.so"),)),
            True,
            id="of-another-python",
        ),
        pytest.param(unit(ecosystem="npm"), False, id="of-npm"),
        pytest.param(
            unit(**INSTALLED, provenance=Provenance.BASE_IMAGE), False, id="of-the-base-image"
        ),
    ],
)
def test_worth_asking(one: Unit, *, worth: bool) -> None:
    """Few: what is required, and what would not run."""
    counted = frozenset((at("x.so"),))
    assert worth_asking([one], counted, Target(python="3.8")) == ([one] if worth else [])


def test_one_page_a_project() -> None:
    """Two versions of a project cost one question."""
    catalog = MemoryCatalog({"x": WHEEL, "y": WHEEL})
    found = look_up([unit(), unit(version="2.0"), unit("y")], catalog, TODAY)
    assert sorted(catalog.asked) == ["x", "y"]
    assert sorted(found.listings) == ["x", "y"]
    assert not found.problems


@pytest.mark.parametrize(
    ("files", "one", "asked"),
    [
        pytest.param(SDIST, unit(), True, id="source-only"),
        pytest.param(SDIST, unit(version=""), True, id="source-only-unpinned"),
        pytest.param(
            [*SDIST, *listed("x-1.0-cp38-cp38-win_amd64.whl")], unit(), True, id="or-of-windows"
        ),
        pytest.param([*SDIST, *WHEEL], unit(), False, id="not-built-today"),
        pytest.param(SDIST, unit(**INSTALLED), False, id="it-was-compiled"),
        pytest.param(
            listed("x-1.0.tar.gz", requires_python=">=3.9"), unit(), False, id="not-for-this-python"
        ),
    ],
)
def test_sources(files: list[DistFile], one: Unit, *, asked: bool) -> None:
    """A source distribution is read only where the verdict depends on what is in it."""
    catalog = MemoryCatalog({"x": files}, {"x-1.0.tar.gz": False})
    found = look_up([one], catalog, TODAY)
    assert found.listings["x"].compiles == ({"x-1.0.tar.gz": False} if asked else {})
    assert ("x-1.0.tar.gz" in catalog.asked) is asked


@pytest.mark.parametrize(
    ("sources", "silent"),
    [
        pytest.param({"x-1.0.tar.gz": None}, {}, id="too-large"),
        pytest.param({}, {"x-1.0.tar.gz": "it is gone"}, id="not-there"),
    ],
)
def test_sources_that_were_not_read(
    sources: dict[str, bool | None], silent: dict[str, str]
) -> None:
    """What was not looked at is not known."""
    found = look_up([unit()], MemoryCatalog({"x": SDIST}, sources, silent), TODAY)
    assert not found.listings["x"].compiles


def test_silence() -> None:
    """One problem for each cause, however many packages it concerns; never an empty listing."""
    down = "pypi.example cannot be reached: refused"
    silent = dict.fromkeys(["a", "b", "c"], down) | {"d": "it makes no sense"}
    catalog = MemoryCatalog({"x": WHEEL}, silent=silent)
    found = look_up([unit(name) for name in "abcdx"], catalog, TODAY)
    assert sorted(found.listings) == ["x"]
    assert [(one.code, one.severity, one.detail) for one in found.problems] == [
        ("index-unreachable", Severity.WARNING, f"{down}; 3 packages were judged without it"),
        (
            "index-unreachable",
            Severity.WARNING,
            "it makes no sense; 1 package was judged without it",
        ),
    ]


def test_many_causes() -> None:
    """A site that gives a new reason each time does not fill the report."""
    names = [f"p{number}" for number in range(30)]
    catalog = MemoryCatalog({}, silent={name: f"no {name}" for name in names})
    problems = look_up([unit(name) for name in names], catalog, TODAY).problems
    assert len(problems) == 21
    assert problems[-1].detail == "and 10 more causes alike"


def test_unknown_project() -> None:
    """A name that no index has is told with its line; that is a listing without files."""
    found = look_up([unit("typo")], MemoryCatalog({}), TODAY)
    assert not found.listings["typo"].shelf.versions
    (problem,) = found.problems
    assert (problem.code, problem.where, problem.detail) == (
        "package-unknown",
        at("requirements.txt"),
        "line 3: typo is in no index that was asked",
    )


ARM = listed(
    "x-1.0-cp38-cp38-manylinux2014_aarch64.whl",
    "x-1.1-cp38-cp38-manylinux2014_aarch64.whl",
    "x-1.2-py3-none-any.whl",
    url="https://files.example/x",
)


def test_look_into() -> None:
    """What lies is not listed any more, what could not be read is neither seen nor unfit."""
    lies = {ARM[0].name: "it is for another machine", ARM[1].name: None}
    catalog = MemoryCatalog({"x": ARM}, lying=lies)
    before = look_up([unit()], catalog, TODAY)
    after = look_into(before, [*ARM, None, ARM[0]], catalog, Target())
    assert after is not None
    found = after.listings["x"]
    assert found.unfit == {ARM[0].name: "it is for another machine"}
    assert found.seen == frozenset()
    assert [file.name for text in found.shelf.versions for file in found.shelf.files(text)] == [
        ARM[1].name,
        ARM[2].name,
    ]
    assert catalog.asked.count(ARM[0].name) == 1
    assert ARM[2].name not in catalog.asked
    assert look_into(after, ARM, catalog, Target()) is None
