"""What makes two packages the same one, whatever their versions."""

from typing import NamedTuple

from archcompat.compare.neutral import neutral
from archcompat.formats.distfile import normalized
from archcompat.graph.unit import Unit
from archcompat.model.arch import Arch


class Key(NamedTuple):
    """A package, whatever its version."""

    ecosystem: str
    name: str


def key_of(unit: Unit) -> Key:
    """The package that a unit is, whatever its version."""
    name = normalized(unit.name) if unit.ecosystem == "pypi" else unit.name
    if unit.ecosystem in ("maven", "npm") and unit.namespace:
        name = f"{unit.namespace}{':' if unit.ecosystem == 'maven' else '/'}{name}"
    return Key(unit.ecosystem, f"{name}:{unit.classifier}" if unit.classifier else name)


def neutral_key(unit: Unit, arch: Arch) -> Key:
    """The same without the machine in its name."""
    key = key_of(unit)
    return key._replace(name=neutral(key.name, arch))
