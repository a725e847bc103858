"""An OCI image layout on disk: ``oci-layout``, ``index.json``, ``blobs/`` (image-layout.md)."""

import os
import stat
from pathlib import Path

from archcompat.errors import FormatError
from archcompat.formats import oci
from archcompat.model.problem import Problem, Severity
from archcompat.sources.blob import Blob
from archcompat.sources.choose import Wish, choose
from archcompat.sources.image import HERE, ImageSource, read_document
from archcompat.sources.oci_image import oci_candidates


class LayoutFolder:
    """Finds the files of a layout; a link that leads out of its folder is refused."""

    def __init__(self, path: Path) -> None:
        """``path`` itself may be a link."""
        self._root = path.resolve()

    def find(self, name: str) -> Blob | None:
        """The bytes of a file, None if there is none. Raises FormatError for what is none."""
        path = Path(os.path.realpath(self._root / name))
        if not path.is_relative_to(self._root):
            raise FormatError("layout-link-outside", f"{name} is a link out of the layout")
        try:
            found = path.lstat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise FormatError("unreadable", f"{name}: {error.strerror}") from error
        if not stat.S_ISREG(found.st_mode):
            raise FormatError("unreadable", f"{name} is not a regular file")
        return Blob(path, 0, found.st_size)


def is_layout(path: Path) -> bool:
    """Whether a folder is an OCI layout."""
    return all(os.path.lexists(path / name) for name in ("oci-layout", "index.json"))


def open_layout(path: Path, target: str, wish: Wish) -> ImageSource:
    """Open one image of a layout. Raises InputError and FormatError as an image archive does."""
    folder = LayoutFolder(path)
    version = oci.read_layout(read_document(folder.find, "oci-layout", "file"))
    problems: tuple[Problem, ...] = ()
    if not version.startswith("1."):
        detail = f"the layout has version {version}, and 1.0.0 is known here"
        problems = (Problem(HERE, "layout-version", detail, Severity.WARNING),)
    chosen, notes = choose(oci_candidates(folder.find, target, {}), target, wish)
    image = chosen.load()
    problems += (*notes, *image.problems)
    return ImageSource(image.subject, image.layers, problems, image.stored)
