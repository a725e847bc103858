"""Turns the target on the command line into a source: what is there decides, not its name."""

import os
import re
import stat
from dataclasses import replace
from pathlib import Path

from archcompat.errors import InputError
from archcompat.formats.compression import sniff
from archcompat.model.target import Platform
from archcompat.sources import Source
from archcompat.sources.archive_index import begins_tar
from archcompat.sources.choose import USUAL, Wish
from archcompat.sources.directory import open_directory
from archcompat.sources.image_archive import open_image_archive, plain_head
from archcompat.sources.maven_project import is_maven_project, open_maven_project
from archcompat.sources.oci_layout import is_layout, open_layout
from archcompat.sources.remote import Remote
from archcompat.sources.single_file import open_single_file

_ELSEWHERE = re.compile(r"(docker|daemon|docker-daemon|registry|podman|containerd|https?|oci):(.*)")
REGISTRY = "docker://"
"""What an image in a registry is named with."""
_ENGINE = "daemon:"
_HINT = "docker://NAME reads it from its registry, daemon:NAME from a container engine"
_TAR_NAME = re.compile(r".*\.(?:tar(?:\.\w+)?|tgz|tzst|txz|tbz2?)", re.IGNORECASE)
_REFERENCE = re.compile(r"[\w.-]+(?::\d+)?(?:/[\w.-]+)*(?:[:@][\w.:-]+)?")


def open_source(
    target: str,
    *,
    platform: Platform | None = None,
    preferred: Platform | None = None,
    remote: Remote | None = None,
    resolve: bool = False,
) -> Source:
    """Open what ``target`` names, to be used as a context manager.

    A folder is an OCI layout if it has ``oci-layout`` and ``index.json``, and else a tree of
    files. A file is an image archive if it is a tar, plain or compressed, with the documents of
    one; any other file is a subject by itself. ``PATH:NAME`` and ``PATH@sha256:…`` name one of
    several images, and ``platform`` chooses among those of one name, which else gives that for
    ``preferred`` if there is one. ``docker://NAME`` is an image in a registry, ``daemon:NAME`` one
    of a container engine; ``remote`` says how those are reached. ``resolve`` runs Maven for a POM.

    Raises InputError for what cannot be scanned at all or does not say which of several images is
    meant, FormatError for an image that is damaged or is none.
    """
    wish = Wish("", platform, preferred or USUAL)
    if remote is not None and target.startswith(REGISTRY):
        from archcompat.sources.registry_image import (  # noqa: PLC0415 - TLS and HTTP cost 30 ms
            open_registry_image,
        )

        return open_registry_image(target.removeprefix(REGISTRY), wish, remote)
    if remote is not None and target.startswith(_ENGINE):
        from archcompat.sources.engine_image import open_engine_image  # noqa: PLC0415 - likewise

        return open_engine_image(target.removeprefix(_ENGINE), wish, remote.sockets)
    path, wanted = _split(target)
    wish = replace(wish, name=wanted)
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            if is_layout(path):
                return open_layout(path, str(path), wish)
            _refuse_choice(wanted, path)
            return open_directory(path, target)
        if not stat.S_ISREG(found.st_mode):
            raise InputError(f"{path} is neither a file nor a folder")
        if not found.st_size:
            raise InputError(f"{path} is empty")
        path.open("rb").close()  # what may not be read says so here, whatever it is
        image = open_image_archive(path, str(path), wish)
        if image is not None:
            return image
        _refuse_choice(wanted, path)
        _refuse_false_tar(path)
        if is_maven_project(path):
            offline = remote is not None and remote.offline
            return open_maven_project(path, target, resolve=resolve, offline=offline)
        return open_single_file(path, target)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error


def _split(target: str) -> tuple[Path, str]:
    """The path and what follows it, ``NAME`` or ``sha256:…``; the path may hold colons itself."""
    if not target or "\0" in target:
        raise InputError("the target is empty" if not target else "the target holds a NUL")
    if os.path.lexists(target):
        return Path(target), ""
    for mark in reversed([match.start() for match in re.finditer("[:@]", target)]):
        if mark and os.path.lexists(target[:mark]):
            return Path(target[:mark]), target[mark + 1 :]
    elsewhere = _ELSEWHERE.fullmatch(target)
    if elsewhere is not None:
        raise InputError(f"{target}: {elsewhere[1]}: is not read; {_HINT}")
    hint = ""
    if _REFERENCE.fullmatch(target) and ":" in target:
        hint = f"; an image in a registry is docker://{target}"
    raise InputError(f"{target}: there is no such file or folder{hint}")


def _refuse_choice(wanted: str, path: Path) -> None:
    if wanted:
        raise InputError(f"{path} is no image, so {wanted!r} cannot be chosen from it")


def _refuse_false_tar(path: Path) -> None:
    """A tar by name that is none by content was cut off, mixed up, or is an error page."""
    if not _TAR_NAME.fullmatch(path.name):
        return
    with path.open("rb") as stream:
        kind = sniff(stream.read(16))
        stream.seek(0)
        head = plain_head(stream)
    if kind and not head:
        raise InputError(f"{path} is named as a tar, but its {kind} data is damaged or cut off")
    if head[:512].strip(b"\0") and not begins_tar(head):
        raise InputError(f"{path} is named as a tar, but what is in it is none")
