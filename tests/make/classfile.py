"""Makes Java class files byte by byte: a constant pool, and methods with or without code."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

NATIVE, STATIC = 0x0100, 0x0008


@dataclass
class _Pool:
    """The constants of a class, each once."""

    entries: list[bytes] = field(default_factory=list)
    _known: dict[bytes, int] = field(default_factory=dict)

    def add(self, entry: bytes, places: int = 1) -> int:
        if entry not in self._known:
            self._known[entry] = len(self.entries) + 1
            self.entries += [entry, *[b""] * (places - 1)]
        return self._known[entry]

    def text(self, text: str) -> int:
        data = text.encode()
        return self.add(struct.pack(">BH", 1, len(data)) + data)

    def string(self, text: str) -> int:
        return self.add(struct.pack(">BH", 8, self.text(text)))

    def named(self, name: str) -> int:
        return self.add(struct.pack(">BH", 7, self.text(name)))

    def method(self, owner: str, name: str, tag: int = 10) -> int:
        described = self.add(
            struct.pack(">BHH", 12, self.text(name), self.text("(Ljava/lang/String;)V"))
        )
        return self.add(struct.pack(">BHH", tag, self.named(owner), described))


Call = tuple[str, str, str]
"""(string loaded before, class, method called)."""


def java_class(
    name: str = "org/x/Native",
    *,
    natives: Sequence[str] = (),
    calls: Sequence[Call] = (),
    before: bytes = b"",
    wide: bool = False,
    fields: int = 0,
    version: int = 52,
) -> bytes:
    """A class with native methods and one method that makes calls, after instructions ``before``.

    ``wide`` puts 300 constants first, so that strings are loaded by ldc_w; the pool has a long,
    which takes two places, and a constant of every kind.
    """
    pool = _Pool()
    if wide:
        for number in range(300):
            pool.text(f"constant {number}")
    pool.add(struct.pack(">Bq", 5, 7), places=2)
    pool.add(struct.pack(">Bd", 6, 1.5), places=2)
    for tag, length in ((3, 4), (4, 4), (15, 3), (16, 2), (17, 4), (18, 4), (19, 2), (20, 2)):
        pool.add(bytes([tag]) + b"\0\1" + bytes(length - 2))
    this, above, code_name = pool.named(name), pool.named("java/lang/Object"), pool.text("Code")
    described = pool.text("()V")
    code = before
    for text, owner, method in calls:
        if text:
            string = pool.string(text)
            code += struct.pack(">BB", 0x12, string) if string < 256 else b"\x13" + _short(string)
        code += b"\xb8" + _short(pool.method(owner, method))
    code += b"\xb1"
    methods = [
        struct.pack(">HHHH", NATIVE | STATIC, pool.text(one), described, 0) for one in natives
    ]
    body = struct.pack(">HHI", 2, 0, len(code)) + code + bytes(4)
    methods.append(
        struct.pack(">HHHHHI", STATIC, pool.text("run"), described, 1, code_name, len(body)) + body
    )
    rows = [
        struct.pack(">HHHHHIH", 0, pool.text(f"f{n}"), described, 1, pool.text("Signature"), 2, 1)
        for n in range(fields)
    ]
    head = struct.pack(">IHHH", 0xCAFEBABE, 0, version, len(pool.entries) + 1)
    return b"".join(
        (
            head,
            *pool.entries,
            struct.pack(">HHHHH", 0x21, this, above, 1, above),
            _short(len(rows)),
            *rows,
            _short(len(methods)),
            *methods,
            _short(0),
        )
    )


def module_info(name: str, version: str = "") -> bytes:
    """A module descriptor, with an attribute before the one that counts."""
    pool = _Pool()
    this = pool.named("module-info")
    module = pool.add(struct.pack(">BH", 19, pool.text(name)))
    body = struct.pack(">HHH", module, 0x8000, pool.text(version) if version else 0) + bytes(10)
    attributes = struct.pack(">HIH", pool.text("SourceFile"), 2, 1)
    attributes += struct.pack(">HI", pool.text("Module"), len(body)) + body
    head = struct.pack(">IHHH", 0xCAFEBABE, 0, 61, len(pool.entries) + 1)
    return b"".join(
        (head, *pool.entries, struct.pack(">HHHHHHH", 0x8000, this, 0, 0, 0, 0, 2), attributes)
    )


def _short(value: int) -> bytes:
    return struct.pack(">H", value)
