"""The kind that opens zips: which files it takes, and what it yields of whole and broken ones."""

import hashlib
import io
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.kinds.zip_archive import KIND
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.native import Archive
from archcompat.model.problem import Problem
from archcompat.model.programfacts import NativeMethods
from archcompat.model.where import Where
from tests.make.classfile import java_class, module_info
from tests.make.elf import SO64, SOARM
from tests.make.ziparchive import CLASS, STORED, Item, archive, jar, overlapping, zip_of

SCRIPT = b"#!/bin/bash\n" + b"# launch\n" * 1000
FAT_MACHO = bytes.fromhex("cafebabe 00000002 01000007 00000003") + bytes(80)


def entry(data: bytes, name: str = "app.jar") -> Entry:
    return Entry(Where((name,)), len(data), data[:512], lambda: io.BytesIO(data))


def read(found: Entry) -> tuple[list[Entry], list[Fact], FormatError | None]:
    """The entries and facts that came, and the error that came last."""
    entries: list[Entry] = []
    facts: list[Fact] = []
    try:
        for item in KIND.read(found):
            if isinstance(item, Entry):
                entries.append(item)
            else:
                facts.append(item)
    except FormatError as error:
        return entries, facts, error
    return entries, facts, None


def natives(found: Entry) -> list[str]:
    """Every ELF, through any nesting, as the walker would come upon it."""
    paths = []
    for item in KIND.read(found):
        if isinstance(item, Entry):
            if item.head[:4] == b"\x7fELF":
                assert item.read()[:4] == b"\x7fELF"
                paths.append(str(item.where))
            elif KIND.claims(item):
                paths += natives(item)
    return paths


@pytest.mark.parametrize(
    ("data", "name", "claimed"),
    [
        pytest.param(jar(), "x", True, id="by-magic"),
        pytest.param(zip_of([]), "x", True, id="empty-zip"),
        pytest.param(b"JM\x01\x00" + jar(), "x", True, id="jmod"),
        pytest.param(b"", "lib/X.JAR", True, id="Z22-0-bytes-named-jar"),
        pytest.param(b"<html>", "w.whl", True, id="Z22-html-named-whl"),
        pytest.param(SCRIPT, "bin/run", True, id="long-script"),
        pytest.param(SCRIPT[:99], "bin/run", False, id="short-script"),
        pytest.param(SO64 + bytes(9000), "bin/tool", True, id="program"),
        pytest.param(SO64 + bytes(9000), "lib/libx.so.1", False, id="library"),
        pytest.param(b"PK is no magic", "x", False, id="text"),
        pytest.param(b"", "x", False, id="empty"),
    ],
)
def test_claims(data: bytes, name: str, *, claimed: bool) -> None:
    """A zip is taken by its bytes, and what is named like one by its name."""
    assert KIND.claims(entry(data, name)) is claimed


def test_members() -> None:
    """All members but folders and classes come as entries.

    Classes are told by their bytes; what is named so and is below 16 KiB is taken for one unread.
    """
    library = SO64 + bytes(16 << 10)
    found = entry(
        jar(
            {
                "a/B.class": CLASS,
                "a/": b"",
                "lib.so": SO64,
                "fake.class": library,
                "class.bin": CLASS,
                "Large.class": CLASS + bytes(16 << 10),
                "universal.dylib": FAT_MACHO,
            },
            maven=("g", "a", "1"),
        )
    )
    entries, facts, error = read(found)
    sha1 = hashlib.sha1(found.read(), usedforsecurity=False).hexdigest()
    assert [item.where.path for item in entries] == [
        "META-INF/MANIFEST.MF",
        "META-INF/maven/g/a/pom.properties",
        "lib.so",
        "fake.class",
        "universal.dylib",
    ]
    assert [item.head for item in entries[2:4]] == [SO64[:512], library[:512]]
    assert [item.size for item in entries[2:4]] == [len(SO64), len(library)]
    assert facts == [Archive(found.where, "zip", entries=10, classes=3, sha1=sha1)]
    assert error is None


