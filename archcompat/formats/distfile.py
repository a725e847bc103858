"""A wheel or source distribution as an index or a lock file lists it, and what its name tells."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from archcompat.errors import FormatError
from archcompat.formats.wheeltag import expand_tag

_SDISTS = (".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar.xz")
_BUILD = re.compile(r"(\d{1,18})(.*)")
_LONGEST = 1024  # characters of a file name


@dataclass(frozen=True, slots=True)
class DistFile:
    """One file of a release."""

    name: str
    """Its file name."""
    project: str
    """As the file name spells it, normalised (PEP 503)."""
    version: str
    """As the file name spells it."""
    tags: tuple[str, ...] = ()
    """``cp38-cp38-manylinux2014_aarch64``, expanded; none for a source distribution."""
    build: tuple[int, str] | tuple[()] = ()
    """The build number of a wheel, which orders wheels of the same tags."""
    requires_python: str = ""
    """``>=3.8``, as written; empty if it is not said."""
    yanked: bool = False
    url: str = ""
    """Absolute; empty where only the name is known."""
    hashes: tuple[str, ...] = ()
    """``sha256:…``; none where none is said."""
    metadata: bool = False
    """Its METADATA is to be had at ``url + ".metadata"`` (PEP 658, PEP 714)."""
    size: int = -1
    """Bytes, -1 if it is not said."""
    uploaded: str = ""
    """``2020-06-20T20:31:05.123Z``, empty if it is not said: few indexes do (PEP 700)."""

    @property
    def is_wheel(self) -> bool:
        """Whether it installs without being built."""
        return bool(self.tags)

    @property
    def is_pure(self) -> bool:
        """Whether it is a wheel for every platform, by its tags."""
        return bool(self.tags) and all(tag.endswith("-any") for tag in self.tags)


class FileShelf:
    """Some files of a project, by the version that their names spell."""

    def __init__(self, files: Iterable[DistFile] = ()) -> None:
        """Take the files in their order."""
        self._files: dict[str, tuple[DistFile, ...]] = {}
        for file in files:
            self._files[file.version] = (*self._files.get(file.version, ()), file)

    @property
    def versions(self) -> tuple[str, ...]:
        """Each once, as spelled."""
        return tuple(self._files)

    def files(self, version: str) -> tuple[DistFile, ...]:
        """Those of one version."""
        return self._files[version]


def parse_file_name(name: str) -> DistFile:
    """What a file name tells; a zip or tar without a version is no source distribution.

    https://packaging.python.org/en/latest/specifications/binary-distribution-format/ and
    …/source-distribution-format/. Raises FormatError (``file-name-unknown``).
    """
    unknown = FormatError("file-name-unknown", f"{name[:100]!r} is no Python distribution")
    if len(name) > _LONGEST or "/" in name:
        raise unknown
    if name.endswith(".whl"):
        parts = name.removesuffix(".whl").split("-")
        number = _BUILD.fullmatch(parts[2]) if len(parts) == 6 else None
        if len(parts) not in (5, 6) or not all(parts) or (len(parts) == 6 and number is None):
            raise unknown
        tags = expand_tag("-".join(parts[-3:]))
        if not tags:
            raise unknown
        build = (int(number[1]), number[2]) if number is not None else ()
        return DistFile(name, normalized(parts[0]), parts[1].replace("_", "-"), tags, build)
    suffix = next((suffix for suffix in _SDISTS if name.endswith(suffix)), "")
    # Older names have hyphens in both halves: the version begins where a digit follows one.
    match = re.fullmatch(r"(.+?)-(v?\d.*)", name.removesuffix(suffix), re.DOTALL)
    if not suffix or match is None:
        raise unknown
    return DistFile(name, normalized(match[1]), match[2])


def normalized(project: str) -> str:
    """A distribution's name as indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", project).lower()
