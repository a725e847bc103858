"""Something that should have been understood and was not, and how much that takes away."""

import enum

from msgspec import Struct

from archcompat.model.where import Where


class Severity(enum.StrEnum):
    """How much a problem takes away from the scan."""

    ERROR = "error"
    """Something that should have been read was not: the scan is incomplete."""
    WARNING = "warning"
    """Everything was read, but an answer may be weaker for it."""
    INFO = "info"
    """Worth knowing, changes nothing."""


class Problem(Struct, frozen=True):
    """Something that should have been understood and was not."""

    where: Where
    code: str
    """Stable and kebab-case: ``elf-truncated``, ``layer-digest-mismatch``."""
    detail: str
    """One short sentence; may quote names from the artifact."""
    severity: Severity = Severity.ERROR
