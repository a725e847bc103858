"""Layers on top of each other: what is visible, and which layer's bytes it is."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archcompat.model.arch import Arch
from archcompat.model.budget import Budget
from archcompat.model.inventory import Inventory
from archcompat.model.layer import Layer, LayerReading, MemberType, Node, Subject
from archcompat.model.native import NativeObject
from archcompat.model.problem import Problem, Severity
from archcompat.model.where import Where
from archcompat.sources.opening import open_source
from archcompat.squash import squash
from archcompat.walk import walk
from tests.make.elf import SO64, SOARM
from tests.make.image import Image, layout_of, write_folder
from tests.make.tararchive import FOLDER, Content, Hard, Soft, layer
from tests.make.tararchive import Node as Other
from tests.squashing import IMAGE, Squashed, Stack, View, unpacked

X86, ARM, OLD, NEW = b"x86", b"arm", b"old", b"new"
OPAQUE = ".wh..wh..opq"

SAME_AS_UMOCI: list[tuple[str, Stack, View]] = [
    (
        "L01-hardlink-overwritten",
        ((("t2", X86), ("t1", Hard("t2")), ("t3", Hard("t2"))), (("t1", ARM),)),
        {"t1": ARM, "t2": X86, "t3": X86},
    ),
    (
        "L02-target-of-a-hardlink-hidden",
        ((("a", X86), ("b", Hard("a"))), ((".wh.a", b""),)),
        {"b": X86},
    ),
    (
        "L02-every-name-hidden",
        ((("a", X86), ("b", Hard("a"))), ((".wh.a", b""), (".wh.b", b""))),
        {},
    ),
    (
        "L04-hardlink-counts-from-the-root",
        ((("x/a", X86), ("y/x/a", OLD), ("y/b", Hard("x/a"))),),
        {"x/a": X86, "y/x/a": OLD, "y/b": X86},
    ),
    (
        "L04-hardlink-written-from-the-root",
        ((("x/a", X86), ("y/b", Hard("/x/./a"))),),
        {"x/a": X86, "y/b": X86},
    ),
    (
        "L05-hardlinked-file-becomes-a-symlink-to-its-twin",
        (
            (("lib/a.so", X86), ("cache/a", Hard("lib/a.so"))),
            (("lib/a.so", Soft("../cache/a")),),
        ),
        {"lib/a.so": Soft("../cache/a"), "cache/a": X86},
    ),
    (
        "L08-hardlink-to-a-symlink",
        ((("a", X86), ("s", Soft("a")), ("h", Hard("s"))),),
        {"a": X86, "s": Soft("a"), "h": Soft("a")},
    ),
    (
        "hardlink-across-layers",
        ((("a", X86),), (("b", Hard("a")),), (("a", ARM),)),
        {"a": ARM, "b": X86},
    ),
    (
        "hardlink-to-what-its-layer-replaced",
        ((("a", OLD),), (("a", NEW), ("b", Hard("a"))), ((".wh.a", b""),)),
        {"b": NEW},
    ),
    (
        "hardlink-to-what-its-layer-replaces-later",
        ((("a", OLD),), (("b", Hard("a")), ("a", NEW))),
        {"a": NEW, "b": OLD},
    ),
    (
        "hardlink-replaced-by-a-hardlink",
        ((("a", OLD), ("b", NEW), ("c", Hard("a"))), (("c", Hard("b")),)),
        {"a": OLD, "b": NEW, "c": NEW},
    ),
    (
        "hardlink-to-what-its-layer-hides-later",
        ((("a", X86),), (("b", Hard("a")), (".wh.a", b""))),
        {"b": X86},
    ),
    (
        "L10-opaque-folder",
        (
            (("a", FOLDER), ("a/old", OLD), ("a/b/c", OLD), ("b", OLD)),
            (("a", FOLDER), (f"a/{OPAQUE}", b""), ("a/new", NEW)),
        ),
        {"a/new": NEW, "b": OLD},
    ),
    (
        "L11-opaque-marker-last",
        (
            (("a", FOLDER), ("a/old", OLD), ("a/both", OLD)),
            (("a", FOLDER), ("a/new", NEW), ("a/both", NEW), (f"a/{OPAQUE}", b"")),
        ),
        {"a/new": NEW, "a/both": NEW},
    ),
    (
        "opaque-folder-below-one-that-is-not",
        (
            (("a/x", OLD), ("a/b/y", OLD)),
            (("a", FOLDER), ("a/b", FOLDER), (f"a/b/{OPAQUE}", b"")),
        ),
        {"a/x": OLD},
    ),
    (
        "opaque-root",
        ((("a", OLD), ("b/c", OLD)), ((OPAQUE, b""), ("d", NEW))),
        {"d": NEW},
    ),
    (
        "L13-opaque-folder-over-a-symlink",
        (
            (("target/keep.so", X86), ("link", Soft("target"))),
            (("link", FOLDER), (f"link/{OPAQUE}", b""), ("link/new", NEW)),
        ),
        {"target/keep.so": X86, "link/new": NEW},
    ),
    (
        "L14-almost-an-opaque-marker",
        ((("etc/passwd", OLD),), ((f"etc/{OPAQUE}X", b""),)),
        {"etc/passwd": OLD},
    ),
    ("L16-hidden-and-brought-again", ((("a", OLD),), ((".wh.a", b""), ("a", NEW))), {"a": NEW}),
    ("L16-brought-and-hidden", ((("a", OLD),), (("a", NEW), (".wh.a", b""))), {"a": NEW}),
    (
        "L16-folder-hidden-and-brought-again",
        ((("a/x", OLD),), ((".wh.a", b""), ("a", FOLDER), ("a/y", NEW))),
        {"a/y": NEW},
    ),
    (
        "L17-markers-in-the-lowest-layer",
        (((".wh.a", b""), ("d", FOLDER), (f"d/{OPAQUE}", b""), ("d/.wh.x", b""), ("b", NEW)),),
        {"b": NEW},
    ),
    (
        "hidden-twice-and-what-never-was",
        ((("a", OLD),), ((".wh.a", b""), (".wh.never", b"")), ((".wh.a", b""), ("b", NEW))),
        {"b": NEW},
    ),
    (
        "L19-folder-becomes-a-file",
        ((("a", FOLDER), ("a/x", OLD), ("a/b/y", OLD)), (("a", NEW),)),
        {"a": NEW},
    ),
    (
        "L19-folder-without-an-entry-becomes-a-file",
        ((("a/b/y", OLD),), (("a", NEW),)),
        {"a": NEW},
    ),
    (
        "L19-folder-becomes-a-symlink",
        ((("a/x", OLD), ("t/x", X86)), (("a", Soft("t")),)),
        {"a": Soft("t"), "t/x": X86},
    ),
    ("L19-file-becomes-a-folder", ((("a", OLD),), (("a", FOLDER), ("a/x", NEW))), {"a/x": NEW}),
    (
        "L19-symlink-becomes-a-folder",
        ((("t/x", OLD), ("a", Soft("t"))), (("a", FOLDER), ("a/x", NEW))),
        {"t/x": OLD, "a/x": NEW},
    ),
    (
        "L19-symlink-becomes-a-file",
        ((("t", OLD), ("a", Soft("t"))), (("a", NEW),)),
        {"t": OLD, "a": NEW},
    ),
    (
        "L19-folder-hidden",
        ((("a/b/x", OLD), ("ab", OLD), ("a.b", OLD)), ((".wh.a", b""),)),
        {"ab": OLD, "a.b": OLD},
    ),
    (
        "L20-through-a-symlink-of-its-own-layer",
        ((("usr/lib", FOLDER), ("lib", Soft("usr/lib")), ("lib/x", NEW)),),
        {"lib": Soft("usr/lib"), "usr/lib/x": NEW},
    ),
    (
        "L20-through-an-absolute-chain-of-its-own-layer",
        (
            (("usr/lib/y", OLD),),
            (
                ("usr/lib", FOLDER),
                ("a", Soft("/b/..")),
                ("b", Soft("//usr/./lib/")),
                ("a/lib/x", NEW),
                ("b/y", NEW),
                ("c", Hard("b/y")),
            ),
        ),
        {
            "a": Soft("/b/.."),
            "b": Soft("//usr/./lib/"),
            "usr/lib/x": NEW,
            "usr/lib/y": NEW,
            "c": NEW,
        },
    ),
    (
        "L20-symlink-of-its-own-layer-replaced",
        ((("t/x", OLD), ("a", Soft("t")), ("a", FOLDER), ("a/y", NEW)),),
        {"t/x": OLD, "a/y": NEW},
    ),
    (
        "L26-duplicates",
        ((("a", OLD), ("b", OLD), ("a", NEW), ("b", Soft("a"))),),
        {"a": NEW, "b": Soft("a")},
    ),
    (
        "L28-marker-that-is-a-hardlink",
        ((("tmp/KEY", OLD), ("tmp/CERN.repo", OLD)), (("tmp/.wh.KEY", Hard("tmp/CERN.repo")),)),
        {"tmp/CERN.repo": OLD},
    ),
    ("L28-marker-that-is-a-folder", ((("KEY", OLD),), ((".wh.KEY", FOLDER),)), {}),
    ("L28-marker-with-content", ((("KEY", OLD),), ((".wh.KEY", b"content"),)), {}),
    ("L28-marker-that-is-a-device", ((("KEY", OLD),), ((".wh.KEY", Other(b"3")),)), {}),
    (
        "L31-marker-in-the-middle-of-a-name",
        ((("foo.wh.bar.so", X86), ("bar.so", X86)), (("x.wh.bar.so", ARM), ("d.wh./y", ARM))),
        {"foo.wh.bar.so": X86, "bar.so": X86, "x.wh.bar.so": ARM, "d.wh./y": ARM},
    ),
    ("L32-no-entries-of-folders", ((("x/y/z.so", X86),),), {"x/y/z.so": X86}),
    ("L40-empty-layers", ((), (("a", X86),), ()), {"a": X86}),
    ("L44-last-one-counts", ((("a", X86),), (("b", OLD),), (("a", ARM),)), {"a": ARM, "b": OLD}),
    ("a-name-like-a-folder", ((("a.", OLD), ("a/x", OLD)), ((".wh.a.", b""),)), {"a/x": OLD}),
]


@pytest.mark.parametrize(
    ("stack", "view"),
    [pytest.param(stack, view, id=name) for name, stack, view in SAME_AS_UMOCI],
)
def test_same_as_umoci(stack: Stack, view: View, tmp_path: Path) -> None:
    """Oracle: umoci unpacks the same files, and the same names share one file."""
    found = Squashed(stack)
    assert found.view == view
    assert [code for code in found.codes if code != "path-through-symlink"] == []
    files, folders, links = unpacked(tmp_path, stack)
    assert files == view
    assert found.links == links
    assert found.folders <= folders


OVERLAY: list[tuple[str, Stack, View, list[str]]] = [
    (
        "L20-through-a-lower-symlink",
        ((("usr/lib/y", OLD), ("lib", Soft("usr/lib"))), (("lib/x", NEW),)),
        {"usr/lib/y": OLD, "lib/x": NEW},
        ["path-through-symlink"],
    ),
    (
        "L20-deep-through-a-lower-symlink-once-noted",
        ((("t/y", OLD), ("a/l", Soft("../t"))), (("a/l/b/x", NEW), ("a/l/b/z", NEW))),
        {"t/y": OLD, "a/l/b/x": NEW, "a/l/b/z": NEW},
        ["path-through-symlink"],
    ),
    (
        "L20-hidden-through-a-lower-symlink",
        ((("usr/lib/y", OLD), ("lib", Soft("usr/lib"))), (("lib/.wh.y", b""),)),
        {"usr/lib/y": OLD},
        ["path-through-symlink"],
    ),
    (
        "L20-through-a-lower-file",
        ((("a", OLD),), (("a/x", NEW),)),
        {"a/x": NEW},
        [],
    ),
    (
        "L29-bookkeeping-of-aufs",
        (
            (("292.1", OLD), ("plnk", OLD), ("aufs", OLD)),
            (
                (".wh..wh.plnk", FOLDER),
                (".wh..wh.plnk/292.1", NEW),
                (".wh..wh.plnk/.wh.292.1", NEW),
                (".wh..wh.orph", FOLDER),
                (".wh..wh.aufs", b""),
                (".wh.gone/x", NEW),
            ),
        ),
        {"292.1": OLD, "plnk": OLD, "aufs": OLD},
        [],
    ),
    (
        "L07-hardlink-before-its-target",
        ((("h", Hard("a")), ("g", Hard("h")), ("a", X86)),),
        {"h": X86, "g": X86, "a": X86},
        [],
    ),
    (
        "L07-hardlink-without-a-target",
        ((("h", Hard("nowhere")), ("b", X86)),),
        {"b": X86},
        ["hardlink-target-missing"],
    ),
    (
        "L07-hardlinks-to-each-other",
        ((("a", Hard("b")), ("b", Hard("a")), ("c", Hard("c"))),),
        {},
        ["hardlink-target-missing"] * 3,
    ),
    (
        "L07-hardlink-overtaken-by-a-file",
        ((("h", Hard("a")), ("h", NEW), ("a", X86)),),
        {"h": NEW, "a": X86},
        [],
    ),
    (
        "hardlink-to-what-its-layer-hid-before",
        ((("a", X86),), ((".wh.a", b""), ("b", Hard("a")))),
        {"b": X86},
        [],
    ),
    (
        "hardlink-through-a-lower-symlink",
        ((("usr/lib/y", X86), ("lib", Soft("usr/lib"))), (("b", Hard("lib/y")),)),
        {"usr/lib/y": X86, "lib": Soft("usr/lib"), "b": X86},
        [],
    ),
    (
        "whiteout-without-a-name",
        ((("a", OLD),), ((".wh.", b""),)),
        {"a": OLD},
        ["whiteout-nameless"],
    ),
    (
        "whiteouts-of-dots",
        ((("a/b", OLD), ("c", OLD)), (("a/.wh..", b""), ("a/.wh...", b""))),
        {"a/b": OLD, "c": OLD},
        [],
    ),
    (
        "symlink-of-its-own-layer-to-itself",
        ((("a", Soft("a")), ("a/x", NEW)),),
        {"a/x": NEW},
        ["path-through-symlink"],
    ),
]


@pytest.mark.parametrize(
    ("stack", "view", "codes"),
    [pytest.param(stack, view, codes, id=name) for name, stack, view, codes in OVERLAY],
)
def test_where_umoci_says_otherwise_or_fails(stack: Stack, view: View, codes: list[str]) -> None:
    """What the image-spec leaves open is seen as an overlay file system sees it.

    umoci follows a lower layer's symlinks, and hides things behind them; it takes the files of
    AUFS for ordinary ones, and gives up at hardlinks that come first and at odd whiteouts.
    """
    found = Squashed(stack)
    assert (found.view, found.codes) == (view, codes)


def random_layer(pick: random.Random, prefix: str, number: int) -> list[tuple[str, Content]]:
    """A few entries that fit each other: folders first, hardlinks to what is there for sure."""
    names = [
        f"{prefix}/{name}" for name in ("a", "b", "d/a", "d/e/a", "e/a", "a.b", "d.e/a", "l/a")
    ]
    entries: list[tuple[str, Content]] = [(f"{prefix}/keep", b"keep")] if not number else []
    shown: dict[str, Content] = {}
    for name in pick.sample(names, pick.randint(0, 5)):
        for position in range(len(prefix) + 1, len(name)):
            folder = name[:position]
            if name[position] == "/" and shown.get(folder, FOLDER) is not FOLDER:
                break
            if name[position] == "/" and folder not in shown:
                entries.append((folder, FOLDER))
                shown[folder] = FOLDER
                if pick.random() < 0.2:
                    entries.append((f"{folder}/{OPAQUE}", b""))
        else:
            files = [path for path, what in shown.items() if isinstance(what, bytes)]
            target = pick.choice([f"{prefix}/keep", *files])
            content = b"%d %d" % (number, pick.randrange(99))
            choices: list[Content] = [content, content, Hard(target), Soft(target), Soft("b")]
            what = pick.choice(choices)
            entries.append((name, what))
            shown[name] = what
    hidden = pick.sample(
        [*names, f"{prefix}/d", f"{prefix}/d/e", f"{prefix}/l"], pick.randint(0, 3)
    )
    for path in hidden:
        folder, _, name = path.rpartition("/")
        if folder == prefix or shown.get(folder) is FOLDER:
            entries.insert(pick.randint(0, 1) * len(entries), (f"{folder}/.wh.{name}", b""))
    return entries


@pytest.mark.parametrize("seed", range(3))
def test_random_layers(seed: int, tmp_path: Path) -> None:
    """Oracle: umoci unpacks an image of three layers, 300 unrelated cases in as many folders."""
    pick = random.Random(seed)  # noqa: S311 - not for a secret
    layers = [
        [entry for case in range(300) for entry in random_layer(pick, f"case{case}", number)]
        for number in range(3)
    ]
    stack = tuple(tuple(entries) for entries in layers)
    found = Squashed(stack)
    files, folders, links = unpacked(tmp_path, stack)
    assert found.codes == []
    assert found.view == files
    assert found.links == links
    assert found.folders <= folders


def scanned(folder: Path, *layers: tuple[tuple[str, Content], ...]) -> Inventory:
    """A whole image of those layers, opened, walked and squashed."""
    image = Image(tuple(layer(*entries) for entries in layers))
    with open_source(str(write_folder(folder / "layout", layout_of(image)))) as source:
        readings = walk(source, Budget())
        return squash(source.subject, source.layers, readings, source.problems)


@pytest.mark.parametrize(
    ("layers", "archs"),
    [
        pytest.param(
            ((("t2", SO64), ("t1", Hard("t2")), ("t3", Hard("t2"))), (("t1", SOARM),)),
            {"t1": Arch.AARCH64, "t2": Arch.X86_64, "t3": Arch.X86_64},
            id="L01",
        ),
        pytest.param(
            ((("a", SO64), ("b", Hard("a"))), ((".wh.a", b""),)), {"b": Arch.X86_64}, id="L02"
        ),
        pytest.param(
            ((("x.so", SO64),), (("y", b""),), (("x.so", SOARM),)),
            {"x.so": Arch.AARCH64},
            id="L44",
        ),
        pytest.param(
            ((("d", FOLDER), ("d/x.so", SO64)), (("d", FOLDER), (f"d/{OPAQUE}", b""))), {}, id="L10"
        ),
        pytest.param(((("foo.wh.bar.so", SO64),),), {"foo.wh.bar.so": Arch.X86_64}, id="L31"),
        pytest.param(((("x/y/z.so", SO64),),), {"x/y/z.so": Arch.X86_64}, id="L32"),
        pytest.param(
            ((("lib", Soft("usr/lib")), ("lib/z.so", SO64)),),
            {"usr/lib/z.so": Arch.X86_64},
            id="L20",
        ),
        pytest.param((((".wh..wh.plnk/292.1", SO64),),), {}, id="L29"),
    ],
)
def test_facts_follow_their_files(
    layers: tuple[tuple[tuple[str, Content], ...], ...], archs: dict[str, Arch], tmp_path: Path
) -> None:
    """From the stored image to the facts: a file has them under each of its visible names."""
    inventory = scanned(tmp_path, *layers)
    found = {str(fact.where): fact.arch for fact in inventory.facts_of(NativeObject)}
    assert found == archs
    assert list(found) == sorted(found)
    assert [problem for problem in inventory.problems if problem.severity is Severity.ERROR] == []


def test_layer_of_a_file(tmp_path: Path) -> None:
    """A file belongs to the layer that has its bytes, whatever later layers call it."""
    inodes = scanned(
        tmp_path, (("a", SO64), ("b", SO64)), (("c", Hard("a")), ("b", SOARM)), ((".wh.a", b""),)
    ).filesystem.inodes
    assert {path: inode.layer for path, inode in inodes.items()} == {"b": 1, "c": 0}


def test_l07_problem_names_both(tmp_path: Path) -> None:
    """A hardlink to nothing is an error with the target in its detail."""
    (problem,) = scanned(tmp_path, (("h", Hard("nowhere")),)).problems
    assert problem.where == Where(("h",))
    assert problem.severity is Severity.ERROR
    assert "'nowhere'" in problem.detail


def test_problem_of_a_hidden_file_is_gone() -> None:
    """What could not be read in a file that nobody sees takes nothing from the answer."""
    nodes = [Node("a", MemberType.FILE, "", 1), Node("b", MemberType.FILE, "", 1)]
    bad = [Problem(Where((name, "inside")), "elf-truncated", name) for name in "ab"]
    layer_problem = Problem(Where(("layer 0",)), "layer-truncated", "")
    lower = LayerReading(nodes, {0: (bad[0],), 1: (bad[1],)}, [layer_problem])
    upper = LayerReading([Node(".wh.a", MemberType.FILE, "", 0)])
    opening = Problem(Where((".",)), "other-platforms", "")
    layers = [Layer(0), Layer(1)]
    inventory = squash(IMAGE, layers, [lower, upper], [opening])
    assert inventory.problems == (opening, bad[1], layer_problem)
    assert inventory.facts == ()


def test_markers_are_files_elsewhere() -> None:
    """In a folder or a file that is scanned, a name that begins with .wh. is a name."""
    nodes = [Node(path, MemberType.FILE, "", 0) for path in ("a", ".wh.a", f"d/{OPAQUE}", "d/x")]
    inventory = squash(Subject("directory", "d"), [Layer(0)], [LayerReading(nodes)])
    assert list(inventory.filesystem.inodes) == [".wh.a", "a", f"d/{OPAQUE}", "d/x"]


paths = st.lists(
    st.sampled_from(["a", "b", "c", ".wh.a", ".wh.b", OPAQUE, ".wh.", "x.wh.y"]),
    min_size=0,
    max_size=4,
).map("/".join)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.lists(
            st.builds(Node, paths, st.sampled_from(MemberType), paths | st.just("/.."), st.just(0)),
            max_size=8,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_layers(stack: list[list[Node]]) -> None:
    """Any entries in any order give a tree without markers, in which only folders have children."""
    layers = [Layer(index) for index in range(len(stack))]
    found = squash(IMAGE, layers, [LayerReading(nodes) for nodes in stack])
    inodes = found.filesystem.inodes
    assert list(inodes) == sorted(inodes)
    for path, inode in inodes.items():
        assert not any(part.startswith(".wh.") for part in path.split("/"))
        assert inode.type is not MemberType.HARDLINK
        assert stack[inode.layer][inode.node].type is inode.type
        folder = path.rpartition("/")[0]
        while folder:
            assert folder not in inodes or inodes[folder].type is MemberType.DIRECTORY
            folder = folder.rpartition("/")[0]
