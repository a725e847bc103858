"""What is read of the native code in wheels on a server, and what it says against their tags."""

import random
from dataclasses import dataclass

import pytest

from archcompat.formats.distfile import DistFile
from archcompat.indexes.fetch import Fetcher
from archcompat.indexes.pythonindex import Locations, PythonIndex
from archcompat.model.target import Libc, Target
from archcompat.plan import natives
from archcompat.plan.natives import look_into
from archcompat.plan.wheelcode import WheelCode
from tests.make.elf import elf
from tests.make.wheelhouse import Wheelhouse

ARM = "cp38-cp38-manylinux_2_28_aarch64"
MUSL = "cp38-cp38-musllinux_1_2_aarch64"
TARGET = Target(libc=Libc.parse("glibc:2.28"), python="3.8")
NOISE = random.Random(8).randbytes(3 << 20)  # noqa: S311 - bytes that nothing compresses
NEEDS = elf("aarch64", needed=("libc.so.6",), versions={"libc.so.6": ("GLIBC_2.34",)})


def glibc(version: str) -> bytes:
    return elf("aarch64", needed=("libc.so.6",), versions={"libc.so.6": (f"GLIBC_{version}",)})


def cxx(name: str) -> bytes:
    return elf("aarch64", needed=("libstdc++.so.6",), versions={"libstdc++.so.6": (name,)})


def read(
    house: Wheelhouse, files: dict[str, bytes], tag: str = ARM, target: Target = TARGET
) -> tuple[DistFile, WheelCode, int]:
    """A wheel with some files, what was found in it, and with how many requests."""
    house.wheel("x", "1.0", tag, files=files)
    with Fetcher("1.0") as fetcher, PythonIndex(fetcher, Locations((house.url,))) as index:
        listing = index.listing("x")
        assert listing is not None
        (file,) = listing.all()
        before = fetcher.requests
        (code,) = look_into(index, [file], target)
        return file, code, fetcher.requests - before


def test_a_large_file_is_read_as_far_as_it_is_loaded(house: Wheelhouse) -> None:
    """What its end needs is found; what follows for debuggers is not fetched."""
    large = elf(
        "aarch64",
        needed=("libc.so.6",),
        versions={"libc.so.6": ("GLIBC_2.34",)},
        relocations=(1026,) * 60_000,
    )
    path = "x/large.so"
    file, code, requests = read(house, {path: large + NOISE})
    (found,) = code.elves
    assert (found.path, found.glibc, found.whole) == (path, "2.34", True)
    assert "needs glibc 2.34" in code.lie(file, TARGET)
    assert requests == 3  # its directory, its head, and one piece
    parts = [one.headers["range"] for one in house.site.asked if "range" in one.headers]
    fetched = sum(int(last) - int(first) + 1 for first, last in map(_ends, parts[1:]))
    assert fetched < len(NOISE) // 2


def _ends(wanted: str) -> tuple[str, str]:
    first, _, last = wanted.removeprefix("bytes=").partition("-")
    return first, last


def test_files_that_lie_together_are_fetched_together(house: Wheelhouse) -> None:
    """Sixteen of them cost two requests besides the first, not one each."""
    data = NOISE[: 200 << 10]
    files = {f"x/{number}.so": _loading(data) for number in range(16)}
    _, code, requests = read(house, files)
    assert len(code.elves) == 16
    assert requests <= 4


