"""Where dnf, yum and zypper take packages from, and the variables in those addresses."""

import re
from collections.abc import Iterator

from archcompat.formats.yumrepos import parse_repo_file
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.osfacts import PackageSource, SourceVariable

_LIMIT = 1 << 20  # bytes
_PLACE = re.compile(
    r"(?:|.{0,255}/)etc/(?:"
    r"(?P<repo>(?:yum\.repos\.d|zypp/repos\.d|distro\.repos\.d)/[^/]+\.repo)"
    r"|(?:yum|dnf)/vars/(?P<variable>\w{1,64}))",
    re.DOTALL | re.ASCII,
)
_LONGEST = 1024  # letters of a variable's value


class RpmRepositories:
    """Reads etc/yum.repos.d/*.repo and zypper's, etc/yum/vars/* and etc/dnf/vars/*."""

    name = "rpm-repositories"
    marks = Marks(suffixes=("repo",), folders=("vars",))  # the names of variables are anybody's

    def claims(self, entry: Entry) -> bool:
        """By the path, also below a nested root."""
        path = entry.where.parts[-1]
        return "etc/" in path and _PLACE.fullmatch(path) is not None

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield each enabled repository, or the variable that the file is called after."""
        place = _PLACE.fullmatch(entry.where.path)
        if place is None:
            return
        with entry.open() as stream:
            data = stream.read(_LIMIT)
        if place["variable"]:
            value = data[:_LONGEST].decode("utf-8", "replace").strip()
            yield SourceVariable(entry.where, place["variable"], value)
            return
        for one in parse_repo_file(data):
            yield PackageSource(entry.where, one.line, "rpm", one.url, mirrors=one.mirrors)


KIND = RpmRepositories()
