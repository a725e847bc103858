"""Lays the layers of a subject on top of each other and keeps what a container would see.

Layers are applied in order to file objects (inodes), never flattened by path in reverse: a
hardlink goes on living when its other name is hidden or replaced. The rules are the OCI
image-spec's (layer.md: changesets, whiteouts, opaque whiteouts). Two things it leaves open:

- A path through a lower layer's symlink (``lib/x`` over ``lib -> usr/lib``) without an entry for
  the folder itself: as overlay file systems do, ``lib`` becomes a folder; a note says so. A path
  through a symlink of the same layer leads where the symlink does, as whoever extracts it sees.
- AUFS bookkeeping (``.wh..wh.plnk`` and the like) is dropped; only ``.wh..wh..opq`` is a marker.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from archcompat.model.facts import Fact
from archcompat.model.filesystem import Filesystem, Inode, follow
from archcompat.model.inventory import Inventory
from archcompat.model.layer import Layer, LayerReading, MemberType, Subject, is_whiteout
from archcompat.model.problem import Problem, Severity
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
        self._made = ""  # the last folder made, as long as nothing was removed since

    def apply(self, layer: int, reading: LayerReading) -> None:
        """Hide what the layer's markers hide, then add what it brings; the last duplicate wins."""
        # A hardlink's target may be hidden by the same layer: markers do not apply to hardlinks.
        lower = {
            node.link: self._linked(node.link)
            for node in reading.nodes
            if node.type is MemberType.HARDLINK
        }
        if self._whiteouts:
            for node in reading.nodes:
                if is_whiteout(node.path):
                    self._hide(node.path)
        own = _Own()
        late: dict[str, str] = {}
        for index, node in enumerate(reading.nodes):
            path = own.real(node.path)
            if self._whiteouts and is_whiteout(path):
                continue
            if node.type is MemberType.HARDLINK:
                link = own.real(node.link)
                target = own.inodes.get(link) or lower[node.link]
                if target is None:
                    late[path] = link
                    continue
                inode = target
            else:
                inode = Inode(node.type, layer, index, node.link, node.size)
            self._place(path, inode)
            own.add(path, inode)
        self._bind(late, own.inodes)

    def _bind(self, late: dict[str, str], own: dict[str, Inode]) -> None:
        """Add the hardlinks that came before their target in the tar."""
        for path, link in late.items():
            if path in own:
                continue  # replaced by a later entry
            final, seen = link, {path}
            while final in late and final not in own and final not in seen:
                seen.add(final)
                final = late[final]
            target = own.get(final)
            if target is None:
                detail = f"it is a hardlink to {link!r}, which is not there"
                self.problems.append(Problem(Where((path,)), "hardlink-target-missing", detail))
            else:
                self._place(path, target)

    def _linked(self, path: str) -> Inode | None:
        """What a hardlink to that path means in the layers below."""
        found = self.inodes.get(path)
        if found is None:
            real = follow(path, lambda here: _symlink(self.inodes.get(here)))
            found = self.inodes.get(real or path)
        return found

    def _hide(self, path: str) -> None:
        folder, _, name = path.rpartition("/")
        if not name.startswith(_WHITEOUT) or is_whiteout(folder):
            return  # inside a folder that is itself a marker
        self._make_folders(folder)
        if name == _OPAQUE:
            for child in list(self._children.get(folder, ())):
                self._remove(child)
            return
        hidden = name.removeprefix(_WHITEOUT)
        if not hidden:
            detail = "a whiteout without a name hides nothing (the OCI image-spec forbids it)"
            self.problems.append(Problem(Where((path,)), "whiteout-nameless", detail))
            return
        self._remove(f"{folder}/{hidden}" if folder else hidden)

    def _place(self, path: str, inode: Inode) -> None:
        if not path:
            return  # the root itself
        if inode.type is not MemberType.DIRECTORY and (
            path in self._children or path == self._made
        ):
            self._made = ""
            self._remove_children(path)
        folder = path.rpartition("/")[0]
        if folder != self._made:  # archives list what is in a folder together
            self._make_folders(folder)
            self._made = folder
        self._children.setdefault(folder, set()).add(path)
        self.inodes[path] = inode

    def _make_folders(self, path: str) -> None:
        """Register a folder and those above it; what is no folder becomes one."""
        while path:
            inode = self.inodes.get(path)
            if inode is not None and inode.type is not MemberType.DIRECTORY:
                if inode.type is MemberType.SYMLINK:
                    detail = f"a layer writes through the symlink to {inode.link!r}; it is a folder"
                    self.problems.append(
                        Problem(Where((path,)), "path-through-symlink", detail, Severity.INFO)
                    )
                del self.inodes[path]
            folder = path.rpartition("/")[0]
            siblings = self._children.setdefault(folder, set())
            if path in siblings:
                return  # and so are those above it
            siblings.add(path)
            path = folder

    def _remove(self, path: str) -> None:
        self._made = ""
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


def _symlink(inode: Inode | None) -> str | None:
    return inode.link if inode is not None and inode.type is MemberType.SYMLINK else None


class _Own:
    """What one layer has brought so far, and where its own symlinks lead."""

    def __init__(self) -> None:
        self.inodes: dict[str, Inode] = {}
        self._links: dict[str, str] = {}
        self._plain = ""  # the last folder without any of those links in it

    def add(self, path: str, inode: Inode) -> None:
        self.inodes[path] = inode
        if inode.type is MemberType.SYMLINK:
            self._links[path] = inode.link
            self._plain = ""
        elif self._links:
            self._links.pop(path, None)

    def real(self, path: str) -> str:
        """The path, its folders followed through the symlinks that this layer has made of them."""
        if not self._links:
            return path
        folder = above = path.rpartition("/")[0]
        if folder == self._plain:
            return path
        while above:
            if above in self._links:
                return follow(path, self._links.get) or path
            above = above.rpartition("/")[0]
        self._plain = folder
        return path
