"""What a distribution's package may be called on another machine."""

import re
from collections.abc import Iterator

from archcompat.model.arch import Arch

# What is part of a package's name, as distributions spell a machine there.
_IN_NAMES = {
    Arch.X86_64: ("amd64", "x86-64", "x86_64"),
    Arch.AARCH64: ("arm64", "aarch64", "aarch64"),
    Arch.PPC64LE: ("ppc64el", "powerpc64le", "ppc64le"),
    Arch.S390X: ("s390x", "s390x", "s390x"),
    Arch.RISCV64: ("riscv64", "riscv64", "riscv64"),
}
# Software of which another build has another name. Others are found by the name's own words.
_KNOWN = {
    "google-chrome-stable": "chromium",
    "google-chrome-beta": "chromium",
    "google-chrome-unstable": "chromium",
    "grub-pc": "grub-efi-{}",
    "grub-pc-bin": "grub-efi-{}-bin",
    "grub2-pc": "grub2-efi-aa64",
    "shim-x64": "shim-aa64",
    "grub2-efi-x64": "grub2-efi-aa64",
}


def successors(name: str, source: Arch, target: Arch) -> Iterator[str]:
    """Names to look for in the place of one, the likeliest first; they need not exist."""
    known = _KNOWN.get(name)
    if known is not None:
        yield known.format(target.debian)
    for old, new in zip(_IN_NAMES.get(source, ()), _IN_NAMES.get(target, ()), strict=False):
        other = re.sub(rf"(?<![a-z0-9]){old}(?![a-z0-9])", new, name)
        if other != name:
            yield other
