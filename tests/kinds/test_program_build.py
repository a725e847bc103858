"""The kind that reads what compilers record in programs."""

import pytest

from archcompat.kinds.program_build import KIND
from archcompat.model.problem import Problem, Severity
from archcompat.model.programfacts import GoBuild, RustBuild
from tests.make.elf import SO64, elf
from tests.make.gobinary import inline, program
from tests.make.packages import entry
from tests.make.sectioned import sectioned


@pytest.mark.parametrize(
    ("data", "claimed"),
    [
        pytest.param(elf(e_type=2), True, id="program"),
        pytest.param(elf(e_type=3), True, id="library-or-pie"),
        pytest.param(elf("s390x", order=">", e_type=2), True, id="big-endian"),
        pytest.param(elf(e_type=1), False, id="object-file"),
        pytest.param(elf(e_type=4), False, id="core"),
        pytest.param(b"#!/bin/sh\n", False, id="script"),
        pytest.param(b"\x7fELF", False, id="cut-off"),
    ],
)
def test_claims(data: bytes, *, claimed: bool) -> None:
    """What a linker can have made of a program, by the header."""
    assert KIND.claims(entry("usr/bin/x", data=data)) is claimed


def test_read() -> None:
    """The build is a fact of the file."""
    text = "path\ta/b\nmod\ta\tv1\ndep\tc\tv2\nbuild\tGOARCH=amd64\nbuild\tCGO_ENABLED=0\n"
    tool = entry("opt/tool", data=program(inline("go1.22.1", text)))
    assert list(KIND.read(tool)) == [
        GoBuild(tool.where, "go1.22.1", "a/b", "a@v1", arch="amd64", cgo=False, modules=("c@v2",))
    ]


@pytest.mark.parametrize(
    ("path", "found"), [("opt/tool", True), ("usr/lib/libx.so", False), ("x/_rust.abi3.so", False)]
)
def test_rust(path: str, *, found: bool) -> None:
    """A program by what panics name; a library is its package's affair."""
    data = sectioned({".rodata": b"/rustc/abc/library/x.rs/registry/src/i/a-1.0.0/src/x.rs"})
    one = entry(path, data=data)
    build = RustBuild(one.where, "", "", "", ("a@1.0.0",), listed=False)
    assert list(KIND.read(one)) == ([build] if found else [])


def test_another_language() -> None:
    """Most programs are not Go's."""
    assert list(KIND.read(entry("usr/lib/libx.so", data=SO64))) == []


def test_damage_is_a_warning() -> None:
    """That the build is not known makes no scan incomplete: the machine is."""
    tool = entry("opt/tool", data=program(inline()[:-1]))
    (problem,) = KIND.read(tool)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.severity) == ("go-buildinfo-damaged", Severity.WARNING)
