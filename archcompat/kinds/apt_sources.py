"""Where apt takes packages from, and for which architectures dpkg installs them."""

import re
from collections.abc import Iterator

from archcompat.formats.aptsources import parse_sources, parse_sources_list
from archcompat.model.entry import Entry
from archcompat.model.facts import Fact
from archcompat.model.marks import Marks
from archcompat.model.osfacts import DpkgArchitectures, PackageSource

_LIMIT = 1 << 20  # bytes
# apt takes no other names of files (sources.list(5)).
_PLACE = re.compile(
    r"(?:|.{0,255}/)(?:(?P<list>etc/apt/sources\.list(?:\.d/[\w.-]+\.list)?)"
    r"|(?P<sources>etc/apt/sources\.list\.d/[\w.-]+\.sources)"
    r"|(?P<arch>var/lib/dpkg/arch))",
    re.DOTALL | re.ASCII,
)
_NAME = re.compile(r"[a-z0-9-]{1,64}")


class AptSources:
    """Reads etc/apt/sources.list, sources.list.d/*.list and *.sources, and var/lib/dpkg/arch."""

    name = "apt-sources"
    marks = Marks(names=("arch",), suffixes=("list", "sources"))

    def claims(self, entry: Entry) -> bool:
        """By the path, also below a nested root."""
        path = entry.where.parts[-1]
        likely = "etc/apt/sources.list" in path or path.endswith("var/lib/dpkg/arch")
        return likely and _PLACE.fullmatch(path) is not None

    def read(self, entry: Entry) -> Iterator[Entry | Fact]:
        """Yield each source of binary packages, or dpkg's architectures."""
        place = _PLACE.fullmatch(entry.where.path)
        if place is None:
            return
        with entry.open() as stream:
            data = stream.read(_LIMIT)
        if place["arch"]:
            names = data.decode("utf-8", "replace").split()
            yield DpkgArchitectures(entry.where, tuple(filter(_NAME.fullmatch, names)))
            return
        parse = parse_sources_list if place["list"] else parse_sources
        for one in parse(data):
            yield PackageSource(
                entry.where,
                one.line,
                "deb",
                one.url,
                one.suite,
                one.components,
                one.architectures,
            )


KIND = AptSources()
