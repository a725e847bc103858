"""The kind that reads static libraries."""

from pathlib import Path

from archcompat.analysis import analyze
from archcompat.formats.ararchive import MAGIC
from archcompat.kinds.static_library import KIND
from archcompat.model.native import Archive, NativeFormat, NativeObject, NativeType
from archcompat.model.report import Impact, Verdict
from tests.make.elf import SO64, SOARM
from tests.make.packagefiles import static
from tests.make.packages import entry
from tests.need import need, run


def read(path: Path) -> NativeObject:
    archive, native = KIND.read(entry("lib/libx.a", data=path.read_bytes()))
    assert isinstance(archive, Archive)
    assert isinstance(native, NativeObject)
    return native


def machines(path: Path) -> set[str]:
    """What readelf says of the members."""
    lines = run("readelf", "-hW", str(path)).splitlines()
    return {line.partition(":")[2].strip() for line in lines if "Machine:" in line}


def test_one_file_for_all_of_its_objects(tmp_path: Path) -> None:
    """Oracle: readelf names one machine for every member of a library that ar made."""
    library = static(tmp_path, {"a.o": SO64, "b.o": SO64})
    native = read(library)
    assert KIND.claims(entry("libx.a", data=library.read_bytes()))
    assert (native.format, native.type) == (NativeFormat.AR, NativeType.RELOCATABLE)
    assert (native.machine, machines(library)) == ("x86_64", {"Advanced Micro Devices X86-64"})


def test_libraries_of_this_machine() -> None:
    """Oracle: readelf, on static libraries that compilers brought; it refuses those of Go."""
    found = sorted(Path("/usr/lib").rglob("*.a"))
    of_c = [path for path in found if path.read_bytes()[8:17] != b"__.PKGDEF"][:60]
    real = [path for path in of_c if path.read_bytes()[:8] == MAGIC and machines(path)]
    if not real:
        need("gcc")
    for path in real:
        assert len(read(path).machine.split("+")) == len(machines(path)), path


def test_machines(tmp_path: Path) -> None:
    """Each machine that occurs is told; without object files there is no native code."""
    mixed = static(tmp_path / "mixed", {"a.o": SO64, "b.o": SOARM})
    found = list(KIND.read(entry("x.a", data=mixed.read_bytes())))
    assert [one.machine for one in found if isinstance(one, NativeObject)] == ["x86_64+aarch64"]
    none = static(tmp_path / "none", {"a.txt": b"text"})
    assert list(KIND.read(entry("x.a", data=none.read_bytes()))) == [
        Archive(entry("x.a").where, "ar", 1)
    ]


def test_verdict(tmp_path: Path) -> None:
    """What is only linked stops builds, not programs; the target's own is ready."""
    tmp_path.joinpath("a").mkdir()
    tmp_path.joinpath("b").mkdir()
    report = analyze(str(static(tmp_path / "a", {"a.o": SO64})))
    (component,) = report.components
    assert (component.verdict, component.impact) == (Verdict.REBUILD, Impact.FEATURE)
    assert analyze(str(static(tmp_path / "b", {"a.o": SOARM}))).verdict is Verdict.READY
