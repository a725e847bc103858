"""Installs planned sets of Python packages for arm64 and imports them with an arm64 Python.

    python samples/real/imports.py samples/real/sets/api.txt ...

Each file is planned by archcompat for the Python of the arm64 image that samples/real/build.sh
builds; pip installs just what the plan says, from wheels; qemu-aarch64-static runs that Python,
taken out of the image, and imports every module of the packages with native code. One line a file
says how many of them were imported, and which were not. Exit code 1 when one was not.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

IMAGE = Path(__file__).parents[2] / "build/real/arm64/oci"
PYTHON, GLIBC = "3.11", 36  # of Debian bookworm
QEMU = "qemu-aarch64-static"
_PATTERNS = ("./usr/bin/python3*", "./usr/lib/python3*", "./usr/lib/aarch64-linux-gnu/*.so*")
_LOADER = ("./lib", "./usr/lib/ld-linux-*", "./etc/python3*")
_IMPORTS = """
import importlib, json, sys
failed = {}
for name in json.loads(sys.argv[1]):
    try:
        importlib.import_module(name)
    except BaseException as error:
        failed[name] = f"{type(error).__name__}: {error}"
print(json.dumps(failed))
"""


@dataclass(frozen=True)
class Imported:
    """What became of one set."""

    changes: int
    """Packages that the plan changes."""
    packages: int
    """Wheels that were installed."""
    modules: tuple[str, ...]
    """What was to be imported: the modules of packages with native code."""
    failed: dict[str, str]
    """Why some were not."""


def python_of(image: Path, folder: Path) -> list[str]:
    """The command of the image's Python, taken out of its first layer into ``folder``."""
    index = json.loads((image / "index.json").read_text())
    manifest = json.loads(_blob(image, index["manifests"][0]).read_text())
    layer = str(_blob(image, manifest["layers"][0]))
    options = ["--no-same-owner", "--wildcards", "-C", str(folder)]
    # What a pattern does not find is no failure here.
    command = ["tar", "-xzf", layer, *options, *_PATTERNS, *_LOADER]
    subprocess.run(command, check=False, capture_output=True)
    return [QEMU, "-L", str(folder), str(folder / f"usr/bin/python{PYTHON}")]


def _blob(image: Path, descriptor: dict[str, Any]) -> Path:
    return image / "blobs" / str(descriptor["digest"]).replace(":", "/")


def imported(requirements: Path, python: Sequence[str], folder: Path) -> Imported:
    """Plan, install and import one set; ``folder`` is empty and takes what is installed.

    Raises CalledProcessError when there is no plan, or pip does not take it.
    """
    planned = _planned(requirements)
    pins = [f"{one['package']}=={one['version']}" for one in planned["packages"] if one["file"]]
    platforms = [f"manylinux_2_{minor}_aarch64" for minor in range(GLIBC, 16, -1)]
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(folder)]
    command += ["--only-binary", ":all:", "--python-version", PYTHON, *pins]
    for platform in (*platforms, "manylinux2014_aarch64"):
        command += ["--platform", platform]
    subprocess.run(command, check=True)
    modules = tuple(sorted(set(_modules(folder))))
    told = subprocess.run(
        [*python, "-c", _IMPORTS, json.dumps(modules)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin", "HOME": str(folder)},
    )
    failed = json.loads(told.stdout.splitlines()[-1])
    return Imported(len(planned["changes"]), len(pins), modules, failed)


def _planned(requirements: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "archcompat", "plan", str(requirements), "--no-offline", "-q"]
    command += ["--no-alternatives", "--python", PYTHON, "--libc", f"glibc:2.{GLIBC}", "-f", "json"]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1):
        raise subprocess.CalledProcessError(done.returncode, command)
    planned: dict[str, Any] = json.loads(done.stdout)
    return planned


def _modules(folder: Path) -> Iterator[str]:
    """The top modules of what was installed from wheels for the machine."""
    for record in folder.glob("*.dist-info/RECORD"):
        if "aarch64" not in record.with_name("WHEEL").read_text():
            continue
        for line in record.read_text().splitlines():
            first, _, rest = line.partition(",")[0].partition("/")
            if rest == "__init__.py" or (not rest and first.endswith((".py", ".so"))):
                yield first.partition(".")[0]


def main() -> int:
    """Do so for each file of the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("requirements", nargs="+", type=Path)
    parser.add_argument("--image", type=Path, default=IMAGE, help="OCI layout of build.sh")
    args = parser.parse_args()
    failures = 0
    with tempfile.TemporaryDirectory() as root:
        python = python_of(args.image, Path(root))
        for file in args.requirements:
            with tempfile.TemporaryDirectory() as folder:
                found = imported(file, python, Path(folder))
            failures += len(found.failed)
            print(
                f"{file}: {found.changes} to change, {found.packages} wheels installed,"
                f" {len(found.modules) - len(found.failed)} of {len(found.modules)} modules"
                f" imported: {', '.join(found.modules)}"
            )
            for name, why in found.failed.items():
                print(f"  {name}: {why}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
