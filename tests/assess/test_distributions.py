"""A folder of wheels: what the target's own beside another machine's is worth."""

import pytest

from archcompat.assess.distributions import is_refused, needing_work
from archcompat.model.arch import Arch
from archcompat.model.target import Libc, Target
from tests.make.inventory import native

X86 = native("w/x-1-cp38-cp38-manylinux2014_x86_64.whl!/x.so")
ARM = native("w/x-1-cp38-cp38-manylinux2014_aarch64.whl!/x.so", Arch.AARCH64)
NEW = native("w/x-1-cp38-cp38-manylinux_2_31_aarch64.whl!/x.so", Arch.AARCH64)
WRONG = native("w/x-1-cp38-cp38-manylinux2014_aarch64.whl!/y.so")
NAMELESS = native("w/what.whl!/x.so", Arch.AARCH64)
INSTALLED = native("site-packages/x.so")
TARGET = Target(libc=Libc("glibc", "2.28"), python="3.8")


@pytest.mark.parametrize(
    ("counted", "served", "left"),
    [
        pytest.param([X86], [ARM], [], id="the-targets-beside-it"),
        pytest.param([X86], [NEW], [X86], id="one-for-a-newer-glibc"),
        pytest.param([X86, WRONG], [ARM], [X86, WRONG], id="one-that-is-broken"),
        pytest.param([X86, INSTALLED], [ARM], [INSTALLED], id="installed-beside-it"),
        pytest.param([X86], [], [X86], id="alone"),
        pytest.param([X86], [NAMELESS], [X86], id="a-wheel-without-a-name"),
    ],
)
def test_needing_work(counted: list[object], served: list[object], left: list[object]) -> None:
    """Only a wheel that fits the target, and is all the target's, stands for the others."""
    assert needing_work(counted, served, TARGET) == left  # type: ignore[arg-type]  # a table has one type


@pytest.mark.parametrize(
    ("natives", "refused"),
    [
        pytest.param([ARM], False, id="it-fits"),
        pytest.param([NEW], True, id="a-newer-glibc"),
        pytest.param([NEW, ARM], False, id="one-of-two"),
        pytest.param([INSTALLED], False, id="installed"),
        pytest.param(
            [native("w/what.whl!/x.so", Arch.AARCH64)], False, id="a-wheel-without-a-name"
        ),
        pytest.param([], False, id="nothing-native"),
    ],
)
def test_is_refused(natives: list[object], *, refused: bool) -> None:
    """By the tags of the wheels there are."""
    assert is_refused(natives, TARGET) is refused  # type: ignore[arg-type]  # a table has one type
