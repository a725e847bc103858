"""Makes small, valid ELF files byte by byte: header, program headers, dynamic section."""

import struct
from dataclasses import dataclass

EM = {
    "x86_64": 62,
    "i386": 3,
    "aarch64": 183,
    "arm": 40,
    "riscv64": 243,
    "s390x": 22,
    "ppc64le": 21,
}

_PT_LOAD, _PT_DYNAMIC, _PT_INTERP, _PT_NOTE, _PT_TLS = 1, 2, 3, 4, 7
_DT_NEEDED, _DT_STRTAB, _DT_SYMTAB, _DT_STRSZ, _DT_SYMENT = 1, 5, 6, 10, 11
_DT_RELA, _DT_RELASZ = 7, 8
_DT_HASH, _DT_SONAME, _DT_RPATH, _DT_RUNPATH = 4, 14, 15, 29
_DT_PLTRELSZ, _DT_RELA, _DT_PLTREL, _DT_JMPREL, _DT_FLAGS = 2, 7, 20, 23, 30
_DT_VERDEF, _DT_VERDEFNUM, _DT_VERNEED, _DT_VERNEEDNUM = range(0x6FFFFFFC, 0x70000000)


@dataclass(frozen=True)
class _Shape:
    """The struct layouts of one class and byte order."""

    bits: int
    order: str

    def header(self, e_type: int, machine: int, phnum: int, osabi: int) -> bytes:
        ident = b"\x7fELF" + bytes(
            [2 if self.bits == 64 else 1, 1 if self.order == "<" else 2, 1, osabi]
        )
        ident = ident.ljust(16, b"\0")
        layout, ehsize, phsize = (
            ("HHIQQQIHHHHHH", 64, 56) if self.bits == 64 else ("HHIIIIIHHHHHH", 52, 32)
        )
        return ident + struct.pack(
            self.order + layout, e_type, machine, 1, 0, ehsize, 0, 0, ehsize, phsize, phnum, 0, 0, 0
        )

    def program(self, p_type: int, offset: int, size: int, align: int) -> bytes:
        if self.bits == 64:
            return struct.pack(
                self.order + "IIQQQQQQ", p_type, 5, offset, offset, offset, size, size, align
            )
        return struct.pack(
            self.order + "IIIIIIII", p_type, offset, offset, offset, size, size, 5, align
        )

    def dynamic(self, tag: int, value: int) -> bytes:
        return struct.pack(self.order + ("QQ" if self.bits == 64 else "II"), tag, value)

    def symbol(self, name: int, *, defined: bool) -> bytes:
        section = 1 if defined else 0
        if self.bits == 64:
            return struct.pack(self.order + "IBBHQQ", name, 0x12, 0, section, 0x1000, 8)
        return struct.pack(self.order + "IIIBBH", name, 0x1000, 8, 0x12, 0, section)


