"""The file system a container would see: paths bound to file objects of the layers."""

from bisect import bisect_left
from dataclasses import dataclass, field

from archcompat.model.layer import MemberType

_MAX_LINKS = 40  # as Linux: MAXSYMLINKS


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
        todo = [part for part in path.split("/") if part not in ("", ".")][::-1]
        real: list[str] = []
        links = 0
        while todo:
            part = todo.pop()
            if part == "..":
                if real:
                    real.pop()
                continue
            here = "/".join((*real, part))
            inode = self.inodes.get(here)
            if inode is not None and inode.type is MemberType.SYMLINK:
                links += 1
                if links > _MAX_LINKS:
                    return None
                if inode.link.startswith("/"):
                    real.clear()
                todo.extend(p for p in reversed(inode.link.split("/")) if p not in ("", "."))
                continue
            real.append(part)
        found = "/".join(real)
        return found if found in self.inodes or self._has_children(found) else None

    def children(self, folder: str) -> list[str]:
        """Paths directly inside a real folder, sorted."""
        prefix = folder + "/" if folder else ""
        found: dict[str, None] = {}
        names = self._names()
        for position in range(bisect_left(names, prefix), len(names)):
            path = names[position]
            if not path.startswith(prefix):
                break
            name = path[len(prefix) :].partition("/")[0]
            if name:
                found[prefix + name] = None
        return list(found)

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
