"""Builds of one library for several platforms are recognised as one."""

import pytest

from archcompat.graph.logical import logical_name, plain_path, shaded_under
from archcompat.model.native import NativeObject
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
            "org/xerial/snappy/native/Linux/x86_64-musl/libsnappyjava.so",
            "org/xerial/snappy/native/Linux/android-aarch64/libsnappyjava.so",
            id="snappy-musl-android",
        ),
        pytest.param(
            "org/sqlite/native/Linux/x86_64/libsqlitejdbc.so",
            "org/sqlite/native/Linux-Musl/aarch64/libsqlitejdbc.so",
            id="sqlite-musl",
        ),
        pytest.param(
            "org/sqlite/native/Linux-Android/aarch64/libsqlitejdbc.so",
            "org/sqlite/native/Linux-Alpine/x86_64/libsqlitejdbc.so",
            id="sqlite-alpine",
        ),
        pytest.param(
            "org/fusesource/jansi/internal/native/Linux/arm64/libjansi.so",
            "org/fusesource/jansi/internal/native/Linux/x86_64/libjansi.so",
            id="jansi-2",
        ),
        pytest.param(
            "META-INF/native/windows32/jansi.dll",
            "META-INF/native/osx/libjansi.jnilib",
            id="jansi-1-windows",
        ),
        pytest.param(
            "ai/onnxruntime/native/linux-x64/libonnxruntime.so",
            "ai/onnxruntime/native/linux-aarch64/libonnxruntime.so",
            id="onnxruntime",
        ),
        pytest.param(
            "linux-x64/libasyncProfiler.so", "linux-arm64/libasyncProfiler.so", id="async"
        ),
        pytest.param(
            "resources/native/Linux-amd64/libnetlibblasjni.so",
            "resources/native/Linux-aarch64/libnetlibblasjni.so",
            id="netlib",
        ),
        pytest.param(
            "jni/x86_64-Linux/libjffi-1.2.so", "jni/aarch64-Linux/libjffi-1.2.so", id="jffi"
        ),
        pytest.param(
            "lib/amd64-Linux-clang/jni/libjunixsocket-native-2.6.1.so",
            "lib/aarch64-Linux-clang/jni/libjunixsocket-native-2.6.1.nodeps.so",
            id="junixsocket",
        ),
        pytest.param(
            "linux/x86_64/glibc/libaws-crt-jni.so",
            "linux/armv8/musl/libaws-crt-jni.so",
            id="aws-crt",
        ),
        pytest.param(
            "Linux/armv8_64/libjSerialComm.so", "Linux/x86_64/libjSerialComm.so", id="jserialcomm"
        ),
        pytest.param(
            "nu/pattern/opencv/linux/ARMv8/libopencv_java342.so",
            "nu/pattern/opencv/linux/x86_64/libopencv_java342.so",
            id="opencv",
        ),
        pytest.param(
            "arrow_cdata_jni/aarch_64/libarrow_cdata_jni.so",
            "arrow_cdata_jni/x86_64/libarrow_cdata_jni.dylib",
            id="arrow",
        ),
        pytest.param(
            "org/lmdbjava/aarch64-linux-gnu.so", "org/lmdbjava/x86_64-linux-gnu.so", id="lmdbjava"
        ),
        pytest.param("libduckdb_java.so_linux_arm64", "libduckdb_java.so_linux_amd64", id="duckdb"),
        pytest.param("NATIVE/aarch64/Linux/libjzmq.so", "NATIVE/amd64/Linux/libjzmq.so", id="jzmq"),
        pytest.param(
            "lib/linux/aarch64/libxgboost4j.so", "lib/linux/x86_64/libxgboost4j.so", id="xgboost"
        ),
        pytest.param("lib/linux_64/libxgboost4j.so", "lib/libxgboost4j.so", id="xgboost-flat"),
        pytest.param(
            "librocksdbjni-linux-aarch64-musl.so", "librocksdbjni-linux64.so", id="rocksdb-arm-musl"
        ),
        pytest.param(
            "META-INF/versions/11/linux/aarch64/libx.so",
            "linux/x86_64/libx.so",
            id="Z21-multi-release",
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


EPOLL = "JNI_OnLoad_netty_transport_native_epoll"


@pytest.mark.parametrize(
    ("name", "jni", "package"),
    [
        pytest.param(
            "libio_grpc_netty_shaded_netty_transport_native_epoll_x86_64.so",
            (EPOLL,),
            "io_grpc_netty_shaded",
            id="Z21-grpc",
        ),
        pytest.param("libnetty_transport_native_epoll_x86_64.so", (EPOLL,), "", id="not-shaded"),
        pytest.param("libjnetty_transport_native_epoll.so", (EPOLL,), "", id="another-word"),
        pytest.param("libx_y.so", ("JNI_OnLoad_",), "", id="no-name"),
        pytest.param("libx_Java_y.so", ("Java_y",), "", id="a-class"),
        pytest.param("libx.so", (), "", id="nothing-said"),
    ],
)
def test_what_a_library_was_shaded_under_is_in_its_file_name(
    name: str, jni: tuple[str, ...], package: str
) -> None:
    """Netty's loader puts the new package before the name."""
    assert shaded_under(native(f"a.jar!/META-INF/native/{name}", jni=jni)) == package
