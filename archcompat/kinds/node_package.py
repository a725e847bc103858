"""The package.json of an installed npm package, or of one in the tarball it is published as."""

import re
from collections.abc import Iterator

from archcompat.errors import FormatError
from archcompat.formats.npm import is_package_name, parse_package_json
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact, NodePackage
from archcompat.model.marks import Marks
from archcompat.model.problem import Problem, Severity

_INSTALLED = re.compile(r"(?:.*/)?node_modules/((?:@[^/]+/)?[^/@.][^/]*)/package\.json", re.DOTALL)
_PACKED = "package/package.json"  # npm unpacks any folder, but packs into this one
_LIMIT = 4 << 20  # bytes, and one more is already too large


class NodePackageFile:
    """Reads node_modules/NAME/package.json, with a scope or without, and package/package.json."""

    name = "node-package"
    marks = Marks(names=("package.json",))

    def claims(self, entry: Entry) -> bool:
        """By the path: package.json files deeper in a package describe its parts or its tests."""
        path = entry.where.parts[-1]
        if not path.endswith("/package.json"):
            return False
        if path == _PACKED:
            return entry.where.depth > 0
        return _INSTALLED.fullmatch(path) is not None

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield the package, by the name of its folder if it does not name itself."""
        with entry.open() as stream:
            data = stream.read(_LIMIT + 1)
        try:
            found = parse_package_json(data)
        except FormatError as error:
            # Node would not load it either, and native files around it are read by themselves.
            yield Problem(entry.where, error.code, error.detail, Severity.WARNING)
            return
        folder = _INSTALLED.fullmatch(entry.where.path)
        name = found.name or (folder[1] if folder is not None else "")
        if is_package_name(name):
            yield NodePackage(
                entry.where,
                name=name,
                version=found.version,
                os=found.os,
                cpu=found.cpu,
                libc=found.libc,
                optional=found.optional,
                dependencies=found.dependencies,
            )


KIND = NodePackageFile()
