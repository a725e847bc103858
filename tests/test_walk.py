"""The walk of a layer: one guard, one budget, one pass, and the same answer in any process."""

import gzip
import io
import os
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archcompat.errors import FormatError
from archcompat.formats.tararchive import read_tar
from archcompat.kinds import Kind
from archcompat.kinds.zip_archive import KIND as ZIP
from archcompat.model.arch import Arch
from archcompat.model.budget import Budget
from archcompat.model.entry import HEAD_SIZE, Entry
from archcompat.model.facts import Fact
from archcompat.model.layer import Layer, LayerReading, Member, Subject
from archcompat.model.marks import Marks
from archcompat.model.native import Archive, NativeObject
from archcompat.model.problem import Problem, Severity
from archcompat.model.progress import Progress
from archcompat.model.where import Where
from archcompat.sources import Source
from archcompat.sources.blob import Blob
from archcompat.sources.opening import open_source
from archcompat.walk import read_layer, walk
from tests.make.elf import SO64, SOARM
from tests.make.image import Image, docker_legacy, layout_of, write_folder, write_tar
from tests.make.tararchive import (
    FOLDER,
    Hard,
    Node,
    Soft,
    base256,
    gnu_long,
    layer,
    member,
    pax,
    reseal,
)
from tests.make.ziparchive import archive, jar


@dataclass(eq=False)
class Tar(Source):
    """A subject of one layer, which is a tar in memory."""

    data: bytes
    kind: str = "image"
    before: tuple[Problem, ...] = ()
    """Yielded by the source itself."""
    layers: tuple[Layer, ...] = (Layer(0, "sha256:0", "sha256:1", "RUN x"),)
    problems: tuple[Problem, ...] = ()
    subject: Subject = field(init=False)

    def __post_init__(self) -> None:
        """Make the subject that fits."""
        self.subject = Subject(self.kind, "test")

    def members(self, layer: Layer, budget: Budget) -> Iterator[Member | Problem]:
        yield from self.before
        pieces = range(0, len(self.data), 1 << 19)
        feed = (self.data[at : at + (1 << 19)] for at in pieces)
        yield from read_tar(lambda: next(feed, b""))


def reading_of(data: bytes, budget: Budget | None = None, kind: str = "image") -> LayerReading:
    tar = Tar(data, kind)
    return read_layer(tar, tar.layers[0], budget=budget or Budget())


def facts_of(reading: LayerReading) -> list[Fact]:
    return [fact for facts in reading.facts.values() for fact in facts]


def told(reading: LayerReading) -> list[tuple[str, str]]:
    """(place, code) of every problem, those of files first."""
    problems = [fact for fact in facts_of(reading) if isinstance(fact, Problem)]
    return [(str(problem.where), problem.code) for problem in (*problems, *reading.problems)]


def archs(reading: LayerReading) -> dict[str, Arch]:
    return {
        str(fact.where): fact.arch for fact in facts_of(reading) if isinstance(fact, NativeObject)
    }


@dataclass
class Fake:
    """A kind made of two functions."""

    claim: Callable[[Entry], bool]
    reader: Callable[[Entry], Iterator[Entry | Fact]]
    name: str = "fake"
    marks: Marks = field(default_factory=Marks)

    def claims(self, entry: Entry) -> bool:
        return self.claim(entry)

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        return self.reader(entry)


def use(monkeypatch: pytest.MonkeyPatch, *kinds: Kind) -> None:
    monkeypatch.setattr("archcompat.walk.load_kinds", lambda: kinds)


def inner(entry: Entry, name: str = "inner", data: bytes = b"data") -> Entry:
    return Entry(entry.where.inside(name), len(data), data[:HEAD_SIZE], lambda: io.BytesIO(data))


def fact(entry: Entry) -> Archive:
    return Archive(entry.where, "tar", 0)


