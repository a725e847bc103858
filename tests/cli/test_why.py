"""``archcompat why``."""

from pathlib import Path

import pytest

from samples.build import fat_jar, installed, native
from tests.cli.running import Run


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    """Two installed packages: orders requires numpy, which has a native file."""
    wheels = {
        **installed("orders", "1.0", "py3-none-any", {}, ("numpy>=1",)),
        **installed("numpy", "1.18.1", "cp38-cp38-manylinux1_x86_64", {"numpy/core.so": native()}),
    }
    for name, data in wheels.items():
        path = tmp_path / "app" / "lib/python3.8/site-packages" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "app"


def test_why(run: Run, venv: Path) -> None:
    """Every way to it as a staircase, the shortest first, below a headline."""
    ran = run("why", "app", "numpy")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "numpy 1.18.1 (pkg:pypi/numpy@1.18.1)",
        "  app",
        "    contains numpy 1.18.1 (pkg:pypi/numpy@1.18.1)",
        "  app",
        "    contains orders 1.0 (pkg:pypi/orders@1.0)",
        "      requires numpy 1.18.1 (pkg:pypi/numpy@1.18.1)",
    ]


def test_several_ends(run: Run, tmp_path: Path) -> None:
    """A headline for each that has the name in it, capitals or not, and a line between."""
    (tmp_path / "orders.jar").write_bytes(fat_jar())
    out = run("why", "orders.jar", "JAN").out
    assert run("why", "orders.jar", "jan").out == out
    assert "contains orders 2.3.0" in out
    assert "provides jansi 1.18" in out or "contains jansi 1.18" in out
    both = run("why", "orders.jar", "a").out
    heads = [line for line in both.splitlines() if line and not line.startswith(" ")]
    assert len(heads) > 1
    assert both.count("\n\n") == len(heads) - 1


def test_a_file(run: Run, venv: Path) -> None:
    """A file is found when no package has the name."""
    lines = run("why", "app", "core.so").out.splitlines()
    assert lines[0] == "lib/python3.8/site-packages/numpy/core.so (x86_64)"
    assert lines[-1].strip().startswith("provides lib/python3.8/site-packages/numpy/core.so")


def test_nothing_of_that_name(run: Run, venv: Path) -> None:
    """One line on stderr, exit code 2."""
    ran = run("why", "app", "sc\x1bipy")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == r"archcompat: error: nothing in app has 'sc\x1bipy' in its name" + "\n"


def test_output_file(run: Run, venv: Path, tmp_path: Path) -> None:
    """The same to a file."""
    shown = run("why", "app", "numpy").out
    assert run("why", "app", "numpy", "-o", "why.txt").out == ""
    assert (tmp_path / "why.txt").read_text() == shown
