"""Lays the layers of a subject on top of each other and keeps what a container would see.

Layers are applied in order to file objects (inodes), never flattened by path in reverse: a
hardlink goes on living when its other name is hidden or replaced. The rules are the OCI
image-spec's (layer.md: changesets, whiteouts, opaque whiteouts). Two things it leaves open:

- A path through a lower layer's symlink (``lib/x`` over ``lib -> usr/lib``) without an entry for
  the folder itself: as overlay file systems do, ``lib`` becomes a folder; a note says so.
- AUFS bookkeeping (``.wh..wh.plnk`` and the like) is dropped; only ``.wh..wh..opq`` is a marker.
"""

from collections.abc import Sequence
from dataclasses import replace

from archcompat.model.facts import Fact, Problem, Severity
from archcompat.model.filesystem import Filesystem, Inode
from archcompat.model.inventory import Inventory
from archcompat.model.layer import Layer, LayerReading, MemberType, Subject, is_whiteout
from archcompat.model.where import Where

_WHITEOUT = ".wh."
_OPAQUE = ".wh..wh..opq"


def squash(
    subject: Subject,
    layers: Sequence[Layer],
    readings: Sequence[LayerReading],
    problems: Sequence[Problem] = (),
) -> Inventory:
    """What is visible once every layer is applied; ``problems`` were met while opening."""
    tree = _Tree(whiteouts=subject.kind == "image")
    found = list(problems)
    for layer, reading in zip(layers, readings, strict=True):
        found += reading.problems
        tree.apply(layer.index, reading)
    found += tree.problems
    facts: list[Fact] = []
    for path, inode in tree.inodes.items():
        for fact in readings[inode.layer].facts.get(inode.node, ()):
            moved = _moved(fact, path)
            if isinstance(moved, Problem):
                found.append(moved)
            else:
                facts.append(moved)
    facts.sort(key=lambda fact: (fact.where, type(fact).__name__))
    found.sort(key=lambda problem: (problem.where, problem.code, problem.detail))
    return Inventory(
        subject=subject,
        layers=tuple(layers),
        filesystem=Filesystem(dict(sorted(tree.inodes.items()))),
        facts=tuple(facts),
        problems=tuple(found),
    )


def _moved(fact: Fact, path: str) -> Fact:
    """The fact under a name of its file: a hardlinked file has it under each."""
    if fact.where.parts[0] == path:
        return fact
    return replace(fact, where=Where((path, *fact.where.parts[1:])))


class _Tree:
    """The file system while layers are applied, with the folders that have anything in them."""

    def __init__(self, *, whiteouts: bool) -> None:
        self.inodes: dict[str, Inode] = {}
        self.problems: list[Problem] = []
        self._whiteouts = whiteouts
        self._children: dict[str, set[str]] = {}

    def apply(self, layer: int, reading: LayerReading) -> None:
        """Hide what the layer's markers hide, then add what it brings; the last duplicate wins."""
        members = [
            (node, member)
            for node, member in enumerate(reading.nodes)
            if not (self._whiteouts and is_whiteout(member.path))
        ]
        if self._whiteouts:
            for member in reading.nodes:
                if is_whiteout(member.path):
                    self._hide(member.path)
        late = []
        own: dict[str, Inode] = {}
        for node, member in members:
            if member.type is MemberType.HARDLINK:
                target = own.get(member.link) or self.inodes.get(member.link)
                if target is None:
                    late.append((member.path, member.link))
                    continue
                inode = target
            else:
                inode = Inode(member.type, layer, node, member.link, member.size)
            self._place(member.path, inode)
            own[member.path] = inode
        for path, link in late:  # a hardlink that comes before its target in the tar
            target = own.get(link)
            if target is None:
                detail = f"it is a hardlink to {link!r}, which is not there"
                self.problems.append(Problem(Where((path,)), "hardlink-target-missing", detail))
            elif path not in own:
                self._place(path, target)

    def _hide(self, path: str) -> None:
        folder, _, name = path.rpartition("/")
        if name == _OPAQUE:
            for child in list(self._children.get(folder, ())):
                self._remove(child)
            return
        hidden = name.removeprefix(_WHITEOUT)
        if hidden.startswith(_WHITEOUT) or any(
            part.startswith(".wh..wh.") for part in folder.split("/")
        ):
            return  # AUFS bookkeeping
        if not hidden:
            detail = "a whiteout without a name hides nothing (the OCI image-spec forbids it)"
            self.problems.append(Problem(Where((path,)), "whiteout-nameless", detail))
            return
        self._remove(f"{folder}/{hidden}" if folder else hidden)

    def _place(self, path: str, inode: Inode) -> None:
        if not path:
            return  # the root itself
        before = self.inodes.get(path)
        if before is not None and inode.type is not MemberType.DIRECTORY:
            self._remove_children(path)
        self._make_folders(path)
        self.inodes[path] = inode

    def _make_folders(self, path: str) -> None:
        """Register the path under its parents; a parent that is no folder becomes one."""
        while path:
            folder = path.rpartition("/")[0]
            siblings = self._children.get(folder)
            if siblings is not None and path in siblings:
                return
            self._children.setdefault(folder, set()).add(path)
            parent = self.inodes.get(folder)
            if parent is not None and parent.type is not MemberType.DIRECTORY:
                if parent.type is MemberType.SYMLINK:
                    detail = (
                        f"a layer writes through the symlink to {parent.link!r}; it is a folder"
                    )
                    self.problems.append(
                        Problem(Where((folder,)), "path-through-symlink", detail, Severity.INFO)
                    )
                del self.inodes[folder]
            path = folder

    def _remove(self, path: str) -> None:
        self._remove_children(path)
        self.inodes.pop(path, None)
        siblings = self._children.get(path.rpartition("/")[0])
        if siblings is not None:
            siblings.discard(path)

    def _remove_children(self, path: str) -> None:
        doomed = [path]
        while doomed:
            for child in self._children.pop(doomed.pop(), ()):
                self.inodes.pop(child, None)
                doomed.append(child)
