"""ELF programs and libraries, whatever they are called."""

from collections.abc import Iterator
from contextlib import suppress

from archcompat.errors import FormatError
from archcompat.formats.elf import ElfFile, read_elf, read_elf_head
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.native import NativeFormat, NativeObject
from archcompat.model.problem import Problem, Severity


class ElfObject:
    """ELF programs, shared libraries, kernel modules and object files."""

    name = "elf-object"
    marks = Marks(heads=(b"\x7fELF",))

    def claims(self, entry: Entry) -> bool:
        """By the magic number."""
        return entry.head.startswith(b"\x7fELF")

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the file as a native object, and what is damaged behind its header.

        Where the container gives no content but the first bytes (a wrong checksum, a size over
        the budget), those tell the machine: that alone may be why it will not run.
        """
        try:
            stream = entry.open()
        except FormatError:
            with suppress(FormatError):  # the one that is raised says more
                yield _native(entry, read_elf_head(entry.head))
            raise
        with stream:
            # An archive's libraries are loaded on Alpine too, a package's are not installed there.
            elf = read_elf(stream, imports=entry.where.depth > 0)
        for code, detail in elf.damage:
            yield Problem(entry.where, code, detail, Severity.WARNING)
        yield _native(entry, elf)


def _native(entry: Entry, elf: ElfFile) -> NativeObject:
    return NativeObject(
        where=entry.where,
        format=NativeFormat.ELF,
        arch=elf.arch,
        machine=elf.machine,
        bits=elf.bits,
        os=elf.os,
        type=elf.type,
        libc=elf.libc,
        soname=elf.soname,
        needed=elf.needed,
        interpreter=elf.interpreter,
        rpath=elf.rpath,
        runpath=elf.runpath,
        min_glibc=elf.min_glibc,
        min_glibcxx=elf.min_glibcxx,
        own_glibc=elf.own_glibc,
        alignment=elf.alignment,
        jni=elf.jni,
        compression=entry.compression,
        packed=elf.packed,
        at_once=elf.imports.at_once,
        when_called=elf.imports.when_called,
        static_tls=elf.static_tls,
    )


KIND = ElfObject()
