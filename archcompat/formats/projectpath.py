"""Whether a file is a project's own, by where it lies."""

from archcompat.model.where import Where

# Below these lie files of installed packages: nobody will install by them.
_INSTALLED = frozenset(("site-packages", "dist-packages", "node_modules"))
_SYSTEM = ("usr/lib/", "usr/share/")


def is_projects(where: Where) -> bool:
    """Whether a file of the file system is no part of something installed.

    One inside an archive is never a project's: nobody installs by it.
    """
    path = where.parts[-1].lower()
    return (
        where.depth == 0
        and not path.startswith(_SYSTEM)
        and _INSTALLED.isdisjoint(path.split("/")[:-1])
    )
