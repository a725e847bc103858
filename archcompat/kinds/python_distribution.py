"""A Python distribution, installed or in a wheel: its identity, its wheel tags, its files."""

from collections.abc import Iterator

from archcompat.errors import FormatError
from archcompat.formats.pymetadata import (
    parse_installed_files,
    parse_metadata,
    parse_record,
    parse_requires_txt,
)
from archcompat.formats.wheeltag import parse_wheel_file
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.osfacts import FileList
from archcompat.model.pythonfacts import PythonMetadata, PythonRequires, PythonWheelTags
from archcompat.model.where import Where

_EGG = "EGG-INFO/"
_EGG_INFO = ".egg-info"
_ENDS = (
    *(".dist-info/METADATA", ".dist-info/WHEEL", ".dist-info/RECORD"),
    *(".egg-info/PKG-INFO", ".egg-info/installed-files.txt", _EGG_INFO),
    *(".egg-info/requires.txt", _EGG + "requires.txt"),
    *(_EGG + "PKG-INFO", _EGG + "native_libs.txt"),
)
_METADATA_LIMIT = 4 << 20  # bytes; the description comes last, and is all that is ever long
_WHEEL_LIMIT = 64 << 10  # bytes; real ones are below 10 KB
_LIST_LIMIT = 64 << 20  # bytes; the longest RECORD seen has 3 MB


class PythonDistribution:
    """Reads what lies in a dist-info or egg-info folder, in an egg, or as one egg-info file."""

    name = "python-distribution"
    marks = Marks(
        names=tuple(end.rpartition("/")[2] for end in _ENDS if "/" in end),
        suffixes=(_EGG_INFO[1:],),
    )

    def claims(self, entry: Entry) -> bool:
        """By the path; the metadata a source distribution carries of itself is not installed."""
        path = entry.where.parts[-1]
        if not path.endswith(_ENDS):
            return False
        if _EGG in path:
            return path.startswith(_EGG) or f"/{_EGG}" in path
        return entry.where.depth == 0 or not _in_source(entry.where)

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the one fact that this file tells."""
        where = entry.where
        yield _READERS.get(where.name, _metadata)(entry)


def _metadata(entry: Entry) -> Fact:
    with entry.open() as stream:
        said = parse_metadata(stream.read(_METADATA_LIMIT))
    return PythonMetadata(entry.where, said.name, said.version, said.requires, said.requires_python)


def _requires(entry: Entry) -> Fact:
    with entry.open() as stream:
        return PythonRequires(entry.where, parse_requires_txt(stream.read(_METADATA_LIMIT)))


def _tags(entry: Entry) -> Fact:
    with entry.open() as stream:
        said = parse_wheel_file(stream.read(_WHEEL_LIMIT))
    return PythonWheelTags(entry.where, said.tags, said.pure)


def _record(entry: Entry) -> Fact:
    return _files(entry, parse_record(_whole(entry), _above(entry.where.folder)))


def _installed_files(entry: Entry) -> Fact:
    return _files(entry, parse_installed_files(_whole(entry), entry.where.folder))


def _native_libs(entry: Entry) -> Fact:
    return _files(entry, parse_installed_files(_whole(entry), _above(entry.where.folder)))


def _files(entry: Entry, paths: tuple[str, ...]) -> FileList:
    return FileList(entry.where, "pypi", entry.where.folder, paths)


def _whole(entry: Entry) -> bytes:
    """A list that is cut off would lose owners, so one too long to read is an error."""
    with entry.open() as stream:
        data = stream.read(_LIST_LIMIT + 1)
    if len(data) > _LIST_LIMIT:
        raise FormatError("limit-size", f"its list of files is over {_LIST_LIMIT:,} bytes")
    return data


def _above(folder: str) -> str:
    return folder.rpartition("/")[0]


def _in_source(where: Where) -> bool:
    """Whether an egg-info in an archive is that of a source distribution.

    The archive NAME-VERSION.tar.gz (or .zip) holds one folder NAME-VERSION, and the egg-info in it
    has no version in its name, which an installed one always has
    (https://packaging.python.org/en/latest/specifications/source-distribution-format/).
    """
    top, _, rest = where.path.partition("/")
    above, found, _ = rest.rpartition(_EGG_INFO)
    return (
        bool(found)
        and "-" not in above.rpartition("/")[2]
        and where.parts[-2].rpartition("/")[2].startswith(f"{top}.")
    )


_READERS = {
    "WHEEL": _tags,
    "RECORD": _record,
    "installed-files.txt": _installed_files,
    "native_libs.txt": _native_libs,
    "requires.txt": _requires,
}
KIND = PythonDistribution()
