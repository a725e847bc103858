"""What wheels want beyond their tags, and what may not load late."""

from typing import Any

import pytest

from archcompat.assess.decision import READY, Decision
from archcompat.assess.wheelremarks import wheel_remarks
from archcompat.graph.unit import Unit
from archcompat.model.arch import Arch
from archcompat.model.report import Basis, Impact, Provenance, Verdict
from archcompat.model.target import Libc, Target
from tests.make.inventory import at, native

OLD, NEW = "cp38-cp38-manylinux2014_aarch64", "cp38-cp38-manylinux_2_28_aarch64"
ANYWHERE = Target()
OWN_LIBSTDCXX = native("x.whl!/l.so", Arch.AARCH64, soname="libstdc++-1.so.6")
REBUILD = Decision(Verdict.REBUILD, Impact.FAILS, Basis.OBSERVED)


def topics(
    *tags: str,
    target: Target = ANYWHERE,
    decision: Decision = READY,
    arch: Arch = Arch.AARCH64,
    more: tuple[Any, ...] = (),
    **fields: Any,
) -> dict[str, str]:
    """The remarks on a wheel with one library, by topic."""
    unit = Unit(
        "pkg:pypi/x@1",
        "pypi",
        "x",
        "1",
        Provenance.LANGUAGE_PACKAGE,
        (at("x.whl"),),
        (native("x.whl!/x.so", arch, **fields), *more),
        tags=tags,
    )
    found = wheel_remarks([unit], {unit.id: decision}, target)
    return {one.id.partition("/")[0]: one.title for one in found}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"min_glibc": "2.17"}, {}, id="as-promised"),
        pytest.param({"min_glibc": "2.18"}, {}, id="the-policys-own-slack"),
        pytest.param(
            {"min_glibc": "2.34"},
            {"wheel-tag": "x 1: needs glibc 2.34, its tag promises 2.17"},
            id="a-newer-glibc",
        ),
        pytest.param({"min_glibcxx": "3.4.19"}, {}, id="libstdc++-as-promised"),
        pytest.param(
            {"min_glibcxx": "3.4.21"},
            {"wheel-tag-libstdcxx": "x 1: needs a libstdc++ with GLIBCXX_3.4.21"},
            id="a-newer-libstdc++",
        ),
        pytest.param(
            {"min_glibcxx": "3.4.21", "more": (OWN_LIBSTDCXX,)},
            {},
            id="its-own-libstdc++",
        ),
        pytest.param(
            {"static_tls": True}, {"static-tls": "x 1: x.so may not load late"}, id="static-tls"
        ),
        pytest.param({"min_glibc": "2.34", "arch": Arch.X86_64}, {}, id="another-machines-code"),
        pytest.param({"min_glibc": "2.34", "decision": REBUILD}, {}, id="judged-already"),
    ],
)  # fmt: skip
def test_a_wheel_of_manylinux2014(fields: dict[str, Any], expected: dict[str, str]) -> None:
    """The bytes are held against what the tag promises."""
    assert topics(OLD, **fields) == expected


@pytest.mark.parametrize(
    ("tags", "libc", "expected"),
    [
        pytest.param((NEW,), "", [], id="a-newer-tag"),
        pytest.param((OLD, NEW), "", ["wheel-tag"], id="the-lower-of-two"),
        pytest.param((OLD,), "glibc:2.36", [], id="a-target-that-has-it"),
        pytest.param(("py3-none-any",), "", [], id="no-promise"),
        pytest.param(("cp38-cp38-manylinux2014_x86_64",), "", [], id="of-another-machine"),
        pytest.param(("cp38-cp38-linux_aarch64",), "", [], id="built-here"),
    ],
)
def test_what_was_promised(tags: tuple[str, ...], libc: str, expected: list[str]) -> None:
    """By the tags for the target's machine, where the target's own glibc is not known."""
    target = Target(libc=Libc.parse(libc) if libc else None)
    assert list(topics(*tags, target=target, min_glibc="2.28")) == expected


@pytest.mark.parametrize(
    ("libc", "expected"), [("glibc:2.28", ["wheel-tag-libstdcxx"]), ("glibc:2.99", [])]
)
def test_libstdcxx_of_the_target(libc: str, expected: list[str]) -> None:
    """That of a known system counts, and of one newer than all that is known nothing is said."""
    target = Target(libc=Libc.parse(libc))
    assert list(topics(NEW, target=target, min_glibcxx="3.4.32")) == expected
