"""Makes the sample of a plan: requirements of 2021, and the wheels that an index had of them.

The wheels are small and have the names, tags and requirements of real ones. ``samples.build``
writes them.
"""

from collections.abc import Iterator
from pathlib import Path

from archcompat.analysis import Options, read_subject
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.pythonindex import Locations, PythonIndex
from archcompat.model.plan import Plan
from archcompat.model.target import Libc, Target
from archcompat.plan.reading import read_request
from archcompat.plan.whole import Wanted, plan
from archcompat.rulebook.load import load_rules
from tests.make.elf import elf
from tests.make.wheelhouse import wheel_of
from tests.make.ziparchive import STORED

FOLDER = Path(__file__).parent / "plan"
REQUIREMENTS = """\
# An API of 2021. The wheels are those beside this file.
--no-index
--find-links wheels
uvicorn[standard]==0.13.4
asyncpg==0.22.0
python-multipart==0.0.6
"""
_X86, _ARM = "cp39-cp39-manylinux2014_x86_64", "cp39-cp39-manylinux2014_aarch64"
_PURE = "py3-none-any"
_STANDARD = ' ; extra == "standard"'
_WHEELS: tuple[tuple[str, str, str, list[str]], ...] = (
    ("uvicorn", "0.13.4", _PURE, ["click==7.*", f"httptools==0.1.*{_STANDARD}"]),
    ("uvicorn", "0.14.0", _PURE, ["click>=7", f"httptools==0.2.*{_STANDARD}"]),
    ("uvicorn", "0.16.0", _PURE, ["click>=7", f"httptools>=0.2,<0.4{_STANDARD}"]),
    ("click", "7.1.2", _PURE, []),
    ("httptools", "0.1.2", _X86, []),
    ("httptools", "0.2.0", _X86, []),
    ("httptools", "0.3.0", _X86, []),
    ("httptools", "0.3.0", _ARM, []),
    ("asyncpg", "0.22.0", _X86, []),
    ("asyncpg", "0.27.0", _X86, []),
    ("asyncpg", "0.27.0", _ARM, []),
    ("python_multipart", "0.0.6", _PURE, []),
)


def wheels() -> Iterator[tuple[str, bytes]]:
    """Each wheel by its file name."""
    for name, version, tag, requires in _WHEELS:
        machine = tag.partition("manylinux2014_")[2]
        code = (
            elf(machine, needed=("libc.so.6",), versions={"libc.so.6": ("GLIBC_2.17",)})
            if machine
            else b""
        )
        path = f"{name}/core.so" if machine else f"{name}/__init__.py"
        data = wheel_of(name, version, tag, requires, {path: code}, method=STORED)
        yield f"{name}-{version}-{tag}.whl", data


def planned() -> Plan:
    """The plan of what lies in the folder."""
    there = Target(libc=Libc.parse("glibc:2.28"), python="3.9")
    file = FOLDER / "requirements.txt"
    inventory, target = read_subject(str(file), Options(target=there))
    places = Locations((), (str(FOLDER / "wheels"),))
    with Fetcher("1.0", offline=True) as fetcher, PythonIndex(fetcher, places) as index:
        wanted = Wanted(load_rules(), alternatives=False)
        return plan(file.name, read_request(inventory, target), target, index, wanted)
