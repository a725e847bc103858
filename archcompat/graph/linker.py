"""Resolves DT_NEEDED inside the subject's own file system, as its dynamic linker would.

The host's libraries and ld.so configuration are never looked at. Order as in ld.so(8): DT_RPATH
(without DT_RUNPATH), LD_LIBRARY_PATH, DT_RUNPATH, ld.so.conf, the default folders; each folder's
glibc-hwcaps first. musl asks LD_LIBRARY_PATH first and has one list in place of the last two
(https://musl.libc.org/doc/1.1.24/manual.html). A library that lies elsewhere in the file system
counts as found off the path: a program may load it by its full name first, as a JVM loads
libjvm.so, or its loader's DT_RPATH may lead there.
"""

import fnmatch
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from posixpath import join

from archcompat.model.arch import Arch
from archcompat.model.filesystem import Filesystem
from archcompat.model.native import NativeFormat, NativeObject
from archcompat.model.osfacts import LibraryPath

# Debian's multi-arch folder names; other distributions use lib and lib64 alone.
_TRIPLET = {
    Arch.X86_64: "x86_64-linux-gnu",
    Arch.I386: "i386-linux-gnu",
    Arch.AARCH64: "aarch64-linux-gnu",
    Arch.ARM: "arm-linux-gnueabihf",
    Arch.PPC64LE: "powerpc64le-linux-gnu",
    Arch.S390X: "s390x-linux-gnu",
    Arch.RISCV64: "riscv64-linux-gnu",
}
# musl's own library answers for these names (musl, ldso/dynlink.c: reserved library names).
_MUSL_RESERVED = ("libc.", "libpthread.", "librt.", "libm.", "libdl.", "libutil.", "libxnet.")


@dataclass(frozen=True, slots=True)
class Links:
    """What every file of a file system needs of the others."""

    needs: tuple[tuple[NativeObject, str, str], ...]
    """(file, name needed, path that answers it), sorted."""
    missing: tuple[tuple[NativeObject, str], ...]
    """(file, name) of what is nowhere in the file system; the name of PT_INTERP too. Only of
    files whose C library is there: others cannot run in it for another reason."""


def link(
    natives: Iterable[NativeObject],
    filesystem: Filesystem,
    configured: Sequence[LibraryPath],
    library_path: str = "",
) -> Links:
    """Resolve what the ELF files of the file system need; ``library_path`` is LD_LIBRARY_PATH."""
    files = [
        native
        for native in natives
        if native.where.depth == 0 and native.format is NativeFormat.ELF and native.os == "linux"
    ]
    linker = _Linker(files, filesystem, configured, library_path)
    at_home = {(file.arch, file.bits) for file in files if is_libc(file)}
    needs = []
    missing = []
    for native in files:
        if native.interpreter and filesystem.resolve(native.interpreter) is None:
            missing.append((native, native.interpreter))
        for name in native.needed:
            answer = linker.find(native, name)
            if answer is None:
                missing.append((native, name))
            elif answer:
                needs.append((native, name, answer))
    return Links(
        tuple(needs),
        tuple((file, name) for file, name in missing if (file.arch, file.bits) in at_home),
    )


def is_libc(native: NativeObject) -> bool:
    """Whether a file is a part of glibc, or musl's one file."""
    return bool(native.own_glibc) or native.where.name.startswith("ld-musl-")


