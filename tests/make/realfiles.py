"""Finds the ELF files of the machine that runs the tests: what other readers are asked about."""

import sys
import sysconfig
from collections.abc import Iterator
from functools import cache
from itertools import chain, islice
from pathlib import Path


@cache
def real_files() -> tuple[Path, ...]:
    """Up to 300 ELF files for this machine: installed packages, the interpreter, the system."""
    paths = sysconfig.get_paths()
    folders = [
        paths["platlib"],
        f"{paths['stdlib']}/lib-dynload",
        f"/usr/lib/{sysconfig.get_config_var('MULTIARCH')}",
        "/usr/bin",
        "/usr/lib",
    ]
    found = chain.from_iterable(islice(_elf_files(Path(folder)), 70) for folder in folders)
    return tuple(islice(dict.fromkeys(found), 300))


def _elf_files(folder: Path) -> Iterator[Path]:
    machine = Path(sys.executable).read_bytes()[4:20]
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as stream:
                head = stream.read(20)
            if head[:4] == b"\x7fELF" and (head[4:6], head[18:]) == (machine[:2], machine[14:]):
                yield path
