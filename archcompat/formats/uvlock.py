"""uv.lock: what uv installs, for every platform at once.

https://docs.astral.sh/uv/concepts/projects/layout/#the-lockfile; its shape is that of version 1,
which newer revisions only add to.
"""

from collections.abc import Iterable

from msgspec import Struct, field

from archcompat.errors import FormatError
from archcompat.formats.lockfiles import (
    Found,
    any_of,
    exactly,
    file_name,
    hashes_of,
    problem,
    without_secrets,
)
from archcompat.formats.tomldoc import parse_toml, tables
from archcompat.model.pythonfacts import Requirement
from archcompat.model.where import Where


class _File(Struct):
    url: str = ""
    path: str = ""
    filename: str = ""
    hash: str = ""

    @property
    def file(self) -> str:
        return self.filename or file_name(self.url) or file_name(self.path)


class _Dependency(Struct):
    name: str
    marker: str = ""


_Groups = dict[str, list[_Dependency]]


class _Package(Struct):
    name: str
    version: str = ""
    source: dict[str, object] = field(default_factory=dict[str, object])
    dependencies: list[_Dependency] = field(default_factory=list[_Dependency])
    extras: _Groups = field(default_factory=_Groups, name="optional-dependencies")
    groups: _Groups = field(default_factory=_Groups, name="dev-dependencies")
    resolution_markers: list[str] = field(default_factory=list[str], name="resolution-markers")
    sdist: _File | None = None
    wheels: list[_File] = field(default_factory=list[_File])


_ELSEWHERE = ("virtual", "editable", "git", "url", "path", "directory")


def parse_uv_lock(data: bytes, where: Where) -> Found:
    """Yield each package of the file at ``where``, and a Problem for an entry that is none.

    The project's own and its workspace's have the URL of their folder, mostly ``.``. Raises
    FormatError for what is no TOML, or another version.
    """
    document = parse_toml(data)
    if document.get("version") != 1:
        raise FormatError("lock-malformed", f"its version is {document.get('version')!r}, not 1")
    for number, package in tables(document.get("package"), _Package, "package"):
        if isinstance(package, FormatError):
            yield problem(where, package)
        else:
            yield _requirement(package, where, number)


def _requirement(package: _Package, where: Where, number: int) -> Requirement:
    listed = [*([package.sdist] if package.sdist is not None else []), *package.wheels]
    edges = [(entry, "") for some in _always(package) for entry in some]
    edges += [(entry, extra) for extra, some in package.extras.items() for entry in some]
    places = [str(package.source[key]) for key in _ELSEWHERE if key in package.source]
    return Requirement(
        where,
        number,
        package.name,
        exactly(package.version),
        marker=any_of(package.resolution_markers),
        url=without_secrets(places[0]) if places else "",
        hashes=hashes_of(file.hash for file in listed),
        files=tuple(file.file for file in listed if file.file),
        requires=tuple(_required(entry, extra) for entry, extra in edges),
    )


def _always(package: _Package) -> Iterable[list[_Dependency]]:
    """What is required without an extra."""
    return (package.dependencies, *package.groups.values())


def _required(entry: _Dependency, extra: str) -> str:
    """As Requires-Dist would say it."""
    said = [f"({entry.marker})" if extra else entry.marker] if entry.marker else []
    if extra:
        said.append(f"extra == '{extra}'")
    return f"{entry.name} ; {' and '.join(said)}" if said else entry.name
