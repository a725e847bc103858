"""The plain bytes of a compressed archive, in a temp file that goes away with its owner."""

import os
import tempfile
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


class Spool:
    """A temp file with a name, so that other processes can read from it.

    Pickled copies know the path only; the file is removed by ``close`` of the original, at the
    latest when that is collected or the interpreter ends.
    """

    def __init__(self, fill: Callable[[BinaryIO], object]) -> None:
        """Let ``fill`` write to a new file; whatever it raises, the file is removed again."""
        descriptor, name = tempfile.mkstemp(prefix="archcompat-")
        self.path = Path(name)
        self._remove = weakref.finalize(self, _unlink, self.path)
        try:
            with os.fdopen(descriptor, "wb") as file:
                fill(file)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Remove the file."""
        self._remove()

    def __reduce__(self) -> tuple[type["_Borrowed"], tuple[Path]]:
        """Pickle to something that never removes the file."""
        return (_Borrowed, (self.path,))


class _Borrowed(Spool):
    """A spool as another process has it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def close(self) -> None:
        pass


def _unlink(path: Path) -> None:
    path.unlink(missing_ok=True)
