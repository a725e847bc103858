"""What one native file means for the target, and which other build speaks for it."""

import pytest

from archcompat.assess.coverage import State, misfit_reason, standings
from archcompat.graph.libraries import libraries
from archcompat.model.arch import Arch
from archcompat.model.native import Archive, NativeFormat, NativeObject, NativeType
from archcompat.model.target import Libc, Platform, Target
from archcompat.model.where import Where
from tests.make.inventory import native

GLIBC_231 = Target(libc=Libc("glibc", "2.31"))
MUSL = Target(libc=Libc("musl"))


def archives(*files: NativeObject) -> list[Archive]:
    """The archives that files lie in, each with classes of its own."""
    held = {Where(file.where.parts[:n]) for file in files for n in range(1, len(file.where.parts))}
    return [Archive(where, "zip", 9, 1) for where in sorted(held)]


def state(
    *files: NativeObject, target: Target | None = None, source: Arch = Arch.X86_64
) -> list[State]:
    """The state of each file."""
    found = standings(libraries(files, archives(*files)), target or Target(), source)
    return [found[file.where].state for file in files]


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        pytest.param(native("x"), State.FOREIGN, id="x86-64"),
        pytest.param(native("x", Arch.I386), State.FOREIGN, id="i386-runs-on-x86-64"),
        pytest.param(native("x", Arch.AARCH64), State.SERVES, id="aarch64"),
        pytest.param(native("x", Arch.ARM), State.STRANGER, id="32-bit-arm"),
        pytest.param(native("x", Arch.S390X), State.STRANGER, id="s390x"),
        pytest.param(native("x", type=NativeType.EXECUTABLE), State.FOREIGN, id="program"),
        pytest.param(native("x.o", type=NativeType.RELOCATABLE), State.LINKED, id="object-file"),
        pytest.param(
            native("x.o", Arch.AARCH64, type=NativeType.RELOCATABLE),
            State.SERVES,
            id="object-file-of-the-target",
        ),
        pytest.param(
            native("x.o", Arch.S390X, type=NativeType.RELOCATABLE),
            State.LINKED,
            id="object-file-of-a-stranger",
        ),
        pytest.param(native("x", type=NativeType.OTHER), State.LINKED, id="nothing-to-load"),
        pytest.param(native("core", type=NativeType.CORE), State.ELSEWHERE, id="core-dump"),
        pytest.param(
            native("x", Arch.BPF, os="none", type=NativeType.RELOCATABLE), State.ELSEWHERE, id="bpf"
        ),
        pytest.param(native("x", Arch.BPF), State.ELSEWHERE, id="bpf-that-says-linux"),
        pytest.param(native("lib/firmware/x.elf", Arch.OTHER), State.ELSEWHERE, id="firmware"),
        pytest.param(
            native("x", Arch.OTHER, machine="EM_0", libc="glibc"),
            State.STRANGER,
            id="a-library-for-no-machine",
        ),
        pytest.param(
            native("x", Arch.OTHER, machine="EM_0"), State.ELSEWHERE, id="firmware-for-no-machine"
        ),
        pytest.param(native("x", os="android"), State.ELSEWHERE, id="android"),
        pytest.param(native("x", os="freebsd"), State.ELSEWHERE, id="freebsd"),
        pytest.param(
            native("a.jar!/amd64-DragonFlyBSD/libx.so"), State.ELSEWHERE, id="a-bsd-by-its-path"
        ),
        pytest.param(
            native("a.jar!/freebsd/libx.so", libc="glibc"), State.FOREIGN, id="bytes-before-path"
        ),
        pytest.param(
            native("x.dll", format=NativeFormat.PE, os="windows"), State.ELSEWHERE, id="windows"
        ),
        pytest.param(
            native("x.dylib", Arch.AARCH64, format=NativeFormat.MACHO, os="macos"),
            State.ELSEWHERE,
            id="macos-on-arm",
        ),
        pytest.param(
            native("x.dll", format=NativeFormat.PE, os="linux"), State.ELSEWHERE, id="no-elf"
        ),
    ],
)
def test_one_file_by_itself(file: NativeObject, expected: State) -> None:
    """By machine, system and type, for an x86-64 subject that goes to linux/arm64."""
    assert state(file) == [expected]


