"""Native files of an application are builds of logical libraries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archcompat.graph.libraries import Library, libraries
from archcompat.model.arch import Arch
from archcompat.model.native import Archive, NativeObject
from archcompat.model.where import Where
from tests.make.inventory import at, native

ARM, I386, RISCV = Arch.AARCH64, Arch.I386, Arch.RISCV64
SNAPPY = "Java_org_xerial_snappy_SnappyNative"
JNA = "Java_com_sun_jna_Native"
EPOLL = "JNI_OnLoad_netty_transport_native_epoll"


def found(*files: NativeObject, classes: int = 1, **versions: str) -> tuple[Library, ...]:
    """The libraries of files; every archive has classes, and ``a="1"`` is the version of a.jar."""
    held = {Where(file.where.parts[:n]) for file in files for n in range(1, len(file.where.parts))}
    archives = [
        Archive(where, "zip", 9, classes) for where in sorted(held) if where.name.endswith(".jar")
    ]
    return libraries(
        files, archives, {at(f"{name}.jar"): version for name, version in versions.items()}
    )


def places(*files: NativeObject, classes: int = 1, **versions: str) -> list[list[str]]:
    """The places in each library."""
    every = found(*files, classes=classes, **versions)
    return [[str(one.where) for one in library.files] for library in every]


def test_shared_jni_identities_make_a_library_whatever_the_paths() -> None:
    """Shading renames folders, not symbols; a chain of shared classes is one library."""
    files = [
        native("a.jar!/x/1.so", jni=(SNAPPY,)),
        native("b.jar!/shaded/2.so", ARM, jni=(SNAPPY, "Java_b_B")),
        native("b.jar!/shaded/3.so", I386, jni=("Java_b_B",)),
        native("b.jar!/shaded/4.so", jni=("Java_c_C",)),
    ]

    assert places(*files) == [
        ["a.jar!/x/1.so", "b.jar!/shaded/2.so", "b.jar!/shaded/3.so"],
        ["b.jar!/shaded/4.so"],
    ]


def test_a_soname_makes_a_library_where_paths_differ() -> None:
    """In one archive, or in those of one artifact for several platforms; nowhere else."""
    files = [
        native("x-linux-x86_64.jar!/a/1.so", soname="libx-1.2.so"),
        native("x-linux-aarch_64.jar!/b/2.so", ARM, soname="libx-1.2.so"),
        native("y.jar!/c/3.so", ARM, soname="libx-1.2.so"),
        native("opt/1.so", soname="libx-1.2.so"),
        native("opt/2.so", ARM, soname="libx-1.2.so"),
    ]

    assert [len(one) for one in places(*files)] == [2, 1, 1, 1]


def test_paths_make_a_library_where_the_code_says_nothing() -> None:
    """Across the JARs of an application."""
    files = [
        native("x-linux-x86_64.jar!/native/libx_x86_64.so"),
        native("x-linux-aarch_64.jar!/native/libx_aarch_64.so", ARM),
        native("y.jar!/native/liby_s390x.so", Arch.S390X),
        native("y.jar!/x.so.gz!/x.so"),
        native("y.jar!/z.so.gz!/x.so", ARM),
    ]

    assert [len(members) for members in places(*files)] == [2, 1, 1, 1]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            [
                native("a.jar!/META-INF/native/libnetty_transport_native_epoll_x86_64.so"),
                native("b.jar!/META-INF/native/libnetty_transport_native_epoll_aarch_64.so", ARM),
            ],
            [("netty_transport_native_epoll", "")],
            id="halves",
        ),
        pytest.param(
            [
                native("a.jar!/META-INF/native/libg_netty_transport_native_epoll_x86_64.so"),
                native("b.jar!/META-INF/native/libnetty_transport_native_epoll_aarch_64.so", ARM),
            ],
            [("netty_transport_native_epoll", "g"), ("netty_transport_native_epoll", "")],
            id="Z21-shaded-beside-the-original",
        ),
        pytest.param(
            [
                native("a.jar!/META-INF/native/libg_netty_transport_native_epoll_x86_64.so"),
                native("a.jar!/META-INF/native/libg_netty_transport_native_epoll_aarch_64.so", ARM),
            ],
            [("netty_transport_native_epoll", "g")],
            id="Z21-shaded",
        ),
    ],
)
def test_what_is_shaded_is_another_library_of_the_same_name(
    files: list[NativeObject], expected: list[tuple[str, str]]
) -> None:
    """The loader of one does not ask for the files of the other."""
    with_jni = [native(str(file.where), file.arch, jni=(EPOLL,)) for file in files]

    assert [(one.name, one.shaded) for one in found(*with_jni)] == expected


JNA_4 = native("a.jar!/com/sun/jna/linux-x86-64/libjnidispatch.so", jni=(JNA,))
JNA_5 = (
    native("b.jar!/com/sun/jna/linux-x86-64/libjnidispatch.so", jni=(JNA,)),
    native("b.jar!/com/sun/jna/linux-aarch64/libjnidispatch.so", ARM, jni=(JNA,)),
)


@pytest.mark.parametrize(
    ("versions", "classes", "copies"),
    [
        pytest.param({}, 1, 2, id="versions-unknown"),
        pytest.param({"a": "4.0", "b": "5.13"}, 1, 2, id="two-versions"),
        pytest.param({"a": "5.13", "b": "5.13"}, 1, 1, id="one-version"),
        pytest.param({"a": "4.0", "b": "5.13"}, 0, 1, id="no-classes-of-their-own"),
    ],
)
def test_two_copies_are_two_libraries(versions: dict[str, str], classes: int, copies: int) -> None:
    """Which is loaded is decided by the order of the class path, so each is judged."""
    assert len(places(JNA_4, *JNA_5, classes=classes, **versions)) == copies


def test_a_relocated_copy_in_the_same_archive_is_another_library() -> None:
    """As in JARs that carry JNA twice."""
    moved = native("b.jar!/rebased/com/sun/jna/linux-x86-64/libjnidispatch.so", jni=(JNA,))

    assert [len(one) for one in places(moved, *JNA_5)] == [1, 2]


def test_a_helper_belongs_to_the_library_that_needs_it() -> None:
    """By DT_NEEDED, through helpers of helpers, in the same archive only."""
    files = [
        native("a.jar!/x64/libj.so", jni=("Java_j_J",), needed=("libh.so.1", "libc.so.6")),
        native("a.jar!/x64/libh.so", soname="libh.so.1", needed=("libhh.so",)),
        native("a.jar!/x64/libhh.so"),
        native("a.jar!/x64/libother.so"),
        native("b.jar!/x64/libh.so", soname="libh.so.1"),
    ]

    every = {one.name: one for one in found(*files)}

    assert [str(one.where) for one in every["j"].helpers] == [
        "a.jar!/x64/libh.so",
        "a.jar!/x64/libhh.so",
    ]
    assert sorted(every) == ["h", "j", "other"]


@pytest.mark.parametrize(
    "needed",
    [pytest.param(("liby.so",), id="each-other"), pytest.param(("libx.so",), id="itself")],
)
def test_libraries_that_only_need_each_other_stay(needed: tuple[str, ...]) -> None:
    """None of them is lost."""
    files = [
        native("a.jar!/libx.so", needed=needed),
        native("a.jar!/liby.so", needed=("libx.so",)),
    ]

    assert sorted(place for one in places(*files) for place in one) == [
        "a.jar!/libx.so",
        "a.jar!/liby.so",
    ]


def test_the_name_is_the_one_most_builds_have() -> None:
    """The code's own where it states one; not that of a variant."""
    files = [
        native("a.jar!/lib/linux_64/libxgboost4j_gpu.so", jni=("Java_x_X",)),
        native("a.jar!/lib/linux_64/libxgboost4j.so", jni=("Java_x_X",)),
        native("a.jar!/lib/osx_64/libxgboost4j.dylib", ARM, jni=("Java_x_X",)),
    ]

    assert [one.name for one in found(*files)] == ["xgboost4j"]


_NAMES = st.sampled_from(["x", "linux-x64/x", "linux-arm64/x", "a/b/x", "m/a/b/x", "x.gz!/x", "y"])
_FILES = st.builds(
    lambda jar, name, arch, jni, soname, needed: native(
        f"{jar}.jar!/{name}.so", arch, jni=tuple(jni), soname=soname, needed=tuple(needed)
    ),
    st.sampled_from("ab"),
    _NAMES,
    st.sampled_from((Arch.X86_64, ARM)),
    st.lists(st.sampled_from((JNA, EPOLL, "", "JNI_OnLoad_", "Java_x")), max_size=2),
    st.sampled_from(("", "x.so", "y.so")),
    st.lists(st.sampled_from(("x.so", "y.so")), max_size=2),
)


@given(st.lists(_FILES, max_size=12, unique_by=lambda file: file.where))
def test_every_file_is_in_one_library(files: list[NativeObject]) -> None:
    """None is lost, none is told twice."""
    every = [one for library in found(*files) for one in library.files]

    assert sorted(every, key=id) == sorted(files, key=id)
