"""Lock files joined: what is needed on the target, and what stands beside them."""

import pytest
from msgspec.structs import replace

from archcompat.formats.uvlock import parse_uv_lock
from archcompat.graph.locks import locked
from archcompat.model.pythonfacts import Requirement
from archcompat.model.target import Platform, Target
from tests.make.inventory import at
from tests.make.locks import uv_lock

ARM = Target(python="3.8")


def line(file: str, name: str, *requires: str) -> Requirement:
    return Requirement(at(file), 1, name, "==1", requires=requires)


def names(lines: list[Requirement], target: Target = ARM) -> list[str]:
    return [one.name for one in locked(lines, target)]


@pytest.mark.parametrize(
    ("lines", "kept"),
    [
        pytest.param(
            [line("uv.lock", "a", "b ; sys_platform == 'win32'"), line("uv.lock", "b")],
            ["a"],
            id="only-elsewhere",
        ),
        pytest.param(
            [
                line("uv.lock", "a", "b ; sys_platform == 'win32'"),
                line("uv.lock", "b", "c"),
                line("uv.lock", "c", "d"),
                line("uv.lock", "d", "c"),
            ],
            ["a", "c", "d"],
            id="a-circle-stays",
        ),
        pytest.param(
            [
                line("uv.lock", "a", "b ; sys_platform == 'win32'"),
                line("uv.lock", "b", "c"),
                line("uv.lock", "c"),
            ],
            ["a"],
            id="and-what-that-needs",
        ),
        pytest.param(
            [
                line("uv.lock", "a", "b ; sys_platform == 'win32'", "b ; sys_platform == 'linux'"),
                line("uv.lock", "b"),
            ],
            ["a", "b"],
            id="one-way-is-enough",
        ),
        pytest.param(
            [
                line("uv.lock", "a"),
                replace(line("uv.lock", "a", "b"), marker="python_version >= '3.9'"),
                line("uv.lock", "b"),
            ],
            ["a"],
            id="only-by-another-pythons-version",
        ),
        pytest.param(
            [replace(line("poetry.lock", "a"), marker="sys_platform == 'win32'")],
            [],
            id="not-for-this-system",
        ),
        pytest.param(
            [line("uv.lock", "A_b", "C.d"), line("uv.lock", "c-d")], ["A_b", "c-d"], id="spellings"
        ),
        pytest.param(
            [line("a/uv.lock", "a", "b ; os_name == 'nt'"), line("b/uv.lock", "b")],
            ["a", "b"],
            id="another-file",
        ),
        pytest.param(
            [line("pyproject.toml", "Numpy"), line("poetry.lock", "numpy")],
            ["numpy"],
            id="locked-beside",
        ),
        pytest.param(
            [line("a/pyproject.toml", "numpy"), line("b/poetry.lock", "numpy")],
            ["numpy", "numpy"],
            id="locked-elsewhere",
        ),
        pytest.param(
            [
                line("poetry.lock", "server", 'core ; extra == "fast"'),
                line("poetry.lock", "core"),
                line("poetry.lock", "old", 'gone ; extra == "x" and sys_platform == "win32"'),
                line("poetry.lock", "gone"),
            ],
            ["server", "core", "old"],
            id="required-by-an-extra",
        ),
        pytest.param(
            [line("pyproject.toml", "numpy"), line("poetry.lock", "six")],
            ["numpy", "six"],
            id="not-locked",
        ),
    ],
)
def test_what_is_left(lines: list[Requirement], kept: list[str]) -> None:
    """What nothing needs on the target goes, and the lock stands for the project's lines."""
    assert names(lines) == kept


def test_uv() -> None:
    """A real shape: neither the project nor what only Windows needs."""
    lines = [
        one
        for one in parse_uv_lock(uv_lock().encode(), at("uv.lock"))
        if isinstance(one, Requirement)
    ]
    assert names(lines) == ["numpy", "greenlet", "theirs"]
    windows = Target(Platform("win32", ARM.platform.arch), python="3.8")
    assert names(lines, windows) == ["numpy", "greenlet", "pywin32", "winhelper", "theirs"]


def test_a_long_chain() -> None:
    """Twenty thousand packages in a row, none needed, are done with at once."""
    chain = [line("uv.lock", f"p{n}", f"p{n + 1}") for n in range(20_000)]
    first = line("uv.lock", "root", "p0 ; sys_platform == 'win32'")
    assert names([first, *chain]) == ["root"]
