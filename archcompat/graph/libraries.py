"""Logical libraries: which native files of an application are builds of one library.

In the order of their strength: common JNI identities (they survive shading), the soname, the path
without its platform tokens. A file of another library's builds is its helper when those need it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from archcompat.graph.applications import Application, Applications
from archcompat.graph.logical import logical_name, plain_path, shaded_under
from archcompat.graph.unit import Unit
from archcompat.model.inventory import Inventory
from archcompat.model.native import Archive, NativeObject
from archcompat.model.where import Where

_MOST_COPIES = 200  # archives compared two by two; no application has as many of one library
_OWN_FOLDERS = 2  # folders that two paths must have in common to be no chance


@dataclass(frozen=True, slots=True)
class Library:
    """One library as an application has it: its builds for whatever platforms."""

    name: str
    natives: tuple[NativeObject, ...]
    helpers: tuple[NativeObject, ...] = ()
    """Libraries without a use of their own that come with its builds and are needed by them."""
    application: Application = ()
    shaded: str = ""
    """The package it was moved to, as its file names have it: ``io_grpc_netty_shaded``."""

    @property
    def files(self) -> tuple[NativeObject, ...]:
        """Its builds and their helpers."""
        return (*self.natives, *self.helpers)


def libraries_in(inventory: Inventory, units: Iterable[Unit]) -> tuple[Library, ...]:
    """The libraries of a subject; a JAR's version tells its copies apart."""
    return libraries(
        inventory.facts_of(NativeObject),
        inventory.facts_of(Archive),
        {where: unit.version for unit in units for where in unit.where},
    )


def libraries(
    natives: Iterable[NativeObject],
    archives: Sequence[Archive] = (),
    versions: Mapping[Where, str] | None = None,
) -> tuple[Library, ...]:
    """Every library, each native file in one; ``versions`` are those of Java archives."""
    applications = Applications(archives)
    members: dict[Application, list[NativeObject]] = defaultdict(list)
    for native in natives:
        members[applications.of(native.where)].append(native)
    copies = _Copies(applications, archives, versions or {})
    found: list[Library] = []
    for application, files in members.items():
        groups = _united(files, lambda native: _keys(native, applications))
        if application:
            groups = [copy for group in groups for copy in copies.split(group)]
        own = [_library(group, application) for group in groups]
        found += _with_helpers(own, applications) if application else own
    return tuple(found)


def _library(natives: Sequence[NativeObject], application: Application) -> Library:
    return Library(
        _name(natives),
        tuple(natives),
        application=application,
        shaded=next(filter(None, map(shaded_under, natives)), ""),
    )


def _name(natives: Sequence[NativeObject]) -> str:
    """The name most of the builds have, the shortest of those."""
    stated = [native for native in natives if native.jni] or natives
    names = Counter(map(logical_name, stated))
    return min(names, key=lambda name: (-names[name], len(name), name))


def _united(
    natives: Iterable[NativeObject], keys_of: Callable[[NativeObject], list[str]]
) -> list[list[NativeObject]]:
    """Natives in groups of those that have a key in common, also by way of a third."""
    parent: dict[str, str] = {}

    def find(key: str) -> str:
        while parent.setdefault(key, key) != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    keyed: list[tuple[str, NativeObject]] = []
    for native in natives:
        keys = keys_of(native)
        for key in keys[1:]:
            parent[find(key)] = find(keys[0])
        keyed.append((keys[0], native))
    groups: dict[str, list[NativeObject]] = defaultdict(list)
    for key, native in keyed:
        groups[find(key)].append(native)
    return list(groups.values())


def _keys(native: NativeObject, applications: Applications) -> list[str]:
    """What a native has in common with the other builds of its library, strongest first.

    A library's own registration (``JNI_OnLoad_x``) is the same in a relocated copy, which is
    another library to its loader: the prefix in the file name tells them apart.
    """
    prefix = shaded_under(native)
    keys = [
        f"jni:{prefix}:{one}" if one.startswith("JNI_OnLoad_") else f"jni:{one}"
        for one in native.jni
    ]
    archive = applications.archive(native.where)
    if native.soname and archive is not None and not prefix:
        beside = archive.beside(plain_path(archive.path))
        keys.append(f"soname:{beside}:{plain_path(native.soname)}")
    return [*keys, f"path:{_plain(native, archive)}"]


