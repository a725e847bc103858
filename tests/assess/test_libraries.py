"""What the libraries of Java archives amount to, on either C library."""

import pytest

from archcompat.assess.libraries import in_java
from archcompat.graph.libraries import libraries
from archcompat.graph.unit import Unit
from archcompat.model.arch import Arch
from archcompat.model.native import Archive, NativeFormat, NativeObject
from archcompat.model.report import Coverage, Provenance
from archcompat.model.target import Libc, Target
from tests.make.inventory import at, native

ARM = Arch.AARCH64
X86 = native("a.jar!/linux/x86_64/libx.so", libc="glibc")
GLIBC = native("a.jar!/linux/aarch64/libx.so", ARM, libc="glibc", min_glibc="2.17")
PLACE = "a.jar!/linux/aarch64/libx.so"
HELPLESS = native(PLACE, ARM, libc="glibc", needed=("libnowhere.so.1",))
COMPAT = native(PLACE, ARM, libc="glibc", needed=("ld-linux-aarch64.so.1",))
CALLS = native(PLACE, ARM, libc="glibc", when_called=("__strdup",))
MUSL = native("a.jar!/linux-musl/aarch64/libx.so", ARM, libc="musl")
NONE = native("a.jar!/linux/aarch64/libx.so", ARM)
WINDOWS = native("a.jar!/windows/x86_64/x.dll", format=NativeFormat.PE, os="windows")


def covered(
    *files: NativeObject, target: Target | None = None, misnamed: str = "", ecosystem: str = "maven"
) -> list[tuple[str, Coverage, dict[str, Coverage]]]:
    """Name, coverage and coverage by C library of what is in a.jar."""
    unit = Unit(
        "pkg:maven/a@1", ecosystem, "a", "1", Provenance.LANGUAGE_PACKAGE, (at("a.jar"),), files
    )
    made = libraries(files, [Archive(at("a.jar"), "zip", 9, 1)])
    every = in_java(made, [unit], target or Target(), Arch.X86_64, lambda _: misnamed)
    assert all(one.owners == (unit.id,) for one in every)
    return [(one.library.name, one.coverage, one.libc) for one in every]


C, L, U, F, W = (
    Coverage.COVERED,
    Coverage.OTHER_LIBC,
    Coverage.UNLOADABLE,
    Coverage.FOREIGN,
    Coverage.OTHER_OS,
)


@pytest.mark.parametrize(
    ("files", "glibc", "musl"),
    [
        pytest.param([X86, GLIBC, MUSL], C, C, id="both"),
        pytest.param([X86, GLIBC], C, C, id="glibc-that-loads-on-musl"),
        pytest.param([X86, HELPLESS], C, L, id="glibc-that-does-not"),
        pytest.param([X86, COMPAT], C, Coverage.NEEDS_PACKAGE, id="glibc-with-a-package"),
        pytest.param([X86, CALLS], C, Coverage.MAY_CRASH, id="glibc-that-may-crash"),
        pytest.param([X86, MUSL], L, C, id="musl"),
        pytest.param([X86, NONE], C, C, id="no-libc-needed"),
        pytest.param([X86], F, F, id="x86-only"),
        pytest.param([X86, WINDOWS], F, F, id="x86-and-windows"),
        pytest.param([WINDOWS], W, W, id="windows-only"),
    ],
)
def test_coverage_by_c_library(files: list[NativeObject], glibc: Coverage, musl: Coverage) -> None:
    """Each answer for each library; of the two the target's counts, glibc's when unknown."""
    assert covered(*files) == [("x", glibc, {"glibc": glibc, "musl": musl})]
    [(_, found, _)] = covered(*files, target=Target(libc=Libc("musl")))
    assert found is musl


def test_a_newer_glibc_is_no_other_c_library() -> None:
    """What does not load for another reason is not covered anywhere."""
    old = Target(libc=Libc("glibc", "2.12"))
    new = native(PLACE, ARM, libc="glibc", min_glibc="2.17", needed=("libnowhere.so.1",))

    assert covered(X86, new, target=old) == [("x", U, {"glibc": U, "musl": U})]


def test_a_file_under_another_name_than_its_loader_asks_for_covers_nothing() -> None:
    """As in netty-tcnative 2.0.32."""
    assert covered(X86, GLIBC, misnamed="wrong") == [("x", U, {"glibc": U, "musl": U})]


def test_only_java_is_listed() -> None:
    """A wheel holds extension modules, each a library by itself."""
    assert covered(X86, ecosystem="pypi") == []
