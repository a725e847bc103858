"""Fills in what the subject itself says about the target: its C library, its Python."""

import re
from dataclasses import replace

from archcompat.model.arch import Arch
from archcompat.model.inventory import Inventory
from archcompat.model.native import NativeObject
from archcompat.model.osfacts import OsPackage
from archcompat.model.target import Libc, Target

_MUSL = re.compile(r"(?:^|/)ld-musl-[^/]+\.so\.1$")
_RELEASE = re.compile(r"\d+\.\d+(?:\.\d+)?")
_SYSTEM = re.compile(r"(?:usr/)?lib(?:64)?/")
_PYTHON = re.compile(r"(?:^|/)lib(?:64)?/python(3\.\d+)/(?:os\.py|encodings|lib-dynload)(?:/|$)")


def completed(target: Target, inventory: Inventory) -> Target:
    """The target with libc and Python taken from the subject where the user gave none.

    The same base image for another architecture has the same versions of both.
    """
    libc = target.libc or _libc(inventory)
    return replace(target, libc=libc, python=target.python or _python(inventory))


def claims_target(target: Target, inventory: Inventory) -> bool:
    """Whether the subject says of itself that it is for the target's platform already."""
    platform = inventory.subject.claimed
    return platform is not None and platform.arch is target.platform.arch


def source_arch(target: Target, inventory: Inventory) -> Arch:
    """What the subject comes from: what an image claims, else (or if that is the target) x86_64."""
    platform = inventory.subject.platform
    if platform is None or platform.arch is target.platform.arch:
        return Arch.X86_64
    return platform.arch


def _libc(inventory: Inventory) -> Libc | None:
    """The C library in the system's own folders, else musl, else whatever other glibc there is.

    libc.so.6 itself tells: its loader stops at the version that last changed the loader.
    """
    copies = [
        native
        for native in inventory.facts_of(NativeObject)
        if native.own_glibc and native.soname == "libc.so.6" and native.where.depth == 0
    ]
    own = [copy for copy in copies if _SYSTEM.match(copy.where.path)]
    if not own and any(_MUSL.search(path) for path in inventory.filesystem.inodes):
        return Libc(
            "musl", _musl_version(inventory)
        )  # a glibc beside it (Alpine with glibc added) is not the system's
    return next((Libc("glibc", copy.own_glibc) for copy in (*own, *copies)), None)


def _musl_version(inventory: Inventory) -> str:
    """The version of Alpine's package; empty without one."""
    packages = (one for one in inventory.facts_of(OsPackage) if one.ecosystem == "apk")
    versions = (_RELEASE.match(one.version) for one in packages if one.name == "musl")
    return next((found[0] for found in versions if found), "")


def _python(inventory: Inventory) -> str:
    """The one Python 3 of the file system; empty with none or several."""
    found = {match[1] for path in inventory.filesystem.inodes if (match := _PYTHON.search(path))}
    return found.pop() if len(found) == 1 else ""
