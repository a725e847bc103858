"""Programs and libraries built by Go, and what they say of how they were built."""

from collections.abc import Iterator

from archcompat.errors import FormatError
from archcompat.formats.gobuildinfo import read_go_build
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact, GoBuild, Problem, Severity
from archcompat.model.marks import Marks

_TYPES = (b"\2\0", b"\3\0", b"\0\2", b"\0\3")  # ET_EXEC and ET_DYN in both byte orders


class GoBinary:
    """Reads the build information of ELF files that have it."""

    name = "go-binary"
    marks = Marks(heads=(b"\x7fELF",))

    def claims(self, entry: Entry) -> bool:
        """Any ELF program or library: whether Go made it only its sections tell."""
        head = entry.head
        return head.startswith(b"\x7fELF") and head[16:18] in _TYPES

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield how it was built; nothing for what another language's tools made."""
        with entry.open() as stream:
            try:
                found = read_go_build(stream, entry.size)
            except FormatError as error:
                # The file's machine is known without; only who could build it again is not.
                yield Problem(entry.where, error.code, error.detail, Severity.WARNING)
                return
        if found is not None:
            yield GoBuild(
                entry.where,
                go=found.go,
                path=found.path,
                module=found.module,
                arch=found.arch,
                cgo=found.cgo,
                modules=found.modules,
                version=found.version,
            )


KIND = GoBinary()
