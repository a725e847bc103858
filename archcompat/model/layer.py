"""A subject as its source gives it: layers, their members, and what reading one yields."""

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from msgspec import Struct

from archcompat.model.facts import Fact
from archcompat.model.problem import Problem
from archcompat.model.target import Platform


class MemberType(enum.IntEnum):
    """What an entry of a layer is; devices, pipes and sockets are OTHER and never opened."""

    FILE = 0
    DIRECTORY = 1
    SYMLINK = 2
    HARDLINK = 3
    OTHER = 4


class Member(Struct, eq=False):
    """One entry of a layer, in the order the layer has it; readable until the next one is asked."""

    path: str
    """Normalised: no leading ``/`` or ``./``, no ``..``, ``""`` for the root itself."""
    type: MemberType
    size: int = 0
    link: str = ""
    """Symlink: its text as written. Hardlink: the normalised path from the root."""
    head: bytes = b""
    """The first HEAD_SIZE bytes of a FILE."""
    open: Callable[[], BinaryIO] | None = None
    """As ``Entry.open``; None for anything but a FILE."""
    role: str = ""
    """As ``Entry.role``."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of an image; a directory or a single file is a subject of one layer."""

    index: int
    """0 is the lowest."""
    diff_id: str = ""
    """``sha256:…`` of the uncompressed bytes; empty for what is no image."""
    digest: str = ""
    """``sha256:…`` of the blob as stored."""
    created_by: str = ""
    """The history line that made it, as the image config has it; empty if unknown."""


@dataclass(frozen=True, slots=True)
class ImageConfig:
    """What of an image's config matters for running it (OCI image-spec, config.md)."""

    env: tuple[str, ...] = ()
    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    working_dir: str = ""
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def environment(self) -> dict[str, str]:
        """The variables of ``env`` by name."""
        return dict(line.partition("=")[::2] for line in self.env)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is being scanned."""

    kind: str
    """``image``, ``directory`` or ``file``."""
    name: str
    """As the user named it, or the reference stored in the archive."""
    digest: str = ""
    """The manifest digest of an image, the SHA-256 of a file."""
    platform: Platform | None = None
    """What an image's config claims."""
    config: ImageConfig = field(default_factory=ImageConfig)
    references: tuple[str, ...] = ()
    """What an image is stored under, each with a tag or a registry; a bare tag is none."""
    base: str = ""
    """The reference of the image that it says it is built on."""
    base_digest: str = ""
    """Its digest, where that is said too."""
    base_layers: int = 0
    """How many of the lowest layers are that image's, or would be; 0 where nobody knows."""
    base_seen: bool = False
    """Whether those layers were compared with the image's own, or the user says so; else the
    history of the build tells."""
    offered: Platform | None = None
    """What an index that lists an image offers it for."""

    @property
    def claimed(self) -> Platform | None:
        """What an image says it is for: engines choose by the index, where there is one."""
        return self.offered or self.platform


class Node(NamedTuple):
    """A member as it is remembered after its content is gone."""

    path: str
    type: MemberType
    link: str
    size: int


@dataclass(slots=True)
class LayerReading:
    """Everything read from one layer: a pure function of the layer's bytes."""

    nodes: list[Node] = field(default_factory=list)
    """In the order of the layer, duplicates kept."""
    facts: dict[int, tuple[Fact, ...]] = field(default_factory=dict)
    """By index into ``nodes``; only nodes that have any."""
    problems: list[Problem] = field(default_factory=list)
    """Of the layer as a whole."""


def is_whiteout(path: str) -> bool:
    """Whether a layer's entry is a marker that hides lower content, or is inside one.

    Names that begin with ``.wh.`` are reserved for them (OCI image-spec, layer.md).
    """
    return ".wh." in path and (path.startswith(".wh.") or "/.wh." in path)
