"""Static libraries: what the object files in an ar archive are for, as one native file."""

from collections.abc import Iterator
from functools import partial

from archcompat.errors import FormatError
from archcompat.formats.ararchive import MAGIC, begins_deb, read_ar
from archcompat.formats.elf import ElfFile, read_elf_head
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.native import Archive, NativeFormat, NativeObject, NativeType

_ELF = b"\x7fELF"
_CHUNK = 1 << 20


class StaticLibrary:
    """Reads the header of each object file; the files are not told one by one.

    A library of another format (Windows' import libraries, bitcode) holds none.
    """

    name = "static-library"
    marks = Marks(heads=(MAGIC,))

    def claims(self, entry: Entry) -> bool:
        """By the magic number; a Debian package begins so, too."""
        return entry.head.startswith(MAGIC) and not begins_deb(entry.head)

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield one native object, with every machine that occurs; damage is raised after it."""
        found: dict[str, ElfFile] = {}
        members = 0
        damage: tuple[str, str] | None = None
        with entry.open() as stream:
            try:
                for member in read_ar(partial(stream.read, _CHUNK)):
                    members += 1
                    if member.head.startswith(_ELF):
                        elf = read_elf_head(member.head)
                        found.setdefault(elf.machine, elf)
            except FormatError as error:
                damage = (error.code, error.detail)
        yield Archive(entry.where, "ar", members)
        if found:
            first = next(iter(found.values()))
            yield NativeObject(
                where=entry.where,
                format=NativeFormat.AR,
                arch=first.arch,
                machine="+".join(found),
                bits=first.bits,
                os=first.os,
                type=NativeType.RELOCATABLE,
                compression=entry.compression,
            )
        if damage is not None:
            raise FormatError(*damage)


KIND = StaticLibrary()