def elf(
    machine: str | int = "x86_64",
    *,
    bits: int = 64,
    order: str = "<",
    e_type: int = 3,
    needed: tuple[str, ...] = (),
    soname: str = "",
    interpreter: str = "",
    rpath: str = "",
    runpath: str = "",
    versions: dict[str, tuple[str, ...]] | None = None,
    exports: tuple[str, ...] = (),
    imports: tuple[str, ...] = (),
    wanted: tuple[tuple[str, int], ...] = (),
    lazy: bool = True,
    osabi: int = 0,
    notes: tuple[tuple[str, int, bytes], ...] = (),
    align: int = 0x10000,
    pad: int = 0,
    defines: tuple[str, ...] = (),
    tags: tuple[tuple[int, int], ...] = (),
    relocations: tuple[int, ...] = (),
    tls: bool = False,
) -> bytes:
    """An ELF file without section headers; addresses equal file offsets.

    ``versions`` maps a needed library to the symbol versions wanted of it
    (``{"libc.so.6": ("GLIBC_2.17",)}``), ``notes`` are (name, type, description),
    ``wanted`` are relocations (one of ``imports``, type) of a 64-bit file, in the table of calls,
    and ``lazy`` says that they may be resolved later. ``pad`` appends that many zero bytes inside
    the load segment, ``defines`` are symbol versions of
    its own, ``tags`` more rows (tag, value) of the dynamic section, ``relocations`` the types of
    those in DT_RELA (64 bits only), ``tls`` adds a segment of thread-local storage.
    """
    shape = _Shape(bits, order)
    number = EM[machine] if isinstance(machine, str) else machine
    dynamic_wanted = any(
        (needed, soname, rpath, runpath, versions, exports, imports, defines, tags, relocations)
    )
    phnum = 1 + dynamic_wanted + bool(interpreter) + bool(notes) + tls
    ehsize, phsize = (64, 56) if bits == 64 else (52, 32)
    strings = bytearray(b"\0")

    def string(text: str) -> int:
        at = len(strings)
        strings.extend(text.encode() + b"\0")
        return at

    body = bytearray()
    base = ehsize + phsize * phnum

    def place(data: bytes) -> int:
        body.extend(b"\0" * (-(base + len(body)) % 8))
        at = base + len(body)
        body.extend(data)
        return at

    programs: list[tuple[int, int, int, int]] = []
    if interpreter:
        text = interpreter.encode() + b"\0"
        programs.append((_PT_INTERP, place(text), len(text), 1))
    if notes:
        blob = b"".join(
            struct.pack(order + "III", len(name) + 1, len(desc), kind)
            + (name.encode() + b"\0").ljust(-(-(len(name) + 1) // 4) * 4, b"\0")
            + desc.ljust(-(-len(desc) // 4) * 4, b"\0")
            for name, kind, desc in notes
        )
        programs.append((_PT_NOTE, place(blob), len(blob), 4))
    if dynamic_wanted:
        entries = [(_DT_NEEDED, string(name)) for name in needed]
        for tag, text_value in ((_DT_SONAME, soname), (_DT_RPATH, rpath), (_DT_RUNPATH, runpath)):
            if text_value:
                entries.append((tag, string(text_value)))
        symbols = shape.symbol(0, defined=False)
        for name in exports:
            symbols += shape.symbol(string(name), defined=True)
        for name in imports:
            symbols += shape.symbol(string(name), defined=False)
        count = 1 + len(exports) + len(imports)
        hash_table = struct.pack(order + "II", 1, count) + b"\0\0\0\0" * (1 + count)
        entries.append((_DT_HASH, place(hash_table)))
        entries.append((_DT_SYMTAB, place(symbols)))
        entries.append((_DT_SYMENT, 24 if bits == 64 else 16))
        if wanted:
            calls = b"".join(
                struct.pack(
                    order + "QQq", 0, (1 + len(exports) + imports.index(name)) << 32 | kind, 0
                )
                for name, kind in wanted
            )
            entries.append((_DT_JMPREL, place(calls)))
            entries += [(_DT_PLTRELSZ, len(calls)), (_DT_PLTREL, _DT_RELA)]
        if not lazy:
            entries.append((_DT_FLAGS, 8))
        if versions:
            blob = b""
            items = list(versions.items())
            for position, (library, names) in enumerate(items):
                following = 16 + 16 * len(names) if position + 1 < len(items) else 0
                blob += struct.pack(order + "HHIII", 1, len(names), string(library), 16, following)
                for index, name in enumerate(names):
                    more = 16 if index + 1 < len(names) else 0
                    blob += struct.pack(order + "IHHII", 0, 0, index + 2, string(name), more)
            entries.append((_DT_VERNEED, place(blob)))
            entries.append((_DT_VERNEEDNUM, len(items)))
        if defines:
            blob = b""
            for position, name in enumerate(defines):
                following = 28 if position + 1 < len(defines) else 0
                blob += struct.pack(
                    order + "HHHHIIIII", 1, 0, position + 2, 1, 0, 20, following, string(name), 0
                )
            entries.append((_DT_VERDEF, place(blob)))
            entries.append((_DT_VERDEFNUM, len(defines)))
        if relocations:
            rows = [struct.pack(order + "QQq", base, kind, 0) for kind in relocations]
            entries.append((_DT_RELA, place(b"".join(rows))))
            entries.append((_DT_RELASZ, 24 * len(rows)))
        entries.extend(tags)
        entries.append((_DT_STRTAB, place(bytes(strings))))
        entries.append((_DT_STRSZ, len(strings)))
        table = b"".join(shape.dynamic(tag, value) for tag, value in [*entries, (0, 0)])
        programs.append((_PT_DYNAMIC, place(table), len(table), 8))
    if tls:
        programs.append((_PT_TLS, place(b"\0" * 8), 8, 8))
    place(b"\0" * pad)
    total = base + len(body)
    programs.insert(0, (_PT_LOAD, 0, total, align))
    head = shape.header(e_type, number, phnum, osabi)
    return head + b"".join(shape.program(*program) for program in programs) + bytes(body)


def relocatable(machine: str | int = "x86_64", *, bits: int = 64, order: str = "<") -> bytes:
    """An object file: a header and two section headers, the empty one and the sections' names."""
    number = EM[machine] if isinstance(machine, str) else machine
    names = b"\0.shstrtab\0"
    head = _Shape(bits, order).header(1, number, 0, 0)
    if bits == 64:
        row, size, word, phoff, shoff, shentsize = "IIQQQQIIQQ", 64, "Q", 32, 40, 58
    else:
        row, size, word, phoff, shoff, shentsize = "IIIIIIIIII", 40, "I", 28, 32, 46
    names_header = struct.pack(order + row, 1, 3, 0, 0, len(head), len(names), 0, 0, 1, 0)
    return patched(
        head + names + bytes(size) + names_header,
        (phoff, order + word, 0),
        (shoff, order + word, len(head) + len(names)),
        (shentsize, order + "H", size),
        (shentsize + 2, order + "H", 2),
        (shentsize + 4, order + "H", 1),
    )


def patched(data: bytes, *changes: tuple[int, str, int]) -> bytes:
    """A copy with values packed over it: (offset, struct format with byte order, value)."""
    copy = bytearray(data)
    for offset, layout, value in changes:
        struct.pack_into(layout, copy, offset, value)
    return bytes(copy)


SO64 = elf("x86_64", soname="libx.so", needed=("libc.so.6",))
SOARM = elf("aarch64", soname="libx.so", needed=("libc.so.6",))
