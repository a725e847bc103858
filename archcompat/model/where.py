"""Where a thing was found: a path inside the subject, through any nesting of archives."""

from msgspec import Struct


class Where(Struct, frozen=True, order=True):
    """A nested place; ``parts[0]`` is a path in the file system, each next one inside the last.

    Paths have no leading ``/`` or ``./``. They come from the artifact: escape before showing.
    """

    parts: tuple[str, ...]

    def inside(self, path: str) -> "Where":
        """The place ``path`` inside the archive that is here."""
        return Where((*self.parts, path))

    @property
    def path(self) -> str:
        """The innermost path."""
        return self.parts[-1]

    @property
    def name(self) -> str:
        """The innermost file name, without folders."""
        return self.parts[-1].rpartition("/")[2]

    @property
    def folder(self) -> str:
        """The folder of the innermost path, ``""`` at its root."""
        return self.parts[-1].rpartition("/")[0]

    @property
    def container(self) -> "Where | None":
        """The archive this is in, ``None`` for a file of the file system."""
        return Where(self.parts[:-1]) if len(self.parts) > 1 else None

    @property
    def depth(self) -> int:
        """How many archives it is inside of."""
        return len(self.parts) - 1

    def beside(self, path: str) -> "Where":
        """The place ``path`` in the same archive or file system, counted from its root."""
        return Where((*self.parts[:-1], path))

    def __str__(self) -> str:
        """``opt/app.jar!/BOOT-INF/lib/x.jar!/linux/libx.so``."""
        return "!/".join(self.parts)
