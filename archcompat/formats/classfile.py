"""Java class files, read without a JVM: native methods, and the names of the libraries it loads.

Java Virtual Machine Specification (Java SE 21 edition), chapter 4, and chapter 6 for instructions,
https://docs.oracle.com/javase/specs/jvms/se21/html/jvms-4.html
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archcompat.errors import FormatError

MAGIC = b"\xca\xfe\xba\xbe"

# Constant pool tags, 4.4, by how many bytes follow the tag; Utf8 (1) has its own length.
_LENGTHS = {
    **dict.fromkeys((7, 8, 16, 19, 20), 2),
    15: 3,
    **dict.fromkeys((3, 4, 9, 10, 11, 12, 17, 18), 4),
    **dict.fromkeys((5, 6), 8),
}
_STEPS = tuple(_LENGTHS.get(tag, -1) + 1 for tag in range(256))  # 0: there is no such constant
_UTF8, _CLASS, _STRING = 1, 7, 8
_TWO_PLACES = (5, 6)
_METHOD_REFERENCES = (10, 11)
_NATIVE = 0x0100  # access_flags of a method, 4.6

_SHORT = struct.Struct(">H")
_INT = struct.Struct(">I")
_PAIR = struct.Struct(">HH")
_MEMBER = struct.Struct(">HHHH")
_CASES = struct.Struct(">ii")
_MODULE = struct.Struct(">HHH")
_ATTRIBUTE = struct.Struct(">HI")

# Methods that are given the name or path of a library. A class may have been relocated, so of
# those that are no part of Java only the end of the name counts.
_COMPOSED = "NativeLibraryLoader"  # netty's and its like: the name is the start of a longer one
_LOADERS = (
    ("java/lang/System", ("load", "loadLibrary")),
    ("java/lang/Runtime", ("load", "loadLibrary")),
    ("java/lang/foreign/SymbolLookup", ("libraryLookup",)),
    ("com/sun/jna/Native", ("load", "loadLibrary", "register")),
    ("com/sun/jna/NativeLibrary", ("getInstance",)),
    ("jnr/ffi/LibraryLoader", ("load", "loadLibrary")),
    (_COMPOSED, ("load", "loadFirstAvailable", "loadLibrary")),
)
# A class that has none of these has none of the above.
_HINTS = (b"\0\4load", b"loadLibrary", b"libraryLookup", b"/jna/Native", b"NativeLibraryLoader")

# Instructions by their length with operands, 6.5; the two switches and wide vary.
_OPERANDS = {
    **dict.fromkeys((0x10, 0x12, *range(0x15, 0x1A), *range(0x36, 0x3B), 0xA9, 0xBC), 1),
    **dict.fromkeys((0x11, 0x13, 0x14, 0x84, *range(0x99, 0xA9), *range(0xB2, 0xB9)), 2),
    **dict.fromkeys((0xBB, 0xBD, 0xC0, 0xC1, 0xC6, 0xC7), 2),
    0xC5: 3,
    **dict.fromkeys((0xB9, 0xBA, 0xC8, 0xC9), 4),
}
_SIZES = bytes(1 + _OPERANDS.get(opcode, 0) for opcode in range(256))
_LDC, _LDC_W, _TABLESWITCH, _LOOKUPSWITCH, _WIDE, _IINC = 0x12, 0x13, 0xAA, 0xAB, 0xC4, 0x84
_INVOKES = frozenset((0xB6, 0xB7, 0xB8, 0xB9))  # virtual, special, static, interface
_LONGEST_STRING = 200  # characters; what loads a library is given a name or a path


@dataclass(frozen=True, slots=True)
class ClassFile:
    """What of a class has to do with native code."""

    name: str
    """With slashes, as the file has it: ``org/xerial/snappy/SnappyNative``."""
    natives: tuple[str, ...]
    """Names of its native methods, in the file's order, overloads once."""
    loads: tuple[str, ...]
    """Constant strings that are handed to what loads libraries, sorted."""


@dataclass(frozen=True, slots=True)
class ModuleInfo:
    """What a module descriptor, ``module-info.class``, says (4.7.25)."""

    name: str
    version: str
    """Empty where it does not say."""


def read_module(data: bytes) -> ModuleInfo:
    """Read a module descriptor. Raises FormatError ``class-malformed`` for any other bytes."""
    try:
        return _Reader(data).module()
    except (struct.error, IndexError):
        raise FormatError("class-malformed", "ends or points outside of itself") from None


def read_class(data: bytes) -> ClassFile:
    """Read one class file. Raises FormatError ``class-malformed`` for any other bytes."""
    try:
        return _Reader(data).read()
    except (struct.error, IndexError):
        raise FormatError("class-malformed", "ends or points outside of itself") from None


@dataclass(slots=True)
class _Method:
    access: int
    name: int
    code: tuple[int, int] | None
    """Where its instructions begin and end."""


