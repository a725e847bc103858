"""A repository that an installed system takes its packages from, as it can be asked for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Repository:
    """One suite, component or folder of packages; the architecture is the asker's to say."""

    ecosystem: str
    """``deb``, ``apk`` or ``rpm``."""
    url: str
    """Of the archive; in one of rpm's ``$basearch`` may stand."""
    suite: str = ""
    """Of a Debian archive: ``bookworm``; with a ``/`` at its end a folder without components."""
    component: str = ""
    mirrors: bool = False
    """What is at the address is a list of places to find it at."""

    def __str__(self) -> str:
        """As people name it."""
        return " ".join(filter(None, (self.url, self.suite, self.component)))
