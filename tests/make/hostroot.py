"""Reads folders of the machine that runs the tests as a subject, and asks its dynamic linker."""

import os
import re
import struct
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import BinaryIO

from archcompat.kinds import elf_object, library_path
from archcompat.model.entry import HEAD_SIZE, Entry
from archcompat.model.filesystem import Filesystem, Inode
from archcompat.model.layer import MemberType
from archcompat.model.native import NativeObject
from archcompat.model.osfacts import LibraryPath
from archcompat.model.where import Where
from tests.make.elf import patched

LOADER = Path("/lib64/ld-linux-x86-64.so.2")
_ANSWER = re.compile(r"\s+(\S+) => (.+?)(?: \(0x[0-9a-f]+\))?")


class HostRoot:
    """What the scanner would know of the host's root if it had only these folders' files."""

    def __init__(self, folders: Iterable[Path]) -> None:
        """Read the folders, not what is in folders below them, and all links that lead to them."""
        self.natives: list[NativeObject] = []
        self.configured: list[LibraryPath] = []
        self._inodes: dict[str, Inode] = {}
        for folder in dict.fromkeys(folders):
            for path in sorted(folder.iterdir()):
                self._add(path)
        self.filesystem = Filesystem(self._inodes)

    def _add(self, path: Path) -> None:
        # The folder's own path may lead through links: each is an entry, as in a real root.
        real = Path(os.path.realpath(path.parent)) / path.name
        for step in [*reversed(path.parents), path, real]:
            name = str(step)[1:]
            if name in self._inodes:
                continue
            if step.is_symlink():
                link = Inode(MemberType.SYMLINK, 0, len(self._inodes), str(step.readlink()))
                if step.parent == Path(os.path.realpath(step.parent)):
                    self._inodes[name] = link
            elif step.is_file() and step == real:
                self._inodes[name] = Inode(MemberType.FILE, 0, len(self._inodes))
                self._read(step)

    def _read(self, path: Path) -> None:
        with path.open("rb") as stream:
            head = stream.read(HEAD_SIZE)
        where = Where((str(path)[1:],))
        entry = Entry(where, path.stat().st_size, head, partial(_opened, path))
        for kind in (elf_object.KIND, library_path.KIND):
            if kind.claims(entry):
                for fact in kind.read(entry):
                    if isinstance(fact, NativeObject):
                        self.natives.append(fact)
                    elif isinstance(fact, LibraryPath):
                        self.configured.append(fact)


def _opened(path: Path) -> BinaryIO:
    return path.open("rb")


def loads(program: Path, env: Mapping[str, str] | None = None) -> dict[str, str]:
    """What the host's dynamic linker finds for a program: name to real path, empty for missing."""
    asked = {**(env or {}), "LD_TRACE_LOADED_OBJECTS": "1"}
    done = subprocess.run(
        [LOADER, program], env=asked, capture_output=True, text=True, check=True, timeout=30
    )
    found = {}
    for line in done.stdout.splitlines():
        match = _ANSWER.fullmatch(line)
        if match is not None:
            missing = match[2] == "not found"
            found[match[1]] = "" if missing else os.path.realpath(match[2])[1:]
    return found


def closure(
    program: Path, needs: Iterable[tuple[NativeObject, str, str]]
) -> Iterator[tuple[str, str]]:
    """(name, real path without leading slash) of all that a program needs, first come first."""
    of: dict[str, list[tuple[str, str]]] = {}
    for native, name, answer in needs:
        of.setdefault(native.where.path, []).append((name, answer))
    names: set[str] = set()
    todo = [os.path.realpath(program)[1:]]
    for path in todo:
        for name, answer in of.get(path, ()):
            if name not in names:
                names.add(name)
                todo.append(answer)
                yield name, answer


def loadable(data: bytes) -> bytes:
    """A made ELF file that the real dynamic linker may write into, as it does before it starts."""
    (at,) = struct.unpack_from("<Q", data, 32)
    (count,) = struct.unpack_from("<H", data, 56)
    return patched(data, *((at + 56 * index + 4, "<I", 7) for index in range(count)))
