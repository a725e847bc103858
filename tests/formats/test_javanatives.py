"""Which classes of an archive are read, and what they say together."""

from io import BytesIO

import pytest

from archcompat.formats.javanatives import NativeClasses
from archcompat.formats.ziparchive import read_zip
from archcompat.model.budget import Budget
from tests.make.classfile import java_class
from tests.make.ziparchive import Item, zip_of

CALL = ("java/lang/System", "loadLibrary")


def read(
    *classes: tuple[str, bytes], code: bool = False
) -> tuple[list[str], list[tuple[str, str]]]:
    """What is read of an archive of classes (path, bytes)."""
    archive = read_zip(BytesIO(zip_of([Item(path, data) for path, data in classes])), Budget())
    found = NativeClasses()
    for member in archive:
        found.offer(member)
    return found.read(archive.open, code=code)


def entry(name: str, path: str = "") -> tuple[str, bytes]:
    """A class with a native method, where it belongs or at a path."""
    return path or f"{name}.class", java_class(name, natives=("run",))


@pytest.mark.parametrize(
    ("name", "is_read"),
    [
        pytest.param("org/x/NativeThing", True, id="Native"),
        pytest.param("org/x/SnappyNative$Holder", True, id="inner-class"),
        pytest.param("org/x/LZ4JNI", True, id="JNI"),
        pytest.param("org/x/JniBasedThing", True, id="Jni"),
        pytest.param("com/sun/jna/Native", True, id="jna"),
        pytest.param("org/x/Thing", False, id="another-name"),
        pytest.param("org/x/nativeio/Thing", False, id="the-package-is-no-name"),
        pytest.param("org/x/AlternativeThing", False, id="alternative"),
        pytest.param("org/x/ImaginativeThing", False, id="imaginative"),
        pytest.param("java/lang/ref/NativeThing", False, id="the-runtimes-own"),
        pytest.param("com/sun/media/NativeThing", False, id="the-runtimes-own-too"),
    ],
)
def test_of_a_jar_without_code_classes_are_chosen_by_name(name: str, *, is_read: bool) -> None:
    """Reading all of them would cost more than the rest of a scan."""
    assert read(entry(name)) == ([name] if is_read else [], [])


def test_of_a_small_jar_with_code_all_are_read() -> None:
    """There any class may be the one."""
    assert read(entry("org/x/Thing"), code=True) == (["org/x/Thing"], [])


def test_of_a_large_jar_with_code_classes_are_chosen_by_name() -> None:
    """A fat JAR has tens of thousands."""
    many = [entry(f"org/x/Thing{number}") for number in range(401)]

    assert read(*many, entry("org/x/NativeThing"), code=True) == (["org/x/NativeThing"], [])


def test_the_name_is_the_class_files() -> None:
    """Not that of the member: it may lie in WEB-INF/classes."""
    placed = entry("org/x/Native", "WEB-INF/classes/org/x/Native.class")

    assert read(placed) == (["org/x/Native"], [])


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param("snappyjava", True, id="name"),
        pytest.param("netty-tcnative-2.0", True, id="version"),
        pytest.param("/opt/x/libx.so", True, id="path"),
        pytest.param("System.load(%s)", False, id="message"),
        pytest.param(".jnilib", False, id="suffix"),
        pytest.param("_", False, id="separator"),
        pytest.param("ROCKSDB_SHAREDLIB_DIR", False, id="variable"),
        pytest.param("org.conscrypt.native.workdir", False, id="property"),
        pytest.param("libx.so.jni", True, id="library-with-dots"),
    ],
)
def test_what_is_loaded_is_a_librarys_name(text: str, *, kept: bool) -> None:
    """Other strings stand before a call of a loader, too."""
    made = java_class("org/x/Native", calls=[(text, *CALL)])

    assert read(("org/x/Native.class", made)) == ([], [("org/x/Native", text)] if kept else [])


def test_damaged_and_huge_classes_are_passed_over() -> None:
    """A JVM that never loads them would not complain either."""
    huge = java_class("org/x/NativeHuge", natives=("run",)) + bytes(1 << 20)

    found, _ = read(
        ("org/x/NativeBad.class", b"\xca\xfe\xba\xbe\0\0"),
        ("org/x/NativeHuge.class", huge),
        entry("org/x/Native"),
    )

    assert found == ["org/x/Native"]


def test_no_more_than_some_hundred_are_read() -> None:
    """However many an archive names so."""
    found, _ = read(*(entry(f"org/x/Native{number}") for number in range(600)))

    assert len(found) == 500
