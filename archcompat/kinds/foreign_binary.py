"""Native code of macOS, Windows and AIX, which JARs and wheels carry beside Linux's."""

from collections.abc import Iterator

from archcompat.formats.foreign import STARTS, may_be_foreign, read_foreign
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.native import NativeObject


class ForeignBinary:
    """Mach-O (thin and fat), PE and XCOFF files: named, so that they are never mistaken."""

    name = "foreign-binary"
    marks = Marks(heads=STARTS)

    def claims(self, entry: Entry) -> bool:
        """By the magic number; a Java class file shares one with fat Mach-O and is told apart."""
        return may_be_foreign(entry.head)

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the file as a native object of its system."""
        with entry.open() as stream:
            found = read_foreign(stream)
        if found is not None:
            yield NativeObject(
                where=entry.where,
                format=found.format,
                arch=found.archs[0],
                machine="+".join(arch.value for arch in found.archs),
                bits=found.bits,
                os=found.os,
                type=found.type,
                compression=entry.compression,
            )


KIND = ForeignBinary()
