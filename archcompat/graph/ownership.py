"""Which package of a database owns a file of the file system."""

from collections import defaultdict
from collections.abc import Iterable

from archcompat.model.filesystem import Filesystem
from archcompat.model.layer import MemberType
from archcompat.model.osfacts import FileList


def owners(
    wanted: set[str], lists: Iterable[FileList], filesystem: Filesystem
) -> dict[str, FileList]:
    """The list that names each wanted path; paths without an owner are left out.

    Databases spell paths as they were packaged (``lib/x``), the file system has them after the
    usr merge (``usr/lib/x``), so a listed path counts when it leads to the file through symlinks.
    Where two packages list a path, the operating system's comes before the language's. A hardlink
    that nobody lists belongs to the owner of the file's other names.
    """
    listed: dict[str, FileList] = {}
    by_name: dict[str, dict[str, FileList]] = defaultdict(dict)
    names = {path.rpartition("/")[2] for path in wanted}
    # Later entries win, so language packages go first.
    for entry in sorted(lists, key=lambda entry: entry.ecosystem != "pypi"):
        for path in entry.paths:
            name = path.rpartition("/")[2]
            if name in names:
                listed[path] = entry
                by_name[name][path] = entry
    aliases = _folder_aliases(filesystem)
    real: dict[str, dict[str | None, FileList]] = {}
    found: dict[str, FileList] = {}
    for path in wanted:
        owner = listed.get(path) or _through_alias(path, aliases, listed)
        if owner is None:
            name = path.rpartition("/")[2]
            if name not in real:
                real[name] = {filesystem.resolve(at): e for at, e in by_name[name].items()}
            owner = real[name].get(path)
        if owner is not None:
            found[path] = owner
    return _with_hardlinks(found, wanted, filesystem)


def _with_hardlinks(
    found: dict[str, FileList], wanted: set[str], filesystem: Filesystem
) -> dict[str, FileList]:
    inodes = filesystem.inodes
    by_inode = {inodes[path]: found[path] for path in sorted(found) if path in inodes}
    for path in wanted - found.keys():
        inode = inodes.get(path)
        if inode in by_inode and inode.type is MemberType.FILE:
            found[path] = by_inode[inode]
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
    spelt = (alias + path[len(real) :] for real, alias in aliases if path.startswith(real))
    found = [listed[name] for name in spelt if name in listed]
    return max(found, key=lambda entry: entry.ecosystem != "pypi", default=None)