def test_more_than_is_fetched(house: Wheelhouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """The smallest come first; of the others it is known that only their heads were read."""
    monkeypatch.setattr(natives, "_LARGE", 5 << 20)
    inside = elf("aarch64", needed=("libc.so.6",), pad=1 << 12)
    files = {f"x/{size}.so": inside[:-1] + NOISE[: size << 10] for size in (2048, 1536)}
    files["x/huge.so"] = _loading(NOISE * 2)
    _, code, _ = read(house, files)
    assert code.by_head(TARGET) == ("x/huge.so",)
    assert not code.is_read(TARGET)


def _loading(data: bytes) -> bytes:
    """A library that loads ``data`` too."""
    whole = elf("aarch64", needed=("libc.so.6",), pad=len(data))
    return whole[: -len(data)] + data


def test_another_machines_large_file(house: Wheelhouse) -> None:
    """Which C library it needs is of no interest: its head is enough."""
    files = {"x/large.so": elf("x86_64", needed=("libc.so.6",)) + NOISE, "x/own.so": NEEDS}
    _, code, requests = read(house, files)
    assert code.foreign(TARGET) == ("x/large.so (x86_64)",)
    assert code.is_read(TARGET)
    assert requests == 2


def test_what_was_read_is_kept(house: Wheelhouse, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The next run fetches nothing of a wheel, and finds the same."""
    house.wheel("x", "1.0", ARM, files={"x/large.so": _loading(NOISE)})
    cache = tmp_path_factory.mktemp("cache")
    seen = []
    for _ in range(2):
        with (
            Fetcher("1.0", cache) as fetcher,
            PythonIndex(fetcher, Locations((house.url,))) as index,
        ):
            listing = index.listing("x")
            assert listing is not None
            (code,) = look_into(index, list(listing.all()), TARGET)
            seen.append((code, fetcher.requests))
    assert seen[0][0] == seen[1][0]
    assert (seen[0][1] > 0, seen[1][1]) == (True, 0)
    assert sum(file.stat().st_size for file in cache.rglob("*") if file.is_file()) < len(NOISE)


@dataclass(frozen=True)
class Case:
    """What is in a wheel, and what speaks against it."""

    files: dict[str, bytes]
    told: str
    libc: str = "glibc:2.28"
    tag: str = ARM


CASES = {
    "as new as the target": Case({"x/a.so": glibc("2.28")}, ""),
    "a newer glibc": Case({"x/a.so": glibc("2.9"), "x/b.so": glibc("2.34")}, "needs glibc 2.34"),
    "a newer GLIBCXX": Case({"x/a.so": cxx("GLIBCXX_3.4.32")}, "GLIBCXX_3.4.25 at most"),
    "a newer CXXABI": Case({"x/a.so": cxx("CXXABI_1.3.13")}, "CXXABI_1.3.11 at most"),
    "the C++ library of the time": Case({"x/a.so": cxx("GLIBCXX_3.4.24")}, ""),
    "a C++ library on a later system": Case(
        {"x/a.so": cxx("GLIBCXX_3.4.29")}, "", libc="glibc:2.34"
    ),
    "a C++ library of its own": Case(
        {
            "x/a.so": cxx("GLIBCXX_3.4.32"),
            "x.libs/libstdc++-1.so.6": elf("aarch64", soname="libstdc++-1.so.6"),
        },
        "",
    ),
    "a system later than those known": Case(
        {"x/a.so": cxx("GLIBCXX_3.4.99")}, "", libc="glibc:2.99"
    ),
    "glibc in a wheel for musl": Case(
        {"x/a.so": glibc("2.17")}, "is linked with glibc", libc="musl:1.2", tag=MUSL
    ),
    "musl in a wheel for musl": Case(
        {"x/a.so": elf("aarch64", needed=("libc.musl-aarch64.so.1",))}, "", "musl:1.2", MUSL
    ),
    "musl in a wheel for glibc": Case(
        {"x/a.so": elf("aarch64", needed=("libc.musl-aarch64.so.1",))}, "is linked with musl"
    ),
    "no C library at all": Case({"x/a.so": elf("aarch64")}, "", "musl:1.2", MUSL),
    "another machine's": Case({"x/a.so": NEEDS.replace(b"\xb7", b"\x3e", 1)}, "holds no code for"),
    "any machine's": Case({"x/a.so": glibc("2.99")}, "", tag="py3-none-any"),
}


@pytest.mark.parametrize("name", CASES)
def test_what_speaks_against_a_wheel(house: Wheelhouse, name: str) -> None:
    """The bytes decide, by what systems of the target's C library have."""
    case = CASES[name]
    target = Target(libc=Libc.parse(case.libc), python="3.8")
    file, code, _ = read(house, case.files, case.tag, target)
    lie = code.lie(file, target)
    assert case.told in lie
    assert bool(case.told) is bool(lie)
