"""The units a subject is made of: what is upgraded, rebuilt or replaced as one."""

from dataclasses import dataclass
from urllib.parse import quote

from archcompat.model.facts import ImageReference
from archcompat.model.native import NativeObject
from archcompat.model.programfacts import GoBuild, RustBuild
from archcompat.model.pythonfacts import Requirement
from archcompat.model.report import Provenance
from archcompat.model.where import Where
from archcompat.model.workload import HardCoded


@dataclass(frozen=True, slots=True)
class Unit:
    """A package, an archive, a runtime, or a file nobody owns, with the native code in it."""

    id: str
    """The purl, or ``file:<place>`` for what no package owns."""
    ecosystem: str
    """A purl type, or ``file``."""
    name: str
    version: str
    provenance: Provenance
    where: tuple[Where, ...]
    """What identifies it: the archive, the metadata file, the file itself."""
    natives: tuple[NativeObject, ...] = ()
    namespace: str = ""
    """Maven group, npm scope, distribution id."""
    classifier: str = ""
    """Maven classifier, as the file name has it."""
    arch: str = ""
    """Declared architecture of an OS package, in its own spelling."""
    tags: tuple[str, ...] = ()
    """Wheel tags of a Python distribution."""
    pure: bool = False
    """A wheel that declares Root-Is-Purelib."""
    python: str = ""
    """The Python it is installed for, ``3.8``."""
    requires: tuple[str, ...] = ()
    """Requires-Dist lines, names of what an npm or conda package depends on."""
    requirement: str = ""
    """``numpy==1.18.1`` when a requirements file asks for it; empty for what is only installed."""
    asked: tuple[Requirement, ...] = ()
    """The lines and lock entries that ask for it."""
    references: tuple[ImageReference, ...] = ()
    """The places that name it, of an image that is only referred to."""
    hard_coded: tuple[HardCoded, ...] = ()
    """The places of a build file that it stands for."""
    marks: tuple[tuple[Where, int], ...] = ()
    """(file, line) of what is a line of a text."""
    listed: bool = False
    """A bill of materials lists it, and nothing else is known of it."""
    needs: tuple[str, ...] = ()
    """Ids of the units that such a list says it depends on."""
    parents: tuple[str, ...] = ("",)
    """Ids of the units that enclose this one, one for each of its places; empty for the subject."""
    go: GoBuild | None = None
    rust: RustBuild | None = None
    detail: str = ""
    """What more there is to know of it, in a sentence for people."""

    @property
    def full_name(self) -> str:
        """The name as its users write it: an npm package's with the scope, an image's with all."""
        scoped = self.ecosystem in ("npm", "docker") and self.namespace
        return f"{self.namespace}/{self.name}" if scoped else self.name

    @property
    def lines(self) -> tuple[int, ...]:
        """The line of each of its places, from 1, or 0; empty when none is a line of a text."""
        # A lock file's entries are numbered, not its lines.
        asked = [one for one in self.asked if not one.where.name.endswith(_ENTRIES)]
        named = [(one.where, one.line) for one in asked]
        named += [(one.where, one.line) for one in self.references]
        named += self.marks
        lines = dict(sorted(named, reverse=True))  # of several of a file the first
        found = tuple(lines.get(where, 0) for where in self.where)
        return found if any(found) else ()

    @property
    def purl(self) -> str:
        """The package URL, empty for a file."""
        return self.id if self.id.startswith("pkg:") else ""


_ENTRIES = (".lock", ".toml")


def purl_of(
    ecosystem: str, name: str, version: str, *, namespace: str = "", **qualifiers: str
) -> str:
    """A package URL in its canonical spelling (purl-spec, ECMA-427).

    For the types that archcompat makes, and for any text: names come from the artifact.
    """
    if ecosystem in _FOLDED:
        name, namespace = name.lower(), namespace.lower()
    path = "/".join(_quoted(part) for part in (*namespace.split("/"), name) if part)
    tail = f"@{_quoted(version)}" if version else ""
    kept = [f"{key}={_quoted(value)}" for key, value in sorted(qualifiers.items()) if value]
    return f"pkg:{ecosystem}/{path}{tail}{'?' if kept else ''}{'&'.join(kept)}"


# Types whose names are lower case (purl-spec, type definitions).
_FOLDED = ("pypi", "npm", "apk", "deb")


def _quoted(text: str) -> str:
    # Bytes of a file name that are no UTF-8, kept as surrogates, have no spelling in a purl.
    return quote(text, safe=":", errors="backslashreplace")
