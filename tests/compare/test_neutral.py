"""Names and paths without the machine in them."""

import pytest

from archcompat.compare.neutral import is_of_one_machine, neutral, neutral_path
from archcompat.model.arch import Arch


@pytest.mark.parametrize(
    ("amd64", "arm64"),
    [
        ("usr/lib/x86_64-linux-gnu/libz.so.1", "usr/lib/aarch64-linux-gnu/libz.so.1"),
        ("lib64/ld-linux-x86-64.so.2", "lib/ld-linux-aarch64.so.1"),
        ("lib/ld-musl-x86_64.so.1", "lib/ld-musl-aarch64.so.1"),
        ("opt/jre/lib/amd64/server/libjvm.so", "opt/jre/lib/aarch64/server/libjvm.so"),
        ("a/_x.cpython-38-x86_64-linux-gnu.so", "a/_x.cpython-38-aarch64-linux-gnu.so"),
        ("numpy.libs/libgfortran-040039e1.so.5.0.0", "numpy.libs/libgfortran-df38d3a1.so.5.0.0"),
        ("node_modules/@img/sharp-linux-x64/x.node", "node_modules/@img/sharp-linux-arm64/x.node"),
    ],
)
def test_equal_without_the_machine(amd64: str, arm64: str) -> None:
    """Names that Debian, Alpine, the JDK, CPython, auditwheel and npm give on two machines."""
    assert neutral_path(amd64, Arch.X86_64) == neutral_path(arm64, Arch.AARCH64)


@pytest.mark.parametrize(
    ("amd64", "arm64"),
    [
        ("opt/lib/liba.so", "opt/lib/libb.so"),
        ("opt/lib/x64/liba.so", "opt/lib/liba.so"),
        ("opt/libs/liba-1234abcd.so", "opt/libs/liba-5678abcd.so"),
        ("opt/maxx64/a.so", "opt/maxarm64/a.so"),
    ],
)
def test_still_different(amd64: str, arm64: str) -> None:
    """A machine is a word of its own, and a hash means something in auditwheel's folders only."""
    assert neutral_path(amd64, Arch.X86_64) != neutral_path(arm64, Arch.AARCH64)


def test_only_the_own_machine() -> None:
    """What is named after another machine stays."""
    assert neutral("prebuilds/linux-x64", Arch.AARCH64) == "prebuilds/linux-x64"


@pytest.mark.parametrize(
    ("name", "found"), [("libquadmath0", True), ("lib32gcc-s1", True), ("libgomp1", False)]
)
def test_packages_of_one_machine(name: str, found: bool) -> None:
    """As Debian has them."""
    assert is_of_one_machine(name) is found
