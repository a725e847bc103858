"""Which package of a database owns a file of the file system."""

from collections import defaultdict
from collections.abc import Iterable

from archcompat.model.facts import FileList
from archcompat.model.filesystem import Filesystem
from archcompat.model.layer import MemberType


def owners(
    wanted: set[str], lists: Iterable[FileList], filesystem: Filesystem
) -> dict[str, FileList]:
    """The list that names each wanted path; paths without an owner are left out.

    Databases spell paths as they were packaged (``lib/x``), the file system has them after the
    usr merge (``usr/lib/x``), so a listed path counts when it leads to the file through symlinks.
    Where two packages list a path, the operating system's comes before the language's.
    """
    listed: dict[str, FileList] = {}
    by_name: dict[str, list[tuple[str, FileList]]] = defaultdict(list)
    names = {path.rpartition("/")[2] for path in wanted}
    # Later entries win, so language packages go first.
    for entry in sorted(lists, key=lambda entry: entry.ecosystem != "pypi"):
        for path in entry.paths:
            name = path.rpartition("/")[2]
            if name in names:
                listed[path] = entry
                by_name[name].append((path, entry))
    aliases = _folder_aliases(filesystem)
    found: dict[str, FileList] = {}
    for path in wanted:
        owner = listed.get(path) or _through_alias(path, aliases, listed)
        if owner is None:
            for candidate, entry in reversed(by_name[path.rpartition("/")[2]]):
                if filesystem.resolve(candidate) == path:
                    owner = entry
                    break
        if owner is not None:
            found[path] = owner
    return found


def _folder_aliases(filesystem: Filesystem) -> list[tuple[str, str]]:
    """Top-level symlinked folders, as (real prefix, listed prefix): ``usr/lib/`` for ``lib/``."""
    found = []
    for path in filesystem.children(""):
        inode = filesystem.inodes.get(path)
        if inode is not None and inode.type is MemberType.SYMLINK:
            real = filesystem.resolve(path)
            if real:
                found.append((real + "/", path + "/"))
    return found


def _through_alias(
    path: str, aliases: list[tuple[str, str]], listed: dict[str, FileList]
) -> FileList | None:
    for real, alias in aliases:
        if path.startswith(real):
            owner = listed.get(alias + path[len(real) :])
            if owner is not None:
                return owner
    return None