def _plain(native: NativeObject, archive: Where | None) -> str:
    """The plain path from the root of its archive, through files compressed by themselves."""
    start = len(archive.parts) if archive is not None else len(native.where.parts) - 1
    return plain_path("/".join(native.where.parts[start:]))


class _Copies:
    """Tells the halves of one library from two copies of it, of which only one is loaded."""

    def __init__(
        self,
        applications: Applications,
        archives: Iterable[Archive],
        versions: Mapping[Where, str],
    ) -> None:
        self._applications = applications
        self._with_classes = frozenset(one.where for one in archives if one.classes)
        self._versions = versions

    def split(self, group: Sequence[NativeObject]) -> list[list[NativeObject]]:
        """The copies in a group of natives of one application."""
        paths = {
            native.where: _plain(native, self._applications.archive(native.where))
            for native in group
        }
        moved: dict[str, list[NativeObject]] = defaultdict(list)
        roots = _roots(set(paths.values()))
        for native in group:
            moved[roots[paths[native.where]]].append(native)
        return [copy for part in moved.values() for copy in self._by_archive(part)]

    def _by_archive(self, group: Sequence[NativeObject]) -> list[list[NativeObject]]:
        held: dict[Where, list[NativeObject]] = defaultdict(list)
        for native in group:
            held[self._applications.archive(native.where) or native.where].append(native)
        if not 1 < len(held) <= _MOST_COPIES:
            return [list(group)]
        together = {archive: [str(archive)] for archive in held}
        for one, other in combinations(held, 2):
            if self._are_halves(one, other, held):
                together[one].append(f"{one}|{other}")
                together[other].append(f"{one}|{other}")
        of = {native.where: archive for archive, files in held.items() for native in files}
        return _united(group, lambda native: together[of[native.where]])

    def _are_halves(
        self, one: Where, other: Where, held: Mapping[Where, Sequence[NativeObject]]
    ) -> bool:
        """Whether the code in two archives serves one loader.

        It does if one of them is for platforms the other is not for, or they are of one version,
        or one brings no classes. Else each has its own classes and code, and which of them are
        loaded is decided by the order of the class path.
        """
        platforms = {(native.os, native.arch) for native in held[one]}
        if platforms.isdisjoint((native.os, native.arch) for native in held[other]):
            return True
        version = self._versions.get(one, "")
        if version and version == self._versions.get(other, ""):
            return True
        return one not in self._with_classes or other not in self._with_classes


def _roots(paths: set[str]) -> dict[str, str]:
    """For each plain path the folder it was relocated to, empty where it was not.

    ``rebased/com/sun/jna/jnidispatch`` beside ``com/sun/jna/jnidispatch`` is a relocated copy.
    """
    found = dict.fromkeys(paths, "")
    for path in paths:
        cut = path.find("/")
        while cut >= 0 and path.count("/", cut + 1) >= _OWN_FOLDERS:
            if path[cut + 1 :] in paths:
                found[path] = path[:cut]
            cut = path.find("/", cut + 1)
    return found


def _with_helpers(found: Sequence[Library], applications: Applications) -> list[Library]:
    """The libraries, those without JNI identities given to the one whose builds need them."""
    names: dict[tuple[Where | None, str], int] = {}
    for index, library in enumerate(found):
        for native in library.natives:
            if not any(one.jni for one in library.natives):
                archive = applications.archive(native.where)
                for name in {native.soname, native.where.name} - {""}:
                    names.setdefault((archive, name), index)
    owner: dict[int, int] = {}
    for index, library in enumerate(found):
        for native in library.natives:
            for name in native.needed:
                helper = names.get((applications.archive(native.where), name))
                if helper is not None and helper != index:
                    owner.setdefault(helper, index)
    taken: dict[int, list[NativeObject]] = defaultdict(list)
    for helper, top in _tops(owner).items():
        if top is not None:
            taken[top] += found[helper].natives
    gone = {native.where for natives in taken.values() for native in natives}
    return [
        replace(library, helpers=tuple(taken[index]))
        for index, library in enumerate(found)
        if library.natives[0].where not in gone
    ]


def _tops(owner: Mapping[int, int]) -> dict[int, int | None]:
    """The end of each chain of owners; None for those that only have each other."""
    tops: dict[int, int | None] = {}
    for start in owner:
        way: dict[int, None] = {}
        here = start
        while here in owner and here not in tops and here not in way:
            way[here] = None
            here = owner[here]
        tops.update(dict.fromkeys(way, None if here in way else tops.get(here, here)))
    return tops
