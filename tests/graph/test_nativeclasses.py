"""Classes with native methods are joined with the libraries that implement them."""

import pytest

from archcompat.graph.applications import Applications
from archcompat.graph.libraries import libraries
from archcompat.graph.nativeclasses import NativeUse, native_use
from archcompat.model.arch import Arch
from archcompat.model.native import Archive, NativeObject
from archcompat.model.programfacts import NativeMethods
from tests.make.inventory import at, native

ARM = Arch.AARCH64


def use(*facts: NativeMethods, files: tuple[NativeObject, ...] = ()) -> NativeUse:
    """How classes in JARs use files."""
    names = ("lib/a.jar", "lib/b.jar", "other/c.jar")
    archives = [Archive(at(name), "zip", 9, 1) for name in names]
    return native_use(facts, libraries(files, archives), Applications(archives))


def said(jar: str, *classes: str, **loads: str) -> NativeMethods:
    """What the classes of a JAR say; ``loads`` are libraries by class."""
    return NativeMethods(at(jar), classes, tuple(loads.items()))


X = native("lib/b.jar!/linux/libx.so", jni=("Java_org_x_X_1Native",))


def test_a_class_belongs_to_the_library_that_exports_its_methods() -> None:
    """Also from another JAR of the application; names are mangled as JNI says."""
    found = use(said("lib/a.jar", "org/x/X_Native"), files=(X,))

    assert found.classes == {X.where: ("org/x/X_Native",)}
    assert found.absent == ()


def test_the_library_beside_it_comes_first() -> None:
    """Two JARs with the same classes each have their own."""
    own = native("lib/a.jar!/linux/liby.so", jni=("Java_org_x_X_1Native", "Java_y_Y"))
    moved = native("lib/b.jar!/shaded/org/x/libx.so", ARM, jni=("Java_org_x_X_1Native",))
    found = use(said("lib/a.jar", "org/x/X_Native"), files=(own, moved))

    assert list(found.classes) == [own.where]


@pytest.mark.parametrize(
    ("files", "absent"),
    [
        pytest.param((), ("hadoop",), id="nowhere"),
        pytest.param((native("lib/b.jar!/linux/libhadoop.so"),), (), id="by-file-name"),
        pytest.param((native("lib/b.jar!/linux/x.so", soname="libhadoop.so.1"),), (), id="soname"),
        pytest.param(
            (native("lib/b.jar!/x/1.so", jni=("JNI_OnLoad_hadoop",)),), (), id="registration"
        ),
        pytest.param(
            (native("usr/lib/libhadoop.so.1.0.0", jni=("Java_h_H",)),), (), id="in-the-file-system"
        ),
        pytest.param((native("other/c.jar!/libhadoop.so"),), ("hadoop",), id="another-application"),
    ],
)
def test_a_library_that_is_nowhere_is_absent(
    files: tuple[NativeObject, ...], absent: tuple[str, ...]
) -> None:
    """It may come with the system: its classes are named, nothing more is said."""
    found = use(said("lib/a.jar", "org/h/Native", **{"org/h/Loader": "hadoop"}), files=files)

    assert tuple(one.name for one in found.absent) == absent
    assert all(one.classes == ("org/h/Loader", "org/h/Native") for one in found.absent)


@pytest.mark.parametrize("name", ["c", "Kernel32", "pthread"])
def test_what_every_system_has_is_not_absent(name: str) -> None:
    """JNA loads the C library by its name."""
    assert use(said("lib/a.jar", **{"org/h/Loader": name})).absent == ()


def test_methods_that_nobody_asks_a_library_for_say_nothing() -> None:
    """Their code may register itself, or its name be computed."""
    assert use(said("lib/a.jar", "org/h/Native")) == NativeUse()