def test_the_descriptor_of_a_jmod_is_an_entry() -> None:
    """Another kind reads it; that of a JAR is a class as any."""
    descriptor = {"classes/module-info.class": module_info("java.base", "17")}
    for prefix, expected in ((b"JM\x01\x00", ["classes/module-info.class"]), (b"", [])):
        entries, _, _ = read(entry(prefix + jar(descriptor)))
        assert [
            item.where.path for item in entries if "META-INF" not in item.where.path
        ] == expected


NATIVE = java_class("a/B", natives=("run",), calls=[("bb", "java/lang/System", "loadLibrary")])


@pytest.mark.parametrize(
    ("members", "prefix", "found"),
    [
        pytest.param({"a/Native.class": NATIVE}, b"", True, id="by-name"),
        pytest.param({"a/B.class": NATIVE}, b"", False, id="another-name"),
        pytest.param({"a/B.class": NATIVE, "x.so": SO64}, b"", True, id="beside-native-code"),
        pytest.param({"a/Native.class": CLASS}, b"", False, id="nothing-native"),
        pytest.param({"a/Native.class": NATIVE}, b"JM\x01\x00", False, id="jmod"),
    ],
)
def test_native_methods(members: dict[str, bytes], prefix: bytes, *, found: bool) -> None:
    """One fact for an archive whose classes need native code, as far as they are read."""
    here = entry(prefix + jar(members))
    _, facts, _ = read(here)
    said = [fact for fact in facts if isinstance(fact, NativeMethods)]
    assert said == [NativeMethods(here.where, ("a/B",), (("a/B", "bb"),))] * found


@pytest.mark.parametrize(
    ("data", "name"),
    [
        pytest.param(zip_of([Item("x.so", SO64)], prefix=SCRIPT), "app.jar", id="Z01-jar"),
        pytest.param(
            zip_of([Item("x.so", SO64)], prefix=SCRIPT, adjusted=True), "app.jar", id="Z01-adjusted"
        ),
        pytest.param(zip_of([Item("x.so", SO64)], prefix=SCRIPT), "bin/app", id="Z01-no-suffix"),
        pytest.param(
            zip_of([Item("x.so", SO64)], prefix=SO64 + bytes(5000)), "bin/app", id="behind-an-elf"
        ),
    ],
)
def test_prefix(data: bytes, name: str) -> None:
    """Z01: a zip behind a script or a program is opened, with or without a telling name."""
    found = entry(data, name)
    assert KIND.claims(found)
    assert natives(found) == [f"{name}!/x.so"]


@pytest.mark.parametrize("data", [SCRIPT, SO64 + bytes(9000)], ids=["script", "program"])
def test_nothing_behind_it(data: bytes) -> None:
    """A script or program without a zip behind it yields nothing, not even a problem."""
    assert read(entry(data, "bin/run")) == ([], [], None)


@pytest.mark.parametrize("method", [STORED, 8], ids=["stored", "deflated"])
def test_nesting(method: int) -> None:
    """Z03: a JAR in a WAR in an EAR, each stored or deflated."""
    inner = archive({"x.so": SO64}, method=method)
    war = archive({"WEB-INF/lib/c.jar": inner}, method=method)
    ear = entry(archive({"b.war": war}, method=method), "a.ear")
    assert natives(ear) == ["a.ear!/b.war!/WEB-INF/lib/c.jar!/x.so"]


HOSTILE = ["../../x.so", "/abs.so", "a\\b.so", "c:/d.so", "nul\0.so", "", "x\n\x1b[31m.so"]
PLACES = [
    "META-INF/versions/11/linux/aarch64/x.so",
    "META-INF/native/liborg_shaded_netty_transport_native_epoll_x86_64.so",
    "linux/aarch64/libfoo.jnilib",
    "native.bin",
    "libnetty_tcnative.so.1",
]


