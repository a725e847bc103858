"""Builds of one library for several platforms are recognised as one."""

import pytest

from archcompat.graph.logical import group, logical_name, plain_path
from archcompat.model.arch import Arch
from archcompat.model.facts import NativeObject
from tests.make.inventory import native

SNAPPY = "Java_org_xerial_snappy_SnappyNative"


@pytest.mark.parametrize(
    ("path", "other"),
    [
        pytest.param(
            "org/xerial/snappy/native/Linux/x86_64/libsnappyjava.so",
            "org/xerial/snappy/native/Linux/aarch64/libsnappyjava.so",
            id="snappy",
        ),
        pytest.param(
            "org/xerial/snappy/native/Mac/x86_64/libsnappyjava.jnilib",
            "org/xerial/snappy/native/Linux/aarch64/libsnappyjava.so",
            id="snappy-mac",
        ),
        pytest.param(
            "META-INF/native/libnetty_tcnative_linux_x86_64.so",
            "META-INF/native/libnetty_tcnative_linux_aarch_64.so",
            id="netty",
        ),
        pytest.param(
            "META-INF/native/linux64/libjansi.so", "META-INF/native/linux32/libjansi.so", id="jansi"
        ),
        pytest.param("librocksdbjni-linux64.so", "librocksdbjni-linux-aarch64.so", id="rocksdb"),
        pytest.param(
            "librocksdbjni-linux64-musl.so", "librocksdbjni-linux-aarch64.so", id="rocksdb-musl"
        ),
        pytest.param(
            "librocksdbjni-win64.dll", "librocksdbjni-linux-aarch64.so", id="rocksdb-windows"
        ),
        pytest.param(
            "com/sun/jna/linux-x86-64/libjnidispatch.so",
            "com/sun/jna/linux-aarch64/libjnidispatch.so",
            id="jna",
        ),
        pytest.param(
            "linux/amd64/libzstd-jni-1.4.4-7.so", "linux/aarch64/libzstd-jni-1.4.4-7.so", id="zstd"
        ),
        pytest.param(
            "numpy/core/_umath.cpython-38-x86_64-linux-gnu.so",
            "numpy/core/_umath.cpython-38-aarch64-linux-gnu.so",
            id="python",
        ),
        pytest.param("a/_x.cpython-38-x86_64-linux-gnu.so", "a/_x.abi3.so", id="stable-abi"),
        pytest.param(
            "usr/lib/x86_64-linux-gnu/libz.so.1.2.13",
            "usr/lib/aarch64-linux-gnu/libz.so.1",
            id="multi-arch",
        ),
        pytest.param(
            "prebuilds/linux-x64/node.napi.node", "prebuilds/linux-arm64/node.napi.node", id="node"
        ),
        pytest.param(
            "node_modules/@esbuild/linux-x64/bin/esbuild",
            "node_modules/@esbuild/linux-arm64/bin/esbuild",
            id="esbuild",
        ),
    ],
)
def test_paths_that_differ_in_the_platform_are_equal(path: str, other: str) -> None:
    """Folders and names of real packages."""
    assert plain_path(path) == plain_path(other)


@pytest.mark.parametrize(
    ("path", "other"),
    [
        pytest.param("native/libsnappy.so", "native/liblz4.so", id="names"),
        pytest.param("a/libx.so", "b/libx.so", id="folders"),
        pytest.param("libarmor.so", "libor.so", id="token-inside-a-word"),
        pytest.param("libx86.so", "liby.so", id="name-is-a-token"),
        pytest.param("x64/libwinder.so", "x64/libder.so", id="win-inside-a-word"),
        pytest.param("libalphabet.so", "libbet.so", id="alpha-inside-a-word"),
    ],
)
def test_other_libraries_stay_other_ones(path: str, other: str) -> None:
    """Only whole tokens are taken out."""
    assert plain_path(path) != plain_path(other)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        pytest.param(native("a.jar!/Linux/x86_64/libsnappyjava.so"), "snappyjava", id="path"),
        pytest.param(
            native("a.jar!/x/amd64.so", jni=("JNI_OnLoad_epoll", SNAPPY)), "epoll", id="jni"
        ),
        pytest.param(native("a.jar!/x/libz.so", jni=(SNAPPY,)), "z", id="jni-class-is-no-name"),
        pytest.param(native("usr/lib/x86_64-linux-gnu/libz.so.1.2.13"), "z", id="version"),
        pytest.param(native("opt/bin/tool"), "tool", id="program"),
        pytest.param(native("x/linux-x64.node"), "x", id="folder-for-want-of-a-name"),
        pytest.param(native("x86_64.so"), "x86_64.so", id="nothing-but-a-platform"),
    ],
)
def test_the_name_shown_is_the_librarys(file: NativeObject, name: str) -> None:
    """The code's own word for it where there is one."""
    assert logical_name(file) == name


def places(natives: list[NativeObject]) -> list[list[str]]:
    """The groups, each as its last path parts."""
    return [[str(one.where) for one in members] for members in group(natives)]


def test_shared_jni_identities_make_a_group_whatever_the_paths() -> None:
    """Shading renames folders, not symbols; a chain of shared classes is one group."""
    natives = [
        native("a.jar!/x/1.so", jni=(SNAPPY,)),
        native("b.jar!/shaded/2.so", Arch.AARCH64, jni=(SNAPPY, "Java_b_B")),
        native("b.jar!/shaded/3.so", jni=("Java_b_B",)),
        native("b.jar!/shaded/4.so", jni=("Java_c_C",)),
    ]

    assert places(natives) == [
        ["a.jar!/x/1.so", "b.jar!/shaded/2.so", "b.jar!/shaded/3.so"],
        ["b.jar!/shaded/4.so"],
    ]


def test_paths_make_a_group_where_the_code_says_nothing() -> None:
    """Across the JARs of an application; a file that names its classes goes by those."""
    natives = [
        native("x-linux-x86_64.jar!/native/libx_x86_64.so"),
        native("x-linux-aarch_64.jar!/native/libx_aarch_64.so", Arch.AARCH64),
        native("y.jar!/native/libx_s390x.so", Arch.S390X, jni=("Java_y_Y",)),
    ]

    assert [len(members) for members in group(natives)] == [2, 1]


def test_every_file_is_in_one_group() -> None:
    """None is lost, none is told twice."""
    natives = [
        native(f"a.jar!/{n % 7}/x.so", jni=(f"Java_{n % 3}",) if n % 2 else ()) for n in range(40)
    ]

    found = [one for members in group(natives) for one in members]

    assert sorted(found, key=id) == sorted(natives, key=id)
