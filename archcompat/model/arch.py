"""CPU architectures and the one table of how every ecosystem spells them."""

import enum


class Arch(enum.StrEnum):
    """A CPU architecture, named as ``uname -m`` names it."""

    X86_64 = "x86_64"
    I386 = "i386"
    AARCH64 = "aarch64"
    ARM = "arm"
    PPC64LE = "ppc64le"
    PPC64 = "ppc64"
    PPC = "ppc"
    S390X = "s390x"
    S390 = "s390"
    RISCV64 = "riscv64"
    RISCV32 = "riscv32"
    LOONGARCH64 = "loongarch64"
    MIPS = "mips"
    MIPS64 = "mips64"
    SPARC = "sparc"
    SPARC64 = "sparc64"
    IA64 = "ia64"
    ALPHA = "alpha"
    HPPA = "hppa"
    M68K = "m68k"
    SH = "sh"
    BPF = "bpf"
    OTHER = "other"

    @property
    def oci(self) -> str:
        """The OCI image (and Go GOARCH) spelling, ``amd64`` for x86_64."""
        return _OCI.get(self, self.value)

    @property
    def debian(self) -> str:
        """The dpkg spelling, ``armhf`` for 32-bit Arm."""
        return _DEBIAN.get(self, self.value)


# Where a vocabulary spells an architecture as uname does, it needs no row.
_OCI = {Arch.X86_64: "amd64", Arch.I386: "386", Arch.AARCH64: "arm64", Arch.LOONGARCH64: "loong64"}
_DEBIAN = {
    Arch.X86_64: "amd64",
    Arch.AARCH64: "arm64",
    Arch.ARM: "armhf",
    Arch.PPC64LE: "ppc64el",
    Arch.PPC: "powerpc",
    Arch.LOONGARCH64: "loong64",
}

# Every spelling seen in wheel tags, OCI platforms, dpkg, rpm, Go, npm, Maven classifiers and
# folder names inside JARs. Lower case; a token is matched whole.
_SPELLINGS: dict[Arch, tuple[str, ...]] = {
    Arch.X86_64: ("x86_64", "x86-64", "amd64", "x64", "em64t", "linux64", "linux_64", "x8664"),
    Arch.I386: ("i386", "i486", "i586", "i686", "x86", "386", "ia32", "linux32", "x86_32"),
    Arch.AARCH64: (
        "aarch64", "aarch_64", "arm64", "armv8", "armv8_64", "arm64v8", "arm64_v8a", "arm64-v8a",
    ),
    Arch.ARM: (
        "arm", "armhf", "armel", "armv5", "armv6", "armv6l", "armv7", "armv7l", "armv7a", "arm32",
        "armv6hl", "armv7hl", "arm32v6", "arm32v7", "armeabi", "armeabi-v7a", "aarch32", "armv6_32",
        "armv7_32", "arm_32",
    ),
    Arch.PPC64LE: ("ppc64le", "ppc64el", "ppcle_64", "powerpc64le"),
    Arch.PPC64: ("ppc64", "ppc_64", "powerpc64"),
    Arch.PPC: ("ppc", "powerpc", "ppc_32"),
    Arch.S390X: ("s390x", "s390_64"),
    Arch.S390: ("s390", "s390_32"),
    Arch.RISCV64: ("riscv64", "riscv64gc", "riscv"),
    Arch.RISCV32: ("riscv32",),
    Arch.LOONGARCH64: ("loongarch64", "loong64", "loongarch_64"),
    Arch.MIPS: ("mips", "mipsel", "mipsle", "mips_32", "mipsel_32"),
    Arch.MIPS64: ("mips64", "mips64el", "mips64le", "mips_64", "mipsel_64"),
    Arch.SPARC: ("sparc", "sparc_32"),
    Arch.SPARC64: ("sparc64", "sparcv9", "sparc_64"),
    Arch.IA64: ("ia64", "itanium_64"),
    Arch.ALPHA: ("alpha",),
    Arch.HPPA: ("hppa",),
    Arch.M68K: ("m68k",),
    Arch.SH: ("sh4",),
}  # fmt: skip
_BY_SPELLING = {spelling: arch for arch, row in _SPELLINGS.items() for spelling in row}

# e_machine of the ELF gABI, https://www.sco.com/developers/gabi/latest/ch4.eheader.html,
# with the class that tells two architectures of one number apart (None: either class).
_ELF: dict[tuple[int, int | None], Arch] = {
    (62, None): Arch.X86_64,
    (3, None): Arch.I386,
    (183, None): Arch.AARCH64,
    (40, None): Arch.ARM,
    (20, None): Arch.PPC,
    (22, 64): Arch.S390X,
    (22, 32): Arch.S390,
    (243, 64): Arch.RISCV64,
    (243, 32): Arch.RISCV32,
    (258, None): Arch.LOONGARCH64,
    (8, 32): Arch.MIPS,
    (8, 64): Arch.MIPS64,
    (2, None): Arch.SPARC,
    (18, None): Arch.SPARC,
    (43, None): Arch.SPARC64,
    (50, None): Arch.IA64,
    (0x9026, None): Arch.ALPHA,
    (15, None): Arch.HPPA,
    (4, None): Arch.M68K,
    (42, None): Arch.SH,
    (247, None): Arch.BPF,
}


def arch_of_elf(e_machine: int, bits: int, *, little_endian: bool) -> Arch:
    """The architecture of an ELF header; ``Arch.OTHER`` for a machine without a row here."""
    if e_machine == 21:  # EM_PPC64 is one number for both byte orders
        return Arch.PPC64LE if little_endian else Arch.PPC64
    exact = _ELF.get((e_machine, bits))
    return exact if exact is not None else _ELF.get((e_machine, None), Arch.OTHER)


def arch_of_token(token: str) -> Arch | None:
    """The architecture a token spells in any ecosystem's vocabulary, ``None`` if it spells none."""
    return _BY_SPELLING.get(token.lower())


def spellings() -> dict[str, Arch]:
    """Every known spelling, lower case, with its architecture."""
    return dict(_BY_SPELLING)
