"""Whether an ELF library takes thread-local storage that only the start of a program has to spare.

ELF Handling For Thread-Local Storage, "Initial Exec": offsets from the thread pointer are fixed
when a library is loaded, so what is loaded late has to fit into what the loader kept free. No flag
tells it reliably; the relocations do.
"""

from collections.abc import Callable, Mapping

from archcompat.model.arch import Arch

_DT_PLTRELSZ, _DT_RELA, _DT_RELASZ, _DT_JMPREL = 2, 7, 8, 23
_MAX_BYTES = 64 << 20  # of relocations; the largest libraries seen have 30 MiB
# Their numbers in the psABI of each architecture; both have 64-bit RELA entries.
_OFFSETS = {Arch.AARCH64: 1030, Arch.X86_64: 18}  # R_AARCH64_TLS_TPREL, R_X86_64_TPOFF64
_ENTRY = 24  # r_offset, r_info, r_addend

ReadAt = Callable[[int, int], bytes]
"""Reads up to a number of bytes at a virtual address."""


def uses_static_tls(dynamic: Mapping[int, int], at: ReadAt, arch: Arch, order: str) -> bool:
    """Whether a relocation asks for a fixed offset; ``dynamic`` has the section's values by tag.

    Other architectures and byte orders than those of the table are not looked at.
    """
    wanted = _OFFSETS.get(arch)
    if wanted is None or order != "<":
        return False
    for start, size in ((_DT_RELA, _DT_RELASZ), (_DT_JMPREL, _DT_PLTRELSZ)):
        address = dynamic.get(start, 0)
        data = at(address, min(dynamic.get(size, 0), _MAX_BYTES)) if address else b""
        whole = memoryview(data)[: len(data) - len(data) % _ENTRY]
        # The number is the low half of r_info: every sixth word from the third.
        if whole and wanted in whole.cast("I")[2::6].tolist():
            return True
    return False
