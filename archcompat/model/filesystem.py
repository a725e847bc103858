"""The file system a container would see: paths bound to file objects of the layers."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field

from archcompat.model.layer import MemberType

_MAX_LINKS = 40  # as Linux: MAXSYMLINKS
_MAX_PATH = 4096  # as Linux: PATH_MAX; no longer symlink can be made


def follow(path: str, link_at: Callable[[str], str | None], *, last: bool = False) -> str | None:
    """Where ``path`` leads, from the root, whether anything is there or not.

    ``link_at`` gives the text of the symlink at a path. The last part is followed only with
    ``last``. None when there is no end to it, as the kernel sees it. ``..`` stops at the root.
    """
    todo = path.split("/")[::-1]
    real: list[str] = []
    links = 0
    while todo:
        part = todo.pop()
        if part in ("", "."):
            continue
        if part == "..":
            if real:
                real.pop()
            continue
        real.append(part)
        link = link_at("/".join(real)) if todo or last else None
        if link is None:
            continue
        links += 1
        if links > _MAX_LINKS or len(link) > _MAX_PATH:
            return None
        real.pop()
        if link.startswith("/"):
            real.clear()
        todo.extend(reversed(link.split("/")))
    return "/".join(real)


@dataclass(frozen=True, slots=True)
class Inode:
    """A file object: it lives in one layer, whatever names later layers give it."""

    type: MemberType
    """Never HARDLINK: a hardlink is a second name of its inode."""
    layer: int
    """The layer that holds the content."""
    node: int
    """Index into that layer's nodes: the key to its facts."""
    link: str = ""
    size: int = 0


@dataclass(slots=True)
class Filesystem:
    """Paths to inodes, with symlinks resolved inside the root and never outside it."""

    inodes: dict[str, Inode]
    """By normalised path. Folders without an entry of their own may be missing."""
    _sorted: list[str] = field(default_factory=list)

    def resolve(self, path: str) -> str | None:
        """The real path behind ``path``, following symlinks in any part; None if nothing is there.

        Symlinks are taken from the root of this file system; ``..`` stops at it.
        """
        found = follow(path, self._link_at, last=True)
        if found is None:
            return None
        return found if found in self.inodes or self._has_children(found) else None

    def children(self, folder: str) -> list[str]:
        """Paths directly inside a real folder, sorted."""
        prefix = folder + "/" if folder else ""
        found: dict[str, None] = {}
        names = self._names()
        position = bisect_left(names, prefix)
        while position < len(names) and names[position].startswith(prefix):
            name, below, _ = names[position][len(prefix) :].partition("/")
            position += 1
            if name:
                found[prefix + name] = None
            if below:  # what else is in that folder is passed over: 0 is what follows /
                position = bisect_left(names, f"{prefix}{name}0", position)
        return sorted(found)  # full paths sort otherwise: ``a-b`` comes before ``a/b``

    def _link_at(self, path: str) -> str | None:
        inode = self.inodes.get(path)
        return inode.link if inode is not None and inode.type is MemberType.SYMLINK else None

    def _has_children(self, folder: str) -> bool:
        if not folder:
            return True
        names = self._names()
        position = bisect_left(names, folder + "/")
        return position < len(names) and names[position].startswith(folder + "/")

    def _names(self) -> list[str]:
        if len(self._sorted) != len(self.inodes):
            self._sorted = sorted(self.inodes)
        return self._sorted
