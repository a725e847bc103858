"""The public names of the library, and the example of the README."""

import re
import subprocess
import sys
import venv
from pathlib import Path

import pytest

import archcompat
from archcompat.render.as_json import read_report
from tests.need import need_network

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def example() -> str:
    """The program in the README."""
    block = re.search(r"<!-- library -->\n```python\n(.*?)```", README, re.DOTALL)
    assert block is not None
    return block[1]


@pytest.mark.parametrize("name", archcompat.__all__)
def test_every_public_name(name: str) -> None:
    """Each is there, documented, and found by ``dir``."""
    assert getattr(archcompat, name).__doc__
    assert name in dir(archcompat)
    assert "__version__" in dir(archcompat)


def test_no_other_name() -> None:
    """A name that is not there is missed as in any module."""
    with pytest.raises(AttributeError, match="module 'archcompat' has no attribute 'scan'"):
        _ = getattr(archcompat, "scan")  # noqa: B009 - mypy knows that it is not there


def test_importing_is_cheap() -> None:
    """The package alone loads nothing but itself; a name of it brings what it needs."""
    script = (
        "import sys, archcompat\n"
        "print([name for name in sys.modules if name.startswith('archcompat.')])\n"
        "archcompat.Verdict\n"
        "print('msgspec' in sys.modules, 'rich' in sys.modules)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert ran.stdout.splitlines() == ["[]", "True False"]


def test_example() -> None:
    """The README's program prints what the checked-in report of the sample holds."""
    ran = subprocess.run(
        [sys.executable, "-c", example()], capture_output=True, text=True, check=True, cwd=ROOT
    )
    report = read_report((ROOT / "samples/service/expected.json").read_bytes())
    failing = [one for one in report.findings if one.impact is archcompat.Impact.FAILS]
    assert len(failing) > 1
    assert ran.stdout.splitlines() == [
        f"{report.verdict} for linux/arm64",
        *(f"{one.title} ({one.basis})" for one in failing),
    ]
    assert ran.stderr == ""


@pytest.mark.network
def test_example_is_typed(tmp_path: Path) -> None:
    """Oracle: mypy finds the types of the installed wheel, and nothing wrong in the example."""
    need_network()
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run(
        [*pip, "wheel", "-q", "--no-deps", "-w", tmp_path, ROOT], check=True, cwd=tmp_path
    )
    (wheel,) = tmp_path.glob("archcompat-*.whl")
    venv.create(tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([*pip, "--python", python, "install", "-q", wheel], check=True, cwd=tmp_path)
    right, wrong = tmp_path / "right.py", tmp_path / "wrong.py"
    right.write_text(example())
    wrong.write_text(f"{example()}\nanalyze(1).verdikt\n")
    told = [
        subprocess.run(
            [sys.executable, "-m", "mypy", "--strict", "--python-executable", python, path],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
        ).stdout
        for path in (right, wrong)
    ]
    assert told[0] == "Success: no issues found in 1 source file\n"
    assert 'has incompatible type "int"; expected "str"' in told[1]
    assert '"Report" has no attribute "verdikt"' in told[1]
