"""Tells the files that came with the base image from those that were added on top of it."""

from archcompat.model.inventory import Inventory
from archcompat.model.where import Where

# Files of which every root file system has one, down to that of busybox alone.
_ROOT = ("etc/os-release", "usr/lib/os-release", "etc/passwd", "bin/sh", "usr/bin/sh")


class BaseImage:
    """The lowest layers of an image: as many as are known to be its base's, or else one.

    Where nothing tells how many, the lowest is the base's if it is a root file system and others
    lie on it: an application brings none of its own.
    """

    def __init__(self, inventory: Inventory) -> None:
        """Look for a root file system in the lowest layer."""
        self._inodes = inventory.filesystem.inodes
        layers = [layer.index for layer in inventory.layers]
        subject = inventory.subject
        known = subject.base_layers if subject.base or subject.base_seen else 0
        self._end = min(layers, default=0) + (known or 1)
        self._known = (
            subject.kind == "image"
            and len(layers) > 1
            and (subject.base_seen or any(self._holds(path) for path in _ROOT))
        )

    def brought(self, where: Where) -> bool:
        """Whether a place is in a file of the base image that no layer above replaced."""
        return self._known and self._holds(where.parts[0])

    def _holds(self, path: str) -> bool:
        inode = self._inodes.get(path)
        return inode is not None and inode.layer < self._end