class _Reader:
    def __init__(self, data: bytes) -> None:
        if data[:4] != MAGIC:
            raise FormatError("class-malformed", "does not begin as a class file")
        self._data = data
        self._texts: dict[int, str] = {}  # each is decoded once, however often it is referred to
        self._places, self._end = self._pool()

    def _pool(self) -> tuple[list[int], int]:
        """Where each constant stands, by index, and where the last one ends (4.1)."""
        data = self._data
        (count,) = _SHORT.unpack_from(data, 8)
        places = [0] * count
        at, index = 10, 1
        while index < count:
            places[index] = at
            tag = data[at]
            if tag == _UTF8:
                at += 3 + (data[at + 1] << 8) + data[at + 2]
            elif step := _STEPS[tag]:
                at += step
                if tag in _TWO_PLACES:
                    index += 1
            else:
                raise FormatError("class-malformed", f"constant {index} is of no known kind")
            index += 1
        return places, at

    def read(self) -> ClassFile:
        data = self._data
        loads = any(hint in data for hint in _HINTS)
        calls = self._loader_calls() if loads else {}
        natives: dict[str, None] = {}
        found: set[str] = set()
        for method in self._methods(want_code=bool(calls)):
            if method.access & _NATIVE:
                natives[self._text(method.name)] = None
            if method.code is not None:
                found.update(self._loaded(*method.code, calls))
        (this,) = _SHORT.unpack_from(data, self._end + 2)
        return ClassFile(self._named(this), tuple(natives), tuple(sorted(found)))

    def module(self) -> ModuleInfo:
        data = self._data
        at = self._end + 12  # a descriptor has no interfaces, fields or methods
        (count,) = _SHORT.unpack_from(data, at)
        at += 2
        for _ in range(count):
            kind, length = _ATTRIBUTE.unpack_from(data, at)
            if self._text(kind) == "Module":
                name, _, version = _MODULE.unpack_from(data, at + 6)
                (text,) = _SHORT.unpack_from(data, self._places[name] + 1)
                return ModuleInfo(self._text(text), self._text(version) if version else "")
            at += 6 + length
        raise FormatError("class-malformed", "describes no module")

    def _methods(self, *, want_code: bool) -> Iterator[_Method]:
        data = self._data
        (interfaces,) = _SHORT.unpack_from(data, self._end + 6)
        at = self._end + 8 + 2 * interfaces
        for want in (False, True):  # fields, then methods: both are laid out alike
            (count,) = _SHORT.unpack_from(data, at)
            at += 2
            for _ in range(count):
                access, name, _, attributes = _MEMBER.unpack_from(data, at)
                at += 8
                code = None
                for _ in range(attributes):
                    kind, length = _ATTRIBUTE.unpack_from(data, at)
                    end = at + 6 + length
                    if want and want_code and self._text(kind) == "Code":
                        (size,) = _INT.unpack_from(data, at + 10)
                        code = (at + 14, min(at + 14 + size, end, len(data)))
                    at = end
                if want:
                    yield _Method(access, name, code)

    def _loader_calls(self) -> dict[int, bool]:
        """Indexes of the methods that load libraries, and whether of names that are composed."""
        data = self._data
        found = {}
        for index, at in enumerate(self._places):
            if not at or data[at] not in _METHOD_REFERENCES:
                continue
            owner, described = _PAIR.unpack_from(data, at + 1)
            name, _ = _PAIR.unpack_from(data, self._places[described] + 1)
            method = self._text(name)
            if method not in _LOADER_METHODS:
                continue
            where = self._named(owner)
            if any(method in methods and where.endswith(cls) for cls, methods in _LOADERS):
                found[index] = where.endswith(_COMPOSED)
        return found

    def _loaded(self, at: int, end: int, calls: Mapping[int, bool]) -> Iterator[str]:
        """Strings that stand last before a call of a loader in a method's instructions.

        Nothing else may be called between them, or the string was for that; unless the name is
        composed.
        """
        data = self._data
        start, last, near = at, "", ""
        while at < end:
            opcode = data[at]
            if opcode == _LDC:
                near = self._constant(data[at + 1]) or near
            elif opcode == _LDC_W:
                near = self._constant(_SHORT.unpack_from(data, at + 1)[0]) or near
            elif opcode in _INVOKES:
                last = near or last
                composed = calls.get(_SHORT.unpack_from(data, at + 1)[0])
                if composed is not None and (handed := last if composed else near):
                    yield handed
                near = ""
            elif opcode == _WIDE:
                at += 5 if data[at + 1] == _IINC else 3
                continue
            elif opcode in (_TABLESWITCH, _LOOKUPSWITCH):
                at += _switch(data, at, start)
                continue
            at += _SIZES[opcode]

    def _constant(self, index: int) -> str:
        """A constant string; empty for a constant of another kind."""
        at = self._places[index]
        if self._data[at] != _STRING:
            return ""
        (text,) = _SHORT.unpack_from(self._data, at + 1)
        string = self._text(text)
        return string if len(string) <= _LONGEST_STRING else ""

    def _named(self, index: int) -> str:
        """The name of a class constant; empty for a constant of another kind."""
        at = self._places[index]
        if self._data[at] != _CLASS:
            return ""
        return self._text(_SHORT.unpack_from(self._data, at + 1)[0])

    def _text(self, index: int) -> str:
        """A Utf8 constant; empty for a constant of another kind."""
        found = self._texts.get(index)
        if found is None:
            at = self._places[index]
            data = b""
            if at and self._data[at] == _UTF8:
                (length,) = _SHORT.unpack_from(self._data, at + 1)
                data = self._data[at + 3 : at + 3 + length]
            # Modified UTF-8 (4.4.7) differs in NUL and beyond the basic plane: in no such name.
            found = self._texts[index] = data.decode("utf-8", "replace")
        return found


_LOADER_METHODS = frozenset(name for _, methods in _LOADERS for name in methods)


def _switch(data: bytes, at: int, start: int) -> int:
    """The length of a tableswitch or lookupswitch, padded to four bytes from the method's start."""
    padding = 3 - (at - start) % 4
    base = at + 1 + padding
    if data[at] == _TABLESWITCH:
        low, high = _CASES.unpack_from(data, base + 4)
        rows, width, fixed = int(high - low) + 1, 4, 12
    else:
        (count,) = _INT.unpack_from(data, base + 4)
        rows, width, fixed = int(count), 8, 8
    if not 0 <= rows <= len(data):
        raise FormatError("class-malformed", "a switch has more cases than the file has bytes")
    return 1 + padding + fixed + rows * width
