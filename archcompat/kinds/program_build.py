"""Programs built by Go or Rust, and what they say of how they were built."""

from collections.abc import Iterator

from archcompat.errors import FormatError
from archcompat.formats.elfsections import ElfSections
from archcompat.formats.gobuildinfo import read_go_build
from archcompat.formats.rustbuild import read_rust_build
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.problem import Problem, Severity
from archcompat.model.programfacts import GoBuild, RustBuild

_TYPES = (b"\2\0", b"\3\0", b"\0\2", b"\0\3")  # ET_EXEC and ET_DYN in both byte orders


class ProgramBuild:
    """Reads the records that compilers leave in ELF files that have them."""

    name = "program-build"
    marks = Marks(heads=(b"\x7fELF",))

    def claims(self, entry: Entry) -> bool:
        """Any ELF program or library: who made it only its sections tell."""
        head = entry.head
        return head.startswith(b"\x7fELF") and head[16:18] in _TYPES

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield how it was built; nothing for what another language's tools made."""
        with entry.open() as stream:
            elf = ElfSections(stream, entry.size)
            try:
                found = _go(entry, elf)
                # A library that Rust made is a package's, which answers for it.
                if found is None and ".so" not in entry.where.name:
                    found = _rust(entry, elf)
            except FormatError as error:
                # The file's machine is known without; only who could build it again is not.
                yield Problem(entry.where, error.code, error.detail, Severity.WARNING)
                return
        if found is not None:
            yield found


def _go(entry: Entry, elf: ElfSections) -> Fact | None:
    found = read_go_build(elf)
    if found is None:
        return None
    return GoBuild(
        entry.where,
        go=found.go,
        path=found.path,
        module=found.module,
        arch=found.arch,
        cgo=found.cgo,
        modules=found.modules,
        version=found.version,
    )


def _rust(entry: Entry, elf: ElfSections) -> Fact | None:
    found = read_rust_build(elf)
    if found is None:
        return None
    return RustBuild(
        entry.where,
        compiler=found.compiler,
        name=found.name,
        version=found.version,
        crates=found.crates,
        listed=found.listed,
    )


KIND = ProgramBuild()