class _Linker:
    def __init__(
        self,
        files: list[NativeObject],
        filesystem: Filesystem,
        configured: Sequence[LibraryPath],
        library_path: str,
    ) -> None:
        self._filesystem = filesystem
        self._conf = _conf_folders(configured)
        self._musl = {
            entry.where.path: entry.folders for entry in configured if entry.where.depth == 0
        }
        self._environment = [folder for folder in re.split("[:;]", library_path) if folder]
        self._files = {file.where.path: file for file in files}
        self._anywhere: dict[tuple[str, Arch, int], str] = {}
        for file in files:
            for name in {file.where.name, file.soname} - {""}:
                self._anywhere.setdefault((name, file.arch, file.bits), file.where.path)
        self._found: dict[tuple[object, ...], str | None] = {}

    def find(self, file: NativeObject, name: str) -> str | None:
        """The path that answers ``name``; empty when libc itself does; None when nothing does."""
        if file.libc == "musl" and name.startswith(_MUSL_RESERVED):
            return ""
        if "/" in name:  # ld.so takes it as a path
            return self._check(name, file)
        environment = self._expand(self._environment, file)
        rpath = self._expand(file.rpath, file) if not file.runpath else []
        first, second = (environment, rpath) if file.libc == "musl" else (rpath, environment)
        own = (*first, *second, *self._expand(file.runpath, file))
        key = (name, file.arch, file.bits, file.libc, own)
        if key not in self._found:
            self._found[key] = self._search(name, file, own)
        return self._found[key]

    def _search(self, name: str, file: NativeObject, own: tuple[str, ...]) -> str | None:
        for folder in (*own, *self._system_folders(file)):
            answer = self._in_folder(folder, name, file)
            if answer is not None:
                return answer
        return self._anywhere.get((name, file.arch, file.bits))

    def _system_folders(self, file: NativeObject) -> Sequence[str]:
        if file.libc == "musl":
            said = self._musl.get(f"etc/ld-musl-{file.arch.value}.path")
            return said if said is not None else ("lib", "usr/local/lib", "usr/lib")
        return (*self._conf, *_default_folders(file))

    def _in_folder(self, folder: str, name: str, file: NativeObject) -> str | None:
        real = self._filesystem.resolve(folder)
        if real is None:
            return None
        levels = self._filesystem.children(f"{real}/glibc-hwcaps")
        for place in (*reversed(levels), real):
            answer = self._check(f"{place}/{name}", file)
            if answer is not None:
                return answer
        return None

    def _check(self, path: str, file: NativeObject) -> str | None:
        real = self._filesystem.resolve(path)
        found = self._files.get(real) if real is not None else None
        fits = found is not None and found.arch is file.arch and found.bits == file.bits
        return real if fits else None

    def _expand(self, folders: Iterable[str], file: NativeObject) -> list[str]:
        """Folders with the dynamic string tokens of ld.so(8) put in."""
        library = "lib64" if file.bits == 64 else "lib"
        platform = file.arch.value
        expanded = []
        for folder in folders:
            text = folder
            for token, value in (
                ("ORIGIN", f"/{file.where.folder}"),
                ("PLATFORM", platform),
            ):
                text = text.replace(f"${{{token}}}", value).replace(f"${token}", value)
            if "$LIB" in text or "${LIB}" in text:
                expanded += [
                    text.replace("${LIB}", value).replace("$LIB", value)
                    for value in (library, f"lib/{_TRIPLET.get(file.arch, '')}", "lib")
                ]
            elif text:
                expanded.append(text)
        return expanded


def _default_folders(file: NativeObject) -> list[str]:
    wide = ["lib64", "usr/lib64"] if file.bits == 64 else ["lib32", "usr/lib32"]
    triplet = _TRIPLET.get(file.arch)
    multiarch = [f"lib/{triplet}", f"usr/lib/{triplet}"] if triplet else []
    return [*multiarch, *wide, "lib", "usr/lib"]


def _conf_folders(configured: Sequence[LibraryPath]) -> list[str]:
    """The folders of etc/ld.so.conf in order, with what it includes in its place."""
    files = {entry.where.path: entry for entry in configured if entry.where.depth == 0}
    folders: dict[str, None] = {}
    tried: set[str] = set()
    todo = ["etc/ld.so.conf"]
    while todo:
        entry = files.pop(todo.pop(), None)
        if entry is None:
            continue  # missing, or read already
        folders.update(dict.fromkeys(entry.folders))
        for pattern in reversed(entry.includes):
            full = join("/", entry.where.folder, pattern)[1:]
            if full in files:
                todo.append(full)
            elif full not in tried:
                tried.add(full)
                todo += sorted(fnmatch.filter(files, full), reverse=True)
    return list(folders)