def test_what_runs_today_is_the_source_platforms() -> None:
    """From ppc64le, x86 code is a stranger and i386 too."""
    files = [native("a", Arch.PPC64LE), native("b"), native("c", Arch.I386)]

    assert state(*files, source=Arch.PPC64LE) == [State.FOREIGN, State.STRANGER, State.STRANGER]


def test_another_target_changes_the_sides() -> None:
    """For linux/amd64, aarch64 code is a stranger and x86-64 serves."""
    files = [native("a"), native("b", Arch.AARCH64)]

    got = state(*files, target=Target(Platform.parse("linux/amd64")), source=Arch.AARCH64)

    assert got == [State.SERVES, State.FOREIGN]


@pytest.mark.parametrize(
    ("file", "target", "reason"),
    [
        pytest.param(native("x", min_glibc="2.31"), GLIBC_231, "", id="glibc-as-new"),
        pytest.param(
            native("x", min_glibc="2.9"), GLIBC_231, "", id="nine-is-less-than-thirty-one"
        ),
        pytest.param(
            native("x", min_glibc="2.34"),
            GLIBC_231,
            "it needs glibc 2.34, the target has glibc:2.31",
            id="glibc-newer",
        ),
        pytest.param(native("x", min_glibc="2.34"), Target(), "", id="libc-unknown"),
        pytest.param(
            native("x", min_glibc="2.34"),
            Target(libc=Libc("glibc")),
            "",
            id="glibc-version-unknown",
        ),
        pytest.param(
            native("x", libc="glibc"),
            MUSL,
            "it needs glibc, the target has musl",
            id="glibc-on-musl",
        ),
        pytest.param(
            native("x", libc="musl"),
            GLIBC_231,
            "it needs musl, the target has glibc:2.31",
            id="musl-on-glibc",
        ),
        pytest.param(native("x", libc="musl"), MUSL, "", id="musl-on-musl"),
        pytest.param(native("x"), MUSL, "", id="no-libc-at-all"),
        pytest.param(native("x", alignment=4096), Target(), "", id="4k-on-4k"),
        pytest.param(
            native("x", alignment=4096),
            Target(page_size=65536),
            "its segments are aligned to 4 KiB, the target has 64 KiB pages",
            id="4k-on-64k",
        ),
        pytest.param(native("x", alignment=65536), Target(page_size=65536), "", id="64k-on-64k"),
        pytest.param(native("x", alignment=0), Target(page_size=65536), "", id="nothing-loaded"),
    ],
)
def test_why_code_of_the_right_machine_does_not_load(
    file: NativeObject, target: Target, reason: str
) -> None:
    """Page size, C library's version, C library."""
    assert misfit_reason(file, target) == reason


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        pytest.param(native("x", Arch.AARCH64, min_glibc="2.34"), State.MISFIT, id="target"),
        pytest.param(native("x", min_glibc="2.34"), State.FOREIGN, id="foreign-anyway"),
        pytest.param(
            native("x.o", Arch.AARCH64, min_glibc="2.34", type=NativeType.RELOCATABLE),
            State.SERVES,
            id="not-loaded",
        ),
    ],
)
def test_only_code_of_the_target_can_be_a_misfit(file: NativeObject, expected: State) -> None:
    """What is of another machine is foreign, whatever else it lacks."""
    assert state(file, target=GLIBC_231) == [expected]


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        pytest.param(native("a.jar!/x.so", Arch.AARCH64, libc="glibc"), State.SERVES, id="loads"),
        pytest.param(
            native("a.jar!/x.so", Arch.AARCH64, libc="glibc", needed=("liby.so",)),
            State.MISFIT,
            id="fails",
        ),
        pytest.param(
            native("a.jar!/x", Arch.AARCH64, libc="glibc", type=NativeType.EXECUTABLE),
            State.MISFIT,
            id="a-program-wants-its-loader",
        ),
        pytest.param(
            native("usr/lib/x.so", Arch.AARCH64, libc="glibc"), State.MISFIT, id="not-read"
        ),
        pytest.param(
            native("a.jar!/x.so", Arch.AARCH64, libc="glibc", alignment=1024),
            State.MISFIT,
            id="pages-count-too",
        ),
    ],
)
def test_a_library_for_glibc_may_load_on_musl(file: NativeObject, expected: State) -> None:
    """One in an archive is asked what it wants."""
    assert state(file, target=MUSL) == [expected]


