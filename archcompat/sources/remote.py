"""How registries and container engines are reached, for the sources that are there."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from archcompat.indexes.registry.logins import Logins
from archcompat.indexes.registry.places import Places

Fetched = Callable[[str, int, int], None]
"""Told what is fetched, how many bytes of it are here, and how many there are."""


@dataclass(frozen=True, slots=True)
class Remote:
    """How registries and container engines are reached."""

    agent: str
    """What archcompat calls itself."""
    places: Places = field(default_factory=Places)
    logins: Logins = field(default_factory=Logins)
    cache: Path | None = None
    """A folder that is kept; None: a temporary one."""
    offline: bool = False
    sockets: tuple[Path, ...] = ()
    """Where container engines may listen."""
    fetched: Fetched = lambda _what, _count, _total: None
