"""Which native files are loaded by one application: what lies on one class path, as far as seen."""

from collections.abc import Collection, Iterable

from archcompat.model.native import Archive
from archcompat.model.where import Where

Application = tuple[str, ...]
"""Names an application; empty for the file system, whose files see each other."""


class Applications:
    """Tells applications apart by the archives of a subject.

    An archive with archives in it is one (a Spring Boot JAR, a WAR, an EAR); of other archives
    those in one folder are (the JARs of a ``jars/`` or ``WEB-INF/lib``).
    """

    def __init__(self, archives: Iterable[Archive]) -> None:
        """Take every archive of the subject; a tar is no more than a folder."""
        self._zips = frozenset(one.where for one in archives if one.format != "tar")
        self._holding = _holding(self._zips)

    def of(self, where: Where) -> Application:
        """The application that a file belongs to."""
        for length in range(1, len(where.parts)):
            outer = Where(where.parts[:length])
            if outer in self._holding:
                return ("archive", *outer.parts)
            if outer in self._zips:
                return ("folder", *outer.parts[:-1], outer.folder)
        return ("archive", where.parts[0]) if where.depth else ()

    def archive(self, where: Where) -> Where | None:
        """The innermost archive around a file; None outside of all."""
        for length in range(len(where.parts) - 1, 0, -1):
            if Where(where.parts[:length]) in self._zips:
                return Where(where.parts[:length])
        return None


def _holding(zips: Collection[Where]) -> frozenset[Where]:
    """Those with another one inside."""
    found = set()
    for where in zips:
        for length in range(1, len(where.parts)):
            found.add(Where(where.parts[:length]))
    return frozenset(found).intersection(zips)