def test_what_the_image_has_need_not_be_installed() -> None:
    """Here gcompat is there already."""
    file = native("a.jar!/x.so", Arch.AARCH64, libc="glibc", needed=("ld-linux-aarch64.so.1",))
    there = native("lib/ld-linux-aarch64.so.1", Arch.AARCH64, libc="musl")

    assert state(file, there, target=MUSL) == [State.SERVES, State.SERVES]


@pytest.mark.parametrize("target", [GLIBC_231, MUSL], ids=str)
def test_where_both_c_libraries_are_programs_of_both_run(target: Target) -> None:
    """Alpine with glibc beside musl; glibc's version counts all the same."""
    files = [
        native("lib/ld-musl-aarch64.so.1", Arch.AARCH64, libc="musl"),
        native("usr/glibc/lib/libc.so.6", Arch.AARCH64, own_glibc="2.31", libc="glibc"),
        native("bin/busybox", Arch.AARCH64, libc="musl"),
        native("opt/agent", Arch.AARCH64, libc="glibc"),
    ]

    assert set(state(*files, target=target)) == {State.SERVES}


S, C, F, T, M, E = (
    State.SERVES,
    State.COVERED,
    State.FOREIGN,
    State.STRANGER,
    State.MISFIT,
    State.ELSEWHERE,
)
ARM, X86 = Arch.AARCH64, Arch.X86_64


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            [native("a.jar!/x86_64/libx.so"), native("a.jar!/aarch64/libx.so", ARM)],
            [C, S],
            id="beside-it",
        ),
        pytest.param(
            [native("a.jar!/x86_64/libx.so"), native("a.jar!/aarch64/liby.so", ARM)],
            [F, S],
            id="another-library",
        ),
        pytest.param(
            [
                native("lib/x-linux-x86_64.jar!/x_x86_64.so"),
                native("lib/x-linux-aarch_64.jar!/x_aarch_64.so", ARM),
            ],
            [C, S],
            id="in-the-jar-beside",
        ),
        pytest.param(
            [native("a/x.jar!/x_x86_64.so"), native("b/x.jar!/x_aarch_64.so", ARM)],
            [F, S],
            id="in-another-application",
        ),
        pytest.param(
            [
                native("app.jar!/l/x-x64.jar!/x_x64.so"),
                native("app.jar!/l/x-arm64.jar!/x_arm64.so", ARM),
            ],
            [C, S],
            id="in-jars-of-one-application",
        ),
        pytest.param(
            [native("a.jar!/l/x.jar!/x_x64.so"), native("b.jar!/l/x.jar!/x_arm64.so", ARM)],
            [F, S],
            id="in-jars-of-two-applications",
        ),
        pytest.param(
            [
                native("node_modules/@e/linux-x64/bin/e"),
                native("node_modules/@e/linux-arm64/bin/e", ARM),
            ],
            [C, S],
            id="files-of-the-file-system",
        ),
        pytest.param(
            [
                native("a.jar!/x/1.so", jni=("Java_a_A",)),
                native("a.jar!/y/2.so", ARM, jni=("Java_a_A",)),
            ],
            [C, S],
            id="by-jni-identity",
        ),
        pytest.param(
            [
                native("a.jar!/linux/x86_64/libx.so"),
                native("a.jar!/linux/s390x/libx.so", Arch.S390X),
            ],
            [F, C],
            id="stranger-beside-what-runs",
        ),
        pytest.param(
            [
                native("a.jar!/linux/arm/libx.so", Arch.ARM),
                native("a.jar!/linux/s390x/libx.so", Arch.S390X),
            ],
            [T, T],
            id="strangers-alone",
        ),
        pytest.param(
            [
                native("a.jar!/linux/arm/libx.so", Arch.ARM),
                native("a.jar!/linux/aarch64/libx.so", ARM),
            ],
            [C, S],
            id="stranger-beside-the-targets",
        ),
        pytest.param(
            [
                native("a.jar!/x86_64/libx.so"),
                native("a.jar!/mac/aarch64/libx.dylib", ARM, os="macos", format=NativeFormat.MACHO),
            ],
            [F, E],
            id="only-macos-has-it",
        ),
        pytest.param(
            [
                native("a.jar!/x86_64/libx.so"),
                native("a.jar!/aarch64/libx.so", ARM, min_glibc="2.34"),
            ],
            [F, M],
            id="a-misfit-covers-nothing",
        ),
        pytest.param(
            [
                native("a.jar!/aarch64/libx.so", ARM, libc="musl"),
                native("a.jar!/aarch64-gnu/libx.so", ARM, libc="glibc"),
            ],
            [C, S],
            id="musl-beside-glibc",
        ),
        pytest.param(
            [native("a.jar!/x.so", type=NativeType.RELOCATABLE), native("a.jar!/arm64/x.so", ARM)],
            [C, S],
            id="object-file-beside-the-targets",
        ),
        pytest.param(
            [native("a.jar!/aarch64/libx.so"), native("a.jar!/x86_64/libx.so")],
            [F, F],
            id="Z06-folder-that-lies",
        ),
        pytest.param(
            [
                native("a.jar!/x64/libj.so", jni=("Java_j_J",), needed=("libh.so",)),
                native("a.jar!/x64/libh.so"),
                native("a.jar!/arm64/libj.so", ARM, jni=("Java_j_J",)),
            ],
            [C, C, S],
            id="helper-only-x86-needs",
        ),
        pytest.param(
            [
                native("a.jar!/x64/libj.so", jni=("Java_j_J",), needed=("libh.so",)),
                native("a.jar!/x64/libh.so"),
                native("a.jar!/arm64/libh.so", ARM),
            ],
            [F, F, S],
            id="helper-without-its-library",
        ),
        pytest.param(
            [
                native("a.jar!/x64/libj.so", jni=("Java_j_J",), needed=("libh.so",)),
                native("a.jar!/x64/libh.so"),
                native("a.jar!/arm64/libj.so", ARM, jni=("Java_j_J",), needed=("libh.so",)),
            ],
            [F, F, M],
            id="library-without-its-helper",
        ),
        pytest.param(
            [
                native("a.jar!/x64/libj.so", jni=("Java_j_J",), needed=("libgomp.so.1",)),
                native("a.jar!/x64/libgomp.so.1"),
                native("a.jar!/arm64/libj.so", ARM, jni=("Java_j_J",), needed=("libgomp.so.1",)),
            ],
            [C, C, S],
            id="helper-that-systems-have",
        ),
    ],
)
def test_another_build_of_the_library_speaks_for_a_file(
    files: list[NativeObject], expected: list[State]
) -> None:
    """Looked for over the application: what lies in one archive, or in JARs of one folder."""
    assert state(*files, target=GLIBC_231) == expected
    assert state(*files[::-1], target=GLIBC_231) == expected[::-1]
