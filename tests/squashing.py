"""Squashes stacks of layers, here and by umoci, so that tests can compare what is visible."""

import os
import subprocess
from pathlib import Path

from archcompat.formats.tararchive import read_tar
from archcompat.model.layer import Layer, LayerReading, MemberType, Node, Subject
from archcompat.squash import squash
from tests.make.image import Image, layout_of, write_folder
from tests.make.tararchive import Content, Soft, layer
from tests.need import need

IMAGE = Subject("image", "test")
Stack = tuple[tuple[tuple[str, Content], ...], ...]
View = dict[str, bytes | Soft]
"""Files with their content and symlinks; of hardlinks each name has the content."""


class Squashed:
    """A stack of layers after it was read and squashed, with the content of its files."""

    def __init__(self, stack: Stack) -> None:
        self.contents: dict[tuple[int, int], bytes] = {}
        readings = [self._read(index, entries) for index, entries in enumerate(stack)]
        layers = [Layer(index, f"sha256:{index}") for index in range(len(stack))]
        self.inventory = squash(IMAGE, layers, readings)
        self.inodes = self.inventory.filesystem.inodes

    def _read(self, index: int, entries: tuple[tuple[str, Content], ...]) -> LayerReading:
        reading = LayerReading()
        feed = iter([layer(*entries)])
        for found in read_tar(lambda: next(feed, b"")):
            if found.open is not None:
                with found.open() as stream:
                    self.contents[index, len(reading.nodes)] = stream.read()
            reading.nodes.append(Node(found.path, found.type, found.link, found.size))
        return reading

    @property
    def view(self) -> View:
        view: View = {}
        for path, inode in self.inodes.items():
            if inode.type is MemberType.FILE:
                view[path] = self.contents[inode.layer, inode.node]
            elif inode.type is MemberType.SYMLINK:
                view[path] = Soft(inode.link)
        return view

    @property
    def folders(self) -> set[str]:
        return {path for path, node in self.inodes.items() if node.type is MemberType.DIRECTORY}

    @property
    def links(self) -> set[frozenset[str]]:
        """The names of each file that has several."""
        names: dict[tuple[int, int], set[str]] = {}
        for path, inode in self.inodes.items():
            if inode.type is MemberType.FILE:
                names.setdefault((inode.layer, inode.node), set()).add(path)
        return {frozenset(paths) for paths in names.values() if len(paths) > 1}

    @property
    def codes(self) -> list[str]:
        return [problem.code for problem in self.inventory.problems]


def unpacked(folder: Path, stack: Stack) -> tuple[View, set[str], set[frozenset[str]]]:
    """Files, folders, and files of several names as umoci unpacks the same layers."""
    need("umoci")
    image = Image(tuple(layer(*entries) for entries in stack), tags=("v1",))
    target = write_folder(folder / "layout", layout_of(image))
    root = folder / "bundle/rootfs"
    command = ("umoci", "unpack", "--rootless", "--image", f"{target}:v1", str(root.parent))
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    view: View = {}
    folders = set()
    names: dict[int, set[str]] = {}
    for path in root.rglob("*"):
        name = str(path.relative_to(root))
        if path.is_symlink():
            view[name] = Soft(os.readlink(path))  # noqa: PTH115 - pathlib would tidy it
        elif path.is_dir():
            folders.add(name)
        else:
            view[name] = path.read_bytes()
            names.setdefault(path.stat().st_ino, set()).add(name)
    return view, folders, {frozenset(paths) for paths in names.values() if len(paths) > 1}