@pytest.mark.parametrize("name", HOSTILE + PLACES, ids=repr)
def test_natives_are_found_by_content(name: str) -> None:
    """Z06, Z07, Z19, Z21: whatever a member's name is, it stays as it is and its bytes decide."""
    entries, _, _ = read(entry(zip_of([Item(name, SOARM), Item("y.so", SO64)])))
    assert [item.where.path for item in entries] == [name or "(no name)", "y.so"]
    assert [item.read() for item in entries] == [SOARM, SO64]


def test_encrypted_members() -> None:
    """Z10: each encrypted member is a problem at its place, and the others are read."""
    entries, facts, error = read(
        entry(zip_of([Item("x.so", SO64, flags=1), Item("y.so", SO64)]), "a.jar")
    )
    assert [item.where.path for item in entries] == ["y.so"]
    (problem,) = [fact for fact in facts if isinstance(fact, Problem)]
    assert (str(problem.where), problem.code) == ("a.jar!/x.so", "entry-encrypted")
    assert error is None


def test_many_alike_problems() -> None:
    """Hundreds of members with one trouble are not hundreds of problems, but none is dropped."""
    items = [Item(f"{index}.txt", b"?", flags=1) for index in range(300)]
    _, facts, _ = read(entry(zip_of(items)))
    problems = [fact for fact in facts if isinstance(fact, Problem)]
    assert len(problems) == 21
    assert problems[-1].where == Where(("app.jar",))
    assert "280 more" in problems[-1].detail


def test_lying_member() -> None:
    """Z13: a member whose size is a lie has its head; reading it raises."""
    entries, _, _ = read(entry(zip_of([Item("x.so", SO64, size=4), Item("y.so", SO64, crc=1)])))
    assert [item.head for item in entries] == [SO64[:512]] * 2
    for item in entries:
        with pytest.raises(FormatError) as raised:
            item.open()
        assert raised.value.code == "entry-corrupt"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(jar({"x.so": SO64})[:-22], "archive-truncated", id="Z12-no-end"),
        pytest.param(jar({"x.so": SO64}) + b"t" * 70_000, "archive-corrupt", id="Z12-70-kB-more"),
    ],
)
def test_damaged_archive(data: bytes, code: str) -> None:
    """Z12: natives are found by local headers, and the archive is said to be damaged."""
    entries, facts, error = read(entry(data))
    assert "x.so" in [item.where.path for item in entries]
    assert any(isinstance(fact, Archive) for fact in facts)
    assert error is not None
    assert error.code == code


@pytest.mark.parametrize(
    ("data", "told"),
    [
        pytest.param(b"", "is empty", id="Z22-0-bytes"),
        pytest.param(b"<html><body>404", "begins with '<html><body>404'", id="Z22-html"),
        pytest.param(SO64, "begins with '\\x7fELF", id="a-program"),
    ],
)
def test_no_zip(data: bytes, told: str) -> None:
    """Z22: what is named as a zip and is none is told in one sentence."""
    entries, facts, error = read(entry(data, "lib/failed-download.jar"))
    assert (entries, facts) == ([], [])
    assert error is not None
    assert told in error.detail


def test_overlap_bomb() -> None:
    """Z16: members that share their bytes are all listed, and stop giving content in time."""
    entries, _, error = read(entry(overlapping(250, SO64 + bytes(10_000_000))))
    assert len(entries) == 250
    assert error is None
    given = 0
    for item in entries:
        try:
            given += len(item.read())
        except FormatError as stop:
            assert stop.code == "limit-output"  # noqa: PT017 - the loop goes on after it
    assert given < 500_000_000


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=100),
    st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), max_size=6),
)
def test_any_bytes(start: bytes, changes: list[tuple[int, int]]) -> None:
    """Random bytes and mutated JARs give entries and facts, or FormatError."""
    read(entry(start))
    mutated = bytearray(jar({"x.so": SO64, "A.class": CLASS, "r": os.urandom(50)}))
    for position, value in changes:
        mutated[position % len(mutated)] = value
    entries, _, _ = read(entry(bytes(mutated)))
    for item in entries:
        try:
            assert len(item.read()) >= 0
        except FormatError as error:
            assert error.code.startswith(("entry-", "limit-"))  # noqa: PT017 - as above
