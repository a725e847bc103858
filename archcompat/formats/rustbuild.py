"""What a Rust program says of how it was built.

cargo-auditable leaves the whole list of crates in a section of its own, as JSON under zlib
(https://github.com/rust-secure-code/cargo-auditable/blob/master/PARSING.md). Without it, the places
that panics name are in the read-only data: the standard library's have the commit of the compiler,
``/rustc/<hash>/library/…``, or where a distribution built it, ``/usr/src/rustc-1.63.0/library/…``;
those of crates the folder that cargo unpacked them to,
``…/registry/src/<index>/serde-1.0.1/src/lib.rs``.
"""

import re
import zlib
from dataclasses import dataclass

import msgspec

from archcompat.errors import FormatError
from archcompat.formats.elfsections import ElfSections

_LISTED = b".dep-v0"
_MAX_STORED = 1 << 20  # bytes; 500 crates have 10 KB
_MAX_LIST = 8 << 20  # bytes, what cargo-auditable's own reader takes
_MAX_DATA = 16 << 20  # bytes of read-only data that are searched
_RUSTC = b"/rustc/"
_DISTRIBUTED = re.compile(rb"/rustc-(\d{1,3}\.\d{1,4}\.\d{1,4})(?:-src)?/library/")
_COMPILER = re.compile(rb"rustc version (\d+\.\d+\.\d+)")
_CRATE = re.compile(
    rb"/registry/src/[\w.-]{1,80}/([A-Za-z][\w-]{0,63}?)-(\d+\.\d+\.\d+[0-9A-Za-z.+-]{0,40})/"
)


@dataclass(frozen=True, slots=True)
class RustBuildInfo:
    """What is known of a program; see ``facts.RustBuild`` for the fields' meaning."""

    compiler: str
    name: str
    version: str
    crates: tuple[str, ...]
    listed: bool


class _Package(msgspec.Struct, frozen=True):
    name: str
    version: str
    kind: str = "runtime"
    root: bool = False


class _List(msgspec.Struct, frozen=True):
    packages: tuple[_Package, ...]


def read_rust_build(elf: ElfSections) -> RustBuildInfo | None:
    """The record of an ELF program; None if nothing in it says that Rust made it.

    Raises FormatError (``rust-list-damaged``) when there is a list that cannot be read.
    """
    section = elf.section(_LISTED)
    if section is not None:
        return _listed(elf, elf.content(section, _MAX_STORED))
    data = elf.section(b".rodata")
    if data is None:
        return None
    text = elf.content(data, _MAX_DATA)
    distributed = _DISTRIBUTED.search(text)
    if _RUSTC not in text and distributed is None:
        return None
    compiler = _compiler(elf) or (distributed[1].decode() if distributed is not None else "")
    found = {f"{name.decode()}@{version.decode()}" for name, version in _CRATE.findall(text)}
    return RustBuildInfo(compiler, "", "", tuple(sorted(found)), listed=False)


def _listed(elf: ElfSections, stored: bytes) -> RustBuildInfo:
    inflate = zlib.decompressobj()
    try:
        data = inflate.decompress(stored, _MAX_LIST)
        packages = msgspec.json.decode(data, type=_List).packages
    except (zlib.error, msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        detail = f"its list of Rust crates cannot be read: {str(error)[:100]}"
        raise FormatError("rust-list-damaged", detail) from error
    root = next((one for one in packages if one.root), _Package("", ""))
    crates = (one for one in packages if not one.root and one.kind == "runtime")
    names = tuple(sorted({f"{one.name}@{one.version}" for one in crates}))
    return RustBuildInfo(_compiler(elf), root.name, root.version, names, listed=True)


def _compiler(elf: ElfSections) -> str:
    """The compiler's version, which it writes beside those of other tools; empty without it."""
    section = elf.section(b".comment")
    said = _COMPILER.search(elf.content(section, 4096)) if section is not None else None
    return said[1].decode() if said is not None else ""
