"""Joins Java classes that have native methods with the libraries that implement them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from archcompat.formats.jni import identity_of
from archcompat.graph.applications import Application, Applications
from archcompat.graph.libraries import Library
from archcompat.graph.logical import plain_path
from archcompat.model.programfacts import NativeMethods
from archcompat.model.where import Where

# What every system has, by the names that JNA and its like load them.
_OF_SYSTEMS = frozenset(
    ("c", "dl", "m", "pthread", "rt", "util", "msvcrt", "kernel32", "user32", "advapi32", "shell32")
)


@dataclass(frozen=True, slots=True)
class Absent:
    """A library that classes ask for and that is nowhere: the system would have to bring it."""

    name: str
    """As they ask for it."""
    archive: Where
    classes: tuple[str, ...]
    """Those of the archive with native methods, or that load it; with slashes."""


@dataclass(frozen=True, slots=True)
class NativeUse:
    """Which classes use which library."""

    classes: dict[Where, tuple[str, ...]] = field(default_factory=dict)
    """By the place of a library's first build: the classes whose native methods it has."""
    absent: tuple[Absent, ...] = ()


def native_use(
    facts: Iterable[NativeMethods], libraries: Sequence[Library], applications: Applications
) -> NativeUse:
    """Join by the JNI names that code exports, and by the names that classes load.

    Files of the file system serve every application: that is where ``java.library.path`` leads.
    """
    facts = list(facts)
    found = _Found(libraries if facts else ())
    absent = []
    for fact in facts:
        application = applications.of(fact.where.inside("*"))
        left = [name for name in fact.classes if not found.take(name, fact.where, application)]
        wanted = {
            name: cls
            for cls, name in fact.loads
            if name.lower() not in _OF_SYSTEMS and not found.has(name, application)
        }
        absent += [
            Absent(name, fact.where, tuple(sorted({*left, cls}))) for name, cls in wanted.items()
        ]
    return NativeUse(
        {where: tuple(sorted(names)) for where, names in found.classes.items()}, tuple(absent)
    )


class _Found:
    """The libraries by what classes know of them, and which classes were given to each."""

    def __init__(self, libraries: Sequence[Library]) -> None:
        self.classes: dict[Where, set[str]] = defaultdict(set)
        self._by_identity: dict[tuple[Application, str], list[Library]] = defaultdict(list)
        self._names: set[tuple[Application, str]] = set()
        for library in libraries:
            if not library.application and not any(one.jni for one in library.natives):
                continue  # of the file system's files only these serve a JVM
            self._names.add((library.application, library.name.lower()))
            for native in library.natives:
                names = [native.where.name, native.soname, *native.jni]
                self._names.update((library.application, _loaded_name(name)) for name in names)
            for identity in {one for native in library.natives for one in native.jni}:
                self._by_identity[library.application, identity].append(library)

    def take(self, name: str, archive: Where, application: Application) -> bool:
        """Give a class to the libraries that export its methods; whether there are any.

        To those in its own archive where there are some: others have classes of that name too.
        """
        identity = identity_of(name)
        found = [
            library
            for place in {application, ()}
            for library in self._by_identity.get((place, identity), ())
        ]
        own = [library for library in found if _is_in(archive, library)]
        for library in own or found:
            self.classes[library.natives[0].where].add(name)
        return bool(found)

    def has(self, name: str, application: Application) -> bool:
        """Whether a library is there under a name that a class loads."""
        wanted = _loaded_name(name)
        return (application, wanted) in self._names or ((), wanted) in self._names


def _is_in(archive: Where, library: Library) -> bool:
    depth = len(archive.parts)
    return any(native.where.parts[:depth] == archive.parts for native in library.natives)


def _loaded_name(name: str) -> str:
    """The name without what the platform puts around it: ``x`` of ``libx.so`` and ``x``."""
    return plain_path(name.removeprefix("JNI_OnLoad_")).rpartition("/")[2]
