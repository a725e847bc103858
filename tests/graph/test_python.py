"""Units of Python distributions: where they are, what they were built for."""

import pytest

from archcompat.graph.python import (
    metadata_folder,
    python_units,
    requirement_key,
    requirement_unit,
)
from archcompat.model.pythonfacts import (
    PythonMetadata,
    PythonRequires,
    PythonWheelTags,
    Requirement,
)
from tests.make.inventory import at

SITE = "usr/lib/python3.8/site-packages"


@pytest.mark.parametrize(
    ("place", "folder"),
    [
        pytest.param(f"{SITE}/a-1.dist-info/METADATA", f"{SITE}/a-1.dist-info", id="dist-info"),
        pytest.param(f"{SITE}/a-1.egg-info/PKG-INFO", f"{SITE}/a-1.egg-info", id="egg-info-folder"),
        pytest.param(f"{SITE}/a-1.egg-info", f"{SITE}/a-1.egg-info", id="egg-info-file"),
        pytest.param("a.whl!/a-1.dist-info/WHEEL", "a.whl!/a-1.dist-info", id="in-a-wheel"),
    ],
)
def test_what_belongs_to_one_distribution_meets_in_its_folder(place: str, folder: str) -> None:
    """METADATA, WHEEL and RECORD are joined by the folder they are in."""
    assert metadata_folder(at(place)) == at(folder)


@pytest.mark.parametrize(
    ("folder", "tags", "python", "pure"),
    [
        pytest.param(
            f"{SITE}/a-1.dist-info", ("cp38-cp38-manylinux1_x86_64",), "3.8", False, id="by-folder"
        ),
        pytest.param(
            "opt/venv/lib/python3.11/site-packages/a-1.dist-info",
            ("py3-none-any",),
            "3.11",
            True,
            id="venv",
        ),
        pytest.param(
            "app/a-1.dist-info", ("cp38-cp38-manylinux1_x86_64",), "3.8", False, id="by-tag"
        ),
        pytest.param(
            "app/a-1.dist-info",
            ("cp310-cp310-linux_x86_64",),
            "3.10",
            False,
            id="by-tag-of-two-digits",
        ),
        pytest.param(
            "a.whl!/a-1.dist-info",
            ("cp36-abi3-manylinux1_x86_64",),
            "",
            False,
            id="stable-abi-serves-later-ones",
        ),
        pytest.param(
            "a.whl!/a-1.dist-info",
            ("cp27-cp27m-linux_x86_64", "cp27-cp27mu-linux_x86_64"),
            "2.7",
            False,
            id="two-abis",
        ),
        pytest.param(
            "a.whl!/a-1.dist-info",
            ("cp38-cp38-linux_x86_64", "cp39-cp39-linux_x86_64"),
            "",
            False,
            id="two-pythons",
        ),
        pytest.param("app/a-1.dist-info", ("py2-none-any", "py3-none-any"), "", True, id="any"),
        pytest.param(
            "app/a-1.dist-info",
            ("py3-none-manylinux1_x86_64",),
            "",
            False,
            id="platform-without-abi",
        ),
        pytest.param(
            "app/a-1.dist-info",
            ("py3-none-any", "py3-none-linux_x86_64"),
            "",
            False,
            id="any-and-one-platform",
        ),
        pytest.param("usr/lib/python3/dist-packages/a-1.egg-info", None, "", False, id="no-wheel"),
    ],
)
def test_a_distribution_is_what_its_wheel_said(
    folder: str, tags: tuple[str, ...] | None, python: str, pure: bool
) -> None:
    """Its Python by folder or tag, and pure only for a wheel of any platform."""
    metadata = PythonMetadata(at(f"{folder}/METADATA"), "A.b", "1", requires=("c>=1",))
    wheels = [PythonWheelTags(at(f"{folder}/WHEEL"), tags, pure=True)] if tags is not None else []

    units = python_units([metadata], wheels)

    unit = units[at(folder)]
    assert (unit.id, unit.name, unit.requires) == ("pkg:pypi/a-b@1", "a-b", ("c>=1",))
    assert (unit.python, unit.pure, unit.tags) == (python, pure, tags or ())


def test_a_requirement_is_a_unit_of_its_own_line() -> None:
    """Two lines for one package are two keys: markers may part them."""
    lines = [Requirement(at("r.txt"), line, "Zope.Interface", "==5.0") for line in (3, 4)]

    assert len({requirement_key(line) for line in lines}) == 2
    unit = requirement_unit(lines[0], "5.0")
    assert unit.id == "pkg:pypi/zope-interface@5.0"
    assert unit.requirement == "Zope.Interface==5.0"
    assert unit.where == (at("r.txt"),)


def test_requires_of_an_egg_info() -> None:
    """What PKG-INFO leaves out stands beside it; what METADATA says is enough."""
    egg, info = f"{SITE}/a-1.egg-info", f"{SITE}/b-1.dist-info"
    units = python_units(
        [
            PythonMetadata(at(f"{egg}/PKG-INFO"), "a", "1"),
            PythonMetadata(at(f"{info}/METADATA"), "b", "1", ("six",)),
        ],
        [],
        [
            PythonRequires(at(f"{egg}/requires.txt"), ("numpy",)),
            PythonRequires(at(f"{info}/requires.txt"), ("else",)),
        ],
    )
    assert [unit.requires for unit in units.values()] == [("numpy",), ("six",)]
