"""Plans of lock files: which extras they stand for is in none of them, or in few."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from archcompat.analysis import Options, read_subject
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.pythonindex import Locations, PythonIndex
from archcompat.model.plan import Plan
from archcompat.model.target import Libc, Target
from archcompat.plan.reading import read_request
from archcompat.plan.whole import Wanted, plan
from archcompat.rulebook.load import load_rules
from tests.make.wheelhouse import Wheelhouse
from tests.plan.test_plan import native, steps

UV = """
version = 1
[[package]]
name = "mine"
version = "1"
source = { virtual = "." }
dependencies = [{ name = "server", extra = ["fast"] }]
[[package]]
name = "server"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
[package.optional-dependencies]
fast = [{ name = "core" }, { name = "other", marker = "sys_platform == 'win32'" }]
tests = [{ name = "checker" }]
[[package]]
name = "core"
version = "1.0"
source = { registry = "https://pypi.org/simple" }
"""
POETRY = """
[[package]]
name = "server"
version = "1.0"
[package.dependencies]
core = {version = "==1.0", optional = true, markers = "extra == \\"fast\\""}
checker = {version = "*", optional = true, markers = "extra == \\"tests\\""}
[[package]]
name = "core"
version = "1.0"
[metadata]
lock-version = "2.1"
"""
PIPFILE = json.dumps(
    {
        "_meta": {},
        "default": {
            "core": {"version": "==1.0"},
            "server": {"version": "==1.0", "extras": ["fast"]},
        },
    }
)
PYLOCK = """
lock-version = "1.0"
[[packages]]
name = "server"
version = "1.0"
dependencies = [{ name = "core" }]
[[packages]]
name = "core"
version = "1.0"
"""


@pytest.fixture
def locked(house: Wheelhouse, tmp_path: Path) -> Callable[[str, str], Plan]:
    """Plans for a lock file of server[fast] and what that needs: core, without a wheel."""
    native(house, "core", "1.0 1.1", "1.1")
    house.wheel("server", "1.0", requires=['core==1.0 ; extra == "fast"', 'x ; extra == "tests"'])
    house.wheel("server", "2.0", requires=['core>=1.0 ; extra == "fast"'])

    def locked(name: str, text: str) -> Plan:
        file = tmp_path / name
        file.write_text(text)
        there = Target(libc=Libc.parse("glibc:2.28"), python="3.8")
        inventory, target = read_subject(str(file), Options(target=there))
        with Fetcher("1.0") as fetcher, PythonIndex(fetcher, Locations((house.url,))) as index:
            wanted = Wanted(load_rules(), alternatives=False)
            return plan(name, read_request(inventory, target), target, index, wanted)

    return locked


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("uv.lock", UV, id="uv"),
        pytest.param("poetry.lock", POETRY, id="poetry"),
        pytest.param("Pipfile.lock", PIPFILE, id="pipenv"),
    ],
)
def test_extras_of_locked_packages(
    locked: Callable[[str, str], Plan], name: str, text: str
) -> None:
    """What an extra pins holds, where all that it requires is in the lock."""
    plan = locked(name, text)
    assert plan.complete
    assert {one[:3] for one in steps(plan)} == {
        ("server", "1.0", "2.0"),
        ("core", "1.0", "1.1"),
    }
    assert {change.where for change in plan.changes} <= {name, ""}


def test_what_nobody_seems_to_require(locked: Callable[[str, str], Plan]) -> None:
    """It is in the lock, so it is installed: it is planned by itself, not taken for unneeded."""
    plan = locked("pylock.toml", PYLOCK)
    assert [one[:3] for one in steps(plan)] == [("core", "1.0", "1.1")]
    assert plan.dropped == ()
