"""The one table of how architectures are spelled, and what an ELF header says."""

import platform
import sysconfig

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.model.arch import Arch, arch_of_elf, arch_of_token, spellings


@pytest.mark.parametrize(("spelling", "arch"), spellings().items())
def test_every_spelling(spelling: str, arch: Arch) -> None:
    """A spelling is found in any case, and is a token on its own."""
    assert arch_of_token(spelling) is arch
    assert arch_of_token(spelling.upper()) is arch
    assert arch_of_token(spelling.capitalize()) is arch
    assert spelling == spelling.lower().strip()


@pytest.mark.parametrize("arch", [arch for arch in Arch if arch not in (Arch.BPF, Arch.OTHER)])
def test_every_architecture(arch: Arch) -> None:
    """Its own name, its OCI name and its Debian name all lead back to it."""
    known = spellings()
    assert arch in known.values()
    if arch is not Arch.SH:  # which nobody spells without a number
        assert arch_of_token(arch.value) is arch
        assert arch_of_token(arch.oci) is arch
        assert arch_of_token(arch.debian) is arch


@pytest.mark.parametrize("arch", [Arch.BPF, Arch.OTHER])
def test_no_architecture_of_a_machine(arch: Arch) -> None:
    """What no machine is has no spelling: nothing may be declared for it."""
    assert arch_of_token(arch.value) is None


@pytest.mark.parametrize(
    ("token", "arch"),
    [
        pytest.param("amd64", Arch.X86_64, id="oci"),
        pytest.param("x64", Arch.X86_64, id="npm"),
        pytest.param("x86_64", Arch.X86_64, id="wheel"),
        pytest.param("x86-64", Arch.X86_64, id="jar-folder"),
        pytest.param("AMD64", Arch.X86_64, id="windows"),
        pytest.param("x86", Arch.I386, id="x86-is-32-bit"),
        pytest.param("i686", Arch.I386, id="manylinux-32"),
        pytest.param("386", Arch.I386, id="go-32"),
        pytest.param("aarch_64", Arch.AARCH64, id="maven-os-plugin"),
        pytest.param("aarch64", Arch.AARCH64, id="uname"),
        pytest.param("arm64", Arch.AARCH64, id="darwin"),
        pytest.param("arm64-v8a", Arch.AARCH64, id="android"),
        pytest.param("arm64v8", Arch.AARCH64, id="docker-hub"),
        pytest.param("armhf", Arch.ARM, id="debian-arm"),
        pytest.param("armv7l", Arch.ARM, id="manylinux-arm"),
        pytest.param("ppc64el", Arch.PPC64LE, id="debian-power"),
        pytest.param("ppcle_64", Arch.PPC64LE, id="maven-os-plugin-power"),
        pytest.param("s390_64", Arch.S390X, id="maven-os-plugin-z"),
        pytest.param("loong64", Arch.LOONGARCH64, id="go-loong"),
    ],
)
def test_spelling(token: str, arch: Arch) -> None:
    """The vocabularies that meet in one image."""
    assert arch_of_token(token) is arch


@pytest.mark.parametrize(
    "token",
    [
        *("", " ", "any", "all", "noarch", "none", "linux", "64", "32", "x86_64 ", "xx86_64"),
        *("arm65", "amd64.so", "aarch64/", "universal2", "wasm32", "armadillo", "\u0130386"),
    ],
    ids=repr,
)
def test_no_spelling(token: str) -> None:
    """A token is matched whole: what only contains a spelling, or means any machine, is none."""
    assert arch_of_token(token) is None


@given(st.text())
def test_any_token(token: str) -> None:
    """Any text is a spelling of the table or none."""
    assert (arch_of_token(token) is not None) is (token.lower() in spellings())


def test_the_table_cannot_be_changed_by_its_readers() -> None:
    """What ``spellings`` gives is a copy."""
    spellings().clear()
    assert arch_of_token("arm64") is Arch.AARCH64


def test_as_python_spells_this_machine() -> None:
    """Oracle: what this machine calls itself is known, and is one architecture."""
    own = arch_of_token(platform.machine())
    assert own is not None
    assert arch_of_token(sysconfig.get_platform().rpartition("-")[2]) is own


@pytest.mark.parametrize(
    ("arch", "oci", "debian"),
    [
        pytest.param(Arch.X86_64, "amd64", "amd64", id="x86_64"),
        pytest.param(Arch.I386, "386", "i386", id="i386"),
        pytest.param(Arch.AARCH64, "arm64", "arm64", id="aarch64"),
        pytest.param(Arch.ARM, "arm", "armhf", id="arm"),
        pytest.param(Arch.PPC64LE, "ppc64le", "ppc64el", id="ppc64le"),
        pytest.param(Arch.S390X, "s390x", "s390x", id="s390x"),
        pytest.param(Arch.RISCV64, "riscv64", "riscv64", id="riscv64"),
        pytest.param(Arch.LOONGARCH64, "loong64", "loong64", id="loongarch64"),
    ],
)
def test_names(arch: Arch, oci: str, debian: str) -> None:
    """What an image index and a Debian mirror call an architecture."""
    assert (arch.oci, arch.debian) == (oci, debian)


@pytest.mark.parametrize(
    ("machine", "bits", "little", "arch"),
    [
        pytest.param(62, 64, True, Arch.X86_64, id="x86_64"),
        pytest.param(62, 32, True, Arch.X86_64, id="E10-x32"),
        pytest.param(3, 32, True, Arch.I386, id="E10-i386"),
        pytest.param(183, 64, True, Arch.AARCH64, id="aarch64"),
        pytest.param(183, 32, True, Arch.AARCH64, id="arm64ilp32"),
        pytest.param(21, 64, True, Arch.PPC64LE, id="E10-ppc64le"),
        pytest.param(21, 64, False, Arch.PPC64, id="E10-ppc64"),
        pytest.param(22, 64, False, Arch.S390X, id="E10-s390x"),
        pytest.param(22, 32, False, Arch.S390, id="s390"),
        pytest.param(243, 64, True, Arch.RISCV64, id="E10-riscv64"),
        pytest.param(243, 32, True, Arch.RISCV32, id="riscv32"),
        pytest.param(8, 32, False, Arch.MIPS, id="mips"),
        pytest.param(8, 64, True, Arch.MIPS64, id="mips64"),
        pytest.param(2, 32, False, Arch.SPARC, id="sparc"),
        pytest.param(18, 32, False, Arch.SPARC, id="sparc32plus"),
        pytest.param(43, 64, False, Arch.SPARC64, id="sparc64"),
        pytest.param(0x9026, 64, True, Arch.ALPHA, id="alpha"),
        pytest.param(247, 64, True, Arch.BPF, id="bpf"),
        pytest.param(0, 64, True, Arch.OTHER, id="none"),
        pytest.param(4711, 64, True, Arch.OTHER, id="unknown"),
    ],
)
def test_elf(machine: int, bits: int, little: bool, arch: Arch) -> None:
    """E10: e_machine, with the class and byte order that tell two of one number apart."""
    assert arch_of_elf(machine, bits, little_endian=little) is arch


@given(st.integers(0, 0xFFFF), st.sampled_from([32, 64]), st.booleans())
def test_any_elf(machine: int, bits: int, little: bool) -> None:
    """Every number gives an architecture, if only the other one."""
    assert arch_of_elf(machine, bits, little_endian=little) in Arch
