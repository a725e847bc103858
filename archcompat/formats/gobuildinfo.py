"""The build information Go's linker leaves in ELF programs, and the text in it.

The places and the two encodings (pointers up to Go 1.17, inline strings since) are those of Go's
own reader, https://pkg.go.dev/debug/buildinfo; the text is runtime/debug.BuildInfo's.
"""

import re
import struct
from dataclasses import dataclass

from archcompat.errors import FormatError
from archcompat.formats.elfsections import ElfSections

_MAGIC = b"\xff Go buildinf:"
_ALIGN = 16
_HEADER = 32
_SECTION = b".go.buildinfo"
_NOBITS = 8
_WRITABLE_DATA = 2  # p_flags: PF_W and not PF_X
_INLINE, _BIG_ENDIAN = 2, 1  # flags in the header

_MAX_SEARCH = 16 << 20  # bytes of data segment; the linker puts it into the first 100 KiB
_MAX_VERSION = 4096
_MAX_TEXT = 4 << 20  # the largest seen, with 900 modules, has 80 KiB


@dataclass(frozen=True, slots=True)
class GoBuildInfo:
    """What the linker was told; see ``facts.GoBuild`` for the fields' meaning."""

    go: str
    path: str
    module: str
    arch: str
    cgo: bool | None
    modules: tuple[str, ...]
    version: str = ""


def read_go_build(elf: ElfSections) -> GoBuildInfo | None:
    """The build information of an ELF file; None if it is no Go program.

    Raises FormatError (``go-buildinfo-damaged``) when it is there but cannot be read. Whatever is
    wrong with the ELF file itself is another reader's affair: None.
    """
    address = _build_info_address(elf)
    if address is None:
        return None
    header = elf.at(address, _HEADER)
    if len(header) < _HEADER:
        raise _damaged()
    if header[15] & _INLINE:
        version, address = _inline(elf, address + _HEADER, _MAX_VERSION)
        text, _ = _inline(elf, address, _MAX_TEXT)
    else:
        version, text = _pointed(elf, header)
    if not version:
        raise _damaged()
    # The text stands between two marks of 16 bytes, the first followed by nothing, the second
    # after a line end.
    framed = len(text) >= 33 and text[-17:-16] == b"\n"
    return parse_build_info(
        version.decode("utf-8", "replace"),
        text[16:-16].decode("utf-8", "replace") if framed else "",
    )


def parse_build_info(version: str, text: str) -> GoBuildInfo:
    """The text of a build (``path``, ``mod``, ``dep``, ``=>`` and ``build`` lines), as values.

    A module that was replaced is named as what replaced it, unless that is a folder. Lines that
    are unknown or have no value are passed over.
    """
    path = module = ""
    modules: list[str] = []
    settings: dict[str, str] = {}
    for line in text.split("\n"):
        word, _, rest = line.partition("\t")
        if word == "path":
            path = rest
        elif word == "mod":
            module = _module(rest)
        elif word == "dep":
            modules.append(_module(rest))
        elif word == "=>" and modules and not rest.startswith((".", "/")):
            modules[-1] = _module(rest)
        elif word == "build":
            key, _, value = rest.partition("=")
            settings[key] = value
    return GoBuildInfo(
        go=version,
        path=path,
        module=module,
        arch=settings.get("GOARCH", ""),
        cgo={"0": False, "1": True}.get(settings.get("CGO_ENABLED", "")),
        modules=tuple(modules),
        version=_version(module) or _linked_version(settings.get("-ldflags", "")),
    )


# A version that was released; a pseudo-version (https://go.dev/ref/mod#pseudo-versions) names a
# commit, and ``+dirty`` one that nobody released.
_RELEASED = re.compile(r"v(\d+\.\d+\.\d+(?:-(?!.*\d{14}-[0-9a-f]{12})[\w.-]+)?)(?:\+incompatible)?")
# ``-X k8s.io/component-base/version.gitVersion=v1.21.3``: how projects without a module version
# let a program know its own. Variables for the versions of other things have other names.
_LINKED = re.compile(
    r"-X[ =]+['\"\\]*[\w./@-]*[./](?:git|build|release|app)?_?version="
    r"v?(\d+\.\d+\.\d+(?:-[\w.]+)?)\b",
    re.IGNORECASE,
)


def _version(module: str) -> str:
    released = _RELEASED.fullmatch(module.partition("@")[2])
    return released[1] if released is not None else ""


def _linked_version(flags: str) -> str:
    """The version that a program was told of itself; empty for none, or for several."""
    found = set(_LINKED.findall(flags))
    return found.pop() if len(found) == 1 else ""


def _module(columns: str) -> str:
    path, _, rest = columns.partition("\t")
    version = rest.partition("\t")[0]
    return f"{path}@{version}" if version else path


def _inline(elf: ElfSections, address: int, limit: int) -> tuple[bytes, int]:
    """A string behind its length (an unsigned varint), and the address behind it."""
    prefix = elf.at(address, 10)
    length = 0
    for position, byte in enumerate(prefix):
        length |= (byte & 0x7F) << (7 * position)
        if byte < 0x80:
            break
    else:
        raise _damaged()
    start = address + position + 1
    return _whole(elf, start, length, limit), start + length


def _pointed(elf: ElfSections, header: bytes) -> tuple[bytes, bytes]:
    """The version and the text, each by the address of a Go string: its address and length."""
    width = {4: "II", 8: "QQ"}.get(header[14])
    if width is None:
        raise _damaged()
    pair = struct.Struct((">" if header[15] & _BIG_ENDIAN else "<") + width)
    found = []
    for pointer, limit in zip(pair.unpack_from(header, 16), (_MAX_VERSION, _MAX_TEXT), strict=True):
        # Without modules there is no text, and its pointer leads to an empty string.
        descriptor = elf.at(pointer, pair.size)
        address, length = pair.unpack(descriptor) if len(descriptor) == pair.size else (0, 0)
        found.append(_whole(elf, address, length, limit) if length else b"")
    return found[0], found[1]


def _whole(elf: ElfSections, address: int, count: int, limit: int) -> bytes:
    """Exactly ``count`` bytes. Raises FormatError beyond ``limit`` or the segment."""
    if count > limit:
        raise _damaged()
    data = elf.at(address, count) if count else b""
    if len(data) < count:
        raise _damaged()
    return data


def _damaged() -> FormatError:
    return FormatError("go-buildinfo-damaged", "its Go build information leads nowhere")


def _build_info_address(elf: ElfSections) -> int | None:
    """Where the magic is, by the name of its section or else in the data segment."""
    if elf.has_sections:
        # Every Go linker names the section, so a file with other names need not be searched.
        section = elf.section(_SECTION)
        found = section is not None and section.kind != _NOBITS
        return _search(elf, section.address, section.size) if found and section else None
    data = elf.segment(_WRITABLE_DATA)
    return _search(elf, data.address, data.size) if data is not None else None


def _search(elf: ElfSections, address: int, size: int) -> int | None:
    """The first magic at an address that is a multiple of 16."""
    start = -(-address // _ALIGN) * _ALIGN
    data = elf.at(start, min(size - (start - address), _MAX_SEARCH))
    at = data.find(_MAGIC)
    while at >= 0 and at % _ALIGN:
        at = data.find(_MAGIC, at + 1)
    return start + at if at >= 0 else None
