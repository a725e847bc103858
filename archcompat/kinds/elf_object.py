"""ELF programs and libraries, whatever they are called."""

from collections.abc import Iterator

from archcompat.formats.elf import read_elf
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact, NativeFormat, NativeObject, Problem, Severity


class ElfObject:
    """ELF programs, shared libraries, kernel modules and object files."""

    name = "elf-object"

    def claims(self, entry: Entry) -> bool:
        """By the magic number."""
        return entry.head.startswith(b"\x7fELF")

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the file as a native object, and what is damaged behind its header."""
        with entry.open() as stream:
            elf = read_elf(stream, entry.size)
        for code, detail in elf.damage:
            yield Problem(entry.where, code, detail, Severity.WARNING)
        yield NativeObject(
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
        )


KIND = ElfObject()
