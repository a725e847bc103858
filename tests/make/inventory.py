"""Makes inventories by hand: the facts of a subject and the file system around them."""

from collections.abc import Iterable, Mapping
from typing import Any

from archcompat.model.arch import Arch
from archcompat.model.facts import Fact
from archcompat.model.filesystem import Filesystem, Inode
from archcompat.model.inventory import Inventory
from archcompat.model.layer import ImageConfig, Layer, MemberType, Subject
from archcompat.model.native import NativeFormat, NativeObject, NativeType
from archcompat.model.osfacts import FileList
from archcompat.model.problem import Problem
from archcompat.model.target import Platform
from archcompat.model.where import Where


def at(place: str) -> Where:
    """A place as reports write it: ``opt/app.jar!/lib/x.so``."""
    return Where(tuple(place.split("!/")))


def native(place: str, arch: Arch = Arch.X86_64, **fields: Any) -> NativeObject:
    """An ELF library for Linux that needs nothing; ``fields`` are NativeObject's."""
    defaults: dict[str, Any] = {
        "format": NativeFormat.ELF,
        "machine": arch.value,
        "bits": 32 if arch in (Arch.I386, Arch.ARM) else 64,
        "os": "linux",
        "type": NativeType.SHARED,
    }
    return NativeObject(where=at(place), arch=arch, **{**defaults, **fields})


def file_list(place: str, ecosystem: str, package: str, *paths: str) -> FileList:
    """What a database at ``place`` says of one package's files."""
    return FileList(at(place), ecosystem, package, paths)


def filesystem(
    files: Iterable[str] = (),
    links: Mapping[str, str] | None = None,
    hardlinks: Mapping[str, str] | None = None,
    layers: Mapping[str, int] | None = None,
) -> Filesystem:
    """Files, symlinks (path to text) and hardlinks (path to a file), all in layer 0 or as told."""
    inodes: dict[str, Inode] = {}
    for number, path in enumerate(files):
        inodes[path] = Inode(MemberType.FILE, (layers or {}).get(path, 0), number)
    for number, (path, text) in enumerate((links or {}).items(), len(inodes)):
        inodes[path] = Inode(MemberType.SYMLINK, (layers or {}).get(path, 0), number, text)
    for path, other in (hardlinks or {}).items():
        inodes[path] = inodes[other]
    return Filesystem(inodes)


def inventory(
    *facts: Fact,
    files: Iterable[str] = (),
    links: Mapping[str, str] | None = None,
    hardlinks: Mapping[str, str] | None = None,
    layers: Mapping[str, int] | None = None,
    kind: str = "directory",
    platform: str = "",
    env: tuple[str, ...] = (),
) -> Inventory:
    """A subject with these facts; the files they lie in are there, and ``files`` besides.

    ``layers`` says for files of an image which layer brought them, 0 where it says nothing.
    """
    found = [fact for fact in facts if not isinstance(fact, Problem)]
    paths = dict.fromkeys([*files, *(fact.where.parts[0] for fact in found)])
    for path in hardlinks or {}:
        paths.pop(path, None)
    highest = max((layers or {}).values(), default=0)
    return Inventory(
        subject=Subject(
            kind,
            "made",
            platform=Platform.parse(platform) if platform else None,
            config=ImageConfig(env=env),
        ),
        layers=tuple(Layer(index, f"sha256:{index}") for index in range(highest + 1)),
        filesystem=filesystem(paths, links, hardlinks, layers),
        facts=tuple(sorted(found, key=lambda fact: (fact.where, type(fact).__name__))),
        problems=tuple(fact for fact in facts if isinstance(fact, Problem)),
    )