ERRORS = [
    pytest.param(FormatError("elf-truncated", "it ends"), "elf-truncated", id="format-error"),
    pytest.param(FormatError("limit-entries", "of a zip"), "limit-entries", id="limit-of-a-format"),
    pytest.param(ValueError("bad"), "internal-error", id="value-error"),
    pytest.param(RecursionError(), "internal-error", id="recursion-error"),
    pytest.param(MemoryError(), "internal-error", id="memory-error"),
    pytest.param(OSError(5, "I/O"), "internal-error", id="os-error"),
    pytest.param(AssertionError("x" * 5000), "internal-error", id="long-message"),
]


@pytest.mark.parametrize(("error", "code"), ERRORS)
@pytest.mark.parametrize("nested", [False, True], ids=["file", "nested"])
def test_guard(error: Exception, code: str, nested: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """One problem at the place of the file, whatever a kind raises; the rest goes on."""

    def fail(entry: Entry) -> Iterator[Entry | Fact]:
        yield fact(entry)
        raise error

    def unpack(entry: Entry) -> Iterator[Entry | Fact]:
        yield inner(entry)
        yield inner(entry, "second")

    wanted = "inner" if nested else "a"
    use(
        monkeypatch,
        Fake(lambda entry: entry.where.name == wanted, fail, "broken"),
        Fake(lambda entry: nested and entry.where.name == "a", unpack),
        Fake(lambda _: True, lambda entry: iter([fact(entry)])),
    )
    reading = reading_of(layer(("a", b"1"), ("b", b"2")))
    place = Where(("a", "inner") if nested else ("a",))
    assert told(reading) == [(str(place), code)]
    (problem,) = (found for found in facts_of(reading) if isinstance(found, Problem))
    assert problem.severity is Severity.ERROR
    assert len(problem.detail) <= 300
    if code == "internal-error":
        assert problem.detail.startswith(f"broken could not cope: {type(error).__name__}")
    places = [str(found.where) for found in facts_of(reading) if isinstance(found, Archive)]
    assert places.count(str(place)) == 2  # before the error, and by the other kind
    assert places[-1] == "b"
    assert ("a!/second" in places) is nested


@pytest.mark.parametrize(
    "error", [KeyError("x"), FormatError("bad", "claim")], ids=["bug", "misuse"]
)
@pytest.mark.parametrize("nested", [False, True], ids=["file", "nested"])
def test_guard_of_claims(error: Exception, nested: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind that cannot even say whether it wants a file costs nothing but its own answer."""

    def claim(entry: Entry) -> bool:
        if entry.where.name == ("inner" if nested else "a"):
            raise error
        return False

    use(
        monkeypatch,
        Fake(claim, lambda _: iter(()), "broken"),
        Fake(lambda entry: entry.where.name == "a", lambda entry: iter([inner(entry)])),
        Fake(lambda _: True, lambda entry: iter([fact(entry)])),
    )
    reading = reading_of(layer(("a", b"1"), ("b", b"2")))
    assert told(reading) == [("a!/inner" if nested else "a", "internal-error")]
    places = [str(found.where) for found in facts_of(reading) if isinstance(found, Archive)]
    assert sorted(places) == ["a", "a!/inner", "b"]


def test_layer_ends_early() -> None:
    """Damage of the layer is a problem of the layer; what came before it was read."""
    problem = Problem(Where(("x",)), "unreadable", "")
    data = layer(("a.so", SO64))[:-1024] + b"x" * 512
    source = Tar(data, before=(problem,))
    reading = read_layer(source, source.layers[0], budget=Budget())
    assert archs(reading) == {"a.so": Arch.X86_64}
    assert told(reading) == [("x", "unreadable"), ("layer 0", "tar-corrupt")]
    assert told(reading_of(data, kind="directory")) == [(".", "tar-corrupt")]


@pytest.mark.parametrize("limit", range(1, 6))
def test_limit_of_entries(limit: int) -> None:
    """Files and folders alike are counted; the layer ends before the first that is too many."""
    data = layer(("a", b"1"), ("b", FOLDER), ("c", Soft("a")), ("d", b"2"))
    reading = reading_of(data, Budget(entries=limit))
    assert [node.path for node in reading.nodes] == ["a", "b", "c", "d"][:limit]
    assert told(reading) == ([("layer 0", "limit-entries")] if limit < 4 else [])


def test_limit_of_entries_in_archives() -> None:
    """Members of archives count too, and what was found before the limit is kept."""
    files = {f"{number}.so": SO64 for number in range(9)}
    data = layer(("a.so", SO64), ("b.jar", archive(files)), ("c.so", SO64))
    reading = reading_of(data, Budget(entries=6))
    assert list(archs(reading)) == ["a.so", *(f"b.jar!/{number}.so" for number in range(4))]
    assert told(reading) == [("layer 0", "limit-entries")]
    whole = reading_of(data, Budget(entries=12))
    assert (len(archs(whole)), told(whole)) == (11, [])


@pytest.mark.parametrize("depth", range(1, 5))
def test_limit_of_depth(depth: int) -> None:
    """Archives are opened down to the limit; the first one below it is told, once for a file."""
    packed = archive({"x.so": SO64})
    for _ in range(3):
        packed = archive({"1.jar": packed, "2.jar": packed, "x.so": SO64})
    reading = reading_of(layer(("0.jar", packed), ("z.so", SO64)), Budget(depth=depth))
    found = archs(reading)
    assert max(place.count("!/") for place in found) == depth
    assert "z.so" in found
    deeper = ["0.jar", *["1.jar"] * depth, "1.jar" if depth < 3 else "x.so"]
    assert told(reading) == ([("!/".join(deeper), "limit-depth")] if depth < 4 else [])


def test_limit_of_one_file() -> None:
    """A member that says it is too large is known by its head alone; its neighbours are opened."""
    data = layer(("a.jar", archive({"big.so": SO64 + bytes(5000), "small.so": SO64})))
    reading = reading_of(data, Budget(entry_bytes=5000))
    assert list(archs(reading)) == ["a.jar!/big.so", "a.jar!/small.so"]
    assert set(told(reading)) == {("a.jar!/big.so", "limit-size")}


def test_limit_of_output(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once too much was unpacked no archive is opened any more; files themselves still are."""
    opened = []

    def open_it(entry: Entry) -> Iterator[Entry | Fact]:
        opened.append(str(entry.where))
        return iter([fact(entry)] if entry.read() else [])

    use(monkeypatch, ZIP, Fake(lambda entry: entry.where.path.endswith(".so"), open_it))
    files = {f"{number}.so": SO64 for number in range(9)}
    data = layer(("a.jar", archive(files)), ("b.jar", archive(files)), ("c.so", SO64))
    reading = reading_of(data, Budget(output_bytes=3 * len(SO64)))
    assert opened == [*(f"a.jar!/{number}.so" for number in range(4)), "c.so"]
    assert told(reading) == [("a.jar!/3.so", "limit-output"), ("layer 0", "limit-output")]
    whole = reading_of(data, Budget(output_bytes=18 * len(SO64)))
    assert told(whole) == []


def test_same_error_of_two_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Content that cannot be had is told once, not once for each kind that wanted it."""

    def fail(_: Entry) -> Iterator[Entry | Fact]:
        raise FormatError("stream-corrupt", "it is damaged")

    use(monkeypatch, Fake(lambda _: True, fail), Fake(lambda _: True, fail))
    reading = reading_of(layer(("a", b"1"), ("b", b"2")))
    assert told(reading) == [("a", "stream-corrupt"), ("b", "stream-corrupt")]


@pytest.mark.parametrize(
    "pack",
    [
        pytest.param(lambda data: jar({"x.so": data}), id="Z24-jar"),
        pytest.param(lambda data: jar({"x.so.gz": gzip.compress(data)}), id="Z24-gzip-in-a-jar"),
        pytest.param(lambda data: layer(("x.so", data)), id="tar"),
        pytest.param(lambda data: gzip.compress(layer(("x.so", data))), id="Z24-tgz"),
    ],
)
def test_bomb_takes_little_memory(pack: Callable[[bytes], bytes]) -> None:
    """A library with 300 MB of zeros behind it, packed into next to nothing, is told or read."""
    data = layer(("bomb", pack(SO64 + bytes(300 << 20))), ("after.so", SO64))
    tracemalloc.start()
    try:
        held = tracemalloc.get_traced_memory()[0]
        reading = reading_of(data)
        peak = tracemalloc.get_traced_memory()[1] - held
    finally:
        tracemalloc.stop()
    assert archs(reading)["after.so"] is Arch.X86_64
    assert archs(reading) != {"after.so": Arch.X86_64} or told(reading)
    assert peak < 200 << 20


def test_markers_of_images_are_not_read() -> None:
    """A whiteout with content is a marker in an image, and a file elsewhere."""
    data = layer((".wh.x.so", SO64), (".wh..wh.plnk/1.so", SO64))
    assert archs(reading_of(data)) == {}
    assert len(reading_of(data).nodes) == 2
    assert len(archs(reading_of(data, kind="directory"))) == 2


def test_only_files_are_read() -> None:
    """L38, I02: links, folders and devices called like libraries are never opened."""
    data = layer(
        ("real.so", SO64),
        ("etc/passwd.so", Soft("/etc/passwd")),
        ("hard.so", Hard("real.so")),
        ("folder.so", FOLDER),
        ("null.so", Node(b"3")),
        ("disk.so", Node(b"4")),
        ("pipe.so", Node(b"6")),
        ("socket.so", Node(b"s")),
    )
    reading = reading_of(data)
    assert archs(reading) == {"real.so": Arch.X86_64}
    assert len(reading.nodes) == 8
    assert told(reading) == []


def test_l35_sparse_library() -> None:
    """L35: a library stored with holes is read through its map; a terabyte of hole is told."""
    segments = b"1\n0\n%d\n" % len(SO64)
    records = [(b"GNU.sparse.major", b"1"), (b"GNU.sparse.name", b"a.so")]
    stored = segments.ljust(512, b"\0") + SO64
    fits = pax([*records, (b"GNU.sparse.realsize", b"9000")]) + member(b"s", stored)
    large = pax([*records, (b"GNU.sparse.realsize", b"%d" % (1 << 40))]) + member(b"s", stored)
    assert archs(reading_of(fits)) == {"a.so": Arch.X86_64}
    assert told(reading_of(fits)) == []
    assert set(told(reading_of(large))) == {("a.so", "sparse-too-large")}
    assert archs(reading_of(large)) == {"a.so": Arch.X86_64}


def image_of(tmp_path: Path, *layers: bytes, **image: tuple[str, ...]) -> str:
    return str(write_folder(tmp_path / "layout", layout_of(Image(layers, **image))))  # type: ignore[arg-type]  # Image's


MIXED = (
    layer(("a.so", SO64), ("b.jar", jar({"x.so": SOARM, "y.jar": jar({"z.so": SO64})}))),
    layer(("c.so", Hard("a.so")), (".wh.b.jar", b""), ("d.so", SOARM + b"more")),
    layer(("cut.so", SO64[:80]), ("e", b"text")),
    layer(("a.so", SO64), ("b.jar", jar({"x.so": SOARM, "y.jar": jar({"z.so": SO64})}))),
    layer(("f.so", SO64))[:700],
)


def test_c04_jobs_do_not_change_the_answer(tmp_path: Path) -> None:
    """C04: two processes read what one reads, problems and damaged layers too, in their order."""
    ways = ("gzip", "zstd", "plain", "gzip", "gzip-members")
    with open_source(image_of(tmp_path, *MIXED, compression=ways)) as source:
        alone = walk(source, Budget(), jobs=1)
        shared = walk(source, Budget(), jobs=2)
    assert alone == shared
    assert len(alone) == len(source.layers) == 5
    assert archs(alone[0]) == {
        "a.so": Arch.X86_64,
        "b.jar!/x.so": Arch.AARCH64,
        "b.jar!/y.jar!/z.so": Arch.X86_64,
    }
    assert told(alone[4])[-1] == ("layer 4", "layer-truncated")
    assert told(alone[2])


def test_progress(tmp_path: Path) -> None:
    """The caller hears what is read, how far, and the end."""
    with open_source(image_of(tmp_path, *MIXED[:3])) as source:
        alone, shared = _Heard(), _Heard()
        readings = walk(source, Budget(), progress=alone)
        walk(source, Budget(), jobs=2, progress=shared)
    nodes = [node for reading in readings for node in reading.nodes]
    for heard in (alone, shared):
        assert heard.steps == [("RUN 0", 0, 3), ("RUN 1", 1, 3), ("RUN 2", 2, 3), ("", 3, 3)]
        assert heard.files == len(nodes) > 3
        assert heard.size == sum(node.size for node in nodes) > 0


class _Heard(Progress):
    """Remembers what it hears."""

    def __init__(self) -> None:
        self.steps: list[tuple[str, int, int]] = []
        self.files = self.size = 0

    def __call__(self, what: str, done: int, total: int) -> None:
        self.steps.append((what, done, total))

    def read(self, files: int, size: int) -> None:
        self.files += files
        self.size += size


def test_same_blob_is_read_once(tmp_path: Path) -> None:
    """A layer that is there twice has one reading, told of at its first place."""
    with open_source(image_of(tmp_path, MIXED[4], MIXED[1], MIXED[4])) as source:
        first, other, again = walk(source, Budget())
    assert first is again
    assert first is not other
    assert told(first)[-1] == ("layer 0", "layer-truncated")


def test_l37_diff_id_alone_is_no_proof(tmp_path: Path) -> None:
    """L37: a layer that claims another one's diff_id is read all the same, and found out."""
    honest, other = MIXED[0], MIXED[1]
    diff_id = Image((honest,)).config_json
    start = diff_id.index(b"sha256:")
    same = diff_id[start : start + 71].decode()
    config = {"rootfs": {"type": "layers", "diff_ids": [same, same]}}
    for form, write in ((layout_of, write_folder), (docker_legacy, write_tar)):
        target = write(tmp_path / form.__name__, form(Image((honest, other), config=config)))
        with open_source(str(target)) as source:
            first, second = walk(source, Budget())
        assert told(first) == []
        assert told(second) == [("layer 1", "layer-digest-mismatch")]
        assert "d.so" in archs(second)


@pytest.mark.parametrize("how", ["plain", "gzip", "zstd"])
def test_layer_is_read_once(how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the stored image to the facts its bytes are read once, but for a look at the first."""
    noise = os.urandom(1 << 20)
    data = layer(("a.so", SO64 + noise), ("b.jar", jar({"x.so": SO64 + noise[::-1]})))
    target = image_of(tmp_path, data, compression=(how,))
    count = 0
    read = Blob.open_unbuffered

    class Counted(io.RawIOBase):
        def __init__(self, stream: io.RawIOBase) -> None:
            super().__init__()
            self._stream = stream

        def readable(self) -> bool:
            return True

        def seekable(self) -> bool:
            return True

        def seek(self, offset: int, whence: int = 0) -> int:
            return self._stream.seek(offset, whence)

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # as io calls it
            nonlocal count
            found = self._stream.readinto(buffer)
            count += found or 0
            return found or 0

    with open_source(target) as source:
        monkeypatch.setattr(Blob, "open_unbuffered", lambda blob: Counted(read(blob)))
        (reading,) = walk(source, Budget())
        stored = source.stored[0].blob.size  # type: ignore[attr-defined]  # of an image
    assert len(archs(reading)) == 2
    assert told(reading) == []
    assert stored <= count < stored * 1.25


MEMBERS = (
    member(b"a.so", SO64),
    member(b"b.jar", jar({"x.so": SO64, "y.so.gz": gzip.compress(SOARM)})),
    member(b"c.tar", layer(("x.so", SO64))),
    gnu_long(b"d" * 200) + member(b"d", gzip.compress(layer(("x.so", SO64)))),
    pax([(b"path", b"usr/lib/python3/dist-packages/x-1.dist-info/METADATA")])
    + member(b"e", b"Metadata-Version: 2.1\nName: x\nVersion: 1\n"),
    member(b"var/lib/dpkg/status", b"Package: x\nStatus: install ok installed\nVersion: 1\n\n"),
    member(b"lib/apk/db/installed", b"P:x\nV:1\nF:lib\nR:x.so\n\n"),
    member(b"etc/os-release", b"ID=debian\nVERSION_ID=12\n"),
    member(b"etc/ld.so.conf", b"include /etc/ld.so.conf.d/*.conf\n"),
    member(b"srv/requirements.txt", b"numpy==1.0\n"),
    member(b"srv/package.json", b'{"name":"x"}'),
    member(b"big", b"1", size=base256(1)),
)


@settings(max_examples=250, deadline=None)
@given(
    st.lists(st.sampled_from(MEMBERS), min_size=1, max_size=6),
    st.lists(st.tuples(st.integers(0, 1 << 16), st.integers(0, 255)), max_size=8),
    st.booleans(),
    st.sampled_from(["image", "directory"]),
)
def test_any_layer(
    parts: list[bytes], changes: list[tuple[int, int]], sealed: bool, kind: str
) -> None:
    """A layer changed anywhere is read to an answer: nothing is raised, no kind is at a loss."""
    data = bytearray(b"".join(parts) + bytes(1024))
    for position, value in changes:
        data[position % len(data)] = value
    if sealed:
        for at in range(0, len(data) - 511, 512):
            if data[at + 257 : at + 262] == b"ustar":
                data[at : at + 512] = reseal(bytes(data[at : at + 512]))
    reading = reading_of(bytes(data), kind=kind)
    assert "internal-error" not in [code for _, code in told(reading)]
    assert all(index < len(reading.nodes) for index in reading.facts)
    assert changes or len(reading.nodes) == len(parts)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=2000))
def test_any_file(data: bytes) -> None:
    """A file of random bytes under names that every kind wants is no kind's bug."""
    names = [part[:100].partition(b"\0")[0].decode() for part in MEMBERS]
    raw = layer(*((f"{number}/{name}", data) for number, name in enumerate(names)))
    codes = [code for _, code in told(reading_of(raw))]
    assert "internal-error" not in codes


def test_deflate_bomb_beside_damage() -> None:
    """Damaged deflate data in a jar is told, and the members beside it are read."""
    data = bytearray(jar({"a.so": SO64 * 9, "b.so": SO64}))
    packed = zlib.compress(SO64 * 9)[2:40]
    at = data.index(packed[:20])
    data[at + 30 : at + 60] = b"\xff" * 30
    reading = reading_of(layer(("x.jar", bytes(data))))
    assert archs(reading)["x.jar!/b.so"] is Arch.X86_64
    assert told(reading)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"\x00\x01\x02" * 400, "kind-unknown", id="binary"),
        pytest.param(b"\xff\xfe\xfd" * 400, "kind-unknown", id="no-utf-8"),
        pytest.param(SO64, "", id="known"),
        pytest.param(b"#!/bin/sh\n" + b"true\n" * 2000, "", id="script"),
        pytest.param(b"x" * 511 + "\u00e9".encode(), "", id="character-at-the-edge"),
    ],
)
def test_a_file_of_no_kind(tmp_path: Path, data: bytes, code: str) -> None:
    """A file that was asked about and that nobody knows is no all-clear; in an image it is data."""
    file = tmp_path / "x.bin"
    file.write_bytes(data)
    with open_source(str(file)) as source:
        (reading,) = walk(source, Budget())
    assert [problem for _, problem in told(reading)] == ([code] if code else [])
    with open_source(str(tmp_path)) as source:
        (reading,) = walk(source, Budget())
    assert not told(reading)
