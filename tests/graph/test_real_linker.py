"""The linker against the real one: LD_TRACE_LOADED_OBJECTS of glibc's ld.so(8) is the oracle."""

import os
import random
import sys
from itertools import islice
from pathlib import Path

import pytest

from archcompat.graph.linker import link
from tests.make.elf import elf
from tests.make.hostroot import LOADER, HostRoot, closure, loadable, loads
from tests.need import need_path

FOLDERS = [
    *(Path("/etc"), Path("/etc/ld.so.conf.d"), Path("/lib64"), Path("/lib/x86_64-linux-gnu")),
    *(Path("/usr/lib"), Path("/usr/local/lib")),
]


def programs() -> list[Path]:
    """The running interpreter and every so many of the system's dynamic programs."""
    found = sorted(
        path
        for path in Path("/usr/bin").iterdir()
        if not path.is_symlink() and path.is_file() and _is_dynamic(path)
    )
    return [Path(sys.executable), *islice(found, 0, None, max(1, len(found) // 40))]


def _is_dynamic(path: Path) -> bool:
    with path.open("rb") as stream:
        head = stream.read(4096)
    return head.startswith(b"\x7fELF\x02\x01") and str(LOADER).encode() in head


def test_programs_of_this_machine_load_what_its_linker_loads() -> None:
    """At least twenty programs: the same names, and each the same file."""
    need_path(LOADER, "a machine with x86-64 and glibc")
    chosen = programs()
    expected = {program: loads(program) for program in chosen}
    folders = [path for path in FOLDERS if path.is_dir()]
    # Where a program's own libraries lie the scanner must find out; that they exist it may know.
    folders += [Path("/" + path).parent for found in expected.values() for path in found.values()]
    root = HostRoot([Path("/usr/bin"), Path(os.path.realpath(sys.executable)).parent, *folders])

    needs = link(root.natives, root.filesystem, root.configured).needs

    got = {program: dict(closure(program, needs)) for program in chosen}
    assert len(chosen) > 20
    for program in chosen:
        # The linker itself is named with a path, and not as an answer.
        mine = {name: path for name, path in got[program].items() if name != LOADER.name}
        assert mine == expected[program], program


PLACES = (
    *("rpath", "runpath", "env", "own/lib", "own/lib/x86_64-linux-gnu", "own/bin"),
    *("rpath/glibc-hwcaps/x86-64-v2", "own/lib/glibc-hwcaps/x86-64-v2"),
)


def options(base: Path) -> dict[str, tuple[str, ...]]:
    """What may stand in DT_RPATH, DT_RUNPATH and LD_LIBRARY_PATH."""
    return {
        "rpath": ("", f"{base}/rpath", "$ORIGIN/../lib", f"{base}/none:{base}/rpath"),
        "runpath": ("", "", f"{base}/runpath", "${ORIGIN}/../$LIB"),
        "env": ("", f"{base}/env", "$ORIGIN", f"{base}/none;{base}/env:"),
    }


@pytest.mark.parametrize("seed", range(60))
def test_made_programs_load_what_the_linker_loads(seed: int, tmp_path: Path) -> None:
    """Libraries in random places, of two machines, by links, under paths with tokens."""
    need_path(LOADER, "a machine with x86-64 and glibc")
    chance = random.Random(seed)  # noqa: S311 - the same programs in every run
    base = Path(os.path.realpath(tmp_path))
    said = {key: chance.choice(values) for key, values in options(base).items()}
    for place in PLACES:
        (base / place).mkdir(parents=True, exist_ok=True)
    program = base / "own/bin/tool"
    made = elf(
        needed=("libfirst.so", "libsecond.so.1"),
        rpath=said["rpath"],
        runpath=said["runpath"],
        align=4096,
    )
    program.write_bytes(loadable(made))
    for name in ("libfirst.so", "libsecond.so.1"):
        for place in chance.sample(PLACES, 5):
            machine = chance.choice(("x86_64", "x86_64", "aarch64"))
            library = base / place / name
            if chance.random() < 0.3:
                library.symlink_to(f"real-{name}")
                library = library.with_name(f"real-{name}")
            library.write_bytes(loadable(elf(machine, soname=name, align=4096)))
    env = {"LD_LIBRARY_PATH": said["env"]}
    root = HostRoot([base / place for place in PLACES])
    expected = {name: path for name, path in loads(program, env).items() if "lib" in name}

    links = link(root.natives, root.filesystem, root.configured, said["env"])

    got = dict(closure(program, links.needs))
    # What the real linker misses may lie elsewhere: archcompat says where.
    assert {name: got.get(name, "") for name, path in expected.items() if path} == {
        name: path for name, path in expected.items() if path
    }
