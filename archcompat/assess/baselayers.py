"""Finds out how many of an image's layers are its base's, and which image that is."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from archcompat.assess.imageoffers import Registries
from archcompat.errors import FormatError, InputError, UnreachableError
from archcompat.formats.dockerbuild import final_base
from archcompat.formats.dockerfile import MAX_BYTES, is_dockerfile
from archcompat.model.inventory import Inventory
from archcompat.model.layer import Subject
from archcompat.sources.opening import REGISTRY, open_source
from archcompat.sources.remote import Remote

_NUMBER = re.compile(r"\d{1,4}")


def with_base(
    inventory: Inventory, asked: str, registries: Registries | None, remote: Remote
) -> Inventory:
    """The inventory with its subject's base as it is known.

    ``asked`` is what the user says of it: a number of layers, an image whose layers are the lowest
    ones here, or the Dockerfile that the image was made with. Of the base that this or the image's
    labels name the registry is asked for its layers, where ``registries`` may be; else the image's
    history tells, if a base is named at all.
    Raises InputError where what was asked for is not so, UnreachableError, FormatError.
    """
    subject = inventory.subject
    if asked and subject.kind != "image":
        raise InputError(f"{subject.name} is no image: only an image has a base")
    if _NUMBER.fullmatch(asked):
        number = int(asked)
        if not 0 < number < len(inventory.layers):
            layers = len(inventory.layers)
            raise InputError(f"--base {number}: {subject.name} has {layers} layers, base and all")
        return _based(inventory, replace(subject, base_layers=number, base_seen=True))
    if is_dockerfile(Path(asked).name) and not asked.startswith(REGISTRY):
        inventory = _based(inventory, replace(subject, base=_base_in(Path(asked)), base_digest=""))
        subject = inventory.subject
    elif asked:
        return _based(inventory, _on(inventory, asked, registries, remote))
    if subject.base and registries is not None and (number := _labelled(inventory, registries)):
        return _based(inventory, replace(subject, base_layers=number, base_seen=True))
    return inventory


def _based(inventory: Inventory, subject: Subject) -> Inventory:
    return replace(inventory, subject=subject)


def _base_in(path: Path) -> str:
    """The image that a Dockerfile builds on."""
    try:
        with path.open("rb") as file:
            base = final_base(file.read(MAX_BYTES))
    except OSError as error:
        raise InputError(f"--base {path} cannot be read: {error.strerror or error}") from error
    if not base:
        raise InputError(f"--base {path}: it does not say which image it builds on")
    return base


def _on(inventory: Inventory, asked: str, registries: Registries | None, remote: Remote) -> Subject:
    """The subject on an image that the user names."""
    subject = inventory.subject
    name = asked.removeprefix(REGISTRY)
    if asked.startswith(REGISTRY) and registries is not None and subject.platform is not None:
        diff_ids = registries.layers(name, subject.platform)
        if diff_ids is None:
            raise InputError(f"--base {asked}: its registry has no such image")
    else:
        with open_source(asked, platform=subject.platform, remote=remote) as source:
            diff_ids = tuple(layer.diff_id for layer in source.layers)
            name = next(iter(source.subject.references), subject.base)
    number = _lowest(inventory, diff_ids)
    if not number:
        raise InputError(f"--base {asked}: {subject.name} is not built on it, layer by layer")
    return replace(subject, base=name, base_layers=number, base_seen=True)


def _labelled(inventory: Inventory, registries: Registries) -> int:
    """How many layers the base that the labels name has here; 0 where nobody can tell."""
    subject = inventory.subject
    if subject.platform is None:
        return 0
    digest = f"@{subject.base_digest}" if subject.base_digest else ""
    for reference in dict.fromkeys((f"{subject.base.partition('@')[0]}{digest}", subject.base)):
        try:
            diff_ids = registries.layers(reference, subject.platform)
        except (FormatError, UnreachableError):
            continue  # that it cannot be asked is told where its platforms are asked for
        if diff_ids and (number := _lowest(inventory, diff_ids)):
            return number
    return 0


def _lowest(inventory: Inventory, diff_ids: Sequence[str]) -> int:
    """The number of layers if they are the lowest here and others lie on them, else 0."""
    own = [layer.diff_id for layer in inventory.layers]
    number = len(diff_ids)
    fits = 0 < number < len(own) and own[:number] == list(diff_ids) and all(diff_ids)
    return number if fits else 0
